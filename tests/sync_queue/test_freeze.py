"""Rows become dispatches whose bytes never change, in the right order, and only if they may."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from entities import invoicing
from entities.models import Invoice, Order, Product
from sync_queue import enqueue, freeze, leases, plan
from sync_queue.models import Dispatch, Link, QueueRow
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
from tests.sync_queue.conftest import Clock

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(clock: Clock, lease: Any) -> Callable[..., list[Dispatch]]:
    """`frozen(books)` freezes what is due and sends nothing."""

    def run(to: Connection, *, most: int = 30, batch_size: int = 30) -> list[Dispatch]:
        with transaction.atomic():
            to.refresh_from_db()
            held = lease(to)
            before = set(Dispatch.objects.values_list("pk", flat=True))
            freeze.freeze(lease=held, connection=to, now=clock(), most=most, batch_size=batch_size)
            leases.give_back(held, now=clock())
        return list(Dispatch.objects.exclude(pk__in=before).order_by("pk"))

    return run


Frozen = Callable[..., list[Dispatch]]


def hold_back(books: Connection, **columns: Any) -> None:
    Connection.objects.filter(pk=books.pk).update(**columns)


def test_the_bytes_do_not_change_when_the_record_does(books: Connection, frozen: Frozen) -> None:
    product = ProductFactory(name="Teapot")
    [dispatch] = frozen(books)
    before = (dispatch.request_id, bytes(dispatch.body))

    product.name = "Kettle"
    product.save()
    frozen(books)

    dispatch.refresh_from_db()
    assert (dispatch.request_id, bytes(dispatch.body)) == before


def test_the_same_record_gets_the_same_request_id_and_a_new_one_after_a_refusal(
    books: Connection, frozen: Frozen
) -> None:
    ProductFactory()
    ids = []
    for generation in (0, 0, 1):
        Link.objects.update(generation=generation)
        [dispatch] = frozen(books)
        ids.append(dispatch.request_id)
        QueueRow.objects.update(state="waiting", dispatch=None)
        dispatch.delete()

    assert ids[0] == ids[1] != ids[2]


def test_a_request_id_fits_into_a_batch(books: Connection, frozen: Frozen) -> None:
    CustomerFactory.create_batch(3)

    [dispatch] = frozen(books)

    items = QueueRow.objects.values_list("item_id", flat=True)
    assert dispatch.is_batch
    assert len(dispatch.request_id) <= 36
    assert len(set(items)) == 3
    assert all(len(item) <= 10 for item in items)


def test_an_edit_while_sending_is_frozen_only_after_the_first_is_settled(
    books: Connection, frozen: Frozen, row_of: RowOf
) -> None:
    product = ProductFactory()
    frozen(books)
    product.save()

    assert frozen(books) == []

    first, second = QueueRow.objects.order_by("pk")
    Link.objects.update(qbo_type="Item", qbo_id="77", sync_token="0")
    first.finish(now=NOON)
    assert len(frozen(books)) == 1
    second.refresh_from_db()
    assert second.state == "sending"


@pytest.mark.parametrize(
    "states", [("waiting", "held"), ("held", "error"), ("sending", "uncertain")]
)
def test_the_database_allows_one_open_row_and_one_in_flight(
    shelf: Connection, states: tuple[str, str]
) -> None:
    wish = {"connection": shelf, "kind": "product", "key": "k", "rank": 2}
    moments = {"created_at": NOON, "updated_at": NOON}
    QueueRow.objects.create(state=states[0], **wish, **moments)

    with pytest.raises(IntegrityError), transaction.atomic():
        QueueRow.objects.create(state=states[1], **wish, **moments)


def test_an_open_row_beside_one_in_flight_is_allowed(shelf: Connection) -> None:
    for state in ("waiting", "sending", "done", "done"):
        QueueRow.objects.create(
            connection=shelf,
            kind="product",
            key="k",
            rank=2,
            state=state,
            created_at=NOON,
            updated_at=NOON,
        )

    assert QueueRow.objects.count() == 4


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
    row.is_released = True
    row.wait(reason="", message="", now=NOON)
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
    order = OrderFactory(placed_at=datetime(2026, 10, 30, 12, tzinfo=UTC))
    read(books)
    Order.objects.filter(pk=order.pk).update(number="Other")
    Invoice.objects.filter(order=order).update(number="Other")

    read(books)
    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "earlier_month")

    row.is_released = True
    row.wait(reason="", message="", now=NOON)
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


def test_writes_that_move_stock_do_not_share_a_batch_with_others(
    books: Connection, frozen: Frozen
) -> None:
    hold_back(books, sells_from_stock=True, has_inventory=True)
    ProductFactory.create_batch(2, tracks_stock=True, cost="4", quantity=5)
    ProductFactory.create_batch(2)

    calm, moving = frozen(books)

    assert (calm.moves_stock, calm.items) == (False, 2)
    assert (moving.moves_stock, moving.items) == (True, 2)


def test_a_batch_is_no_larger_than_asked(books: Connection, frozen: Frozen) -> None:
    CustomerFactory.create_batch(5)

    assert [dispatch.items for dispatch in frozen(books, batch_size=2)] == [2, 2, 1]


def test_freezing_many_orders_reads_no_more_often_than_freezing_few(
    books: Connection, frozen: Frozen, read: Read
) -> None:
    product, customer = ProductFactory(), CustomerFactory()
    OrderFactory(customer=customer, lines=[{"product": product}])
    read(books)

    def reads(orders: int) -> int:
        for _ in range(orders):
            OrderFactory(customer=customer, lines=[{"product": product}, {"product": product}])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            frozen(books)
        return sum(query["sql"].startswith("SELECT") for query in seen)

    assert reads(2) == reads(20)


def test_a_reader_whose_lease_was_taken_over_freezes_nothing(
    books: Connection, clock: Clock, lease: Any
) -> None:
    ProductFactory()
    old = lease(books)
    clock.advance(minutes=5)
    lease(books)

    with pytest.raises(leases.LeaseLost), transaction.atomic():
        freeze.freeze(lease=old, connection=books, now=clock(), most=5, batch_size=5)

    assert not Dispatch.objects.exists()


@pytest.mark.parametrize(
    ("names", "booked"),
    [
        (["Tea: green"], ["Tea - green"]),
        (["Tea\tgreen"], ["Tea green"]),
        (["x" * 300], ["x" * 100]),
        (["Teapot", "TEAPOT"], ["TEAPOT (B)", "Teapot"]),
        (["Tea ☕"], ["Tea ☕"]),
        ([""], ["(A)"]),
    ],
)
def test_names_of_all_sorts_are_booked_by_the_rule(
    books: Connection, read: Read, live_emulator: LiveEmulator, names: list[str], booked: list[str]
) -> None:
    for sku, name in zip("AB", names, strict=False):
        ProductFactory(sku=sku, name=name)
    before = {item["Id"] for item in live_emulator.state(books.realm)["Item"]}

    read(books)

    items = live_emulator.state(books.realm)["Item"]
    assert sorted(item["Name"] for item in items if item["Id"] not in before) == booked
    assert not QueueRow.objects.unfinished().exists()


def test_an_update_sends_the_changed_field_and_leaves_stock_and_accounts_alone(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    hold_back(books, sells_from_stock=True, has_inventory=True)
    product = ProductFactory(tracks_stock=True, cost="4", quantity=5)
    read(books)

    Product.objects.filter(pk=product.pk).update(price="21", quantity=2, tracks_stock=False)
    read(books)

    body = QueueRow.objects.order_by("pk").last().frozen["body"]  # type: ignore[union-attr]
    assert body == {"Id": body["Id"], "SyncToken": "0", "sparse": True, "UnitPrice": "21"}
    [item] = [one for one in live_emulator.state(books.realm)["Item"] if one["Id"] == body["Id"]]
    assert (item["QtyOnHand"], item["UnitPrice"], item["Type"]) == (5, 21, "Inventory")


def test_a_field_emptied_in_the_store_is_emptied_in_quickbooks(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    customer = CustomerFactory(phone="555-0100", company="Roe Ltd")
    read(books)

    customer.phone = ""
    customer.save()
    read(books)

    found = [
        c for c in live_emulator.state(books.realm)["Customer"] if c["DisplayName"] == "Roe Ltd"
    ]
    assert not (found[0].get("PrimaryPhone") or {}).get("FreeFormNumber")


def test_the_due_rows_are_found_by_the_index_of_waiting_rows(shelf: Connection) -> None:
    due = QueueRow.objects.filter(connection=shelf).due(NOON).order_by("rank", "id")[:30]

    assert "queue_row_waiting" in due.explain()


def test_a_pause_for_one_company_leaves_its_rows_in_their_places(
    books: Connection, read: Read, clock: Clock
) -> None:
    ProductFactory()
    books.pause(until=clock().replace(year=2027), reason="Maintenance.")

    report = read(books)

    row = QueueRow.objects.get()
    assert report.stopped == "Maintenance."
    assert (row.state, row.attempts) == ("waiting", 0)
    assert plan.has_work(books, now=clock())
