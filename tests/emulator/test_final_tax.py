"""Canadian provincial sales tax: owed on sales, part of the cost of what is bought."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, line, ref, sale
from tests.emulator.known_books import ask, group
from tests.emulator.purchasing import bought, owed, spent, vendor

DAY = "2024-02-01"


@pytest.fixture
def books(company: Callable[..., Books]) -> Books:
    return company("ca")


def both(books: Books) -> dict[str, str]:
    """The code of 5 % for the country and 7 % for the province."""
    return ref(books.query("select * from TaxCode where Name = 'GST/PST BC'")["TaxCode"][0])


def test_it_makes_stock_and_expenses_dearer(books: Books) -> None:
    code, pot = {"TaxCodeRef": both(books)}, books.stocked(quantity=0)
    lines = bought(pot, "30", Qty=10, UnitPrice=3, **code), spent("20", **code)

    bill = books.make("Bill", owed(vendor(books), *lines))

    assert (bill["TotalAmt"], bill["TxnTaxDetail"]["TotalTax"]) == (56, 6)
    assert books.balances() == {
        "Accounts Payable (A/P)": -56,
        "Inventory Asset": Decimal("32.10"),
        "Bank Charges": Decimal("21.40"),
        "GST/HST Payable": Decimal("2.50"),
    }


def test_what_is_sold_costs_what_was_paid_with_the_tax(books: Books) -> None:
    code, pot = {"TaxCodeRef": both(books)}, books.stocked(quantity=0)
    books.make("Bill", owed(vendor(books), bought(pot, "30", Qty=10, UnitPrice=3, **code)))

    sold = line(pot, "40", both(books)["value"], Qty=4, UnitPrice=10)
    books.make("SalesReceipt", sale(books.customer(), sold))

    assert books.balances()["Cost of Goods Sold"] == Decimal("12.84")
    assert books.balances()["PST Payable"] == Decimal("-2.80")


def test_a_vendor_credit_takes_all_of_it_back(books: Books) -> None:
    seller, lines = vendor(books), spent("33.33", TaxCodeRef=both(books))

    books.make("Bill", owed(seller, lines))
    books.make("VendorCredit", owed(seller, lines))

    assert not any(books.balances().values())


def test_it_is_a_cost_in_a_journal_entry_too(books: Books) -> None:
    on = {"TaxCodeRef": both(books), "TaxApplicableOn": "Purchase"}
    cost = {"PostingType": "Debit", "AccountRef": {"value": "8"}, "TaxAmount": Decimal("1.2"), **on}
    paid = {"PostingType": "Credit", "AccountRef": {"value": "35"}}
    detail = "JournalEntryLineDetail"
    sides = ((10, cost), (Decimal("11.2"), paid))
    lines = [{"Amount": each, "DetailType": detail, detail: side} for each, side in sides]

    books.make("JournalEntry", {"Line": lines})

    assert books.balances()["Bank Charges"] == Decimal("10.70")
    assert books.balances()["GST/HST Payable"] == Decimal("0.50")


def test_each_agency_has_its_own_return(books: Books) -> None:
    code = both(books)["value"]
    books.make("Invoice", sale(books.customer(), line(books.item(), "100", code), TxnDate=DAY))
    books.make("Bill", owed(vendor(books), spent("10", TaxCodeRef=both(books)), TxnDate=DAY))

    country = ask(books, "TaxSummary", agency_id="1")
    province = ask(books, "TaxSummary", agency_id="2")

    assert group(country, "Line 103") == ["5.00"]
    assert (group(country, "Line 106"), group(country, "Line 109")) == (["0.50"], ["4.50"])
    assert (group(province, "Tax collected"), group(province, "Tax due")) == (["7.00"], ["7.00"])
