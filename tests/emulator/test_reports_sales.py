"""Sales and expenses by name and product, the journal, the list of accounts, further ages."""

from collections.abc import Callable

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale
from tests.emulator.known_books import ask, fill, group, line_of, lines, rows

YEAR_END = "2024-12-31"


@pytest.fixture
def known(books: Books) -> Books:
    fill(books)
    return books


def titles(report: Obj) -> list[str]:
    return [column["ColTitle"] for column in report["Columns"]["Column"]]


def test_it_sums_up_sales_by_customer(known: Books) -> None:
    report = ask(known, "CustomerSales", summarize_column_by="Quarter", end_date="2024-06-30")

    assert titles(report) == ["", "Jan - Mar 2024", "Apr - Jun 2024", "Total"]
    assert lines(report) == [
        ["Erin Buyer", "145.00", "", "145.00"],
        ["Noah Owing", "", "70.00", "70.00"],
    ]
    assert group(report, "GrandTotal") == ["145.00", "70.00", "215.00"]


def test_it_tells_what_each_customer_brings(known: Books) -> None:
    report = ask(known, "CustomerIncome")

    assert titles(report) == ["", "Total Income", "Total Expenses", "Net Income"]
    assert line_of(report, "Erin Buyer") == ["145.00", "-5.00", "140.00"]
    assert group(report, "GrandTotal") == ["215.00", "-5.00", "210.00"]


@pytest.mark.parametrize(
    ("report", "kind", "reference", "switch"),
    [
        ("ClassSales", "Class", "ClassRef", "ClassTrackingPerTxn"),
        ("DepartmentSales", "Department", "DepartmentRef", "TrackDepartments"),
    ],
)
def test_it_sums_up_sales_by_class_and_department(
    books: Books, report: str, kind: str, reference: str, switch: str
) -> None:
    books.prefer("AccountingInfoPrefs", **{switch: True})
    garden = books.make(kind, {"Name": "Garden"})
    form = sale(books.customer(), line(books.item(), "10"), TxnDate="2024-01-01")
    books.make("Invoice", {**form, reference: ref(garden)})
    books.make("Invoice", form)

    found = ask(books, report)

    assert lines(found) == [["Garden", "10.00"], ["Not Specified", "10.00"]]
    assert found["Rows"]["Row"][1]["group"] == "**"


def test_it_counts_one_class_alone(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxn=True)
    garden = books.make("Class", {"Name": "Garden"})
    form = sale(books.customer(), line(books.item(), "10"), TxnDate="2024-01-01")
    books.make("Invoice", {**form, "ClassRef": ref(garden)})
    books.make("Invoice", form)

    report = ask(books, "ProfitAndLoss", **{"class": garden["Id"]})

    assert report["Header"]["Class"] == garden["Id"]
    assert group(report, "NetIncome") == ["10.00"]


def test_it_sums_up_expenses_by_vendor(books: Books) -> None:
    vendor = books.make("Vendor", {"DisplayName": "Porcelain Ltd"})
    spent = {
        "Amount": 40,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "9"}},
    }
    books.make("Bill", {"VendorRef": ref(vendor), "Line": [spent], "TxnDate": "2024-01-10"})

    report = ask(books, "VendorExpenses")

    assert lines(report) == [["Porcelain Ltd", "40.00"]]


def test_it_counts_what_was_sold_of_each_product(known: Books) -> None:
    report = ask(known, "ItemSales")

    total = report["Columns"]["Column"][1]
    assert [column["ColTitle"] for column in total["Columns"]["Column"]] == [
        *("Quantity", "Amount", "% of Sales", "Avg Price", "COGS", "Gross Margin"),
        "Gross Margin %",
    ]
    assert line_of(report, "Teapot") == [
        *("2.00", "20.00", "9.30 %", "10.00", "5.00", "15.00", "75.00 %")
    ]
    assert line_of(report, "Tea")[1:3] == ["195.00", "90.70 %"]
    assert group(report, "GrandTotal")[1] == "215.00"


def test_it_writes_the_journal(known: Books) -> None:
    first, *others, total = ask(known, "JournalReport")["Rows"]["Row"][:7]

    assert first["ColData"][1] == {"value": "Invoice", "id": "2"}
    assert first["ColData"][6]["value"] == "128.00"
    assert {row["ColData"][0]["value"] for row in others} == {"0-00-00"}
    assert others[0]["ColData"][1] == {"value": "", "id": "2"}
    assert [cell["value"] for cell in total["Summary"]["ColData"]][-2:] == ["133.00", "133.00"]


def test_it_lists_the_accounts(known: Books) -> None:
    report = ask(known, "AccountList", account_type="Bank,Equity,Income")

    assert "StartPeriod" not in report["Header"]
    assert lines(report)[:3] == [
        ["Checking", "Bank", "Checking", "", "-3.00"],
        ["Savings", "Bank", "Savings", "", "10.00"],
        ["Opening Balance Equity", "Equity", "OpeningBalanceEquity", "", "25.00"],
    ]
    assert line_of(report, "Retained Earnings")[-1] == "0.00"
    assert line_of(report, "Services")[-1] == ""


def test_it_lists_the_documents_of_customers_alone(known: Books) -> None:
    report = ask(known, "TransactionListByCustomer")

    assert [row["Header"]["ColData"][0]["value"] for row in report["Rows"]["Row"]] == [
        *("Erin Buyer", "Noah Owing")
    ]
    assert len(lines(report)) == 6
    assert ask(known, "TransactionListByVendor")["Rows"] == {}


def test_it_lists_open_documents_by_their_age(known: Books) -> None:
    report = ask(known, "AgedReceivableDetail", report_date="2024-06-15")

    heads = [row["Header"]["ColData"][0]["value"] for row in rows(report) if "Header" in row]
    assert heads == ["91 or more days past due", "1 - 30 days past due"]
    assert lines(report)[-1] == [
        *("2024-05-01", "Invoice", "1006", "Noah Owing", "2024-05-31", "70.00", "70.00")
    ]


def test_it_says_how_long_a_bill_is_due(company: Callable[..., Books]) -> None:
    books = company("us")
    vendor = books.make("Vendor", {"DisplayName": "Robot Parts"})
    spent = {
        "Amount": 100,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "9"}},
    }
    form = {"VendorRef": ref(vendor), "Line": [spent], "TxnDate": "2024-05-18"}
    books.make("Bill", {**form, "DueDate": "2024-05-28"})

    report = ask(books, "AgedPayableDetail", report_date="2024-06-07")

    assert [column["MetaData"][0]["Value"] for column in report["Columns"]["Column"]] == [
        *("tx_date", "txn_type", "doc_num", "vend_name", "due_date"),
        *("past_due", "subt_neg_amount", "subt_neg_open_bal"),
    ]
    assert lines(report) == [
        ["2024-05-18", "Bill", "", "Robot Parts", "2024-05-28", "10", "100.00", "100.00"]
    ]
