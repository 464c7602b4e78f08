"""Into which amount columns does a summary report put an entry?"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from itertools import islice

from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.reports import periods
from emulator.reports.asked import BY_TIME, PRODUCTS, Asked
from emulator.reports.entries import Entry
from emulator.reports.periods import Period
from emulator.reports.shape import Amounts, column
from emulator.wire import ZERO, Obj

MOST = 2000
NAMED: dict[str, Callable[[Entry], str]] = {
    "Customers": lambda entry: entry.party,
    "Vendors": lambda entry: entry.party,
    "Employees": lambda entry: entry.party,
    "Classes": lambda entry: entry.tracked("ClassRef"),
    "Departments": lambda entry: entry.tracked("DepartmentRef"),
    PRODUCTS: lambda entry: entry.item,
}
LISTS = {
    "Customers": "Customer",
    "Vendors": "Vendor",
    "Employees": "Employee",
    "Classes": "Class",
    "Departments": "Department",
    PRODUCTS: "Item",
}


@dataclass(frozen=True)
class Column:
    """One column of amounts and what belongs into it."""

    shown: Obj
    holds: Callable[[Entry], bool]
    period: Period


def of(
    company: Company, asked: Asked, entries: list[Entry], *, as_of: bool = False
) -> list[Column]:
    """The columns of a summary report.

    `as_of`: balances at the end of each period, without a column for the total of them.
    """
    whole = _over(asked.period, as_of=as_of)
    # As recorded: in capitals where the columns are customers and the like.
    title = "TOTAL" if asked.columns_by in NAMED else "Total"
    everything = Column(column(title, "Money", "total"), whole, asked.period)
    if asked.columns_by == "Total":
        return [everything]
    if asked.columns_by in BY_TIME:
        parts = list(
            islice(periods.parts(asked.columns_by, asked.period, asked.first_month), MOST + 1)
        )
        if len(parts) > MOST:
            raise Fault("10100", "Unable to display more data. Please reduce the date range.")
        cut = [_dated(part, as_of=as_of) for part in parts]
        return cut if as_of else [*cut, everything]
    return [*_named(company, asked, entries, whole), everything]


def sums(entries: Iterable[Entry], columns: list[Column]) -> dict[str, Amounts]:
    """Debits less credits per account and column; None where there was nothing."""
    found: dict[str, Amounts] = {}
    for entry in entries:
        for at, each in enumerate(columns):
            if each.holds(entry):
                row = found.setdefault(entry.account, [None] * len(columns))
                row[at] = (row[at] or ZERO) + entry.amount
    return found


def _over(period: Period, *, as_of: bool) -> Callable[[Entry], bool]:
    if as_of:
        return lambda entry: entry.day <= period.end
    return lambda entry: entry.day in period


def _dated(part: Period, *, as_of: bool) -> Column:
    days = {"StartDate": part.start.isoformat(), "EndDate": part.end.isoformat()}
    return Column(column(part.title, "Money", **days), _over(part, as_of=as_of), part)


def _named(
    company: Company, asked: Asked, entries: list[Entry], whole: Callable[[Entry], bool]
) -> list[Column]:
    """One column for each customer, vendor, class, department or product that has anything."""
    key, list_ = NAMED[asked.columns_by], company.records[LISTS[asked.columns_by]]

    def only(id_: str) -> Callable[[Entry], bool]:
        wanted = id_ if id_ in list_ else ""
        return lambda entry: whole(entry) and _known(key(entry), list_) == wanted

    used = {_known(key(entry), list_) for entry in entries if whole(entry)}
    titles = {id_: _title(list_[id_].obj) for id_ in used if id_}
    made = [
        Column(column(titles[id_], "Money", id_), only(id_), asked.period)
        for id_ in sorted(titles, key=lambda id_: titles[id_].casefold())
    ]
    unnamed = Column(column("Not Specified", "Money", "not_specified"), only(""), asked.period)
    return [*made, unnamed] if "" in used else made


def _known(id_: str, list_: Container[str]) -> str:
    return id_ if id_ in list_ else ""


def _title(obj: Obj) -> str:
    return str(obj.get("FullyQualifiedName") or obj.get("DisplayName") or obj.get("Name"))
