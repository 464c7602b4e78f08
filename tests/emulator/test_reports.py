"""ProfitAndLoss, BalanceSheet, TrialBalance and CashFlow of books whose figures are known."""

from decimal import Decimal

import pytest

from tests.emulator.books import Books, line, sale
from tests.emulator.known_books import amount, ask, fill, group, line_of, lines, refusal, rows


@pytest.fixture
def known(books: Books) -> Books:
    fill(books)
    return books


def test_it_heads_a_report_as_documented(known: Books) -> None:
    report = ask(known, "ProfitAndLoss")

    assert list(report) == ["Header", "Columns", "Rows"]
    header = report["Header"]
    assert header.pop("Time").endswith("-08:00")
    assert header == {
        "ReportName": "ProfitAndLoss",
        "ReportBasis": "Accrual",
        "StartPeriod": "2024-01-01",
        "EndPeriod": "2024-12-31",
        "SummarizeColumnsBy": "Total",
        "Currency": "USD",
        "Option": [
            {"Name": "AccountingStandard", "Value": "GAAP"},
            {"Name": "NoReportData", "Value": "false"},
        ],
    }
    assert report["Columns"]["Column"] == [
        {
            "ColTitle": "",
            "ColType": "Account",
            "MetaData": [{"Name": "ColKey", "Value": "account"}],
        },
        {
            "ColTitle": "Total",
            "ColType": "Money",
            "MetaData": [{"Name": "ColKey", "Value": "total"}],
        },
    ]


def test_it_counts_what_was_earned(known: Books) -> None:
    report = ask(known, "ProfitAndLoss")

    assert [row["group"] for row in report["Rows"]["Row"]] == [
        *("Income", "COGS", "GrossProfit", "Expenses", "NetOperatingIncome", "NetIncome")
    ]
    assert group(report, "Income") == ["215.00"]
    assert group(report, "COGS") == ["5.00"]
    assert group(report, "GrossProfit") == ["210.00"]
    assert group(report, "Expenses") == ["42.00"]
    assert group(report, "NetIncome") == ["168.00"]
    assert lines(report)[-1] == ["Commissions & fees", "40.00"]


def test_it_counts_on_cash_basis_what_was_paid(known: Books) -> None:
    report = ask(known, "ProfitAndLoss", accounting_method="Cash")

    assert report["Header"]["ReportBasis"] == "Cash"
    assert group(report, "Income") == ["95.00"]
    assert group(report, "COGS") == ["2.50"]
    assert group(report, "NetIncome") == ["50.50"]


def test_it_takes_the_basis_of_the_preferences(known: Books) -> None:
    known.prefer("ReportPrefs", ReportBasis="Cash")

    assert ask(known, "ProfitAndLoss")["Header"]["ReportBasis"] == "Cash"


@pytest.mark.parametrize("basis", ["Accrual", "Cash"])
def test_it_balances_what_is_there(known: Books, basis: str) -> None:
    report = ask(known, "BalanceSheet", accounting_method=basis)

    assert group(report, "TotalAssets") == group(report, "TotalLiabilitiesAndEquity")
    assert group(report, "TotalAssets") == (["231.00"] if basis == "Accrual" else ["109.50"])


def test_it_parts_the_earnings_of_this_year_from_those_before(known: Books) -> None:
    report = ask(known, "BalanceSheet")

    assert line_of(report, "Opening Balance Equity") == ["25.00"]
    assert line_of(report, "Retained Earnings") == ["30.00"]
    assert group(report, "NetIncome") == ["168.00"]
    assert group(report, "Equity") == ["223.00"]


def test_it_shows_as_net_income_what_changed_in_equity(known: Books) -> None:
    before = ask(known, "BalanceSheet", end_date="2023-12-31", start_date="2023-01-01")
    after = ask(known, "BalanceSheet")
    earned = ask(known, "ProfitAndLoss")

    difference = amount(group(after, "Equity")[0]) - amount(group(before, "Equity")[0])
    assert difference == amount(group(earned, "NetIncome")[0]) == 168


