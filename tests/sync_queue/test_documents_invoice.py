"""The body of a sale: every figure of the store where QuickBooks wants it, or a hold in words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entities.models import Order, Payment, StorePaymentMethod, StoreTax
from sync_queue.documents import billing, outcome, posting, sale_lines, totals
from sync_queue.documents.outcome import Document, Held, NeedsParent, NotNeeded, Removal
from sync_queue.models import Link
from tests.factories import (
    NOON,
    CustomerFactory,
    InvoiceFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
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

GOODS = "charge:unlisted"
OFF = "charge:discount"
SENT = "charge:shipping"


@pytest.fixture
def tax(db: None) -> StoreTax:
    made: StoreTax = StoreTaxFactory(name="CA", rate="8")
    return made


def sale(order: Order, known: Any = None) -> Document:
    """The document of the whole order."""
    document = build("invoice", InvoiceFactory(order=order), known or fresh())
    assert isinstance(document, Document)
    return document


def fresh(country: str = "US", **columns: Any) -> Any:
    return company(country, links=not_linked("invoice"), **columns)


def held(order: Order, known: Any = None) -> Held:
    with pytest.raises(Held) as caught:
        sale(order, known)
    assert caught.value.message
    assert caught.value.mend
    return caught.value


def test_a_plain_order_states_everything_that_quickbooks_would_guess(db: None) -> None:
    order = OrderFactory(number="1042", lines=[{"unit_price": "12.50", "quantity": 2}])

    document = sale(order)

    assert document.qbo_type == "Invoice"
    assert document.fields["DocNumber"] == "1042"
    assert document.fields["TxnDate"] == "2026-11-02"
    assert document.fields["CustomerRef"] == {"value": f"customer:{order.customer.key}"}
    assert document.fields["EmailStatus"] == "NotSet"
    assert document.fields["AllowOnlineCreditCardPayment"] is False
    assert document.fields["PrivateNote"] == f"Order 1042 [bridge invoice {order.key}]"
    assert (document.total, document.tax) == (Decimal("25.00"), Decimal("0.00"))


def two_rates(tax: StoreTax) -> list[dict[str, Any]]:
    return [{"unit_price": "30", "tax": tax}, {"unit_price": "10"}]


CASES: list[tuple[str, Any, list[tuple[str, str, str]]]] = [
    ("one line", lambda tax: {}, [(GOODS, "20.00", "NON")]),
    (
        "a line's own discount stands on a line of its own",
        lambda tax: {"lines": [{"unit_price": "20", "discount": "5"}]},
        [(GOODS, "20.00", "NON"), (OFF, "-5.00", "NON")],
    ),
    (
        "an order's discount is divided over the tax codes",
        lambda tax: {"lines": two_rates(tax), "discount": "4"},
        [
            (GOODS, "30.00", "TAX"),
            (GOODS, "10.00", "NON"),
            (OFF, "-3.00", "TAX"),
            (OFF, "-1.00", "NON"),
        ],
    ),
    (
        "untaxed shipping",
        lambda tax: {"shipping": "5"},
        [(GOODS, "20.00", "NON"), (SENT, "5.00", "NON")],
    ),
    (
        "taxed shipping",
        lambda tax: {
            "lines": [{"unit_price": "20", "tax": tax}],
            "shipping": "5",
            "shipping_tax": tax,
            "tax_total": "2",
        },
        [(GOODS, "20.00", "TAX"), (SENT, "5.00", "TAX")],
    ),
    (
        "a surcharge",
        lambda tax: {"surcharge": "1.50"},
        [(GOODS, "20.00", "NON"), ("charge:surcharge", "1.50", "NON")],
    ),
    (
        "a fraction of a fraction",
        lambda tax: {"lines": [{"unit_price": "3.333333", "quantity": "2.5"}]},
        [(GOODS, "8.33", "NON")],
    ),
    (
        "a line that is cheaper than quantity times price",
        lambda tax: {"lines": [{"unit_price": "10", "quantity": 2, "amount": "19"}]},
        [(GOODS, "20.00", "NON"), (OFF, "-1.00", "NON")],
    ),
    (
        "a line that is dearer than quantity times price",
        lambda tax: {"lines": [{"unit_price": "10", "quantity": 2, "amount": "21"}]},
        [(GOODS, "21.00", "NON")],
    ),
]


@pytest.mark.parametrize(
    ("order", "lines"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_us_order_becomes_these_lines(
    tax: StoreTax, order: Any, lines: list[tuple[str, str, str]]
) -> None:
    made = OrderFactory(**order(tax))

    document = sale(made)

    assert sales_lines(document) == lines
    total = sum(line["Amount"] for line in document.fields["Line"])
    assert total + made.tax_total == made.total


def test_a_dearer_line_states_the_price_that_makes_its_amount(db: None) -> None:
    order = OrderFactory(lines=[{"unit_price": "10", "quantity": 2, "amount": "21"}])

    [line] = sale(order).fields["Line"]

    assert line["SalesItemLineDetail"]["UnitPrice"] == Decimal("10.5")


def test_a_us_document_names_its_one_rate_and_the_stores_own_tax(tax: StoreTax) -> None:
    fields = sale(OrderFactory(lines=[{"unit_price": "20", "tax": tax}])).fields

    assert fields["TxnTaxDetail"] == {
        "TxnTaxCodeRef": {"value": "tax:CA"},
        "TotalTax": Decimal("1.60"),
    }
    assert fields["ApplyTaxAfterDiscount"] is True


def test_a_british_line_bears_a_real_code_and_the_document_the_stores_tax(db: None) -> None:
    vat = StoreTaxFactory(name="VAT", rate="20")
    customer = CustomerFactory(currency="GBP")
    lines = [{"unit_price": "10", "tax": vat}, {"unit_price": "5"}]
    order = OrderFactory(customer=customer, currency="GBP", lines=lines)

    document = sale(order, fresh("GB"))

    assert sales_lines(document) == [(GOODS, "10.00", "tax:VAT"), (GOODS, "5.00", "untaxed")]
    assert document.fields["GlobalTaxCalculation"] == "TaxExcluded"
    assert document.fields["TxnTaxDetail"] == {"TotalTax": Decimal("2.00")}


def test_a_product_that_is_not_booked_yet_is_asked_for(db: None) -> None:
    product = ProductFactory(name="Teapot")
    order = OrderFactory(lines=[{"product": product}])

    with pytest.raises(NeedsParent) as needs:
        sale(order, company(links=not_linked("invoice", "product")))

    assert (needs.value.kind, needs.value.key) == ("product", product.key)


def test_an_unmapped_tax_holds_the_order_and_names_the_tax(tax: StoreTax) -> None:
    order = OrderFactory(lines=[{"unit_price": "20", "tax": tax}])

    hold = held(order, without(fresh(), tax_codes={}))

    assert hold.reason == f"tax:{tax.key}"
    assert "CA" in hold.message


def test_two_rates_on_one_us_document_hold_it(tax: StoreTax) -> None:
    other = StoreTaxFactory(name="NY", rate="4")
    lines = [{"unit_price": "20", "tax": tax}, {"unit_price": "20", "tax": other}]

    assert held(OrderFactory(lines=lines)).reason == "several_tax_rates"


def test_prices_that_include_tax_are_booked_net(tax: StoreTax) -> None:
    lines = [{"unit_price": "10.80", "tax": tax, "tax_amount": "0.80"}]

    document = sale(OrderFactory(prices_include_tax=True, lines=lines))

    assert sales_lines(document) == [(GOODS, "10.00", "TAX")]
    assert (document.total, document.tax) == (Decimal("10.80"), Decimal("0.80"))


def test_tax_in_a_company_without_sales_tax_holds_the_order(tax: StoreTax) -> None:
    order = OrderFactory(lines=[{"unit_price": "20", "tax": tax}])

    assert held(order, fresh(uses_sales_tax=False)).reason == "sales_tax_off"


def test_an_order_whose_customer_has_another_currency_is_held(db: None) -> None:
    assert held(OrderFactory(currency="EUR")).reason == "currency"


def test_lines_that_do_not_add_up_hold_the_order(db: None) -> None:
    order = OrderFactory(lines=[{"unit_price": "20"}], subtotal="19")

    hold = held(order)

    assert hold.reason == "does_not_add_up"
    assert "20.00" in hold.message
    assert "19.00" in hold.message


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ({"lines": [{"unit_price": "0"}]}, "zero_total"),
        ({"status": Order.Status.OPEN}, "status"),
        ({"placed_at": datetime(1999, 12, 31, 12, tzinfo=UTC)}, "before_start"),
    ],
)
def test_what_does_not_belong_in_the_books_is_not_needed(
    db: None, order: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotNeeded) as why:
        sale(OrderFactory(**order))

    assert why.value.reason == reason


def test_an_order_paid_at_once_is_a_sales_receipt_of_the_capture_date(db: None) -> None:
    order = OrderFactory()
    captured = datetime(2026, 11, 3, 12, tzinfo=UTC)
    payment = PaymentFactory(order=order, captured_at=captured, reference="ch_1")

    document = sale(order)

    assert document.qbo_type == "SalesReceipt"
    assert document.booked_on == date(2026, 11, 3)
    account = {"value": f"clearing:{payment.method.name}"}
    assert document.fields["DepositToAccountRef"] == account
    assert document.fields["PaymentRefNum"] == "ch_1"


@pytest.mark.parametrize(
    "payments",
    [
        [],
        [{"state": "authorised", "captured_at": None}],
        [{"amount": "19"}],
        [{"amount": "10"}, {"amount": "10"}],
        [{"currency": "EUR"}],
    ],
)
def test_anything_but_one_whole_captured_payment_makes_an_invoice(
    db: None, payments: list[dict[str, Any]]
) -> None:
    order = OrderFactory()
    for payment in payments:
        PaymentFactory(order=order, **payment)

    assert sale(order).qbo_type == "Invoice"


def test_a_paid_order_is_an_invoice_where_a_person_wants_invoices(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order)

    assert sale(order, fresh(document_kind="invoice")).qbo_type == "Invoice"


def test_a_payment_method_without_an_account_holds_the_receipt(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order, method=StorePaymentMethod.objects.create(name="Barter"))

    hold = held(order, without(fresh(), payment_methods={}))

    assert hold.message == "Payments by Barter in USD have no clearing account yet."


def receipt_of(order: Order) -> Any:
    link = Link(kind="invoice", key=order.key, qbo_id="7", qbo_type="SalesReceipt")
    return company(links=AllLinked({("invoice", order.key): link}))


def test_a_receipt_whose_payment_changed_never_turns_into_an_invoice(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order, state="voided")

    assert held(order, receipt_of(order)).reason == "receipt_payment_changed"


def test_a_booked_invoice_stays_one_when_its_payment_comes(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order)

    assert sale(order, company()).qbo_type == "Invoice"


def booked(order: Order, day: date | None, **columns: Any) -> Any:
    given = {"qbo_id": "7", "qbo_type": "Invoice", "document_date": day, **columns}
    link = Link(kind="invoice", key=order.key, **given)
    return company(links=AllLinked({("invoice", order.key): link}))


def test_an_order_cancelled_in_its_own_month_is_voided_while_unpaid(db: None) -> None:
    order = OrderFactory(status=Order.Status.CANCELLED)
    made = InvoiceFactory(order=order)

    removal = build("invoice", made, booked(order, date(2026, 11, 2)))

    assert removal == Removal(qbo_type="Invoice", operation="void")


def test_an_order_cancelled_in_a_later_month_waits_for_a_person(db: None) -> None:
    order = OrderFactory(status=Order.Status.CANCELLED, placed_at=MAY)

    hold = held(order, booked(order, date(2026, 5, 4)))

    assert hold.reason == "taken_back_late"
    assert "2026-05-04" in hold.message


def test_a_cancelled_order_that_was_paid_is_not_voided(db: None) -> None:
    order = OrderFactory(status=Order.Status.CANCELLED)
    PaymentFactory(order=order)

    assert held(order, booked(order, date(2026, 11, 2))).reason == "taken_back_late"


@pytest.mark.parametrize("columns", [{"qbo_id": ""}, {"is_gone": True}])
def test_a_cancelled_order_that_is_not_in_the_books_needs_nothing(
    db: None, columns: dict[str, Any]
) -> None:
    order = OrderFactory(status=Order.Status.CANCELLED)

    with pytest.raises(NotNeeded):
        sale(order, booked(order, date(2026, 11, 2), **columns))


cents = st.decimals(min_value=0, max_value=10_000, places=2)


@given(cents, st.lists(cents, min_size=1, max_size=6))
def test_what_is_spread_loses_no_cent_and_strays_less_than_one(
    amount: Decimal, weights: list[Decimal]
) -> None:
    over = {str(place): weight for place, weight in enumerate(weights)}

    shares = totals.spread(amount, over=over)

    assert sum(shares.values()) == amount
    whole = sum(weights)
    for name, share in shares.items():
        exact = amount * over[name] / whole if whole else share
        assert abs(share - exact) <= totals.CENT or not whole


line = st.fixed_dictionaries(
    {
        "unit_price": st.decimals(min_value=0, max_value=500, places=3).map(str),
        "quantity": st.decimals(min_value=0, max_value=20, places=2).map(str),
        "amount": cents.map(str),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(line, min_size=1, max_size=4), off=cents, shipping=cents)
def test_the_positions_of_any_order_add_up_to_what_the_store_says(
    db: None, lines: list[dict[str, str]], off: Decimal, shipping: Decimal
) -> None:
    subtotal = sum(Decimal(one["amount"]) for one in lines)
    off = min(off, subtotal)
    order = OrderFactory(
        lines=[dict(one) for one in lines], discount=str(off), shipping=str(shipping)
    )

    positions = sale_lines.positions(billing.whole(order), company())

    assert sum(position.amount for position in positions) == order.total
    for position in positions:
        if position.unit_price is not None and position.quantity is not None:
            priced = totals.to_cents(position.unit_price * position.quantity)
            assert priced == position.amount


def test_a_date_is_the_companys_date(db: None) -> None:
    late = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
    made = InvoiceFactory(order=OrderFactory(placed_at=late), issued_at=late)

    day = posting.invoice_date(
        invoice=made, connection=company(time_zone="America/Los_Angeles").connection
    )

    assert day == date(2026, 11, 2)


def test_every_reason_for_no_document_is_one_of_three() -> None:
    reasons = outcome.NoDocument.__subclasses__()

    assert set(reasons) == {NotNeeded, Held, NeedsParent}


def test_a_number_gets_the_companys_prefix(db: None) -> None:
    document = sale(OrderFactory(number="1042", placed_at=NOON), fresh(number_prefix="W-"))

    assert document.fields["DocNumber"] == "W-1042"


def test_money_that_is_only_promised_makes_no_receipt(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order, state=Payment.State.AUTHORISED)

    assert sale(order).qbo_type == "Invoice"


def test_a_sale_stays_a_receipt_when_its_money_is_charged_back(db: None) -> None:
    order = OrderFactory()
    PaymentFactory(order=order, state=Payment.State.CHARGED_BACK)

    assert sale(order).qbo_type == "SalesReceipt"
