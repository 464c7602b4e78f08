"""How does a report look on the wire? Header, columns, sections, rows and cells."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from emulator.books.company import Company
from emulator.reports.asked import FILTERS, Asked
from emulator.wire import Obj, money, stamp

Amounts = list[Decimal | None]

BASIS, PERIOD, COLUMNS_BY, STANDARD, REPORT_DATE = (
    "basis",
    "period",
    "columns_by",
    "standard",
    "report_date",
)


def report(
    company: Company,
    asked: Asked,
    columns: list[Obj],
    rows: list[Obj],
    *,
    shows: Sequence[str],
    empty: bool,
    macro: str | None = None,
    period: tuple[date, date] | None = None,
    undated: bool = False,
) -> Obj:
    """The whole answer. `shows` names the optional members of the header that this report has;
    an `undated` one has no macro either."""
    header: Obj = {
        "Time": stamp(company.now()),
        "ReportName": asked.name,
        **_covered(asked, shows, "" if undated else macro or asked.macro, period),
        "Currency": company.home_currency,
        **{name.capitalize(): asked.params[name] for name in FILTERS if asked.params.get(name)},
        "Option": _options(asked, shows, empty=empty),
    }
    return {"Header": header, "Columns": {"Column": columns}, "Rows": {"Row": rows} if rows else {}}


def _covered(
    asked: Asked, shows: Sequence[str], macro: str | None, period: tuple[date, date] | None
) -> Obj:
    """What the header says of days, basis and columns; one that covers `all` has no period."""
    covered: Obj = {"DateMacro": macro} if macro else {}
    if BASIS in shows:
        covered["ReportBasis"] = asked.basis
    if PERIOD in shows and macro != "all":
        start, end = period or (asked.period.start, asked.period.end)
        covered |= {"StartPeriod": start.isoformat(), "EndPeriod": end.isoformat()}
    if COLUMNS_BY in shows:
        covered["SummarizeColumnsBy"] = asked.columns_by
    return covered


def _options(asked: Asked, shows: Sequence[str], *, empty: bool) -> list[Obj]:
    options = []
    if STANDARD in shows:
        options.append({"Name": "AccountingStandard", "Value": "GAAP"})
    if REPORT_DATE in shows:
        options.append({"Name": "report_date", "Value": asked.report_date.isoformat()})
    return [*options, {"Name": "NoReportData", "Value": str(empty).lower()}]


def column(title: str, type_: str, key: str = "", **more: str) -> Obj:
    """One column; `more` are further MetaData by name."""
    meta = [{"Name": name, "Value": value} for name, value in more.items()]
    if key:
        meta.append({"Name": "ColKey", "Value": key})
    return {"ColTitle": title, "ColType": type_, **({"MetaData": meta} if meta else {})}


def cell(value: str, id_: str | None = None) -> Obj:
    return {"value": value} if id_ is None else {"value": value, "id": id_}


def summed(amount: Decimal | None) -> str:
    """quickbooks: an empty text where nothing was booked, 0.00 where it cancels out."""
    return "" if amount is None else f"{money(amount) + 0:.2f}"


def listed(amount: Decimal | None) -> str:
    """quickbooks: the reports that list documents write no zero before the point (.00)."""
    text = summed(amount)
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def cells(label: str, amounts: Iterable[Decimal | None], id_: str | None = None) -> list[Obj]:
    """A label and its amounts."""
    return [cell(label, id_), *(cell(summed(amount)) for amount in amounts)]


def data(coldata: list[Obj], group: str = "") -> Obj:
    row = {"ColData": coldata, "type": "Data"}
    return {**row, "group": group} if group else row


def section(
    *,
    header: list[Obj] | None = None,
    rows: list[Obj] | None = None,
    summary: list[Obj] | None = None,
    group: str = "",
) -> Obj:
    made: Obj = {"Header": {"ColData": header}} if header is not None else {}
    if rows:
        made["Rows"] = {"Row": rows}
    if summary is not None:
        made["Summary"] = {"ColData": summary}
    return {**made, "type": "Section", **({"group": group} if group else {})}


def total(amounts: Iterable[Amounts], width: int) -> Amounts:
    """Column by column; None where no row has anything."""
    result: Amounts = [None] * width
    for row in amounts:
        for at, amount in enumerate(row):
            if amount is not None:
                result[at] = (result[at] or Decimal(0)) + amount
    return result


def plus(*rows: Amounts) -> Amounts:
    return total(rows, len(rows[0]))


def minus(amounts: Amounts) -> Amounts:
    return [None if amount is None else -amount for amount in amounts]
