"""The whole way of a change, from the store into the books of a live company."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order, StorePaymentMethod
from sync_queue import books as both_sides
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import NOON, OrderFactory, PaymentFactory, ProductFactory, RefundFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_brings_an_unpaid_order_as_an_invoice_after_its_parents(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    product = ProductFactory(price="12.50")
    OrderFactory(number="1042", lines=[{"product": product, "quantity": 2}])

    read(books)

    state = live_emulator.state(books.realm)
    assert [invoice["DocNumber"] for invoice in state["Invoice"]] == ["1042"]
    assert state["Invoice"][0]["TotalAmt"] == 25
    assert not QueueRow.objects.unfinished().exists()


def test_store_and_books_agree_after_a_paid_and_a_refunded_order(
    books: Connection, read: Read, card: StorePaymentMethod
) -> None:
    order = OrderFactory(lines=[{"unit_price": "40.00"}])
    PaymentFactory(order=order, method=card, amount="40.00", captured_at=NOON)
    RefundFactory(order=order, customer=order.customer, method=card, lines=[{"amount": "10.00"}])

    read(books)

    comparison = both_sides.compare(books)
    assert [finding.reason for finding in comparison.findings if finding.reason] == []
    assert len(comparison.findings) == 3


def test_an_edit_goes_out_as_an_update_of_the_same_document(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    read(books)
    before = Link.objects.get(kind="invoice")

    Order.objects.get(pk=order.pk).lines.update(unit_price="30", amount="30")
    Order.objects.filter(pk=order.pk).update(subtotal="30", total="30")
    read(books)

    state = live_emulator.state(books.realm)
    after = Link.objects.get(kind="invoice")
    assert [(invoice["Id"], invoice["TotalAmt"]) for invoice in state["Invoice"]] == [
        (before.qbo_id, 30)
    ]
    assert after.sync_token == "1"


def test_reading_again_sends_nothing(books: Connection, read: Read, live_emulator: Any) -> None:
    OrderFactory()
    read(books)
    calls = len(live_emulator.log(books.realm))

    report = read(books)

    assert report.settled == 0
    assert len(live_emulator.log(books.realm)) == calls
