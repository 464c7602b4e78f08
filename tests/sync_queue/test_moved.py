"""Whose orders go where may change: what was never sent moves, what is booked stays, once each."""

from typing import Any

import pytest

from connections.models import Connection
from entities.models import Storefront
from sync_queue import sweeper
from sync_queue.intake import moved
from sync_queue.models import QueueRow
from sync_queue.preparing.prepare import Bench
from tests.factories import NOON, OrderFactory, PaymentFactory, StorefrontFactory
from tests.sync_queue.rows import emptied, link

pytestmark = pytest.mark.django_db


@pytest.fixture
def front() -> Any:
    return StorefrontFactory()


@pytest.fixture
def second(shelf: Connection) -> Connection:
    Connection.objects.update(auto_post=True)
    made: Connection = Connection.objects.create(name="Second books", slug="second")
    return made


def order_of(front: Storefront) -> Any:
    return OrderFactory(storefront=front)


def prepare(connection: Connection) -> None:
    rows = list(QueueRow.objects.filter(connection=connection, state="waiting"))
    bench = Bench(connection, rows, NOON)
    for row in rows:
        bench.prepare(row)
    bench.parents.queue()


def waiting(connection: Connection, kind: str = "invoice") -> int:
    rows = QueueRow.objects.filter(connection=connection, kind=kind)
    return rows.exclude(state="done").count()


def test_an_order_that_waits_moves_with_its_storefront(
    shelf: Connection, second: Connection, front: Any
) -> None:
    order_of(front)
    second.storefronts.add(front)

    prepare(shelf)

    assert (waiting(shelf), waiting(second)) == (0, 1)
    (left,) = QueueRow.objects.filter(connection=shelf, kind="invoice")
    assert left.message == "Its order belongs to “Second books” by now, so it waits in that queue."


def test_it_waits_where_its_new_owner_is_off(
    shelf: Connection, second: Connection, front: Any
) -> None:
    order_of(front)
    second.storefronts.add(front)
    Connection.objects.filter(pk=second.pk).update(is_active=False)

    prepare(shelf)

    row = QueueRow.objects.get(connection=shelf, kind="invoice")
    assert (row.state, row.reason) == ("held", "belongs_elsewhere")
    assert "Switch “Second books” on" in row.mend
    assert waiting(second) == 0


def test_what_is_booked_stays_and_its_money_follows_it(
    shelf: Connection, second: Connection, front: Any
) -> None:
    order = order_of(front)
    link(shelf, "invoice", order.invoices.get().key, qbo_type="Invoice")
    second.storefronts.add(front)
    emptied()

    PaymentFactory(order=order)

    assert (waiting(shelf, "payment"), waiting(second, "payment")) == (1, 0)


def test_what_is_being_sent_stays_where_it_is(
    shelf: Connection, second: Connection, front: Any
) -> None:
    order = order_of(front)
    QueueRow.objects.filter(kind="invoice").update(state="uncertain")
    second.storefronts.add(front)

    order.lines.update(name="Kettle")
    order.save()

    assert waiting(second) == 0


def test_where_there_is_one_connection_nobody_asks_further(
    shelf: Connection, front: Any, django_assert_num_queries: Any
) -> None:
    invoice = order_of(front).invoices.get()
    rows = list(QueueRow.objects.filter(kind="invoice"))

    with django_assert_num_queries(2):  # the connections and their storefronts
        owners = moved.elsewhere(shelf, rows, {("invoice", invoice.key): invoice})

    assert owners == {}


def test_the_sweep_sends_money_where_its_order_is(
    shelf: Connection, second: Connection, front: Any
) -> None:
    order = order_of(front)
    link(shelf, "invoice", order.invoices.get().key, qbo_type="Invoice", swept_at=NOON)
    PaymentFactory(order=order)
    second.storefronts.add(front)
    emptied()

    sweeper.sweep(now=NOON)

    assert (waiting(shelf, "payment"), waiting(second, "payment")) == (1, 0)
