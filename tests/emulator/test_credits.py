"""What QuickBooks settles by itself: open credits, and money that a payment leaves over."""

from decimal import Decimal
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale, settles


@pytest.fixture
def customer(books: Books) -> Obj:
    return books.customer()


@pytest.fixture
def item(books: Books) -> Obj:
    return books.item()


@pytest.fixture
def applying(books: Books) -> Books:
    books.prefer("SalesFormsPrefs", AutoApplyCredit=True, AutoApplyPayments=True)
    return books


def left(books: Books, kind: str, made: Obj) -> Decimal:
    return Decimal(books.read(kind, made["Id"])["Balance"])


def pay(customer: Obj, amount: str, *lines: Obj, **more: Any) -> Obj:
    return {"CustomerRef": ref(customer), "TotalAmt": Decimal(amount), "Line": list(lines), **more}


def test_it_applies_nothing_by_itself_unless_preferred(
    books: Books, customer: Obj, item: Obj
) -> None:
    memo = books.make("CreditMemo", sale(customer, line(item, "30")))
    invoice = books.make("Invoice", sale(customer, line(item, "100")))
    payment = books.make("Payment", pay(customer, "20"))

    assert left(books, "Invoice", invoice) == 100
    assert left(books, "CreditMemo", memo) == 30
    assert payment["UnappliedAmt"] == 20


def test_it_uses_an_open_credit_for_a_new_invoice(
    applying: Books, customer: Obj, item: Obj
) -> None:
    memo = applying.make("CreditMemo", sale(customer, line(item, "30")))

    invoice = applying.make("Invoice", sale(customer, line(item, "100")))

    payment = applying.read("Payment", invoice["LinkedTxn"][0]["TxnId"])
    assert invoice["Balance"] == 70
    assert left(applying, "CreditMemo", memo) == 0
    assert payment["TotalAmt"] == 0
    assert payment["PrivateNote"] == "Created by QB Online to link credits to charges."
    assert [each["Amount"] for each in payment["Line"]] == [30, 30]
    assert applying.read("Customer", customer["Id"])["Balance"] == 70


def test_it_settles_open_invoices_by_a_new_credit_memo_oldest_first(
    applying: Books, customer: Obj, item: Obj
) -> None:
    late = applying.make("Invoice", sale(customer, line(item, "50"), TxnDate="2026-03-02"))
    early = applying.make("Invoice", sale(customer, line(item, "20"), TxnDate="2026-03-01"))

    memo = applying.make("CreditMemo", sale(customer, line(item, "45")))

    assert (left(applying, "Invoice", early), left(applying, "Invoice", late)) == (0, 25)
    assert memo["RemainingCredit"] == 0


def test_it_gives_money_that_lies_unapplied_to_a_new_invoice(
    applying: Books, customer: Obj, item: Obj
) -> None:
    payment = applying.make("Payment", pay(customer, "60"))

    invoice = applying.make("Invoice", sale(customer, line(item, "50")))

    assert invoice["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    assert (invoice["Balance"], applying.read("Payment", payment["Id"])["UnappliedAmt"]) == (0, 10)


def test_it_spills_what_a_payment_leaves_over_onto_the_oldest_invoices(
    applying: Books, customer: Obj, item: Obj
) -> None:
    old = applying.make("Invoice", sale(customer, line(item, "40"), TxnDate="2026-03-01"))
    meant = applying.make("Invoice", sale(customer, line(item, "50"), TxnDate="2026-03-02"))

    payment = applying.make("Payment", pay(customer, "70", settles(meant, "50")))

    assert payment["UnappliedAmt"] == 0
    assert (left(applying, "Invoice", meant), left(applying, "Invoice", old)) == (0, 20)


def test_it_uses_nobody_elses_credit(applying: Books, customer: Obj, item: Obj) -> None:
    dave = applying.customer("Dave Stranger")
    applying.make("CreditMemo", sale(dave, line(item, "30")))
    applying.make("Payment", pay(dave, "30"))

    invoice = applying.make("Invoice", sale(customer, line(item, "100")))

    assert (invoice["Balance"], invoice["LinkedTxn"]) == (100, [])


def test_it_takes_the_linking_payment_away_with_the_invoice(
    applying: Books, customer: Obj, item: Obj
) -> None:
    memo = applying.make("CreditMemo", sale(customer, line(item, "30")))
    invoice = applying.make("Invoice", sale(customer, line(item, "100")))

    applying.delete("Invoice", invoice)

    gone = applying.call(f"payment/{invoice['LinkedTxn'][0]['TxnId']}")
    assert gone.json()["Fault"]["Error"][0]["code"] == "610"
    assert applying.query("select * from Payment") == {}
    assert left(applying, "CreditMemo", memo) == 30
    assert applying.balances() == {"Accounts Receivable (A/R)": -30, "Sales of Product Income": 30}


def test_it_keeps_the_books_of_a_customer_whose_credits_apply_themselves(
    applying: Books, customer: Obj, item: Obj
) -> None:
    applying.make("Payment", pay(customer, "15"))
    applying.make("CreditMemo", sale(customer, line(item, "30")))
    applying.make("Invoice", sale(customer, line(item, "100")))

    assert applying.balances() == {
        "Accounts Receivable (A/R)": 55,
        "Undeposited Funds": 15,
        "Sales of Product Income": -70,
    }