def test_it_closes_a_fiscal_year_that_begins_in_april(known: Books) -> None:
    info = known.read("CompanyInfo", known.realm)
    known.change("CompanyInfo", info, FiscalYearStartMonth="April")

    report = ask(known, "BalanceSheet")

    assert group(report, "NetIncome") == ["30.00"]
    assert line_of(report, "Retained Earnings") == ["168.00"]


def test_it_names_the_sections_of_the_balance_sheet(known: Books) -> None:
    groups = [row["group"] for row in rows(ask(known, "BalanceSheet")) if "group" in row]

    assert groups == [
        *("TotalAssets", "CurrentAssets", "BankAccounts", "AR", "OtherCurrentAssets"),
        *("TotalLiabilitiesAndEquity", "Liabilities", "CurrentLiabilities"),
        *("OtherCurrentLiabilities", "Equity", "NetIncome"),
    ]


def test_it_adds_up_debits_and_credits(known: Books) -> None:
    report = ask(known, "TrialBalance")

    debit, credit = group(report, "GrandTotal")
    assert debit == credit == "281.00"
    assert line_of(report, "Checking") == ["", "3.00"]
    assert line_of(report, "Accounts Receivable (A/R)") == ["124.00", ""]
    assert line_of(report, "Retained Earnings") == ["", "30.00"]


def test_it_agrees_with_the_balances_of_the_ledger(known: Books) -> None:
    report = ask(known, "TrialBalance", start_date="2023-01-01")

    balances = known.balances()
    for name, debit, credit in lines(report):
        if name not in {"Retained Earnings", "Sales of Product Income"}:
            assert amount(debit) - amount(credit) == balances[name]


def test_it_follows_the_money(known: Books) -> None:
    report = ask(known, "CashFlow")

    assert group(report, "NetIncome") == ["168.00"]
    assert group(report, "OperatingActivities") == ["57.00"]
    assert group(report, "CashIncrease") == ["57.00"]
    assert group(report, "BeginningCash") == ["30.00"]
    assert group(report, "EndingCash") == ["87.00"]


def test_it_cuts_the_period_into_columns(known: Books) -> None:
    report = ask(known, "ProfitAndLoss", summarize_column_by="Quarter", end_date="2024-05-15")

    titles = [column["ColTitle"] for column in report["Columns"]["Column"]]
    assert titles == ["", "Jan - Mar 2024", "Apr 1 - May 15, 2024", "Total"]
    assert report["Columns"]["Column"][2]["MetaData"] == [
        {"Name": "StartDate", "Value": "2024-04-01"},
        {"Name": "EndDate", "Value": "2024-05-15"},
    ]
    assert group(report, "Income") == ["145.00", "70.00", "215.00"]
    assert line_of(report, "Bank Charges") == ["2.00", "", "2.00"]


def test_it_shows_balances_at_the_end_of_each_column(known: Books) -> None:
    report = ask(known, "BalanceSheet", summarize_column_by="Year", start_date="2023-01-01")

    titles = [column["ColTitle"] for column in report["Columns"]["Column"]]
    assert titles == ["", "Jan - Dec 2023", "Jan - Dec 2024"]
    assert group(report, "TotalAssets") == ["55.00", "231.00"]
    assert group(report, "NetIncome") == ["30.00", "168.00"]


def test_it_has_a_column_for_each_customer(known: Books) -> None:
    report = ask(known, "ProfitAndLoss", summarize_column_by="Customers")

    titles = [column["ColTitle"] for column in report["Columns"]["Column"]]
    assert titles == ["", "Erin Buyer", "Noah Owing", "Not Specified", "TOTAL"]
    assert group(report, "NetIncome") == ["140.00", "70.00", "-42.00", "168.00"]


