"""What happened on each account? GeneralLedger and ProfitAndLossDetail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from emulator.books.company import Company
from emulator.kinds.lists.accounts import CLASSIFICATION
from emulator.reports import detail, shape
from emulator.reports.accounts import earns, retained, sign, type_of
from emulator.reports.asked import Asked
from emulator.reports.detail import Listing, natural
from emulator.reports.earnings import EARNINGS
from emulator.reports.entries import Entry, seen
from emulator.reports.periods import fiscal_year_start
from emulator.reports.shape import data, section
from emulator.wire import ZERO, Obj

USUAL = (
    *("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc"),
    *("subt_nat_amount", "rbal_nat_amount"),
)
ORDER = list(CLASSIFICATION)
SUMMED = ("Income", "Cost of Goods Sold")


@dataclass
class Sheet:
    """One account: what it held, what came, and the accounts under it."""

    id: str
    name: str
    opening: Decimal | None = None
    entries: list[Entry] = field(default_factory=list)
    below: list["Sheet"] = field(default_factory=list)

    @property
    def own(self) -> bool:
        return bool(self.entries) or self.opening is not None


def general_ledger(company: Company, asked: Asked) -> Obj:
    """Every entry of the period by account, with what each account held before.

    Income and expense accounts begin empty, or with what the fiscal year brought so far;
    quickbooks: the fiscal years before the first day are in retained earnings.
    """
    listing = detail.choose(company, asked, USUAL)
    sheets = _sheets(company, _openings(company, asked), _within(company, asked))
    rows = [
        row for sheet in _in_order(company, sheets) for row in _part(company, asked, listing, sheet)
    ]
    return shape.report(
        company,
        asked,
        listing.columns,
        rows,
        shows=(shape.BASIS, shape.PERIOD),
        empty=not rows,
    )


def profit_and_loss_detail(company: Company, asked: Asked) -> Obj:
    """Every entry of the period on income and expense accounts."""
    listing = detail.choose(company, asked, USUAL)
    entries = [entry for entry in _within(company, asked) if earns(company, entry.account)]
    ordinary = _ordinary(company, asked, listing, entries)
    other = [
        _type_section(company, asked, listing, entries, type_, title)
        for type_, title, _group in EARNINGS[3:]
        if _of_type(company, entries, type_)
    ]
    rows = [section(header=listing.heading("Ordinary Income/Expenses"), rows=ordinary)]
    if other:
        rows.append(section(header=listing.heading("Other Income/Expense"), rows=other))
    rows[-1] = _with_summary(rows[-1], listing.total("Net Income", _profit(entries)))
    return shape.report(
        company,
        asked,
        listing.columns,
        rows,
        shows=(shape.BASIS, shape.PERIOD),
        empty=not entries,
    )


def _within(company: Company, asked: Asked) -> list[Entry]:
    return [
        entry
        for entry in seen(company, asked)
        if entry.day in asked.period and _wanted(asked, entry.account)
    ]


def _wanted(asked: Asked, account: str) -> bool:
    wanted = asked.ids("account")
    return not wanted or account in wanted


def _openings(company: Company, asked: Asked) -> dict[str, Decimal]:
    """What each account held on the evening before the period."""
    year = fiscal_year_start(asked.period.start, asked.first_month)
    found: dict[str, Decimal] = {}
    for entry in seen(company, asked):
        if entry.day >= asked.period.start:
            continue
        account = entry.account
        if earns(company, account) and entry.day < year:
            account = retained(company)
        elif earns(company, account) and company.settings.ledger_income == "period":
            continue
        if _wanted(asked, account):
            found[account] = found.get(account, ZERO) + entry.amount
    return found


def _sheets(
    company: Company, openings: dict[str, Decimal], entries: Iterable[Entry]
) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}

    def sheet(id_: str) -> Sheet:
        if id_ not in sheets:
            obj = company.records["Account"][id_].obj
            sheets[id_] = Sheet(id_, str(obj["Name"]))
            parent = (obj.get("ParentRef") or {}).get("value")
            if parent:
                sheet(str(parent)).below.append(sheets[id_])
        return sheets[id_]

    for id_, amount in openings.items():
        sheet(id_).opening = amount * sign(company, id_)
    for entry in entries:
        sheet(entry.account).entries.append(entry)
    return sheets


def _in_order(company: Company, sheets: dict[str, Sheet]) -> list[Sheet]:
    """The accounts that stand under no other, by type and name."""
    under = {below.id for sheet in sheets.values() for below in sheet.below}
    roots = [sheet for sheet in sheets.values() if sheet.id not in under]
    return sorted(
        roots, key=lambda sheet: (ORDER.index(type_of(company, sheet.id)), sheet.name.casefold())
    )


def _part(company: Company, asked: Asked, listing: Listing, sheet: Sheet) -> list[Obj]:
    if asked.older:
        return _level(company, asked, listing, sheet)
    return [_section(company, asked, listing, sheet)]


def _level(company: Company, asked: Asked, listing: Listing, sheet: Sheet) -> list[Obj]:
    """As recorded in the older form: an account with entries stands on one level with those under
    it, and a section that is only a total follows; one without has the id of the first under it,
    which has none then."""
    label = f"Total for {sheet.name}"
    below = [row for child in _below(sheet) for row in _level(company, asked, listing, child)]
    everything = listing.total(f"{label} with sub-accounts", _sum(company, _all(sheet)))
    if not sheet.own:
        id_ = below[0]["Header"]["ColData"][0].pop("id")
        whole = listing.total(label, _sum(company, _all(sheet)))
        return [section(header=listing.heading(sheet.name, id_), rows=below, summary=whole)]
    mine = section(
        header=listing.heading(sheet.name, sheet.id),
        rows=_rows(company, asked, listing, sheet),
        summary=listing.total(label, _sum(company, sheet.entries)),
    )
    return [mine, *below, section(summary=everything)] if below else [mine]


def _below(sheet: Sheet) -> list[Sheet]:
    return sorted(sheet.below, key=lambda child: child.name.casefold())


def _section(company: Company, asked: Asked, listing: Listing, sheet: Sheet) -> Obj:
    """As recorded: an account with others under it has its own entries in a section without head,
    and only where it has some its id, and 'with sub-accounts' behind its total."""
    label = f"Total for {sheet.name}"
    heading = listing.heading(sheet.name, sheet.id if sheet.own else None)
    own = _rows(company, asked, listing, sheet)
    mine = listing.total(label, _sum(company, sheet.entries))
    if not sheet.below:
        return section(header=heading, rows=own, summary=mine)
    rows = [section(rows=own, summary=mine)] if sheet.own else []
    rows += [_section(company, asked, listing, child) for child in _below(sheet)]
    everything = _sum(company, _all(sheet))
    whole = f"{label} with sub-accounts" if sheet.own else label
    return section(header=heading, rows=rows, summary=listing.total(whole, everything))


def _rows(company: Company, asked: Asked, listing: Listing, sheet: Sheet) -> list[Obj]:
    rows = [] if sheet.opening is None else [data(listing.opening(sheet.opening))]
    balance = sheet.opening or ZERO
    for entry in listing.sorted(sheet.entries, asked):
        balance += natural(company, entry)
        rows.append(data(listing.row(entry, balance)))
    return rows


def _all(sheet: Sheet) -> list[Entry]:
    return [*sheet.entries, *(entry for child in sheet.below for entry in _all(child))]


def _sum(company: Company, entries: Iterable[Entry]) -> Decimal | None:
    amounts = [natural(company, entry) for entry in entries]
    return sum(amounts, ZERO) if amounts else None


def _of_type(company: Company, entries: Iterable[Entry], type_: str) -> list[Entry]:
    return [entry for entry in entries if type_of(company, entry.account) == type_]


def _profit(entries: Iterable[Entry]) -> Decimal | None:
    amounts = [-entry.amount for entry in entries]
    return sum(amounts, ZERO) if amounts else None


def _ordinary(company: Company, asked: Asked, listing: Listing, entries: list[Entry]) -> list[Obj]:
    """As recorded: the gross profit stands first, before what it is made of."""
    sold = [entry for entry in entries if type_of(company, entry.account) in SUMMED]
    rows = [
        _type_section(company, asked, listing, entries, type_, title)
        for type_, title, _group in EARNINGS[:3]
        if _of_type(company, entries, type_)
    ]
    if not _of_type(company, entries, "Cost of Goods Sold"):
        return rows
    gross = {"Rows": {}, **section(summary=listing.total("Gross Profit", _profit(sold)))}
    return [gross, *rows]


def _type_section(
    company: Company,
    asked: Asked,
    listing: Listing,
    entries: list[Entry],
    type_: str,
    title: str,
) -> Obj:
    mine = _of_type(company, entries, type_)
    sheets = _sheets(company, {}, mine)
    rows = (_part(company, asked, listing, sheet) for sheet in _in_order(company, sheets))
    return section(
        header=listing.heading(title),
        rows=[row for part in rows for row in part],
        summary=listing.total(f"Total for {title}", _sum(company, mine)),
    )


def _with_summary(row: Obj, summary: list[Obj]) -> Obj:
    type_ = row.pop("type")
    return {**row, "Summary": {"ColData": summary}, "type": type_}
