"""Who brought or cost how much? Income and expenses by customer, vendor, class and department."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from emulator.books.company import Company
from emulator.reports import columns, documents, shape, tree
from emulator.reports.accounts import type_of
from emulator.reports.asked import Asked
from emulator.reports.columns import NAMED, Column
from emulator.reports.entries import Entry, seen
from emulator.reports.shape import Amounts, cells, plus, section, total
from emulator.wire import ZERO, Obj

INCOME = ("Income", "Other Income")
EXPENSES = ("Cost of Goods Sold", "Expense", "Other Expense")
Group = Literal["Customer", "Vendor", "Class", "Department"]
KEYS = {
    "Customer": NAMED["Customers"],
    "Vendor": NAMED["Vendors"],
    "Class": NAMED["Classes"],
    "Department": NAMED["Departments"],
}
NOT_SPECIFIED = "**"


@dataclass(frozen=True)
class Summary:
    """Sums of the accounts of some types for every member of a list."""

    group: Group
    types: tuple[str, ...]
    sign: int

    def report(self, company: Company, asked: Asked) -> Obj:
        entries = _of_types(company, seen(company, asked), self.types)
        into = columns.of(company, asked, entries)
        found = _sums(entries, into, KEYS[self.group], self.sign)
        rows = _rows(company, asked, self.group, found, len(into))
        return shape.report(
            company,
            asked,
            [shape.column("", self.group), *(each.shown for each in into)],
            rows,
            shows=(shape.BASIS, shape.PERIOD, shape.COLUMNS_BY),
            empty=not found,
        )


customer_sales = Summary("Customer", INCOME, -1).report
class_sales = Summary("Class", INCOME, -1).report
department_sales = Summary("Department", INCOME, -1).report
vendor_expenses = Summary("Vendor", EXPENSES, 1).report


def customer_income(company: Company, asked: Asked) -> Obj:
    """Income, expenses (negative, as documented) and what is left of every customer."""
    entries = [entry for entry in seen(company, asked) if entry.day in asked.period]
    found: dict[str, Amounts] = {}
    for at, types in enumerate((INCOME, EXPENSES)):
        for entry in _of_types(company, entries, types):
            if documents.party(company, entry.party)[1] == "Customer":
                row = found.setdefault(entry.party, [ZERO, ZERO, ZERO])
                for place in (at, 2):
                    row[place] = (row[place] or ZERO) - entry.amount
    titles = ("Total Income", "Total Expenses", "Net Income")
    return shape.report(
        company,
        asked,
        [shape.column("", "Customer"), *(shape.column(title, "Money") for title in titles)],
        _rows(company, asked, "Customer", found, len(titles)),
        shows=(shape.BASIS, shape.PERIOD),
        empty=not found,
    )


def _of_types(company: Company, entries: Iterable[Entry], types: tuple[str, ...]) -> list[Entry]:
    return [entry for entry in entries if type_of(company, entry.account) in types]


def _sums(
    entries: list[Entry], into: list[Column], key: Callable[[Entry], str], sign: int
) -> dict[str, Amounts]:
    found: dict[str, Amounts] = {}
    for entry in entries:
        for at, each in enumerate(into):
            if each.holds(entry):
                row = found.setdefault(key(entry), [None] * len(into))
                row[at] = (row[at] or ZERO) + sign * entry.amount
    return found


def _rows(
    company: Company, asked: Asked, group: Group, found: dict[str, Amounts], width: int
) -> list[Obj]:
    """A row for each member under its parent, one for what has none, and the total."""
    if not found:
        return []
    listed = company.records[group]
    members = {id_: row for id_, row in found.items() if id_ in listed}
    nodes = tree.forest(company, group, members, width, descending=asked.descending)
    rows = tree.rows(nodes, leaf=lambda coldata: {"ColData": coldata})
    others = [row for id_, row in found.items() if id_ not in listed]
    if others:
        rows.append({"ColData": cells("Not Specified", plus(*others)), "group": NOT_SPECIFIED})
    summary = cells("TOTAL", total(found.values(), width))
    return [*rows, section(summary=summary, group="GrandTotal")]
