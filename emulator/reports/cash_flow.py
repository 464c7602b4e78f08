"""Where did money come from, and where did it go? CashFlow.

quickbooks: bank accounts and undeposited funds are the cash; the report has no basis.
"""

from collections.abc import Callable
from dataclasses import replace

from emulator.books.company import Company
from emulator.reports import columns, shape
from emulator.reports.accounts import earns, type_of
from emulator.reports.asked import Asked
from emulator.reports.columns import Column
from emulator.reports.entries import Entry, seen
from emulator.reports.shape import Amounts, cells, data, minus, plus, section
from emulator.reports.sheet import FIRST, Sheet
from emulator.wire import ZERO, Obj

INVESTED = ("Fixed Asset", "Other Asset")
FINANCED = ("Long Term Liability", "Equity")
TO_RECONCILE = "Adjustments to reconcile Net Income to Net Cash provided by operations:"


def cash_flow(company: Company, asked: Asked) -> Obj:
    """The change of cash in the period by its causes."""
    entries = seen(company, replace(asked, basis="Accrual"))
    into = columns.of(company, asked, entries)
    flows = {id_: minus(row) for id_, row in columns.sums(entries, into).items()}
    sheet = Sheet(company, flows, len(into), asked.descending)
    rows = [_operating(sheet), *_activity(sheet, "investing", INVESTED)]
    rows += [*_activity(sheet, "financing", FINANCED)]
    return shape.report(
        company,
        asked,
        [FIRST, *(each.shown for each in into)],
        [*rows, *_standing(sheet, _cash_before(company, entries, into))],
        shows=(shape.PERIOD, shape.COLUMNS_BY),
        empty=not flows,
    )


def is_cash(company: Company, id_: str) -> bool:
    obj = company.records["Account"][id_].obj
    return obj["AccountType"] == "Bank" or obj.get("AccountSubType") == "UndepositedFunds"


def _part(sheet: Sheet, belongs: Callable[[str], bool]) -> Sheet:
    """The statement of those accounts alone."""
    amounts = {id_: row for id_, row in sheet.amounts.items() if belongs(id_)}
    return replace(sheet, amounts=amounts)


def _operating(sheet: Sheet) -> Obj:
    company = sheet.company
    net = _part(sheet, lambda id_: earns(company, id_)).sum()
    working = _part(sheet, lambda id_: _is_working(company, id_))
    rows = [data(cells("Net Income", net), "NetIncome")]
    if working.amounts:
        rows.append(
            section(
                header=sheet.heading(TO_RECONCILE),
                rows=working.rows(),
                summary=cells(f"Total {TO_RECONCILE}", working.sum()),
                group="OperatingAdjustments",
            )
        )
    return section(
        header=sheet.heading("OPERATING ACTIVITIES"),
        rows=rows,
        summary=cells("Net cash provided by operating activities", plus(net, working.sum())),
        group="OperatingActivities",
    )


def _is_working(company: Company, id_: str) -> bool:
    beside = type_of(company, id_) in (*INVESTED, *FINANCED)
    return not (beside or earns(company, id_) or is_cash(company, id_))


def _activity(sheet: Sheet, name: str, types: tuple[str, ...]) -> list[Obj]:
    if not sheet.of_types(types):
        return []
    summary = cells(f"Net cash provided by {name} activities", sheet.sum(*types))
    heading = sheet.heading(f"{name.upper()} ACTIVITIES")
    group = f"{name.capitalize()}Activities"
    return [section(header=heading, rows=sheet.rows(*types), summary=summary, group=group)]


def _standing(sheet: Sheet, opening: Amounts) -> list[Obj]:
    """What cash there was, came and is; nothing is said of a beginning without cash."""
    increase = minus(_part(sheet, lambda id_: is_cash(sheet.company, id_)).sum())
    rows = [("Net cash increase for period", "CashIncrease", increase)]
    if any(amount is not None for amount in opening):
        rows.append(("Cash at beginning of period", "BeginningCash", opening))
    rows.append(("Cash at end of period", "EndingCash", plus(opening, increase)))
    return [section(summary=cells(label, amounts), group=group) for label, group, amounts in rows]


def _cash_before(company: Company, entries: list[Entry], into: list[Column]) -> Amounts:
    opening: Amounts = [None] * len(into)
    for entry in entries:
        if is_cash(company, entry.account):
            for at, each in enumerate(into):
                if entry.day < each.period.start:
                    opening[at] = (opening[at] or ZERO) + entry.amount
    return opening
