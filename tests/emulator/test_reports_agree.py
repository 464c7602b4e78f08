"""No report disagrees with another: the sample company's documents of all kinds, month by month."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import amount, ask, group, line_of, lines

WHOLE = {"date_macro": "all"}


@pytest.fixture
def sample(company: Callable[..., Books]) -> Books:
    return company("sample")


@pytest.mark.parametrize("basis", ["Accrual", "Cash"])
def test_the_balance_sheet_balances_every_month(sample: Books, basis: str) -> None:
    report = ask(
        sample, "BalanceSheet", **WHOLE, summarize_column_by="Month", accounting_method=basis
    )

    assert group(report, "TotalAssets") == group(report, "TotalLiabilitiesAndEquity")
    assert len(group(report, "TotalAssets")) > 1


@pytest.mark.parametrize("basis", ["Accrual", "Cash"])
def test_debits_equal_credits(sample: Books, basis: str) -> None:
    debit, credit = group(
        ask(sample, "TrialBalance", **WHOLE, accounting_method=basis), "GrandTotal"
    )

    assert debit == credit
    assert amount(debit) > 0


def test_the_months_add_up_to_the_total(sample: Books) -> None:
    *months, total = group(
        ask(sample, "ProfitAndLoss", **WHOLE, summarize_column_by="Month"), "NetIncome"
    )

    assert sum((amount(month) for month in months), Decimal(0)) == amount(total)


def test_profit_and_loss_is_what_its_detail_says(sample: Books) -> None:
    earned = group(ask(sample, "ProfitAndLoss", **WHOLE), "NetIncome")
    detail = ask(sample, "ProfitAndLossDetail", **WHOLE)["Rows"]["Row"][-1]

    assert detail["Summary"]["ColData"][6]["value"] == earned[0]


def test_the_ledger_holds_what_the_trial_balance_shows(sample: Books) -> None:
    trial = ask(sample, "TrialBalance", **WHOLE)

    shown = {name: amount(debit) - amount(credit) for name, debit, credit in lines(trial)}
    for name, balance in sample.balances().items():
        if name != "Retained Earnings" and _stands(sample, name):
            assert shown[name] == balance, name


def test_debts_are_what_the_balance_sheet_says(sample: Books) -> None:
    sheet = ask(sample, "BalanceSheet", **WHOLE)

    for accounts, balance, aged in (
        ("AR", "CustomerBalance", "AgedReceivables"),
        ("AP", "VendorBalance", "AgedPayables"),
    ):
        owed = group(sheet, accounts)[0]
        assert group(ask(sample, balance), "GrandTotal")[0] == owed
        assert group(ask(sample, aged), "GrandTotal")[-1] == owed
        detail = ask(sample, f"{balance}Detail")["Rows"]["Row"][-1]
        assert detail["Summary"]["ColData"][-1]["value"] == owed


def test_stock_is_worth_what_its_account_holds(sample: Books) -> None:
    worth = group(ask(sample, "InventoryValuationSummary"), "GrandTotal")[2]

    assert amount(worth) == sample.balances().get("Inventory Asset", 0)


def test_the_cash_flow_ends_with_the_cash_that_is_there(sample: Books) -> None:
    flow = ask(sample, "CashFlow", **WHOLE)
    balances = sample.balances()

    there = sum(
        balances.get(name, Decimal(0)) for name in ("Checking", "Savings", "Undeposited Funds")
    )
    assert amount(group(flow, "EndingCash")[0]) == there


def test_the_journal_has_every_entry_of_the_ledger(sample: Books) -> None:
    journal = ask(sample, "JournalReport", **WHOLE)
    ledger = ask(sample, "GeneralLedger", **WHOLE)

    entries = [line for line in lines(ledger) if line[0] != "Beginning Balance"]
    assert len(lines(journal)) == len(entries)


def test_sales_by_customer_are_the_income(sample: Books) -> None:
    income = group(ask(sample, "ProfitAndLoss", **WHOLE), "Income")
    sales = ask(sample, "CustomerSales", **WHOLE)

    assert group(sales, "GrandTotal") == income


def test_foreign_debts_are_counted_in_home_currency(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    customer = books.make("Customer", {"DisplayName": "Euro", **euro})
    owed = {**sale(customer, line(books.item(), "100")), **euro, "ExchangeRate": Decimal("1.5")}
    made = books.make("Invoice", {**owed, "TxnDate": "2024-01-05"})
    paid = {"CustomerRef": ref(customer), "TotalAmt": 40, "Line": [settles(made, "40")], **euro}
    books.make("Payment", {**paid, "ExchangeRate": Decimal("1.6"), "TxnDate": "2024-02-02"})

    sheet = ask(books, "BalanceSheet")
    cash = ask(books, "BalanceSheet", accounting_method="Cash")

    assert group(sheet, "AR") == group(ask(books, "CustomerBalance"), "GrandTotal") == ["90.00"]
    assert group(ask(books, "AgedReceivables"), "GrandTotal")[-1] == "90.00"
    assert line_of(ask(books, "ProfitAndLoss"), "Exchange Gain or Loss") == ["-4.00"]
    assert group(cash, "TotalAssets") == group(cash, "TotalLiabilitiesAndEquity") == ["64.00"]


def _stands(books: Books, name: str) -> bool:
    found: Obj = books.query(f"select * from Account where FullyQualifiedName = '{name}'")
    return found["Account"][0]["Classification"] in {"Asset", "Liability", "Equity"}
