"""Who owes how much? Balances of customers and vendors, with their documents, and by age."""

from collections.abc import Callable
from decimal import Decimal

from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.reports import detail, documents, open_items, shape, tree
from emulator.reports.asked import Asked, between
from emulator.reports.open_items import CUSTOMERS, VENDORS, OpenItem, Side
from emulator.reports.shape import Amounts, cell, cells, data, listed, section, total
from emulator.wire import ZERO, Obj

ALL, TODAY = "all", "today"
PERIODS, DAYS = 4, 30
MOST_DIGITS = 3
DETAIL = ("tx_date", "txn_type", "doc_num", "due_date")
MONEY: dict[str, tuple[str, Callable[[OpenItem], Decimal]]] = {
    "subt_amount": ("Amount", lambda item: item.amount),
    "subt_open_bal": ("Open Balance", lambda item: item.open),
    "subt_neg_amount": ("Amount", lambda item: item.amount),
    "subt_neg_open_bal": ("Open Balance", lambda item: item.open),
}
PAST_DUE = "past_due"
AGED_KEYS = {
    "Customer": [*DETAIL[:3], "cust_name", "due_date", "subt_amount", "subt_open_bal"],
    "Vendor": [
        *(*DETAIL[:3], "vend_name", "due_date"),
        *(PAST_DUE, "subt_neg_amount", "subt_neg_open_bal"),
    ],
}
Report = Callable[[Company, Asked], Obj]


def balances(side: Side) -> Report:
    """CustomerBalance and VendorBalance: what each owes or is owed on the report date."""

    def report(company: Company, asked: Asked) -> Obj:
        found: dict[str, Amounts] = {}
        for entry in open_items.entries(company, side, asked.report_date):
            if _wanted(asked, side, entry.name_id):
                (row,) = found.setdefault(entry.name_id, [ZERO])
                found[entry.name_id] = [(row or ZERO) + side.sign * entry.amount]
        found = {id_: row for id_, row in found.items() if row[0]}
        columns = [shape.column("", side.party), shape.column("Total", "Money")]
        return _listed(company, asked, side, found, columns, macro=ALL)

    return report


def aged(side: Side) -> Report:
    """AgedReceivables and AgedPayables: what is open by how long it is due."""

    def report(company: Company, asked: Asked) -> Obj:
        days, periods = _number(asked, "aging_period", DAYS), _number(asked, "num_periods", PERIODS)
        titles = _titles(days, periods)
        found: dict[str, Amounts] = {}
        for item in _open(company, asked, side):
            row = found.setdefault(item.entry.name_id, [None] * len(titles))
            late = (asked.report_date - item.due).days
            for at in (_bucket(late, days, periods), len(titles) - 1):
                row[at] = (row[at] or ZERO) + item.open
        columns = [shape.column("", side.party)]
        columns += [shape.column(title, "Money") for title in titles]
        return _listed(company, asked, side, found, columns, macro=TODAY)

    return report


def balance_detail(side: Side) -> Report:
    """CustomerBalanceDetail and VendorBalanceDetail: the documents that are not settled."""
    known = {*detail.FIELDS, *MONEY}

    def report(company: Company, asked: Asked) -> Obj:
        detail.refuse_unknown(company, asked, known)
        keys = [key for key in asked.names("columns") if key in known]
        keys = keys or [*DETAIL, "subt_amount", "subt_open_bal"]
        groups = _by_name(company, _open(company, asked, side))
        parts = [(cell(name, id_), items) for (name, id_), items in groups.items()]
        return _detailed(company, asked, keys, parts, shows=(shape.REPORT_DATE,), macro=ALL)

    return report


def aged_detail(side: Side) -> Report:
    """AgedReceivableDetail and AgedPayableDetail: the open documents, the oldest first."""

    def report(company: Company, asked: Asked) -> Obj:
        days, periods = _number(asked, "aging_period", DAYS), _number(asked, "num_periods", PERIODS)
        ages: dict[int, list[OpenItem]] = {}
        for item in sorted(_open(company, asked, side), key=lambda item: item.entry.day):
            late = (asked.report_date - item.due).days
            ages.setdefault(_bucket(late, days, periods), []).append(item)
        parts = [(cell(_age(at, days, periods)), ages[at]) for at in sorted(ages, reverse=True)]
        shows = (shape.PERIOD, shape.REPORT_DATE)
        return _detailed(company, asked, AGED_KEYS[side.party], parts, shows=shows, macro=TODAY)

    return report


customer_balance, vendor_balance = balances(CUSTOMERS), balances(VENDORS)
aged_receivables, aged_payables = aged(CUSTOMERS), aged(VENDORS)
aged_receivable_detail, aged_payable_detail = aged_detail(CUSTOMERS), aged_detail(VENDORS)
customer_balance_detail = balance_detail(CUSTOMERS)
vendor_balance_detail = balance_detail(VENDORS)


