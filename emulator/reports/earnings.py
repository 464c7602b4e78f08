"""What was earned? ProfitAndLoss."""

from emulator.books.company import Company
from emulator.reports import columns, shape
from emulator.reports.accounts import earns
from emulator.reports.asked import Asked
from emulator.reports.entries import seen
from emulator.reports.shape import Amounts, cells, minus, plus, section
from emulator.reports.sheet import FIRST, Sheet, of_accounts
from emulator.wire import Obj

EARNINGS = (
    ("Income", "Income", "Income"),
    ("Cost of Goods Sold", "Cost of Goods Sold", "COGS"),
    ("Expense", "Expenses", "Expenses"),
    ("Other Income", "Other Income", "OtherIncome"),
    ("Other Expense", "Other Expenses", "OtherExpenses"),
)


def profit_and_loss(company: Company, asked: Asked) -> Obj:
    """Income less expenses of the period."""
    entries = [entry for entry in seen(company, asked) if earns(company, entry.account)]
    into = columns.of(company, asked, entries)
    sheet = of_accounts(company, asked, entries, into)
    return shape.report(
        company,
        asked,
        [FIRST, *(each.shown for each in into)],
        _earnings(sheet),
        shows=(shape.BASIS, shape.PERIOD, shape.COLUMNS_BY, shape.STANDARD),
        empty=not sheet.amounts,
    )


def net_income(sheet: Sheet) -> Amounts:
    return plus(
        sheet.sum("Income", "Other Income"),
        minus(sheet.sum("Cost of Goods Sold", "Expense", "Other Expense")),
    )


def _earnings(sheet: Sheet) -> list[Obj]:
    """quickbooks: income and expenses always have their section, the others when they have rows."""
    income, cost, expenses, other, lost = (sheet.part(*each) for each in EARNINGS)
    gross = plus(sheet.sum("Income"), minus(sheet.sum("Cost of Goods Sold")))
    operating = plus(gross, minus(sheet.sum("Expense")))
    beside = plus(sheet.sum("Other Income"), minus(sheet.sum("Other Expense")))
    rows = [income, *([cost] if "Rows" in cost else []), _result("Gross Profit", gross)]
    rows += [expenses, _result("Net Operating Income", operating)]
    rows += [each for each in (other, lost) if "Rows" in each]
    if "Rows" in other or "Rows" in lost:
        rows.append(_result("Net Other Income", beside))
    return [*rows, _result("Net Income", net_income(sheet))]


def _result(label: str, amounts: Amounts) -> Obj:
    return section(summary=cells(label, amounts), group=label.replace(" ", ""))
