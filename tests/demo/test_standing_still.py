"""The demo goes on once nothing moves by itself, however long the line behind a held row is."""

import pytest

from connections.models import Connection
from qbo_bridge.management.commands.run_demo import unsent
from sync_queue.models import QueueRow
from tests.factories import NOON


@pytest.fixture
def books(db: None) -> Connection:
    made: Connection = Connection.objects.create(name="Books", slug="books")
    return made


def row(books: Connection, key: str, state: str, behind: QueueRow | None = None) -> QueueRow:
    made: QueueRow = QueueRow.objects.create(
        connection=books,
        kind="invoice",
        key=key,
        rank=4,
        state=state,
        blocked_by=behind,
        due_at=NOON,
        created_at=NOON,
        updated_at=NOON,
    )
    return made


def test_what_waits_behind_what_waits_behind_a_held_row_is_not_waited_for(
    books: Connection,
) -> None:
    product = row(books, "card", "held")
    invoice = row(books, "1042", "waiting", product)
    row(books, "payment", "waiting", invoice)
    moving = row(books, "1043", "waiting")

    assert list(unsent(books)) == [moving]
