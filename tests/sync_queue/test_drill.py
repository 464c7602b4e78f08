"""The first item is sent twice, to learn whether the company honours request ids."""

from collections.abc import Callable

import pytest

from connections.models import Connection, Exchange
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import ProductFactory

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("requestid", "trust"),
    [("honour", "trusted"), ("ignore", "untrusted"), ("forget", "untrusted")],
)
def test_the_drill_learns_whether_request_ids_are_honoured(
    books: Connection, read: Read, live_emulator: LiveEmulator, requestid: str, trust: str
) -> None:
    live_emulator.set(requestid=requestid)
    ProductFactory(name="Teapot")

    read(books)

    books.refresh_from_db()
    items = live_emulator.state(books.realm)["Item"]
    assert books.requestid_trust == trust
    assert [item["Name"] for item in items].count("Teapot") == 1
    assert Exchange.objects.filter(path="/item").count() == 2


def test_a_drill_that_is_not_answered_learns_nothing_and_is_tried_with_the_next_item(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(books.realm, "http-503", entity="Item", operation="create", nth=2)
    ProductFactory()
    read(books)
    books.refresh_from_db()
    assert books.requestid_trust == Connection.RequestIdTrust.UNKNOWN

    ProductFactory()
    read(books)

    books.refresh_from_db()
    assert books.requestid_trust == Connection.RequestIdTrust.TRUSTED
