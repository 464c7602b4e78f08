"""What stands in the tax return of an agency, and what does not?"""

from collections.abc import Callable

from tests.emulator.books import Books, line, sale
from tests.emulator.known_books import ask, group

DAY = "2024-02-01"


def vat_codes(books: Books) -> dict[str, str]:
    return {code["Name"]: code["Id"] for code in books.query("select * from TaxCode")["TaxCode"]}


def test_a_vat_return_leaves_out_what_is_outside_the_tax(company: Callable[..., Books]) -> None:
    books = company("gb")
    buyer, tea, codes = books.customer(), books.item(), vat_codes(books)
    taxed, free = line(tea, "100", codes["20.0% S"]), line(tea, "100", codes["No VAT"])
    tenth = {"PercentBased": True, "DiscountPercent": 10}
    discount = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": tenth}
    books.make("Invoice", sale(buyer, taxed, free, discount, TxnDate=DAY))
    books.make(
        "Invoice", sale(buyer, line(tea, "7"), GlobalTaxCalculation="NotApplicable", TxnDate=DAY)
    )

    report = ask(books, "TaxSummary", agency_id="1")

    assert (group(report, "Box 1"), group(report, "Box 6")) == (["18.00"], ["90.00"])


def test_a_vat_return_counts_the_tax_of_journal_entries(company: Callable[..., Books]) -> None:
    books = company("gb")
    on = {"TaxCodeRef": {"value": vat_codes(books)["20.0% S"]}, "TaxApplicableOn": "Purchase"}
    cost = {"PostingType": "Debit", "AccountRef": {"value": "8"}, "TaxAmount": 2, **on}
    paid = {"PostingType": "Credit", "AccountRef": {"value": "35"}}
    detail = "JournalEntryLineDetail"
    sides = ((10, cost), (12, paid))
    entry = [{"Amount": each, "DetailType": detail, detail: side} for each, side in sides]
    books.make("JournalEntry", {"TxnDate": DAY, "Line": entry})

    report = ask(books, "TaxSummary", agency_id="1")

    assert (group(report, "Box 4"), group(report, "Box 7")) == (["2.00"], ["10.00"])
    assert group(report, "Box 5") == ["-2.00"]


def test_sales_of_a_tax_return_hold_deposits_and_what_was_given_away(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDeposit=True)
    buyer, tea = books.customer(), books.item()
    whole = {"PercentBased": True, "DiscountPercent": 100}
    given = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": whole}
    bank = {"DepositToAccountRef": {"value": "35"}}
    books.make("Invoice", sale(buyer, line(tea, "50"), Deposit=30, TxnDate=DAY, **bank))
    books.make("Invoice", sale(buyer, line(tea, "10"), given, TxnDate=DAY))

    report = ask(books, "TaxSummary", agency_id="1")

    assert group(report, "Gross sales") == ["50.00"]
