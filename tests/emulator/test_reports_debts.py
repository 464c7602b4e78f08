"""Balances and ages of customers and vendors, stock, and the tax of a period."""

from collections.abc import Callable

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import ask, fill, group, line_of, lines, refusal, rows

YEAR_END = "2024-12-31"


@pytest.fixture
def known(books: Books) -> Books:
    fill(books)
    return books


def bill(books: Books, amount: str, day: str) -> Obj:
    vendor = books.query("select * from Vendor where DisplayName = 'Porcelain Ltd'")
    who = vendor["Vendor"][0] if vendor else books.make("Vendor", {"DisplayName": "Porcelain Ltd"})
    spent = {
        "Amount": amount,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "9"}},
    }
    form = {"VendorRef": ref(who), "Line": [spent], "TxnDate": day, "DueDate": day}
    return books.make("Bill", form)


def test_it_says_what_each_customer_owes(known: Books) -> None:
    report = ask(known, "CustomerBalance", report_date=YEAR_END)

    header = report["Header"]
    assert (header["DateMacro"], "StartPeriod" in header) == ("all", False)
    assert header["Option"][0] == {"Name": "report_date", "Value": YEAR_END}
    assert [column["ColType"] for column in report["Columns"]["Column"]] == ["Customer", "Money"]
    assert lines(report) == [["Erin Buyer", "54.00"], ["Noah Owing", "70.00"]]
    assert group(report, "GrandTotal") == ["124.00"]


def test_it_agrees_with_the_receivables_of_the_balance_sheet(known: Books) -> None:
    balances = ask(known, "CustomerBalance", report_date="2024-03-31")
    sheet = ask(known, "BalanceSheet", end_date="2024-03-31")
    aged = ask(known, "AgedReceivables", report_date="2024-03-31")

    assert group(balances, "GrandTotal") == group(sheet, "AR") == ["54.00"]
    assert group(aged, "GrandTotal")[-1] == "54.00"


def test_it_leaves_out_who_owes_nothing(known: Books) -> None:
    report = ask(known, "CustomerBalance", report_date="2024-02-28", customer="2")

    assert report["Rows"] == {}
    assert report["Header"]["Option"][-1] == {"Name": "NoReportData", "Value": "true"}


def test_it_lists_sub_customers_under_their_parents(books: Books) -> None:
    parent = books.customer("Parent")
    child = books.customer("Child", Job=True, ParentRef=ref(parent))
    books.make("Invoice", sale(child, line(books.item(), "5"), TxnDate="2024-01-01"))

    section = ask(books, "CustomerBalance")["Rows"]["Row"][0]

    assert section["Header"]["ColData"][0] == {"value": "Parent", "id": parent["Id"]}
    assert section["Rows"]["Row"] == [
        {"ColData": [{"value": "Child", "id": child["Id"]}, {"value": "5.00"}]}
    ]
    assert section["Summary"]["ColData"][1]["value"] == "5.00"


def test_it_lists_the_documents_that_are_open(known: Books) -> None:
    report = ask(known, "CustomerBalanceDetail", report_date=YEAR_END)

    assert lines(report) == [
        ["2024-01-10", "Invoice", "1002", "2024-02-09", "128.00", "64.00"],
        ["2024-03-01", "Credit Memo", "1004", "2024-03-01", "-10.00", "-10.00"],
        ["2024-05-01", "Invoice", "1006", "2024-05-31", "70.00", "70.00"],
    ]
    assert [cell["value"] for cell in report["Rows"]["Row"][-1]["Summary"]["ColData"]] == [
        *("TOTAL", "", "", "", "188.00", "124.00")
    ]


def test_it_knows_what_was_open_on_an_earlier_day(known: Books) -> None:
    report = ask(known, "CustomerBalanceDetail", report_date="2024-01-31")

    assert lines(report) == [["2024-01-10", "Invoice", "1002", "2024-02-09", "128.00", "128.00"]]


def test_it_counts_what_was_paid_too_much_as_a_credit(books: Books) -> None:
    customer = books.customer()
    made = books.make("Invoice", sale(customer, line(books.item(), "30"), TxnDate="2024-01-01"))
    paid = {"CustomerRef": ref(customer), "TotalAmt": 50, "Line": [settles(made, "30")]}
    books.make("Payment", {**paid, "TxnDate": "2024-01-02"})

    report = ask(books, "CustomerBalanceDetail")

    assert [line[-1] for line in lines(report)] == ["-20.00"]


