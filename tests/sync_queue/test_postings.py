"""Debits and credits of each kind of document, and that they balance."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connections.models import Connection
from entities.models import StorePaymentMethod
from sync_queue.models import Link
from sync_queue.preparing import postings
from sync_queue.preparing.postings import Chart, Entry
from tests.factories import NOON, OrderFactory, PaymentFactory

CHART = Chart(
    accounts={"1": "Sales", "2": "Discounts given", "3": "Card clearing"},
    items={"10": "1", "11": "2"},
)
PENNIES = st.decimals(min_value=-500, max_value=500, places=2)


def line(amount: str, item: str = "10") -> dict[str, Any]:
    return {"Amount": amount, "SalesItemLineDetail": {"ItemRef": {"value": item}}}


def sale(*lines: dict[str, Any], tax: str = "0", **more: Any) -> dict[str, Any]:
    return {"Line": list(lines), "TxnTaxDetail": {"TotalTax": tax}, **more}


def test_an_invoice_debits_the_customer_and_credits_income_and_tax() -> None:
    sent = sale(line("30"), line("-5", "11"), tax="2")

    found = postings.entries(qbo_type="Invoice", sent=sent, chart=CHART)

    assert found == [
        Entry(postings.RECEIVABLE, debit=Decimal(27)),
        Entry("Discounts given", debit=Decimal(5)),
        Entry("Sales", credit=Decimal(30)),
        Entry(postings.TAX_PAYABLE, credit=Decimal(2)),
    ]


def test_a_sales_receipt_debits_where_the_money_lies() -> None:
    sent = sale(line("30"), DepositToAccountRef={"value": "3"})

    found = postings.entries(qbo_type="SalesReceipt", sent=sent, chart=CHART)

    assert found == [Entry("Card clearing", debit=Decimal(30)), Entry("Sales", credit=Decimal(30))]


def test_a_payment_moves_the_debt_to_where_the_money_lies() -> None:
    sent = {"TotalAmt": "12.5", "DepositToAccountRef": {"value": "3"}}

    found = postings.entries(qbo_type="Payment", sent=sent, chart=CHART)

    assert found == [
        Entry("Card clearing", debit=Decimal("12.5")),
        Entry(postings.RECEIVABLE, credit=Decimal("12.5")),
    ]


def test_a_refund_receipt_is_a_receipt_the_other_way_round() -> None:
    sent = sale(line("8"), tax="1", DepositToAccountRef={"value": "3"})

    found = postings.entries(qbo_type="RefundReceipt", sent=sent, chart=CHART)

    assert found == [
        Entry("Sales", debit=Decimal(8)),
        Entry(postings.TAX_PAYABLE, debit=Decimal(1)),
        Entry("Card clearing", credit=Decimal(9)),
    ]


def test_a_credit_memo_lowers_what_the_customer_owes() -> None:
    found = postings.entries(qbo_type="CreditMemo", sent=sale(line("8")), chart=CHART)

    assert found == [
        Entry("Sales", debit=Decimal(8)),
        Entry(postings.RECEIVABLE, credit=Decimal(8)),
    ]


def test_the_tax_that_quickbooks_answered_goes_before_the_one_sent() -> None:
    found = postings.entries(
        qbo_type="Invoice", sent=sale(line("10"), tax="1"), chart=CHART, tax=Decimal("0.99")
    )

    assert found[0] == Entry(postings.RECEIVABLE, debit=Decimal("10.99"))


@pytest.mark.parametrize(
    ("qbo_type", "sent"),
    [("Customer", {"DisplayName": "Dana"}), ("Payment", {"TotalAmt": "0"}), ("Invoice", {})],
)
def test_what_moves_no_money_has_no_entries(qbo_type: str, sent: dict[str, Any]) -> None:
    assert postings.entries(qbo_type=qbo_type, sent=sent, chart=CHART) == []


def test_an_account_that_is_not_known_is_said_in_words() -> None:
    found = postings.entries(qbo_type="Invoice", sent=sale(line("3", "99")), chart=CHART)

    assert found[1].account == postings.UNKNOWN


@given(
    amounts=st.lists(PENNIES, max_size=6),
    tax=st.decimals(min_value=0, max_value=50, places=2),
    qbo_type=st.sampled_from([*postings.SIGNS]),
)
def test_debits_and_credits_always_balance(
    amounts: list[Decimal], tax: Decimal, qbo_type: str
) -> None:
    lines = [line(str(amount), str(10 + place % 3)) for place, amount in enumerate(amounts)]

    found = postings.entries(qbo_type=qbo_type, sent=sale(*lines, tax=str(tax)), chart=CHART)

    assert sum(entry.debit for entry in found) == sum(entry.credit for entry in found)
    assert all((entry.debit > 0) != (entry.credit > 0) for entry in found)


@pytest.mark.django_db(transaction=True)
def test_a_booked_receipt_names_the_accounts_of_the_company(
    books: Connection, read: Callable[..., Any], card: StorePaymentMethod
) -> None:
    order = OrderFactory(lines=[{"unit_price": "40.00"}])
    PaymentFactory(order=order, method=card, captured_at=NOON)
    read(books)
    link = Link.objects.get(kind="invoice")

    chart = postings.chart_of(books, documents=[link.sent])
    found = postings.entries(qbo_type=link.qbo_type, sent=link.sent, chart=chart, tax=link.tax)

    income = books.defaults.income.name
    assert found == [
        Entry("Card clearing", debit=Decimal(40)),
        Entry(income, credit=Decimal(40)),
    ]
