"""Reports of books in several currencies: home currency, and beside it the document's own."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import ask, lines

RATE: Obj = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.375")}
DAY = {"TxnDate": "2024-03-01"}


@pytest.fixture
def books(company: Callable[..., Books]) -> Books:
    return company("us", multicurrency=True)


def in_euro(books: Books, kind: str) -> Obj:
    """A form of 100 euro, worth 137.50 at home."""
    erik = books.customer("Erik", CurrencyRef=RATE["CurrencyRef"])
    return books.make(kind, sale(erik, line(books.item(), "100"), **RATE, **DAY))


def found(books: Books, name: str, columns: str, **params: str) -> list[list[str]]:
    return lines(ask(books, name, columns=columns, **params))


def test_a_debit_is_shown_at_home_and_in_the_documents_currency(books: Books) -> None:
    in_euro(books, "Invoice")

    columns = "account_name,currency,debt_home_amt,debt_amt,nat_foreign_amount"
    receivable, income = found(books, "JournalReport", columns)

    assert receivable[1:] == ["Euro", "137.50", "100.00", "100.00"]
    assert income == ["Sales of Product Income", "Euro", "", "", "100.00"]


def test_a_document_in_home_currency_has_no_foreign_amount(books: Books) -> None:
    ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 5}
    books.make("Transfer", {**ends, **DAY})

    shown = found(books, "GeneralLedger", "debt_amt,nat_foreign_amount", account="36")

    assert shown == [["5.00", ""]]


def test_the_journal_is_in_home_currency_by_itself(books: Books) -> None:
    in_euro(books, "Invoice")

    report = ask(books, "JournalReport")

    keys = [column["MetaData"][0]["Value"] for column in report["Columns"]["Column"]]
    sums = [cell["value"] for cell in report["Rows"]["Row"][-1]["Summary"]["ColData"]]
    assert keys[-2:] == ["debt_home_amt", "credit_home_amt"]
    assert sums[-2:] == ["137.50", "137.50"]


def test_the_journal_adds_up_the_documents_own_currency_where_it_is_asked(books: Books) -> None:
    in_euro(books, "Invoice")

    report = ask(books, "JournalReport", columns="debt_amt,credit_amt")

    sums = report["Rows"]["Row"][-1]["Summary"]["ColData"]
    assert [cell["value"] for cell in sums] == ["100.00", "100.00"]


def test_what_is_paid_in_part_counts_in_part_in_both_currencies(books: Books) -> None:
    made = in_euro(books, "Invoice")
    part = {"TotalAmt": 40, "Line": [settles(made, "40")], **RATE, **DAY}
    books.make("Payment", {"CustomerRef": ref({"Id": made["CustomerRef"]["value"]}), **part})

    cash = {"account": "79", "accounting_method": "Cash"}
    shown = found(books, "GeneralLedger", "credit_home_amt,credit_amt", **cash)

    assert shown == [["55.00", "40.00"]]


def test_an_estimate_is_listed_in_home_currency(books: Books) -> None:
    in_euro(books, "Estimate")

    assert found(books, "TransactionList", "txn_type,subt_nat_home_amount,nat_foreign_amount") == [
        ["Estimate", "137.50", "100.00"]
    ]
