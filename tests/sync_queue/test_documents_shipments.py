"""An order that is billed shipment by shipment: its documents, and which money pays which."""

from decimal import Decimal
from typing import Any

import pytest

from entities import invoicing
from entities.models import Invoice, Order
from sync_queue.documents.outcome import Held, NotNeeded, Removal
from sync_queue.models import Link
from tests.factories import (
    NOON,
    InvoiceFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    VendorFactory,
)
from tests.sync_queue.known_company import (
    TODAY,
    AllLinked,
    build,
    company,
    not_linked,
    sales_lines,
    without,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(db: None) -> Order:
    """Four teapots for 40.00, with 6.00 of shipping."""
    made: Order = OrderFactory(
        number="1042", lines=[{"unit_price": "10", "quantity": 4}], shipping="6.00"
    )
    return made


def ship(order: Order, quantity: str) -> Invoice:
    line = order.lines.get()
    line.shipped_quantity += Decimal(quantity)
    line.save()
    return invoicing.bill_shipment(order=order, issued_at=NOON)


def pays(order: Order, amount: str) -> Any:
    return PaymentFactory(order=order, amount=amount)


def applied(document: Any) -> list[tuple[str, str]]:
    """[(amount, QuickBooks id)] of what a payment pays."""
    return [
        (str(line["Amount"]), line["LinkedTxn"][0]["TxnId"]) for line in document.fields["Line"]
    ]


def test_a_shipment_s_invoice_has_its_own_number_quantity_and_share_of_the_shipping(
    order: Order,
) -> None:
    document = build("invoice", ship(order, "1"), company(number_prefix="WEB-"))

    goods = document.fields["Line"][0]["SalesItemLineDetail"]
    assert (document.qbo_type, document.fields["DocNumber"]) == ("Invoice", "WEB-1042-1")
    assert (goods["Qty"], goods["UnitPrice"]) == (1, 10)
    assert sales_lines(document) == [
        ("charge:unlisted", "10.00", "NON"),
        ("charge:shipping", "1.50", "NON"),
    ]
    assert document.total == Decimal("11.50")


def test_several_payments_pay_the_oldest_invoice_first(order: Order) -> None:
    first, second = ship(order, "1"), ship(order, "3")
    payments = [pays(order, amount) for amount in ("8.00", "30.00", "10.00")]

    found = [applied(build("payment", payment, company())) for payment in payments]

    assert found == [
        [("8.00", f"invoice:{first.key}")],
        [("3.50", f"invoice:{first.key}"), ("26.50", f"invoice:{second.key}")],
        [("8.00", f"invoice:{second.key}")],
    ]


def test_money_for_goods_still_to_come_is_the_customer_s_credit_until_they_are_billed(
    order: Order,
) -> None:
    first, payment = ship(order, "1"), pays(order, "46.00")

    document = build("payment", payment, company())

    assert document.total == Decimal("46.00")
    assert applied(document) == [("11.50", f"invoice:{first.key}")]


def test_a_payment_waits_for_the_first_invoice_of_its_order(order: Order) -> None:
    payment = pays(order, "46.00")

    with pytest.raises(NotNeeded, match="Order 1042 has no invoice yet") as why:
        build("payment", payment, company())

    assert why.value.reason == "not_billed"


def test_a_shipment_that_one_payment_pays_exactly_is_a_sales_receipt(order: Order) -> None:
    first, second = ship(order, "1"), ship(order, "3")
    pays(order, "11.50")

    kinds = [build("invoice", one, company(links=not_linked("invoice"))) for one in (first, second)]

    assert [one.qbo_type for one in kinds] == ["SalesReceipt", "Invoice"]


def test_the_payment_on_a_shipment_s_receipt_is_no_payment_beside_it(order: Order) -> None:
    first = ship(order, "1")
    links = AllLinked(
        {
            ("invoice", first.key): Link(
                kind="invoice", key=first.key, qbo_id="7", qbo_type="SalesReceipt"
            )
        }
    )

    with pytest.raises(NotNeeded, match="stands on the sales receipt"):
        build("payment", pays(order, "11.50"), company(links=links))


def test_a_credit_memo_is_set_against_the_invoices_that_are_open(order: Order) -> None:
    first, second = ship(order, "1"), ship(order, "3")
    memo = RefundFactory(order=order, method=None, lines=[{"kind": "goodwill", "amount": "20.00"}])
    links = AllLinked(
        {("refund", memo.key): Link(kind="refund", key=memo.key, qbo_id="9", qbo_type="CreditMemo")}
    )

    document = build("application", memo, company(links=links))

    assert applied(document) == [
        ("11.50", f"invoice:{first.key}"),
        ("8.50", f"invoice:{second.key}"),
        ("20.00", "9"),
    ]


def test_an_unpaid_shipment_s_invoice_that_is_cancelled_in_its_month_is_voided(
    order: Order,
) -> None:
    invoice = ship(order, "1")
    invoicing.cancel(invoice=invoice)

    assert build("invoice", invoice, booked(invoice)) == Removal("Invoice", "void")


def test_a_paid_shipment_s_invoice_that_is_cancelled_waits_for_a_person(order: Order) -> None:
    invoice = ship(order, "1")
    pays(order, "5.00")
    invoicing.cancel(invoice=invoice)

    with pytest.raises(Held, match=r"Invoice 1042-1 of Order 1042 was cancelled after .* and paid"):
        build("invoice", invoice, booked(invoice))


def test_money_passes_by_a_cancelled_invoice(order: Order) -> None:
    invoicing.cancel(invoice=ship(order, "1"))
    again, payment = ship(order, "1"), pays(order, "10.00")

    assert applied(build("payment", payment, company())) == [("10.00", f"invoice:{again.key}")]


def test_a_shipment_of_free_goods_is_not_booked(db: None) -> None:
    order = OrderFactory(lines=[{"unit_price": "0", "quantity": 2}])

    with pytest.raises(NotNeeded, match=r"amounts to 0\.00"):
        build("invoice", ship(order, "1"), company())


def test_only_the_first_of_several_invoices_names_the_estimate(order: Order) -> None:
    first, second = ship(order, "1"), ship(order, "3")
    known = company(links=not_linked("invoice"))

    named = ["LinkedTxn" in build("invoice", one, known).fields for one in (first, second)]

    assert named == [True, False]


def booked(invoice: Invoice) -> Any:
    link = Link(
        kind="invoice", key=invoice.key, qbo_id="7", qbo_type="Invoice", document_date=TODAY
    )
    return company(links=AllLinked({("invoice", invoice.key): link}))


def test_goods_of_a_vendor_with_books_of_its_own_wait_for_the_store_to_split_the_order(
    db: None,
) -> None:
    acme, other = VendorFactory(name="Acme"), VendorFactory()
    lines = [{"product": ProductFactory(vendor=seller)} for seller in (acme, other)]
    invoice = InvoiceFactory(order=OrderFactory(number="9", lines=lines))

    with pytest.raises(Held, match="Order 9 has goods of Acme") as why:
        build("invoice", invoice, without(company(), vendors_with_books={acme.pk: "Acme"}))

    assert why.value.reason == "several_vendors"


def test_an_order_of_several_vendors_without_books_is_one_sale_of_the_marketplace(
    db: None,
) -> None:
    lines = [{"product": ProductFactory(vendor=VendorFactory())} for _ in range(2)]
    invoice = InvoiceFactory(order=OrderFactory(lines=lines))

    assert len(sales_lines(build("invoice", invoice, company()))) == 2
