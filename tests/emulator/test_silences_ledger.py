"""Accounts, currencies, money, stock and lists where QuickBooks says nothing: the chosen way and
the other one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles

CHECKING, SAVINGS, CARD, PAYABLE = "35", "36", "41", "85"
EURO: Obj = {"CurrencyRef": {"value": "EUR"}}


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


@pytest.fixture
def abroad(company: Callable[..., Books]) -> Books:
    """A US company that deals in several currencies."""
    return company("us", multicurrency=True)


def bank(books: Books, name: str = "Vault", **more: Any) -> Obj:
    return books.make("Account", {"Name": name, "AccountType": "Bank", **more})


def transfer(out_of: str, to: str) -> Obj:
    ends = {"FromAccountRef": {"value": out_of}, "ToAccountRef": {"value": to}}
    return {**ends, "Amount": 25}


def entry(debit: str, credit: str, amount: str = "10", **more: Any) -> Obj:
    detail = "JournalEntryLineDetail"
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": detail,
            detail: {"PostingType": side, "AccountRef": {"value": on}},
        }
        for side, on in (("Debit", debit), ("Credit", credit))
    ]
    return {"Line": lines, **more}


def test_a_card_takes_part_in_transfers_unless_it_is_set_so(books: Books) -> None:
    made = books.make("Transfer", transfer(CHECKING, books.account("Mastercard")["value"]))
    choose(books, transfers_with_cards=False)

    error = books.refused("Transfer", transfer(CHECKING, books.account("Mastercard")["value"]))

    assert (made["Amount"], error["code"]) == (25, "6430")


def test_a_type_alone_brings_the_sub_type_that_is_set(books: Books) -> None:
    first = bank(books)["AccountSubType"]
    choose(books, first_subtypes={"Bank": "Checking", "Expense": "Savings"})

    assert (first, bank(books, "Till")["AccountSubType"]) == ("CashOnHand", "Checking")
    cost = books.make("Account", {"Name": "Cost", "AccountType": "Expense"})
    assert cost["AccountSubType"] == "OtherMiscellaneousServiceCost"


def test_an_opening_balance_is_booked_or_ignored(books: Books) -> None:
    bank(books, "Vault", OpeningBalance=40)
    choose(books, opening_balances="ignore")
    till = bank(books, "Till", OpeningBalance=40)

    assert books.balances()["Vault"] == 40
    assert "Till" not in books.balances()
    assert "OpeningBalance" not in till


@pytest.mark.parametrize("use", ["sub-account", "item"])
def test_an_account_in_use_stays_active_unless_it_is_set_so(books: Books, use: str) -> None:
    made = books.make("Account", {"Name": "Tea", "AccountType": "Income"})
    if use == "item":
        books.item(IncomeAccountRef=ref(made))
    else:
        under = {"SubAccount": True, "ParentRef": ref(made), "AccountType": "Income"}
        books.make("Account", {"Name": "Green", **under})
    gone = {**key_of(made), "sparse": True, "Active": False}

    before = books.refused("Account", gone)["code"]
    choose(books, used_accounts_inactive="allow")

    assert before == "6000"
    assert books.make("Account", gone)["Active"] is False


def test_a_debt_is_below_zero_or_has_its_natural_sign(books: Books) -> None:
    loan = books.make("Account", {"Name": "Loan", "AccountType": "Long Term Liability"})
    books.make("JournalEntry", entry(CHECKING, loan["Id"]))

    def shown(id_: str) -> Decimal:
        return Decimal(books.read("Account", id_)["CurrentBalance"])

    before = shown(loan["Id"]), shown(CHECKING)
    choose(books, balance_sign="natural")

    assert before == (-10, 10)
    assert (shown(loan["Id"]), shown(CHECKING)) == (10, 10)
