"""Gift cards and store credit on documents: owed when sold or granted, less owed when used."""

from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order, Payment, StorePaymentMethod
from sync_queue.documents.outcome import Held, NotNeeded
from tests.factories import (
    InvoiceFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StorePaymentMethodFactory,
    StoreTaxFactory,
)
from tests.sync_queue.known_company import build, company, not_linked, sales_lines

pytestmark = pytest.mark.django_db
Taxed = Connection.GiftCardsTaxed


@pytest.fixture
def order() -> Order:
    made: Order = OrderFactory(number="1042", lines=[{"unit_price": "40"}])
    InvoiceFactory(order=made)
    return made


def credit(kind: str = "gift_card") -> StorePaymentMethod:
    made: StorePaymentMethod = StorePaymentMethodFactory(name=f"By {kind}", kind=kind)
    return made


def sale(order: Order, known: Any = None) -> Any:
    bill = order.invoices.first() or InvoiceFactory(order=order)
    return build("invoice", bill, known or company())


def held(order: Order, known: Any = None) -> Held:
    with pytest.raises(Held) as reason:
        sale(order, known)
    return reason.value


def taxed_card() -> Order:
    card, tax = ProductFactory(kind="gift_card", price="50"), StoreTaxFactory(name="CA", rate="8")
    made: Order = OrderFactory(lines=[{"product": card, "tax": tax}])
    return made


@pytest.mark.parametrize("kind", ["gift_card", "store_credit"])
def test_what_credit_pays_is_an_untaxed_negative_line(order: Order, kind: str) -> None:
    PaymentFactory(order=order, method=credit(kind), amount="15")

    document = sale(order)

    assert sales_lines(document)[-1] == (f"charge:{kind}", "-15.00", "NON")
    assert document.total == Decimal("25.00")


@pytest.mark.parametrize("state", ["authorised", "failed", "voided"])
def test_credit_that_was_not_captured_pays_nothing(order: Order, state: str) -> None:
    PaymentFactory(order=order, method=credit(), amount="15", state=state)

    assert sale(order).total == Decimal("40.00")


def test_money_for_the_rest_makes_it_a_sales_receipt(order: Order) -> None:
    PaymentFactory(order=order, method=credit(), amount="15")
    PaymentFactory(order=order, amount="25")

    assert sale(order, company(links=not_linked("invoice"))).qbo_type == "SalesReceipt"


def test_a_payment_by_credit_stands_on_the_invoice(order: Order) -> None:
    payment = PaymentFactory(order=order, method=credit(), amount="15")

    with pytest.raises(NotNeeded, match="stands on the invoice of Order 1042"):
        build("payment", payment, company())


def test_money_is_applied_to_what_credit_leaves(order: Order) -> None:
    PaymentFactory(order=order, method=credit(), amount="15")
    payment = PaymentFactory(order=order, amount="30")

    assert build("payment", payment, company()).fields["Line"][0]["Amount"] == Decimal("25.00")


def test_more_credit_than_there_is_to_pay_waits_for_a_person(order: Order) -> None:
    PaymentFactory(order=order, method=credit(), amount="41")

    assert held(order).reason == "credit_exceeds"


def test_credit_in_another_currency_waits_for_a_person(order: Order) -> None:
    PaymentFactory(order=order, method=credit(), amount="15", currency="EUR")

    assert held(order).reason == "credit_currency"


def test_a_gift_card_is_an_item_on_what_is_owed() -> None:
    document = build("product", ProductFactory(kind="gift_card", tracks_stock=True), company())

    assert document.create_only["IncomeAccountRef"] == {"value": "account:gift_cards"}
    assert document.create_only["Type"] == "Service"


def test_a_gift_card_that_the_store_taxes_waits_while_tax_is_due_when_it_is_redeemed() -> None:
    assert held(taxed_card()).reason == "gift_card_taxed"


def test_a_gift_card_is_taxed_when_it_is_sold_where_that_is_chosen() -> None:
    document = sale(taxed_card(), company(gift_cards_taxed=Taxed.SOLD))

    assert sales_lines(document)[0][2] == "TAX"
    assert document.tax == Decimal("4.00")


def test_a_sale_is_not_taxed_again_where_its_gift_card_bore_the_tax() -> None:
    tax = StoreTaxFactory(name="CA", rate="8")
    order = OrderFactory(lines=[{"unit_price": "50", "tax": tax}])
    PaymentFactory(order=order, method=credit(), amount="30")

    reason = held(order, company(gift_cards_taxed=Taxed.SOLD)).reason
    assert reason == "gift_card_taxed_twice"


@pytest.mark.parametrize("kind", ["gift_card", "store_credit"])
def test_a_refund_as_credit_is_a_credit_memo_of_nothing(order: Order, kind: str) -> None:
    PaymentFactory(order=order)
    refund = RefundFactory(order=order, method=credit(kind))

    document = build("refund", refund, company())

    assert (document.qbo_type, document.total) == ("CreditMemo", Decimal(0))
    assert [line[:2] for line in sales_lines(document)] == [
        ("charge:goodwill", "5.00"),
        (f"charge:{kind}", "-5.00"),
    ]


def test_a_gift_card_that_is_given_back_is_owed_no_longer(order: Order) -> None:
    PaymentFactory(order=order)
    card = ProductFactory(kind="gift_card")
    refund = RefundFactory(order=order, lines=[{"product": card, "amount": "20"}])

    assert sales_lines(build("refund", refund, company()))[0][0] == f"product:{card.key}"


def test_no_more_goes_back_than_was_paid(order: Order) -> None:
    PaymentFactory(order=order)
    RefundFactory(order=order, lines=[{"kind": "goodwill", "amount": "30"}])
    second = RefundFactory(order=order, lines=[{"kind": "goodwill", "amount": "11"}])

    with pytest.raises(Held, match=r"gives back 11\.00 after 30\.00 before it, but only 40\.00"):
        build("refund", second, company())


def test_money_goes_back_in_more_than_one_way(order: Order) -> None:
    payment = PaymentFactory(order=order)
    by_card = RefundFactory(order=order, payment=payment, method=None)
    as_credit = RefundFactory(order=order, method=credit("store_credit"))

    kinds = [build("refund", one, company()).qbo_type for one in (by_card, as_credit)]

    assert kinds == ["RefundReceipt", "CreditMemo"]
    assert Payment.objects.count() == 1