def test_it_sorts_debts_by_their_age(known: Books) -> None:
    report = ask(known, "AgedReceivables", report_date="2024-06-15")

    assert [column["ColTitle"] for column in report["Columns"]["Column"]] == [
        *("", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total")
    ]
    assert line_of(report, "Erin Buyer") == ["", "", "", "", "54.00", "54.00"]
    assert line_of(report, "Noah Owing") == ["", "70.00", "", "", "", "70.00"]
    assert report["Header"]["StartPeriod"] == report["Header"]["EndPeriod"] == "2024-06-15"


def test_it_ages_by_the_periods_that_were_asked_for(known: Books) -> None:
    report = ask(
        known, "AgedReceivables", report_date="2024-06-15", aging_period="10", num_periods="2"
    )

    assert [column["ColTitle"] for column in report["Columns"]["Column"]][1:] == [
        *("Current", "1 - 10", "11 and over", "Total")
    ]
    assert line_of(report, "Noah Owing") == ["", "", "70.00", "70.00"]
    assert refusal(known, "AgedReceivables", aging_period="long")["code"] == "2090"


def test_it_says_what_is_owed_to_vendors(books: Books) -> None:
    bill(books, "40", "2024-01-10")
    bill(books, "25", "2024-06-10")

    balances = ask(books, "VendorBalance", report_date=YEAR_END)
    aged = ask(books, "AgedPayables", report_date="2024-06-15")
    detail = ask(books, "VendorBalanceDetail", report_date=YEAR_END)

    assert lines(balances) == [["Porcelain Ltd", "65.00"]]
    assert line_of(aged, "Porcelain Ltd") == ["", "25.00", "", "", "40.00", "65.00"]
    assert [line[-1] for line in lines(detail)] == ["40.00", "25.00"]


def test_it_values_the_stock(known: Books) -> None:
    report = ask(known, "InventoryValuationSummary", report_date=YEAR_END)
    before = ask(known, "InventoryValuationSummary", report_date="2024-01-09")

    assert line_of(report, "Teapot") == ["", "8.00", "20.00", "2.50"]
    assert line_of(before, "Teapot") == ["", "10.00", "25.00", "2.50"]
    assert group(report, "GrandTotal") == ["", "8.00", "20.00", ""]


def test_it_sums_up_the_tax_of_the_agency(known: Books) -> None:
    report = ask(known, "TaxSummary", agency_id="1")
    other = ask(known, "TaxSummary", agency_id="2")

    assert group(report, "Tax due") == ["8.00"]
    assert group(other, "Tax due") == ["0.00"]
    assert known.balances()["Board of Equalization Payable"] == -8


def test_it_counts_tax_on_cash_basis_when_it_is_paid(known: Books) -> None:
    report = ask(known, "TaxSummary", agency_id="1", accounting_method="Cash")

    assert group(report, "Tax due") == ["4.00"]


def test_it_fills_the_boxes_of_the_vat_return(company: Callable[..., Books]) -> None:
    books = company("gb")
    standard = books.query("select Id from TaxCode where Name = '20.0% S'")["TaxCode"][0]["Id"]
    form = sale(books.customer(), line(books.item(), "100", standard), TxnDate="2024-02-01")
    books.make("Invoice", form)

    report = ask(books, "TaxSummary", agency_id="1")

    assert [row["group"] for row in rows(report)] == [f"Box {number}" for number in range(1, 10)]
    assert (group(report, "Box 1"), group(report, "Box 5")) == (["20.00"], ["20.00"])
    assert (group(report, "Box 2"), group(report, "Box 6")) == ([""], ["100.00"])
    assert report["Columns"]["Column"] == [
        {"ColTitle": "", "ColType": "String"},
        {"ColTitle": "Total", "ColType": "Money"},
    ]


def test_it_needs_an_agency_to_sum_up_tax(books: Books) -> None:
    assert refusal(books, "TaxSummary")["code"] == "2020"
    assert refusal(books, "TaxSummary", agency_id="77")["code"] == "2500"
