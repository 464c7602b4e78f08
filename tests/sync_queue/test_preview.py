"""What a person sees before sending is what is booked afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from connections.models import Connection, TaxMapping
from entities.models import Order, StorePaymentMethod
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import postings, preview
from sync_queue.reader import Report
from tests.connections.console_parts import logged_in
from tests.factories import (
    NOON,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StoreTaxFactory,
)

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(books: Connection) -> Order:
    """Taxed, discounted, shipped, with a surcharge: every account takes part."""
    tax = StoreTaxFactory(name="California", rate="8.0000")
    code = books.list_items.of_kind("TaxCode").get(name="California")
    TaxMapping.objects.create(connection=books, tax=tax, tax_code=code)
    made: Order = OrderFactory(
        lines=[{"product": ProductFactory(price="50.00"), "discount": "5.00", "tax": tax}],
        discount="3.00",
        shipping="4.00",
        surcharge="1.00",
    )
    return made


def previewed(books: Connection, kind: str, key: str) -> preview.Preview:
    found = preview.of(books, [(kind, key)], now=NOON)[kind, key].preview
    assert found is not None
    return found


def booked(books: Connection, kind: str, key: str) -> tuple[str, list[postings.Entry]]:
    link = Link.objects.get(connection=books, kind=kind, key=key)
    chart = postings.chart_of(books, documents=[link.sent])
    return link.qbo_type, postings.entries(qbo_type=link.qbo_type, sent=link.sent, chart=chart)


def test_an_unpaid_order_is_booked_as_previewed(
    books: Connection, order: Order, read: Read
) -> None:
    before = previewed(books, "invoice", order.key)

    read(books)

    assert (before.qbo_type, before.entries) == booked(books, "invoice", order.key)
    assert {entry.account for entry in before.entries} >= {
        "Accounts Receivable (A/R)",
        "Discounts given",
        "Shipping Income",
        postings.TAX_PAYABLE,
    }


def test_a_paid_order_is_previewed_as_the_receipt_it_becomes(
    books: Connection, order: Order, card: StorePaymentMethod, read: Read
) -> None:
    PaymentFactory(order=order, method=card, amount=order.total, captured_at=NOON)
    before = previewed(books, "invoice", order.key)

    read(books)

    assert before.qbo_type == "SalesReceipt"
    assert (before.qbo_type, before.entries) == booked(books, "invoice", order.key)


def test_a_refund_is_booked_as_previewed(
    books: Connection, order: Order, card: StorePaymentMethod, read: Read
) -> None:
    PaymentFactory(order=order, method=card, captured_at=NOON)
    refund = RefundFactory(order=order, customer=order.customer, method=card)
    before = previewed(books, "refund", refund.key)

    read(books)

    assert (before.qbo_type, before.entries) == booked(books, "refund", refund.key)


def test_looking_ahead_writes_nothing_and_asks_nobody(
    books: Connection, order: Order, live_emulator: Any
) -> None:
    calls = len(live_emulator.log(books.realm))
    rows = list(QueueRow.objects.order_by("pk").values())

    previewed(books, "invoice", order.key)

    assert len(live_emulator.log(books.realm)) == calls
    assert list(QueueRow.objects.order_by("pk").values()) == rows
    assert not Link.objects.exists()


def test_what_cannot_be_booked_says_why_and_so_does_the_order_page(
    books: Connection, alice: Any
) -> None:
    order = OrderFactory(lines=[{"unit_price": "9.00", "tax": StoreTaxFactory(name="Moon tax")}])

    part = preview.of(books, [("invoice", order.key)], now=NOON)["invoice", order.key]
    shown = logged_in(alice).get(reverse("console:order", args=[order.key])).content.decode()

    assert part.preview is None
    assert "Moon tax" in str(part.why)
    assert "It cannot be booked as it is" in shown


def test_the_order_page_shows_it_before_anything_is_sent(
    books: Connection, order: Order, alice: Any
) -> None:
    shown = logged_in(alice).get(reverse("console:order", args=[order.key])).content.decode()

    assert "This is how it will be booked." in shown
    assert "Discounts given" in shown
    assert "Open in QuickBooks" not in shown