def test_it_counts_one_customer_alone(known: Books) -> None:
    noah = known.query("select Id from Customer where DisplayName = 'Noah Owing'")["Customer"][0]

    report = ask(known, "ProfitAndLoss", customer=noah["Id"])

    assert report["Header"]["Customer"] == noah["Id"]
    assert group(report, "NetIncome") == ["70.00"]


def test_it_puts_sub_accounts_under_their_parents(books: Books) -> None:
    parent = {"value": "79"}
    child = books.make(
        "Account",
        {"Name": "Cups", "AccountType": "Income", "SubAccount": True, "ParentRef": parent},
    )
    cup = books.item("Cup", IncomeAccountRef={"value": child["Id"]})
    form = sale(books.customer(), line(cup, "5"), line(books.item(), "2"), TxnDate="2024-06-01")
    books.make("SalesReceipt", form)

    section = ask(books, "ProfitAndLoss")["Rows"]["Row"][0]["Rows"]["Row"][0]

    assert section["Header"]["ColData"][0] == {"value": "Sales of Product Income", "id": "79"}
    assert section["Header"]["ColData"][1] == {"value": "2.00"}
    assert section["Rows"]["Row"][0]["ColData"][0] == {"value": "Cups", "id": child["Id"]}
    assert [cell["value"] for cell in section["Summary"]["ColData"]] == [
        *("Total Sales of Product Income", "7.00")
    ]


def test_it_says_when_there_is_nothing_to_report(books: Books) -> None:
    report = ask(books, "ProfitAndLoss")

    assert {"Name": "NoReportData", "Value": "true"} in report["Header"]["Option"]
    assert group(report, "NetIncome") == [""]


def test_it_reports_the_year_to_date_unless_told_otherwise(books: Books) -> None:
    header = ask(books, "ProfitAndLoss", date_macro="")["Header"]

    assert header["DateMacro"] == "this calendar year-to-date"
    assert header["StartPeriod"] == f"{header['Time'][:4]}-01-01"
    assert header["EndPeriod"] == header["Time"][:10]


def test_the_general_ledger_covers_the_month_unless_told_otherwise(books: Books) -> None:
    header = ask(books, "GeneralLedger", date_macro="")["Header"]

    assert header["DateMacro"] == "this month-to-date"
    assert header["StartPeriod"] == f"{header['Time'][:7]}-01"


def test_it_knows_the_macros(known: Books) -> None:
    everything = ask(known, "ProfitAndLoss", date_macro="all")
    last = ask(known, "ProfitAndLoss", date_macro="Last Month")

    assert "StartPeriod" not in everything["Header"]
    assert group(everything, "NetIncome") == ["198.00"]
    assert last["Header"]["DateMacro"] == "last month"
    assert last["Header"]["StartPeriod"].endswith("-01")


def test_it_is_no_longer_there_after_a_void(books: Books) -> None:
    made = fill(books)

    books.void("Invoice", made["open invoice"])

    assert group(ask(books, "ProfitAndLoss"), "NetIncome") == ["98.00"]
    assert Decimal(group(ask(books, "BalanceSheet"), "TotalAssets")[0]) == 161


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"start_date": "2024-13-01"}, "2060"),
        ({"end_date": "yesterday"}, "2060"),
        ({"start_date": "2024-02-01", "end_date": "2024-01-01"}, "2190"),
        ({"date_macro": "Since Ever"}, "2170"),
        ({"date_macro": "Next Month-to-date"}, "2170"),
        ({"accounting_method": "Guessed"}, "2170"),
        ({"summarize_column_by": "Moon"}, "2170"),
        ({"sort_order": "sideways"}, "2170"),
    ],
)
def test_it_refuses_what_it_cannot_read(books: Books, params: dict[str, str], code: str) -> None:
    assert refusal(books, "ProfitAndLoss", **params)["code"] == code


def test_it_refuses_a_report_that_does_not_exist(books: Books) -> None:
    error = refusal(books, "ProfitAndGain")

    assert (error["code"], error["Detail"]) == (
        "500",
        "Operation Report ProfitAndGain is not supported.",
    )
