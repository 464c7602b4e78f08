"""The bodies of payments and refunds: only money that moved, from its own account, on its day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from entities.models import Order, Payment, Refund
from sync_queue.documents import registry
from sync_queue.documents.outcome import Document, Held, NeedsParent, NotNeeded, Removal
from sync_queue.models import Link
from tests.factories import (
    InvoiceFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StoreTaxFactory,
)
from tests.sync_queue.known_company import (
    MAY,
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
    made: Order = OrderFactory(number="1042", lines=[{"unit_price": "40"}])
    InvoiceFactory(order=made)
    return made


def linked(kind: str, key: str, qbo_type: str, **columns: Any) -> Any:
    link = Link(kind=kind, key=key, qbo_id="7", qbo_type=qbo_type, **columns)
    return company(links=AllLinked({(kind, key): link}))


def test_a_payment_lies_in_its_methods_account_and_on_its_invoice(order: Order) -> None:
    payment = PaymentFactory(order=order, amount="40", reference="ch_12345678901234567890")

    document = build("payment", payment, company())

    assert document.fields["DepositToAccountRef"] == {"value": f"clearing:{payment.method.name}"}
    assert document.fields["Line"] == [
        {
            "Amount": Decimal("40.00"),
            "LinkedTxn": [{"TxnId": f"invoice:{order.key}", "TxnType": "Invoice"}],
        }
    ]
    assert document.fields["PaymentRefNum"] == "ch_123456789012345678"
    assert document.fields["PrivateNote"].endswith(f"[bridge payment {payment.key}]")


@pytest.mark.parametrize(
    ("amounts", "applied"),
    [
        (["15", "25"], ["15.00", "25.00"]),
        (["15", "30"], ["15.00", "25.00"]),
        (["40", "5"], ["40.00", None]),
        (["50"], ["40.00"]),
    ],
)
def test_payments_are_applied_in_turn_and_never_beyond_the_invoice(
    order: Order, amounts: list[str], applied: list[str | None]
) -> None:
    payments = [PaymentFactory(order=order, amount=amount) for amount in amounts]

    documents = [build("payment", payment, company()) for payment in payments]

    lines = [document.fields["Line"] for document in documents]
    assert [str(line[0]["Amount"]) if line else None for line in lines] == applied
    assert [str(document.total) for document in documents] == [f"{a}.00" for a in amounts]


@pytest.mark.parametrize("state", ["authorised", "failed", "voided"])
def test_money_that_was_never_captured_does_not_post(order: Order, state: str) -> None:
    payment = PaymentFactory(order=order, state=state)

    with pytest.raises(NotNeeded, match="only captured payments are booked"):
        build("payment", payment, company(links=not_linked("payment")))


def test_a_booked_payment_that_was_voided_this_month_is_voided(order: Order) -> None:
    payment = PaymentFactory(order=order, state="voided")
    known = linked("payment", payment.key, "Payment", document_date=date(2026, 11, 2))

    assert build("payment", payment, known) == Removal("Payment", "void")


def test_a_booked_payment_that_was_voided_later_waits_for_a_person(order: Order) -> None:
    payment = PaymentFactory(order=order, state="voided", captured_at=MAY)
    known = linked("payment", payment.key, "Payment", document_date=date(2026, 5, 4))

    with pytest.raises(Held, match="2026-05-04"):
        build("payment", payment, known)


def test_money_that_was_charged_back_came_in_first(order: Order) -> None:
    payment = PaymentFactory(order=order, state=Payment.State.CHARGED_BACK)

    assert build("payment", payment, company()).total == Decimal("40.00")


def test_the_payment_of_a_sales_receipt_needs_no_document_of_its_own(order: Order) -> None:
    payment = PaymentFactory(order=order)

    with pytest.raises(NotNeeded, match="stands on the sales receipt"):
        build("payment", payment, linked("invoice", order.key, "SalesReceipt"))


def test_a_second_payment_after_a_sales_receipt_waits_for_a_person(order: Order) -> None:
    PaymentFactory(order=order)
    second = PaymentFactory(order=order, amount="5")

    with pytest.raises(Held, match="booked as paid in full"):
        build("payment", second, linked("invoice", order.key, "SalesReceipt"))


def test_a_payment_waits_for_its_invoice(order: Order) -> None:
    with pytest.raises(NeedsParent):
        build("payment", PaymentFactory(order=order), company(links=not_linked("invoice")))


def test_a_payment_by_an_unmapped_method_is_held_and_names_it(order: Order) -> None:
    payment = PaymentFactory(order=order)

    with pytest.raises(Held, match="have no clearing account yet"):
        build("payment", payment, without(company(), payment_methods={}))


def test_a_refund_goes_back_from_the_account_of_its_payment(order: Order) -> None:
    payment = PaymentFactory(order=order)
    refund = RefundFactory(order=order, payment=payment, method=None)

    document = build("refund", refund, company())

    assert document.qbo_type == "RefundReceipt"
    assert document.fields["DepositToAccountRef"] == {"value": f"clearing:{payment.method.name}"}
    assert document.total == Decimal("5.00")


def test_a_debt_taken_back_is_a_credit_memo(order: Order) -> None:
    refund = RefundFactory(order=order, method=None)

    document = build("refund", refund, company())

    assert document.qbo_type == "CreditMemo"
    assert "DepositToAccountRef" not in document.fields


def test_a_refund_of_paid_money_that_names_no_way_back_is_held(order: Order) -> None:
    PaymentFactory(order=order)

    with pytest.raises(Held, match="which way the money went back"):
        build("refund", RefundFactory(order=order, method=None), company())


def test_each_kind_of_refund_line_has_its_own_item(order: Order) -> None:
    product, tax = ProductFactory(), StoreTaxFactory(name="CA", rate="8")
    lines = [
        {"product": product, "amount": "10", "restock": True, "tax": tax, "tax_amount": "0.80"},
        {"product": product, "amount": "10", "restock": False},
        {"kind": "shipping", "amount": "5"},
        {"kind": "fee", "amount": "-2"},
        {"kind": "goodwill", "amount": "1"},
    ]

    PaymentFactory(order=order)
    document = build("refund", RefundFactory(order=order, lines=lines), company())

    assert sales_lines(document) == [
        (f"product:{product.key}", "10.00", "TAX"),
        ("charge:returns", "10.00", "NON"),
        ("charge:shipping", "5.00", "NON"),
        ("charge:fee", "-2.00", "NON"),
        ("charge:goodwill", "1.00", "NON"),
    ]
    assert document.fields["TxnTaxDetail"]["TotalTax"] == Decimal("0.80")


def test_a_refund_without_an_order_is_booked_by_itself(db: None) -> None:
    document = build("refund", RefundFactory(order=None), company())

    assert document.qbo_type == "RefundReceipt"


def test_a_refund_of_an_order_that_was_never_booked_is_not_needed(db: None) -> None:
    order = OrderFactory(status=Order.Status.CANCELLED)

    with pytest.raises(NotNeeded, match="never booked"):
        build("refund", RefundFactory(order=order), company(links=not_linked("invoice")))


def test_a_refund_of_an_order_from_before_the_start_is_booked_all_the_same(db: None) -> None:
    order = OrderFactory(placed_at=MAY)
    refund = RefundFactory(order=order)
    known = company(books_start_on=date(2026, 11, 1), links=not_linked("invoice"))

    assert isinstance(build("refund", refund, known), Document)


def test_a_refund_waits_for_the_sale(order: Order) -> None:
    with pytest.raises(NeedsParent):
        build("refund", RefundFactory(order=order), company(links=not_linked("invoice")))


def memo_of(refund: Refund, qbo_type: str = "CreditMemo") -> Any:
    return linked("refund", refund.key, qbo_type)


def test_a_credit_memo_is_set_against_its_invoice_by_a_payment_of_nothing(order: Order) -> None:
    refund = RefundFactory(order=order, method=None)

    document = build("application", refund, memo_of(refund))

    assert (document.qbo_type, document.total) == ("Payment", Decimal(0))
    assert [line["Amount"] for line in document.fields["Line"]] == [Decimal("5.00")] * 2
    types = [line["LinkedTxn"][0]["TxnType"] for line in document.fields["Line"]]
    assert types == ["Invoice", "CreditMemo"]


def test_a_refund_receipt_is_not_set_against_anything(order: Order) -> None:
    refund = RefundFactory(order=order)

    with pytest.raises(NotNeeded):
        build("application", refund, memo_of(refund, "RefundReceipt"))


@pytest.mark.parametrize(
    ("kind", "qbo_type", "operation"),
    [
        ("invoice", "Invoice", "void"),
        ("invoice", "SalesReceipt", "void"),
        ("payment", "Payment", "void"),
        ("refund", "RefundReceipt", "delete"),
        ("refund", "CreditMemo", "delete"),
        ("customer", "Customer", "deactivate"),
        ("product", "Item", "deactivate"),
    ],
)
def test_a_delete_in_the_store_becomes_the_mildest_thing_that_quickbooks_has(
    db: None, kind: str, qbo_type: str, operation: str
) -> None:
    link = Link(kind=kind, key="k", qbo_id="7", qbo_type=qbo_type, document_date=date(2026, 11, 2))

    removal = registry.remove(kind=kind, link=link, label="It", is_approved=True, company=company())

    assert removal == Removal(qbo_type, operation)


@pytest.mark.parametrize(
    ("is_approved", "day"), [(False, date(2026, 11, 2)), (True, date(2026, 10, 31)), (True, None)]
)
def test_a_document_is_taken_out_only_on_a_persons_word_and_in_its_month(
    db: None, is_approved: bool, day: date | None
) -> None:
    link = Link(kind="invoice", key="k", qbo_id="7", qbo_type="Invoice", document_date=day)

    with pytest.raises(Held, match="was deleted in the store"):
        registry.remove(
            kind="invoice", link=link, label="It", is_approved=is_approved, company=company()
        )


@pytest.mark.parametrize(
    ("kind", "columns"),
    [("product", {}), ("product", {"qbo_id": "7", "is_gone": True}), ("category", {"qbo_id": "7"})],
)
def test_what_is_not_there_or_cannot_go_needs_no_delete(
    db: None, kind: str, columns: dict[str, Any]
) -> None:
    link = Link(kind=kind, key="k", **columns)

    with pytest.raises(NotNeeded):
        registry.remove(kind=kind, link=link, label="It", is_approved=True, company=company())
