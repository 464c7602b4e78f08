"""Payments of credit card balances."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, ref

CHECKING, CARD = "35", "41"
PAID: Obj = {
    "Amount": 100,
    "BankAccountRef": {"value": CHECKING},
    "CreditCardAccountRef": {"value": CARD},
    "TxnDate": "2024-03-27",
}


def pay(books: Books, **change: Any) -> Obj:
    answer = books.call("creditcardpayment", {**PAID, **change})
    assert answer.status_code == 200, answer.text
    made: Obj = wire.loads(answer.content)["CreditCardPaymentTxn"]
    return made


def refused(books: Books, **change: Any) -> str:
    answer = books.call("creditcardpayment", {**PAID, **change})
    assert answer.status_code == 400
    return str(answer.json()["Fault"]["Error"][0]["code"])


def test_it_moves_money_from_the_bank_to_the_card_and_back(books: Books) -> None:
    made = pay(books, PrivateNote="March")
    held = books.balances()

    books.call("creditcardpayment", key_of(made), operation="delete")

    assert list(made)[:3] == ["CreditCardAccountRef", "BankAccountRef", "Amount"]
    assert made["CurrencyRef"] == {"value": "USD", "name": "United States Dollar"}
    assert (held["Checking"], held["Mastercard"]) == (-100, 100)
    assert not any(books.balances().values())


def test_it_is_asked_for_by_the_name_of_its_path(books: Books) -> None:
    made = pay(books)

    found = books.query("select * from CreditCardPayment where TxnDate = '2024-03-27'")
    read = wire.loads(books.call(f"creditcardpayment/{made['Id']}").content)

    assert [each["Id"] for each in found["CreditCardPaymentTxn"]] == [made["Id"]]
    assert read["CreditCardPaymentTxn"]["Amount"] == 100


def test_a_sparse_update_keeps_what_it_does_not_name(books: Books) -> None:
    vendor = books.make("Vendor", {"DisplayName": "Card Bank"})
    made = pay(books, VendorRef=ref(vendor), CheckNum="12")

    changed = pay(books, **key_of(made), sparse=True, Amount=60)

    assert (changed["SyncToken"], changed["CheckNum"], changed["Amount"]) == ("1", "12", 60)
    assert changed["VendorRef"]["name"] == "Card Bank"
    assert books.balances()["Mastercard"] == 60


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Amount": None}, "2020"),
        ({"BankAccountRef": None}, "2020"),
        ({"CreditCardAccountRef": None}, "2020"),
        ({"Amount": 0}, "2290"),
        ({"BankAccountRef": {"value": "999"}}, "2500"),
        ({"VendorRef": {"value": "999"}}, "2500"),
        ({"BankAccountRef": {"value": CARD}}, "6430"),
        ({"CreditCardAccountRef": {"value": CHECKING}}, "6430"),
        ({"PrivateNote": "N" * 4001}, "2050"),
        ({"PrintStatus": "Printed"}, "2170"),
        ({"Unheard": 1}, "2010"),
    ],
)
def test_it_refuses_a_payment_that_cannot_be(books: Books, change: Obj, code: str) -> None:
    assert refused(books, **change) == code


def test_it_refuses_foreign_money(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    abroad = books.make("Account", {"Name": "Vault", "AccountType": "Bank", **euro})

    assert refused(books, **euro) == "6000"
    assert refused(books, BankAccountRef=ref(abroad)) == "6000"


def test_it_refuses_a_payment_in_a_closed_period(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")

    assert refused(books) == "6210"
