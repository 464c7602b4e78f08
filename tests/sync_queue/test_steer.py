"""What a person may do to a queue, what it says before, and what it never touches."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from connections.models import Connection, Right
from entities.models import Order
from sync_queue import sweeper
from sync_queue.models import Link, QueueRow, ReaderLease
from sync_queue.steering import steer
from tests.connections.console_parts import grant
from tests.factories import OrderFactory, PaymentFactory, ProductFactory, RefundFactory
from tests.sync_queue.console_rows import NOW, booked, failed, held, invoice_row, sending

pytestmark = pytest.mark.django_db
State = QueueRow.State


def test_clearing_says_which_orders_will_not_be_in_the_books(shelf: Connection, alice: Any) -> None:
    OrderFactory(lines=[{"unit_price": "12.50"}])
    OrderFactory(lines=[{"unit_price": "30.00"}], currency="EUR")

    counted = steer.clear(shelf, user=alice, now=NOW)

    assert (counted.orders, counted.amounts) == (
        2,
        {"USD": Decimal("12.50"), "EUR": Decimal("30.00")},
    )
    assert counted.by_kind == {"customer": 2, "invoice": 2}
    assert not QueueRow.objects.unfinished().exists()


def test_clearing_does_not_count_what_is_in_the_books_already(
    shelf: Connection, alice: Any
) -> None:
    booked(OrderFactory(lines=[{"unit_price": "12.50"}]), shelf)

    counted = steer.clear(shelf, user=alice, now=NOW)

    assert counted.by_kind["invoice"] == 1
    assert (counted.orders, counted.amounts) == (0, {})


def test_clearing_leaves_alone_what_is_being_sent(shelf: Connection, alice: Any) -> None:
    row = sending(OrderFactory())

    counted = steer.clear(shelf, user=alice, now=NOW)

    row.refresh_from_db()
    assert row.state == State.SENDING
    assert "invoice" not in counted.by_kind


def test_a_cleared_row_says_who_did_it(shelf: Connection, alice: Any) -> None:
    row = invoice_row(OrderFactory())

    steer.clear(shelf, user=alice, now=NOW)

    row.refresh_from_db()
    assert (row.spoken_state, row.message) == ("Not needed", "Taken out of the queue by alice.")


def test_the_sweep_does_not_bring_back_what_a_person_cleared(shelf: Connection, alice: Any) -> None:
    OrderFactory()
    steer.clear(shelf, user=alice, now=NOW)

    sweeper.sweep(now=NOW)

    assert not QueueRow.objects.unfinished().exists()


def test_a_later_change_puts_a_cleared_record_in_the_queue_again(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory()
    steer.clear(shelf, user=alice, now=NOW)

    order.customer.save()

    assert [row.kind for row in QueueRow.objects.unfinished()] == ["customer"]


def test_a_child_of_a_cleared_row_waits_for_it_no_longer(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    child, parent = invoice_row(order), QueueRow.objects.get(kind="customer")
    child.wait_for(parent, now=NOW)

    steer.delete_row(parent, user=alice, now=NOW)

    child.refresh_from_db()
    assert (child.state, child.blocked_by, child.reason) == (State.WAITING, None, "")


def test_deleting_errors_takes_only_rows_that_need_mending(shelf: Connection, alice: Any) -> None:
    row, other = failed(OrderFactory(lines=[{"unit_price": "7.00"}])), held(OrderFactory())

    counted = steer.delete_errors(shelf, user=alice, now=NOW)

    row.refresh_from_db()
    other.refresh_from_db()
    assert (counted.count, counted.orders, counted.amounts) == (1, 1, {"USD": Decimal("7.00")})
    assert (row.state, other.state) == (State.DONE, State.HELD)


def test_the_money_of_an_unbooked_invoice_leaves_the_queue_with_it(
    shelf: Connection, alice: Any
) -> None:
    order, other = OrderFactory(), OrderFactory()
    for each in (order, other):
        RefundFactory(order=each, payment=PaymentFactory(order=each))

    counted = steer.delete_row(failed(order), user=alice, now=NOW)

    assert counted.by_kind == {"invoice": 1, "payment": 1, "refund": 1}
    left = QueueRow.objects.unfinished().filter(kind__in=["payment", "refund"])
    assert {row.key for row in left} == {other.payments.get().key, other.refunds.get().key}


def test_the_money_of_a_booked_invoice_stays_in_the_queue(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    payment = PaymentFactory(order=order)
    booked(order, shelf)

    counted = steer.delete_row(failed(order), user=alice, now=NOW)

    assert counted.by_kind == {"invoice": 1}
    assert QueueRow.objects.get(key=payment.key).state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_deleting_errors_leaves_nothing_that_calls_for_them_again(
    books: Connection, read: Any, alice: Any, card: Any
) -> None:
    order = OrderFactory()
    PaymentFactory(order=order, method=card, amount="5.00")
    failed(order)
    steer.delete_errors(books, user=alice, now=NOW)

    read(books)

    assert not QueueRow.objects.unfinished().exists()
    assert not Link.objects.linked().filter(kind="invoice").exists()


def test_a_row_that_is_being_sent_cannot_be_deleted(shelf: Connection, alice: Any) -> None:
    row = sending(OrderFactory())

    with pytest.raises(steer.NotNow, match="is being sent or done already"):
        steer.delete_row(row, user=alice, now=NOW)

    row.refresh_from_db()
    assert row.state == State.SENDING


@pytest.mark.parametrize(
    ("preview", "deed"),
    [(steer.preview_clear, steer.clear), (steer.preview_delete_errors, steer.delete_errors)],
)
def test_a_preview_counts_what_the_deed_then_does_and_changes_nothing(
    preview: Any, deed: Any, shelf: Connection, alice: Any
) -> None:
    failed(OrderFactory())
    before = list(QueueRow.objects.values())

    counted = preview(shelf, user=alice)

    assert list(QueueRow.objects.values()) == before
    assert counted.count > 0
    assert deed(shelf, user=alice, now=NOW) == counted


def test_resending_starts_afresh(shelf: Connection, quiet_doorbell: list[int]) -> None:
    row = failed(OrderFactory())

    counted = steer.resend(QueueRow.objects.filter(pk=row.pk), now=NOW)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at, row.fault) == (State.WAITING, 0, None, {})
    assert (counted.count, counted.orders) == (1, 1)


def test_resending_tries_again_what_was_held_for_a_setting(shelf: Connection) -> None:
    row = held(OrderFactory(), reason="tax:abc")

    steer.resend(QueueRow.objects.filter(pk=row.pk), now=NOW)

    row.refresh_from_db()
    assert (row.state, row.is_released) == (State.WAITING, False)


def test_resending_is_no_way_around_a_persons_word(shelf: Connection) -> None:
    row = held(OrderFactory(), reason="closed_period")

    counted = steer.resend(QueueRow.objects.all(), now=NOW)

    row.refresh_from_db()
    assert (row.state, counted.count) == (State.HELD, 0)


def test_releasing_sends_what_waits_for_a_persons_word(shelf: Connection, alice: Any) -> None:
    row = held(OrderFactory(lines=[{"unit_price": "9.00"}]))

    counted = steer.release(QueueRow.objects.all(), user=alice, now=NOW)

    row.refresh_from_db()
    assert (row.state, row.is_released, row.mend) == (State.WAITING, True, "")
    assert (counted.orders, counted.amounts) == (1, {"USD": Decimal("9.00")})


def test_releasing_does_not_wave_through_what_must_be_mended(shelf: Connection, alice: Any) -> None:
    row, other = held(OrderFactory(), reason="tax:abc"), failed(OrderFactory())

    counted = steer.release(QueueRow.objects.all(), user=alice, now=NOW)

    row.refresh_from_db()
    other.refresh_from_db()
    assert counted.count == 0
    assert (row.state, other.state) == (State.HELD, State.ERROR)


def test_the_preview_of_sending_counts_and_changes_nothing(shelf: Connection) -> None:
    held(OrderFactory(lines=[{"unit_price": "4.00"}]))
    failed(OrderFactory(lines=[{"unit_price": "6.00"}]))
    before = list(QueueRow.objects.values())
    rows = QueueRow.objects.all()

    assert steer.preview_release(rows).amounts == {"USD": Decimal("4.00")}
    assert list(QueueRow.objects.values()) == before


def test_bob_clears_only_his_own_rows_of_the_marketplaces_queue(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    his = invoice_row(OrderFactory(vendor=bobs_vendor))
    hers = invoice_row(OrderFactory(vendor=carols_vendor))

    counted = steer.clear(shelf, user=bob, now=NOW)

    his.refresh_from_db()
    hers.refresh_from_db()
    assert (his.state, hers.state) == (State.DONE, State.WAITING)
    assert counted.orders == 1


def test_bob_deletes_only_his_own_errors(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    his, hers = OrderFactory(vendor=bobs_vendor), OrderFactory(vendor=carols_vendor)
    PaymentFactory(order=his)
    failed(his)
    kept = failed(hers)

    counted = steer.delete_errors(shelf, user=bob, now=NOW)

    kept.refresh_from_db()
    assert kept.state == State.ERROR
    assert (counted.by_kind, counted.orders) == ({"invoice": 1, "payment": 1}, 1)


def test_reading_says_what_stops_it(shelf: Connection) -> None:
    with pytest.raises(steer.NotNow, match="not signed in"):
        steer.read_now(shelf, now=NOW)


def test_reading_twice_at_once_is_refused_in_words(shelf: Connection) -> None:
    ReaderLease.objects.create(connection=shelf, holder="a", until=NOW + timedelta(seconds=20))

    with pytest.raises(steer.NotNow, match="being read already"):
        steer.read_now(shelf, now=NOW)


def test_reading_rings_for_the_reader(books: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    app = steer.tasks.read_queue.app
    monkeypatch.setitem(app.conf, "broker_url", "memory://")

    steer.read_now(books, now=NOW)

    with app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        message = queue.get(timeout=5)
        message.ack()
    assert message.payload[0] == [books.pk]


def test_adding_by_hand_needs_the_right_to_send(shelf: Connection, bob: Any) -> None:
    product = ProductFactory()
    QueueRow.objects.all().delete()
    grant(bob, shelf, Right.SEE_QUEUE)

    assert steer.add("product", [product], user=bob, now=NOW) == 0
    grant(bob, shelf, Right.READ_QUEUE)
    assert steer.add("product", [product], user=bob, now=NOW) == 1

    assert QueueRow.objects.get().key == product.key


def test_adding_an_order_adds_its_invoice_and_its_money(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    PaymentFactory(order=order)
    QueueRow.objects.all().delete()

    added = steer.add("invoice", [order], user=alice, now=NOW)

    assert added == 2
    assert set(QueueRow.objects.values_list("kind", flat=True)) == {"invoice", "payment"}


def test_adding_bills_an_order_that_posts_and_was_never_billed(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory()
    order.invoices.all().delete()

    steer.add("invoice", [order], user=alice, now=NOW)

    assert order.invoices.get().number == order.number


def test_adding_an_open_order_adds_nothing(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(status="open")

    assert steer.add("invoice", [order], user=alice, now=NOW) == 0


def test_however_many_orders_are_added_the_database_is_asked_as_often(
    shelf: Connection, alice: Any
) -> None:
    orders = [OrderFactory() for _ in range(8)]
    for order in orders:
        PaymentFactory(order=order)

    def asked(some: list[Any]) -> int:
        found = list(Order.objects.filter(pk__in=[order.pk for order in some]))
        with CaptureQueriesContext(database) as queries:
            assert steer.add("invoice", found, user=alice, now=NOW) == 2 * len(some)
        return len(queries)

    assert asked(orders[:2]) == asked(orders[2:])
