"""Orders that do not post yet become estimates or purchase orders, which move no money."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from connections import lists
from connections.models import Connection, DefaultAccounts, Right
from entities.models import Order, StorePaymentMethod, Vendor
from sync_queue import sight, sweeper
from sync_queue.documents.purchase_order import key_of
from sync_queue.intake import left_out
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import grant, logged_in
from tests.factories import NOON, OrderFactory, PaymentFactory, ProductFactory
from tests.sync_queue.company_side import hold_back
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]
Become = Connection.OrdersBecome

pytestmark = pytest.mark.django_db


@pytest.fixture
def estimating(books: Connection) -> Connection:
    hold_back(books, orders_become=Become.ESTIMATE)
    return books


@pytest.fixture
def ordering(books: Connection) -> Connection:
    """Goods are ordered from their vendors; what is owed to them has an account."""
    hold_back(books, orders_become=Become.PURCHASE_ORDER)
    lists.fetch_lists(connection=books, now=NOON)
    payable = books.list_items.accounts("Accounts Payable").first()
    DefaultAccounts.objects.filter(connection=books).update(payable=payable)
    return books


def there(live: LiveEmulator, books: Connection, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = live.state(books.realm).get(kind, [])
    return found


def balances_of(live: LiveEmulator, books: Connection) -> dict[str, Any]:
    """What stands on each account."""
    return {one["Id"]: one["CurrentBalance"] for one in there(live, books, "Account")}


def open_order(**fields: Any) -> Order:
    order: Order = OrderFactory(status=Order.Status.OPEN, number="77", **fields)
    return order


def moved_to(order: Order, status: str) -> Order:
    order.status = status
    order.save()
    return order


def dropshipped(vendor: Vendor, **goods: Any) -> Order:
    product = ProductFactory(vendor=vendor, **{"cost": "4", **goods})
    return open_order(lines=[{"product": product, "quantity": 3, "unit_price": "10"}])


def test_nothing_is_made_before_posting_unless_somebody_wants_it(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    open_order()

    read(books)

    assert there(live_emulator, books, "Estimate") == []


def test_an_open_order_becomes_an_estimate_that_posts_nothing(
    estimating: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    balances = balances_of(live_emulator, estimating)
    order = open_order()

    read(estimating)

    (found,) = there(live_emulator, estimating, "Estimate")
    assert (found["DocNumber"], found["TxnStatus"]) == ("77", "Pending")
    assert Decimal(str(found["TotalAmt"])) == order.total
    assert balances_of(live_emulator, estimating) == balances


def test_an_edited_order_changes_its_estimate(
    estimating: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = open_order()
    read(estimating)

    order.shipping, order.total = Decimal(5), order.total + 5
    order.save()
    read(estimating)

    (found,) = there(live_emulator, estimating, "Estimate")
    assert Decimal(str(found["TotalAmt"])) == order.total


def test_the_invoice_names_its_estimate_and_closes_it(
    estimating: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = open_order()
    read(estimating)

    moved_to(order, Order.Status.PROCESSED)
    read(estimating)

    (estimate,) = there(live_emulator, estimating, "Estimate")
    (invoice,) = there(live_emulator, estimating, "Invoice")
    assert {"TxnId": estimate["Id"], "TxnType": "Estimate"} in invoice["LinkedTxn"]
    assert estimate["TxnStatus"] == "Closed"
    assert not QueueRow.objects.unfinished().exists()


def test_a_sale_paid_at_once_closes_its_estimate_too(
    estimating: Connection, read: Read, live_emulator: LiveEmulator, card: StorePaymentMethod
) -> None:
    order = open_order()
    read(estimating)

    PaymentFactory(order=order, method=card)
    moved_to(order, Order.Status.COMPLETED)
    read(estimating)

    (estimate,) = there(live_emulator, estimating, "Estimate")
    assert len(there(live_emulator, estimating, "SalesReceipt")) == 1
    assert estimate["TxnStatus"] == "Closed"
    assert not QueueRow.objects.unfinished().exists()


@pytest.mark.parametrize("end", ["cancelled", "deleted"])
def test_the_estimate_of_an_order_that_comes_to_nothing_goes(
    estimating: Connection, read: Read, live_emulator: LiveEmulator, end: str
) -> None:
    order = open_order()
    read(estimating)

    if end == "deleted":
        order.delete()
    else:
        moved_to(order, Order.Status.CANCELLED)
    read(estimating)

    assert there(live_emulator, estimating, "Estimate") == []


def test_an_order_that_nobody_heard_of_is_found_by_the_sweep(
    estimating: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    open_order()
    QueueRow.objects.all().delete()

    sweeper.sweep(now=NOON)
    read(estimating)

    assert len(there(live_emulator, estimating, "Estimate")) == 1


def test_goods_are_ordered_from_their_vendor_at_their_cost(
    ordering: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Vendor
) -> None:
    balances = balances_of(live_emulator, ordering)
    dropshipped(bobs_vendor)

    read(ordering)

    (found,) = there(live_emulator, ordering, "PurchaseOrder")
    vendor = next(
        one
        for one in there(live_emulator, ordering, "Vendor")
        if one["Id"] == found["VendorRef"]["value"]
    )
    assert (vendor["DisplayName"], found["TotalAmt"]) == ("Bob's Beans", 12)
    assert found["DocNumber"] == f"77-V{bobs_vendor.pk}"
    assert balances_of(live_emulator, ordering) == balances


def test_each_vendor_gets_an_order_of_its_own_goods(
    ordering: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    bobs_vendor: Vendor,
    carols_vendor: Vendor,
) -> None:
    goods = [ProductFactory(vendor=one, cost="4") for one in (bobs_vendor, carols_vendor)]
    open_order(lines=[{"product": product} for product in [*goods, ProductFactory()]])

    read(ordering)

    found = there(live_emulator, ordering, "PurchaseOrder")
    assert [len(one["Line"]) for one in found] == [1, 1]
    assert len({one["VendorRef"]["value"] for one in found}) == 2


def test_a_cancelled_order_takes_its_purchase_order_back(
    ordering: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Vendor
) -> None:
    order = dropshipped(bobs_vendor)
    read(ordering)

    moved_to(order, Order.Status.CANCELLED)
    read(ordering)

    assert there(live_emulator, ordering, "PurchaseOrder") == []


def test_a_purchase_order_stays_when_the_order_is_booked(
    ordering: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Vendor
) -> None:
    order = dropshipped(bobs_vendor)
    read(ordering)

    moved_to(order, Order.Status.PROCESSED)
    read(ordering)

    assert len(there(live_emulator, ordering, "PurchaseOrder")) == 1
    assert len(there(live_emulator, ordering, "Invoice")) == 1


def test_goods_without_a_cost_wait_for_it(
    ordering: Connection, read: Read, row_of: RowOf, bobs_vendor: Vendor
) -> None:
    order = dropshipped(bobs_vendor, cost=None)

    read(ordering)

    row = QueueRow.objects.get(kind="purchase_order", key__startswith=order.key)
    assert (row.state, row.reason) == ("held", "no_cost")


def test_without_a_payable_account_the_order_waits_for_one(
    ordering: Connection, read: Read, bobs_vendor: Vendor
) -> None:
    DefaultAccounts.objects.filter(connection=ordering).update(payable=None)
    order = dropshipped(bobs_vendor)

    read(ordering)

    row = QueueRow.objects.get(kind="purchase_order", key__startswith=order.key)
    assert (row.state, row.reason) == ("held", "account:payable")


def test_a_vendor_renamed_in_the_store_is_renamed_in_quickbooks(
    ordering: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Vendor
) -> None:
    dropshipped(bobs_vendor)
    read(ordering)

    bobs_vendor.name = "Bob and Sons"
    bobs_vendor.save()
    read(ordering)

    link = Link.objects.get(kind="vendor")
    found = {one["Id"]: one for one in there(live_emulator, ordering, "Vendor")}
    assert found[link.qbo_id]["DisplayName"] == "Bob and Sons"


def test_estimates_stay_out_while_their_switch_is_off_and_go_once_it_is_on(
    estimating: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    switch(estimating, "estimate", "push_create")
    order = open_order()

    read(estimating)

    assert row_of(order, "estimate").message == "The switch “Estimates: send new ones” is off."
    assert there(live_emulator, estimating, "Estimate") == []
    switch(estimating, "estimate", "push_create", on=True)
    left_out.bring_back(left_out.rows(estimating), connection=estimating, now=NOON)
    read(estimating)
    assert len(there(live_emulator, estimating, "Estimate")) == 1


def test_nothing_is_ordered_from_vendors_while_its_switch_is_off(
    ordering: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Vendor
) -> None:
    switch(ordering, "purchase_order", "push_create")
    dropshipped(bobs_vendor)

    read(ordering)

    assert there(live_emulator, ordering, "PurchaseOrder") == []
    assert "Bob's Beans" not in {
        one["DisplayName"] for one in there(live_emulator, ordering, "Vendor")
    }


def test_the_order_page_shows_its_estimate_which_moves_no_money(
    estimating: Connection, read: Read, alice: Any
) -> None:
    order = open_order()
    read(estimating)

    answer = logged_in(alice).get(reverse("console:order", args=[order.key]))

    ((paper, _),) = answer.context["papers"]
    assert (paper.title, paper.books.total, paper.entries) == ("Estimate", order.total, [])
    assert not any(side.differs for side in paper.sides)
    assert [position.amount for position in paper.positions] == [Decimal("20.00")]
    shown = answer.content.decode()
    assert "It moves no money in your books." in shown
    assert "Open in QuickBooks" in shown


def test_the_order_page_shows_what_is_ordered_and_why_it_is_not_yet(
    ordering: Connection, read: Read, alice: Any, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    goods = [ProductFactory(vendor=bobs_vendor, cost="4"), ProductFactory(vendor=carols_vendor)]
    order = open_order(lines=[{"product": product, "quantity": 3} for product in goods])
    read(ordering)

    answer = logged_in(alice).get(reverse("console:order", args=[order.key]))

    papers = {paper.store.customer: paper for paper, _ in answer.context["papers"]}
    ordered, held = papers["Bob's Beans"], papers[carols_vendor.name]
    assert (ordered.title, ordered.store.total, ordered.books.total) == ("Purchase order", 12, 12)
    assert {side.title: side.books for side in ordered.sides}["Vendor"] == "Bob's Beans"
    assert [position.amount for position in ordered.positions] == [12]
    assert held.line.row.reason == "no_cost"
    assert "has no cost" in answer.content.decode()


def test_a_vendor_sees_its_estimates_and_nothing_of_what_is_ordered_from_others(
    estimating: Connection, read: Read, bob: Any, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    grant(bob, estimating, Right.SEE_QUEUE)
    order = open_order(vendor=bobs_vendor)
    OrderFactory(status=Order.Status.OPEN, number="78", vendor=carols_vendor)
    ordered = key_of(order.key, carols_vendor.pk)
    more = {"connection": estimating, "kind": "purchase_order", "key": ordered}
    Link.objects.create(qbo_type="PurchaseOrder", qbo_id="9", **more)
    read(estimating)

    seen = sight.rows(user=bob, connection=estimating).filter(kind="estimate")
    answer = logged_in(bob).get(reverse("console:order", args=[order.key]))

    assert [row.key for row in seen] == [order.key]
    assert [paper.title for paper, _ in answer.context["papers"]] == ["Estimate"]