def _detailed(
    company: Company,
    asked: Asked,
    keys: list[str],
    parts: list[tuple[Obj, list[OpenItem]]],
    *,
    shows: tuple[str, ...],
    macro: str,
) -> Obj:
    """A section for each title with its documents and their sum, and the sum of everything."""
    rows = [_section(company, asked, keys, title, items) for title, items in parts]
    if rows:
        everything = [item for _title, items in parts for item in items]
        rows.append(section(summary=_summed(keys, "TOTAL", everything)))
    return shape.report(
        company,
        asked,
        [_column(key, asked) for key in keys],
        rows,
        shows=shows,
        empty=not rows,
        macro=macro,
        period=(asked.report_date, asked.report_date),
    )


def _section(
    company: Company, asked: Asked, keys: list[str], title: Obj, items: list[OpenItem]
) -> Obj:
    head = [title, *(cell("") for _ in keys[1:])]
    lines = [data([_shown(company, key, item, asked) for key in keys]) for item in items]
    summary = _summed(keys, f"Total for {title['value']}", items)
    return section(header=head, rows=lines, summary=summary)


def _listed(
    company: Company,
    asked: Asked,
    side: Side,
    found: dict[str, Amounts],
    columns: list[Obj],
    *,
    macro: str,
) -> Obj:
    """A row for each name under its parent, and the total."""
    width = len(columns) - 1
    nodes = tree.forest(company, side.party, found, width, descending=asked.descending)
    rows = tree.rows(nodes, leaf=lambda coldata: {"ColData": coldata})
    if rows:
        summary = cells("TOTAL", total(found.values(), width))
        rows.append(section(summary=summary, group="GrandTotal"))
    dated = (shape.PERIOD,) if macro == TODAY else ()
    return shape.report(
        company,
        asked,
        columns,
        rows,
        shows=(*dated, shape.REPORT_DATE),
        empty=not rows,
        macro=macro,
        period=(asked.report_date, asked.report_date),
    )


def _open(company: Company, asked: Asked, side: Side) -> list[OpenItem]:
    start, end = between(asked.params, "start_duedate", "end_duedate")
    return [
        item
        for item in open_items.open_items(company, side, asked.report_date)
        if _wanted(asked, side, item.entry.name_id)
        and (start or item.due) <= item.due <= (end or item.due)
    ]


def _wanted(asked: Asked, side: Side, name_id: str) -> bool:
    wanted = asked.ids(side.party.lower())
    return not wanted or name_id in wanted


def _by_name(company: Company, items: list[OpenItem]) -> dict[tuple[str, str], list[OpenItem]]:
    groups: dict[tuple[str, str], list[OpenItem]] = {}
    for item in sorted(items, key=lambda item: (item.entry.day, int(item.entry.record.id))):
        id_ = item.entry.name_id
        groups.setdefault((documents.party(company, id_)[0], id_), []).append(item)
    return dict(sorted(groups.items(), key=lambda group: group[0][0].casefold()))


def _column(key: str, asked: Asked) -> Obj:
    if key in MONEY:
        return detail.listed_column(key, MONEY[key][0], "Money", older=asked.older)
    if key == PAST_DUE:
        return detail.listed_column(key, "Past Due", "String", older=asked.older)
    field = detail.FIELDS[key]
    return detail.listed_column(key, field.title, field.type, older=asked.older)


def _shown(company: Company, key: str, item: OpenItem, asked: Asked) -> Obj:
    if key == PAST_DUE:
        return cell(str((asked.report_date - item.due).days))
    if key in MONEY:
        return cell(listed(MONEY[key][1](item)))
    if key == "due_date":
        return cell(item.due.isoformat())
    return cell(*detail.FIELDS[key].shows(company, item.entry))


def _summed(keys: list[str], label: str, items: list[OpenItem]) -> list[Obj]:
    sums = [
        listed(sum((MONEY[key][1](item) for item in items), ZERO)) if key in MONEY else ""
        for key in keys[1:]
    ]
    return [cell(label), *(cell(text) for text in sums)]


def _titles(days: int, periods: int) -> list[str]:
    spans = [f"{at * days + 1} - {(at + 1) * days}" for at in range(periods - 1)]
    return ["Current", *spans, f"{(periods - 1) * days + 1} and over", "Total"]


def _age(at: int, days: int, periods: int) -> str:
    if at == 0:
        return "Current"
    if at == periods:
        return f"{(periods - 1) * days + 1} or more days past due"
    return f"{(at - 1) * days + 1} - {at * days} days past due"


def _bucket(late: int, days: int, periods: int) -> int:
    return 0 if late <= 0 else min((late - 1) // days + 1, periods)


def _number(asked: Asked, name: str, default: int) -> int:
    text = asked.params.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) < 1:
        raise Fault("2090", f"Invalid Number. Supplied value:{text}", element=name)
    return int(text)
