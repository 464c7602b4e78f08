"""What is there, and whose is it? BalanceSheet."""

from emulator.books.company import Company
from emulator.reports import columns, shape
from emulator.reports.accounts import earns, retained
from emulator.reports.asked import Asked
from emulator.reports.columns import Column
from emulator.reports.entries import Entry, seen
from emulator.reports.periods import fiscal_year_start
from emulator.reports.shape import Amounts, cells, data, plus, section
from emulator.reports.sheet import FIRST, Sheet, of_accounts
from emulator.wire import ZERO, Obj

ASSETS = (
    ("Bank", "Bank Accounts", "BankAccounts"),
    ("Accounts Receivable", "Accounts Receivable", "AR"),
    ("Other Current Asset", "Other Current Assets", "OtherCurrentAssets"),
)
FIXED = (
    ("Fixed Asset", "Fixed Assets", "FixedAssets"),
    ("Other Asset", "Other Assets", "OtherAssets"),
)
DEBTS = (
    ("Accounts Payable", "Accounts Payable", "AP"),
    ("Credit Card", "Credit Cards", "CreditCards"),
    ("Other Current Liability", "Other Current Liabilities", "OtherCurrentLiabilities"),
)
LONG_TERM = (("Long Term Liability", "Long-Term Liabilities", "LongTermLiabilities"),)


def balance_sheet(company: Company, asked: Asked) -> Obj:
    """What is owned and owed at the end of each column."""
    entries = seen(company, asked)
    into = columns.of(company, asked, entries, as_of=True)
    standing = [entry for entry in entries if not earns(company, entry.account)]
    sheet = of_accounts(company, asked, standing, into)
    before, now = _profits(company, asked, entries, into)
    sheet.amounts.update(_with_retained(company, sheet, before))
    return shape.report(
        company,
        asked,
        [FIRST, *(each.shown for each in into)],
        [_assets(sheet), _liabilities_and_equity(sheet, now)],
        shows=(shape.BASIS, shape.PERIOD, shape.COLUMNS_BY, shape.STANDARD),
        empty=not sheet.amounts,
    )


def _profits(
    company: Company, asked: Asked, entries: list[Entry], into: list[Column]
) -> tuple[Amounts, Amounts]:
    """Net income of the fiscal years before, and of the year in which each column ends."""
    earned = [entry for entry in entries if earns(company, entry.account)]
    before: Amounts = [None] * len(into)
    now: Amounts = [None] * len(into)
    for at, each in enumerate(into):
        opening = fiscal_year_start(each.period.end, asked.first_month)
        for entry in earned:
            if each.holds(entry):
                side = before if entry.day < opening else now
                side[at] = (side[at] or ZERO) - entry.amount
    return before, now


def _with_retained(company: Company, sheet: Sheet, before: Amounts) -> dict[str, Amounts]:
    if all(amount is None for amount in before):
        return {}
    id_ = retained(company)
    posted = sheet.amounts.get(id_, [None] * sheet.width)
    return {id_: plus(posted, before)}


def _assets(sheet: Sheet) -> Obj:
    current = section(
        header=sheet.heading("Current Assets"),
        rows=sheet.parts(ASSETS),
        summary=cells("Total Current Assets", sheet.sum(*(each[0] for each in ASSETS))),
        group="CurrentAssets",
    )
    rows = [current] if "Rows" in current else []
    types = [each[0] for each in (*ASSETS, *FIXED)]
    return section(
        header=sheet.heading("ASSETS"),
        rows=[*rows, *sheet.parts(FIXED)],
        summary=cells("TOTAL ASSETS", sheet.sum(*types)),
        group="TotalAssets",
    )


def _liabilities_and_equity(sheet: Sheet, net: Amounts) -> Obj:
    owed = sheet.sum(*(each[0] for each in (*DEBTS, *LONG_TERM)))
    own = plus(sheet.sum("Equity"), net)
    liabilities = section(
        header=sheet.heading("Liabilities"),
        rows=[*_current_liabilities(sheet), *sheet.parts(LONG_TERM)],
        summary=cells("Total Liabilities", owed),
        group="Liabilities",
    )
    equity = section(
        header=sheet.heading("Equity"),
        rows=[*sheet.rows("Equity"), data(cells("Net Income", net), "NetIncome")],
        summary=cells("Total Equity", own),
        group="Equity",
    )
    return section(
        header=sheet.heading("LIABILITIES AND EQUITY"),
        rows=[*([liabilities] if "Rows" in liabilities else []), equity],
        summary=cells("TOTAL LIABILITIES AND EQUITY", plus(owed, own)),
        group="TotalLiabilitiesAndEquity",
    )


def _current_liabilities(sheet: Sheet) -> list[Obj]:
    parts = sheet.parts(DEBTS)
    if not parts:
        return []
    summary = cells("Total Current Liabilities", sheet.sum(*(each[0] for each in DEBTS)))
    heading = sheet.heading("Current Liabilities")
    return [section(header=heading, rows=parts, summary=summary, group="CurrentLiabilities")]
