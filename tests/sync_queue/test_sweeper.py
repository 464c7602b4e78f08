"""What no signal told is found all the same, and what is in the queue's hands is left to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from connections.models import Connection
from entities.models import Customer, Order, Payment, Product
from sync_queue import enqueue, sweeper
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from tests.factories import (
    NOON,
    CategoryFactory,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    PayoutFactory,
    ProductFactory,
    RefundFactory,
)

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def raw(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def waiting() -> set[tuple[str, str]]:
    return set(QueueRow.objects.filter(state="waiting").values_list("kind", "key"))


@pytest.fixture
def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every capture fails: the store is written, the queue hears nothing of it."""

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr("sync_queue.signals._put", fail)


@pytest.fixture
def order(books: Connection, read: Read) -> Order:
    """An order that is booked, with everything it needs."""
    made: Order = OrderFactory(lines=[{"product": ProductFactory(category=CategoryFactory())}])
    read(books)
    assert not QueueRow.objects.unfinished().exists()
    return made


def test_a_store_that_was_heard_gives_the_sweep_nothing(order: Order) -> None:
    assert sweeper.sweep(now=NOON) == 0
    assert waiting() == set()


def test_a_price_changed_by_raw_sql_is_found(order: Order) -> None:
    product = Product.objects.get()
    raw("UPDATE entities_product SET price = 21 WHERE id = %s", product.pk)

    sweeper.sweep(now=NOON)

    assert waiting() == {("product", product.key)}


def test_a_name_changed_by_raw_sql_is_found(order: Order) -> None:
    customer = Customer.objects.get()
    raw("UPDATE entities_customer SET company = 'Roe Ltd' WHERE id = %s", customer.pk)

    sweeper.sweep(now=NOON)

    assert ("customer", customer.key) in waiting()


def test_a_line_changed_by_raw_sql_makes_its_invoice_found(order: Order) -> None:
    raw("UPDATE entities_orderline SET name = 'Kettle' WHERE order_id = %s", order.pk)

    sweeper.sweep(now=NOON)

    assert waiting() == {("invoice", order.key)}


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (ProductFactory, "product"),
        (CustomerFactory, "customer"),
        (lambda: RefundFactory(order=Order.objects.get()), "refund"),
        (PayoutFactory, "payout"),
    ],
)
def test_a_new_record_whose_capture_failed_is_found(
    order: Order, unheard: None, make: Any, kind: str
) -> None:
    entity = make()
    assert waiting() == set()

    sweeper.sweep(now=NOON)

    assert waiting() == {(kind, entity.key)}


def test_names_older_than_the_connection_wait_until_an_order_needs_them(
    books: Connection, unheard: None
) -> None:
    old = ProductFactory()
    CustomerFactory()
    Connection.objects.filter(pk=books.pk).update(created_at=old.updated_at + timedelta(days=1))

    sweeper.sweep(now=NOON)

    assert waiting() == set()


def test_an_order_whose_capture_failed_is_billed_and_found(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(enqueue, "put", lambda *_, **__: raw("SELECT nothing FROM nowhere"))
        lost = OrderFactory(customer=order.customer)
    assert not lost.invoices.exists()

    sweeper.sweep(now=NOON)

    assert waiting() == {("invoice", lost.key)}


def test_a_capture_of_money_that_nobody_heard_is_found(
    order: Order, books: Connection, read: Read, card: Any
) -> None:
    payment = PaymentFactory(order=order, method=card, state="authorised", captured_at=None)
    read(books)
    assert QueueRow.objects.get(kind="payment").reason == "not_captured"

    Payment.objects.silently().filter(pk=payment.pk).update(state="captured", captured_at=NOON)
    sweeper.sweep(now=NOON)

    assert waiting() == {("payment", payment.key)}


def test_money_that_was_charged_back_and_won_unheard_is_found(
    order: Order, read: Read, books: Connection, card: Any
) -> None:
    payment = PaymentFactory(order=order, method=card, captured_at=NOON)
    read(books)
    lost_and_won = {"charged_back_at": NOON, "won_back_at": NOON}
    Payment.objects.silently().filter(pk=payment.pk).update(**lost_and_won)

    sweeper.sweep(now=NOON)

    assert waiting() == {("chargeback", payment.key), ("won_back", payment.key)}


def test_what_was_left_out_for_good_reason_is_not_queued_again_and_again(
    order: Order, books: Connection, read: Read, card: Any
) -> None:
    PaymentFactory(order=order, method=card, state="failed")
    read(books)

    assert [sweeper.sweep(now=NOON) for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("state", ["held", "error", "waiting"])
def test_what_waits_in_the_queue_already_is_left_as_it_is(order: Order, state: str) -> None:
    Product.objects.update(price="21")
    QueueRow.objects.filter(state="waiting").update(state=state, reason="why")

    sweeper.sweep(now=NOON)

    row = QueueRow.objects.unfinished().get()
    assert (row.state, row.reason, row.revision) == (state, "why", 1)


def test_a_row_that_a_person_took_out_stays_out(order: Order, books: Connection) -> None:
    product = ProductFactory()
    QueueRow.objects.get(key=product.key).finish(now=NOON, flag="nothing", reason="taken_out")

    assert sweeper.sweep(now=NOON) == 0


def test_the_sweep_rings_for_the_companies_it_found_something_for(
    order: Order, books: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[set[int]] = []
    monkeypatch.setattr("sync_queue.doorbell.ring", rung.append)
    raw("UPDATE entities_product SET price = 21")

    sweeper.sweep(now=NOON)

    assert rung == [{books.pk}]


def test_each_run_goes_on_where_the_last_one_ended(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "PORTION", 1)
    raw("UPDATE entities_product SET price = 21")

    found = [sweeper.sweep(now=NOON) for _ in range(8)]

    assert sum(found) == 1


def test_an_edit_that_a_person_took_out_stays_out_until_the_next_one(
    order: Order, books: Connection, alice: Any
) -> None:
    customer = order.customer
    customer.phone = "555-0100"
    customer.save()
    steer.clear(books, user=alice, now=timezone.now())

    assert sweeper.sweep(now=NOON) == 0

    raw("UPDATE entities_customer SET phone = %s, updated_at = %s", "555-0199", "2099-01-01")
    Link.objects.update(swept_at=None)
    assert sweeper.sweep(now=NOON) == 1
