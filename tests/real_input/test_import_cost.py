"""Does bringing in a store cost queries by the order, or by the hundred orders?"""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from sync_queue.models import QueueRow
from tests.bridge import new_connection
from tests.real_input.store_folder import StoreFolder

pytestmark = pytest.mark.django_db
NOON = "2026-11-02T12:00:00+00:00"


@pytest.fixture
def books(db: None) -> Connection:
    connection = new_connection("Main books")
    connection.is_default = True
    connection.save()
    return connection


def orders(folder: Path, numbers: range) -> Path:
    """A folder with one paid order for each of `numbers`."""
    with StoreFolder(folder) as store:
        store.add("payment_methods", key="web-card", name="Web card")
        store.add("customers", key="alice", first_name="Alice")
        for number in numbers:
            _order(store, f"{number}")
    return folder


def _order(store: StoreFolder, key: str) -> None:
    moments = {"placed_at": NOON, "status_at": NOON}
    amounts = {"subtotal": 20, "total": 20}
    store.add(
        "orders",
        key=key,
        number=key,
        customer_key="alice",
        status="completed",
        **moments,
        **amounts,
    )
    store.add("order_lines", order_key=key, name="Teapot", unit_price=20, amount=20)
    store.add(
        "payments",
        key=f"{key}-1",
        order_key=key,
        method_key="web-card",
        state="captured",
        amount=20,
        captured_at=NOON,
    )


def queries_of(folder: Path) -> int:
    with CaptureQueriesContext(connection) as asked:
        call_command("import_store", folder, verbosity=0)
    return len(asked)


def test_thirty_orders_cost_as_many_queries_as_ten(books: Connection, tmp_path: Path) -> None:
    few = orders(tmp_path / "few", range(1, 11))
    many = orders(tmp_path / "many", range(11, 41))

    queries_of(orders(tmp_path / "none", range(0)))
    cost_of_few, cost_of_many = queries_of(few), queries_of(many)

    assert cost_of_many == cost_of_few
    assert QueueRow.objects.filter(kind="invoice", state="waiting").count() == 40
    assert QueueRow.objects.filter(kind="payment", state="waiting").count() == 40
