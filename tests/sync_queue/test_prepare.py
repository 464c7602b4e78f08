"""May this row go, and if not, what does a person read on it?"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from connections.models import Connection
from entities import invoicing
from entities.models import Invoice, Order
from sync_queue import enqueue
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    NOON,
    CategoryFactory,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
)
from tests.sync_queue.company_side import Frozen, hold_back
from tests.sync_queue.rows import release

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


def test_a_child_waits_for_its_parent_and_goes_once_that_is_settled(
    books: Connection, frozen: Frozen, row_of: RowOf
) -> None:
    category = CategoryFactory(name="Pots")
    product = ProductFactory(category=category)
    frozen(books)
    assert row_of(product, "product").message == "Waits for category “Pots”."

    Link.objects.update(qbo_id="77", qbo_type="Item")
    row_of(category, "category").finish(now=NOON)
    frozen(books)

    assert row_of(product, "product").state == "sending"


def test_what_a_document_needs_is_queued_with_it(books: Connection, frozen: Frozen) -> None:
    OrderFactory()
    QueueRow.objects.exclude(kind="invoice").delete()

    frozen(books)

    assert QueueRow.objects.due(NOON).get().kind == "charge"


def test_a_child_is_told_why_its_parent_does_not_move(
    books: Connection, frozen: Frozen, row_of: RowOf
) -> None:
    Link.objects.create(connection=books, kind="charge", key="unlisted", qbo_id="1")
    order = OrderFactory(customer=CustomerFactory(first_name="Jane", last_name="Roe"))
    frozen(books)
    row = row_of(order.customer, "customer")

    row.fail(reason="fault:2210", message="Bad address.", mend="Correct it.", fault={}, now=NOON)

    child = row_of(order, "invoice")
    assert child.message == "Waits for customer “Jane Roe”: Bad address."
    assert child.mend == "Correct it."


def test_a_parent_that_is_never_booked_holds_its_child_instead_of_turning_in_circles(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    order = OrderFactory()
    payment = PaymentFactory(order=order)
    invoicing.cancel(invoice=Invoice.objects.get(order=order))

    read(books)

    row = row_of(payment, "payment")
    assert (row.state, row.reason) == ("held", "parent_not_booked")
    assert "was never booked" in row.message
    assert QueueRow.objects.count() < 20


def test_nothing_goes_before_a_person_has_gone_live(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    hold_back(books, auto_post=False)
    PaymentFactory(order=OrderFactory(lines=[{"product": ProductFactory()}]))
    before = live_emulator.log(books.realm)

    read(books)

    found = set(QueueRow.objects.values_list("state", "reason"))
    assert found == {("held", "auto_post")}
    assert live_emulator.log(books.realm) == before


def test_releasing_one_order_releases_what_it_needs_and_nothing_else(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    hold_back(books, auto_post=False)
    order, other = OrderFactory(), OrderFactory()
    read(books)

    row = row_of(order, "invoice")
    release(row)
    read(books)

    assert row_of(order, "invoice").state == "done"
    assert row_of(order.customer, "customer").state == "done"
    assert row_of(other, "invoice").state == "held"
    assert row_of(other.customer, "customer").state == "held"


def test_going_live_sends_all_that_was_held_only_for_it(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    hold_back(books, auto_post=False)
    order = OrderFactory()
    read(books)

    hold_back(books, auto_post=True)
    read(books)

    assert row_of(order, "invoice").state == "done"


def test_a_document_in_a_closed_period_waits_for_someone_who_may_approve(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    hold_back(books, books_closed_on=date(2026, 11, 2))
    closed = OrderFactory(placed_at=NOON)
    open_ = OrderFactory(placed_at=datetime(2026, 11, 3, 12, tzinfo=UTC))

    read(books)

    row = row_of(closed, "invoice")
    assert (row.state, row.reason) == ("held", "closed_period")
    assert row.message == "It is dated 2026-11-02, and the books are closed until 2026-11-02."
    assert row_of(open_, "invoice").state == "done"


def test_an_edit_of_an_earlier_month_waits_for_a_person_and_goes_when_released(
    books: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    order = OrderFactory(number="1000", placed_at=datetime(2026, 10, 30, 12, tzinfo=UTC))
    read(books)
    Order.objects.filter(pk=order.pk).update(number="Other")
    Invoice.objects.filter(order=order).update(number="Other")

    read(books)
    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "earlier_month")
    assert "Number 1000 in QuickBooks, Other in the store." in row.message

    release(row)
    read(books)
    assert live_emulator.state(books.realm)["Invoice"][0]["DocNumber"] == "Other"


def test_what_may_be_in_the_books_already_is_created_only_on_a_persons_word(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    order = OrderFactory()
    Link.objects.create(connection=books, kind="invoice", key=order.key, in_doubt=True)

    read(books)
    order.save()
    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "unknown_outcome")
    assert "nobody knows" in row.message


def test_a_delete_of_what_may_be_in_the_books_asks_a_person(books: Connection, read: Read) -> None:
    Link.objects.create(connection=books, kind="product", key="gone", in_doubt=True)
    wish = enqueue.Wish(books.pk, "product", "gone", "Teapot", operation="delete")
    enqueue.put([wish], now=NOON)

    read(books)

    assert QueueRow.objects.get().reason == "unknown_outcome"
