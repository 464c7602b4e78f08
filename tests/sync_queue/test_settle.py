"""What an answer makes of the rows: links, flags, and doubt about what it left out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection, Exchange
from sync_queue.models import Dispatch, Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory, RefundFactory
from tests.sync_queue.company_side import Tampering, ready_customer
from tests.sync_queue.conftest import Clock

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"TotalAmt": Decimal("19.99")}, "The total in QuickBooks is 19.99, in the store 20.00."),
        (
            {"TxnTaxDetail": {"TotalTax": Decimal("0.01")}},
            "The tax in QuickBooks is 0.01, in the store 0.00.",
        ),
    ],
)
def test_money_that_quickbooks_added_up_differently_is_booked_and_flagged(
    trusted: Connection, read: Read, row_of: RowOf, change: dict[str, Any], message: str
) -> None:
    order = OrderFactory(customer=ready_customer(read, trusted), lines=[{"unit_price": "20.00"}])

    def tamper(body: Any) -> None:
        if "Invoice" in body:
            body["Invoice"].update(change)

    read(trusted, door=Tampering(trusted, tamper))

    row = row_of(order, "invoice")
    assert (row.state, row.flag, row.message) == ("done", "differs", message)


def test_a_link_remembers_what_quickbooks_answered(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    order = OrderFactory(number="1042", lines=[{"unit_price": "20.00"}])

    read(books)

    link = Link.objects.get(kind="invoice", key=order.key)
    assert (link.qbo_type, link.sync_token, link.number) == ("Invoice", "0", "1042")
    assert (link.total, str(link.document_date)) == (Decimal("20.00"), "2026-11-02")
    assert link.linked_at is not None
    assert row_of(order, "invoice").flag == ""


def test_what_a_batch_answer_leaves_out_is_looked_for_and_found(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator
) -> None:
    before = len(live_emulator.state(trusted.realm)["Customer"])
    CustomerFactory.create_batch(5)

    def forget_one(body: Any) -> None:
        body.get("BatchItemResponse", [None]).pop()

    read(trusted, door=Tampering(trusted, forget_one))
    doubted = QueueRow.objects.get(state="uncertain")
    assert doubted.message == "QuickBooks' answer left this record out."

    clock.advance(seconds=131)
    read(trusted)
    doubted.refresh_from_db()
    assert doubted.state == "done"
    assert len(live_emulator.state(trusted.realm)["Customer"]) == before + 5
    assert not Dispatch.objects.unsettled().exists()


def test_a_credit_memo_is_set_against_its_invoice_by_itself(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = OrderFactory(number="1042", lines=[{"unit_price": "40.00"}])
    RefundFactory(order=order, method=None, lines=[{"kind": "goodwill", "amount": "40.00"}])

    read(books)

    [invoice] = live_emulator.state(books.realm)["Invoice"]
    assert invoice["Balance"] == 0
    assert not QueueRow.objects.unfinished().exists()


def test_every_call_leaves_its_mark(books: Connection, read: Read) -> None:
    ProductFactory()

    read(books)

    exchange = Exchange.objects.filter(path="/item").earliest("pk")
    assert (exchange.status, exchange.items, exchange.fault_code) == (200, 1, "")
    assert exchange.intuit_tid
    assert exchange.request_id == Dispatch.objects.get().request_id


def test_a_british_order_is_booked_to_the_cent_with_the_stores_own_tax(
    connected: Callable[..., Connection], read: Read, live_emulator: LiveEmulator
) -> None:
    british = connected("gb")
    Connection.objects.update(is_default=True)
    customer = CustomerFactory(currency="GBP")
    OrderFactory(customer=customer, currency="GBP", lines=[{"unit_price": "19.99"}])

    read(british)

    [row] = QueueRow.objects.filter(kind="invoice")
    assert (row.state, row.flag) == ("done", ""), row.message
    assert live_emulator.state(british.realm)["Invoice"][0]["TotalAmt"] == 19.99
