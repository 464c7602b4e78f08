"""Transfers between two accounts of the company."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of

CHECKING, SAVINGS, CARD, RECEIVABLE, EQUITY, SALES = "35", "36", "41", "84", "34", "79"


def transfer(source: str, to: str, amount: str | int = 25, **more: object) -> Obj:
    ends = {"FromAccountRef": {"value": source}, "ToAccountRef": {"value": to}}
    return {**ends, "Amount": Decimal(amount), **more}


def test_it_moves_money_and_takes_it_back(books: Books) -> None:
    made = books.make("Transfer", transfer(CHECKING, SAVINGS, PrivateNote="Rest"))
    held = books.balances()

    books.delete("Transfer", made)

    assert list(made) == [
        *("FromAccountRef", "ToAccountRef", "Amount", "domain", "sparse", "Id", "SyncToken"),
        *("MetaData", "TxnDate", "CurrencyRef", "PrivateNote"),
    ]
    assert (held["Checking"], held["Savings"]) == (-25, 25)
    assert not any(books.balances().values())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**transfer(CHECKING, SAVINGS), "Amount": None}, "2020"),
        ({**transfer(CHECKING, SAVINGS), "FromAccountRef": None}, "2020"),
        ({**transfer(CHECKING, SAVINGS), "ToAccountRef": None}, "2020"),
        (transfer(CHECKING, SAVINGS, 0), "2290"),
        (transfer(CHECKING, SAVINGS, -1), "2290"),
        (transfer(CHECKING, "999"), "2500"),
        (transfer(CHECKING, CHECKING), "6000"),
        (transfer(CHECKING, SALES), "6430"),
        (transfer(CHECKING, RECEIVABLE), "6430"),
        (transfer(EQUITY, CHECKING), "6430"),
        (transfer(CHECKING, SAVINGS, PrivateNote="N" * 4001), "2050"),
        (transfer(CHECKING, SAVINGS, CurrencyRef={"value": "EUR"}), "6000"),
    ],
)
def test_it_refuses_a_transfer_that_cannot_be(books: Books, body: Obj, code: str) -> None:
    assert books.refused("Transfer", body)["code"] == code


def test_it_moves_money_from_a_credit_card(books: Books) -> None:
    books.make("Transfer", transfer(CARD, CHECKING))

    held = books.balances()
    assert (held["Mastercard"], held["Checking"]) == (-25, 25)


def test_it_reaches_the_whole_balance_sheet_where_it_is_set_to(books: Books) -> None:
    books.control("PUT", "settings", {"transfers_between_all": True})

    books.make("Transfer", transfer(EQUITY, CHECKING))

    assert books.balances()["Checking"] == 25
    assert books.refused("Transfer", transfer(CHECKING, SALES))["code"] == "6430"


def test_it_is_booked_at_its_rate_into_a_foreign_account(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    abroad = books.make("Account", {"Name": "Vault", "AccountType": "Bank", **euro})

    error = books.refused("Transfer", transfer(CHECKING, abroad["Id"]))
    books.make("Transfer", transfer(CHECKING, abroad["Id"], ExchangeRate=2, **euro))

    assert "The currency of the transaction is invalid" in error["Detail"]
    assert books.balances()["Vault"] == 50


def test_it_refuses_to_change_a_transfer_that_has_been_deposited(books: Books) -> None:
    made = books.make("Transfer", transfer(SAVINGS, "4"))
    line = {"Amount": 25, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Transfer"}]}
    books.make("Deposit", {"DepositToAccountRef": {"value": CHECKING}, "Line": [line]})

    error = books.refused("Transfer", {**key_of(made), "sparse": True, "Amount": 5})

    assert error["code"] == "6540"


def test_it_refuses_a_transfer_in_a_closed_period(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")
    body = transfer(CHECKING, SAVINGS, TxnDate="2024-12-31")

    assert books.refused("Transfer", body)["code"] == "6210"
