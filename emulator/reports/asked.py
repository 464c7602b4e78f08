"""What does a call want of a report? Its days, basis, columns and filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.protocol.values import YEARS
from emulator.reports import periods
from emulator.reports.periods import Period

YEAR_TO_DATE, MONTH_TO_DATE = "This Fiscal Year-to-date", "This Month-to-date"
# As recorded: these two cover the month where nothing is said.
OF_THE_MONTH = frozenset({"GeneralLedger", "JournalReport"})
WORDS = {"accounting_method": ("Accrual", "Cash"), "sort_order": ("ascend", "descend")}
BY_TIME = tuple(periods.STEPS)
PRODUCTS = "ProductsAndServices"
BY_OTHERS = ("Customers", "Vendors", "Employees", "Classes", "Departments")
FILTERS = ("customer", "vendor", "class", "department", "account", "name", "item", "employee")
# Parameters that some report here looks at, and documented ones that none does.
USED = frozenset(
    {
        *("start_date", "end_date", "date_macro", "report_date", "minorversion", "requestid"),
        *("accounting_method", "summarize_column_by", "sort_order", "sort_by", "columns"),
        *("start_duedate", "end_duedate", "start_moddate", "end_moddate", "start_createdate"),
        *("end_createdate", "aging_period", "num_periods", "agency_id", "group_by", "docnum"),
        *("transaction_type", "bothamount", "arpaid", "appaid", "source_account_type"),
        *("account_type", *FILTERS),
    }
) - {"employee"}
IDLE = frozenset(
    {
        *("duedate_macro", "moddate_macro", "createdate_macro", "svcdate_macro", "start_svcdate"),
        *("end_svcdate", "past_due", "shipvia", "term", "aging_method", "payment_method"),
        *("source_account", "account_status", "cleared", "printed", "memo", "custom1", "custom2"),
        *("custom3", "qzurl", "adjusted_gain_loss", "attachment_type", "employee"),
        *("with_qbo_identifier", "add_due_date"),
    }
)


@dataclass(frozen=True)
class Asked:
    """The parameters of one report call, checked.

    `older`: whether what lists documents is wanted in the form it had before minor versions;
    `by_lines`: whether class and product are those of the lines or of the document alone.
    """

    name: str
    params: dict[str, str]
    period: Period
    macro: str
    basis: str
    columns_by: str
    today: date
    report_date: date
    first_month: int
    older: bool
    by_lines: bool

    def ids(self, name: str) -> frozenset[str]:
        """The ids a filter names, separated by commas; empty where it is not given."""
        words = self.params.get(name, "").split(",")
        return frozenset(word.strip() for word in words if word.strip())

    def names(self, name: str) -> list[str]:
        """The words of a list parameter, in their order."""
        words = self.params.get(name, "").split(",")
        return [word.strip() for word in words if word.strip()]

    @property
    def descending(self) -> bool:
        return self.params.get("sort_order", "").lower() == "descend"

    @property
    def year_start(self) -> date:
        """The first day of the fiscal year in which the report ends."""
        return periods.fiscal_year_start(self.period.end, self.first_month)


def read(
    company: Company, name: str, params: dict[str, str], everything: Callable[[], Period]
) -> Asked:
    """Read the parameters of a report; `everything` is what the macro `all` covers.

    Raises Fault 2060 on a malformed date, 2190 where the end is before the start,
    2170 on a word that is not among the supported ones.
    """
    _refuse_unknown(company, params)
    info = company.records["CompanyInfo"]["1"].obj
    first = periods.first_month(str(info.get("FiscalYearStartMonth", "January")))
    today = company.today()
    usual = MONTH_TO_DATE if name in OF_THE_MONTH else YEAR_TO_DATE
    by_lines = company.settings.report_lines == "lines"
    if company.settings.bad_report_words == "ignore":
        params = _understood(params, by_lines=by_lines)
    period, macro = _period(company, params, today, first, everything, usual)
    preferred = str(company.preference("ReportPrefs", "ReportBasis") or "Accrual")
    _one_of(params, "sort_order", WORDS["sort_order"], "ascend")
    return Asked(
        name=name,
        params=params,
        period=period,
        macro=macro,
        basis=_one_of(params, "accounting_method", WORDS["accounting_method"], preferred),
        columns_by=_one_of(params, "summarize_column_by", _columns_by(by_lines=by_lines), "Total"),
        today=today,
        report_date=day(params, "report_date") or today,
        first_month=first,
        older=_is_older(company, params),
        by_lines=by_lines,
    )


def _columns_by(*, by_lines: bool) -> tuple[str, ...]:
    """By products only where the lines are looked at: a document as a whole has none."""
    return ("Total", *BY_TIME, *BY_OTHERS, *((PRODUCTS,) if by_lines else ()))


def _refuse_unknown(company: Company, params: dict[str, str]) -> None:
    """Raises Fault 2010 for the first parameter that nobody knows, or that does nothing here,
    where such ones are not passed over."""
    way = company.settings.unknown_parameters
    if way == "ignore":
        return
    for name in sorted(params.keys() - (USED if way == "refuse idle" else USED | IDLE)):
        words = f"Property Name:{name} specified is unsupported or invalid"
        raise Fault("2010", words, element=name)


def _understood(params: dict[str, str], *, by_lines: bool) -> dict[str, str]:
    """The parameters without those whose word is none of theirs."""
    words = {**WORDS, "summarize_column_by": _columns_by(by_lines=by_lines)}
    macro = params.get("date_macro", "").strip().lower()
    bad = {name for name, known in words.items() if not _is_among(params.get(name, ""), known)}
    if macro not in {"", "all"} and not periods.is_macro(macro):
        bad.add("date_macro")
    return {name: value for name, value in params.items() if name not in bad}


def _is_among(given: str, words: tuple[str, ...]) -> bool:
    return given.strip().lower() in {"", *(word.lower() for word in words)}


def _is_older(company: Company, params: dict[str, str]) -> bool:
    """As recorded: calls that named no minor version got the older form."""
    form = company.settings.listing_form
    return form == "older" or (form == "as asked" and not params.get("minorversion"))


def day(params: dict[str, str], name: str) -> date | None:
    """A date parameter, None where it is not given. Raises Fault 2060 or 2190."""
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Fault("2060", f"Invalid Date. Supplied value:{text}", element=name) from error
    if found.year not in YEARS:
        raise Fault("2190", f"{name} {text} is out of range.", element=name)
    return found


def between(params: dict[str, str], start: str, end: str) -> tuple[date | None, date | None]:
    """Two date parameters. Raises Fault 2060, or 2190 where the end is before the start."""
    first, last = day(params, start), day(params, end)
    if first and last and last < first:
        raise Fault("2190", f"{start} {first} must not be after {end} {last}.", element=start)
    return first, last


def _period(
    company: Company,
    params: dict[str, str],
    today: date,
    first: int,
    everything: Callable[[], Period],
    usual: str,
) -> tuple[Period, str]:
    """quickbooks: dates go before the macro, and without either it is what is `usual`."""
    start, end = between(params, "start_date", "end_date")
    fills = company.settings.half_period == "fill"
    if (start and end) or (fills and (start or end)):
        last = end or max(today, start or today)
        return Period(start or periods.fiscal_year_start(last, first), last), ""
    macro = params.get("date_macro", "").strip() or usual
    if macro.lower() == "all":
        return everything(), "all"
    try:
        return periods.span(macro, today, first), periods.shown(macro, first)
    except periods.UnknownMacroError as error:
        raise _not_among("date_macro", macro) from error


def _one_of(params: dict[str, str], name: str, words: tuple[str, ...], default: str) -> str:
    given = params.get(name, "").strip()
    if not given:
        return default
    known = {word.lower(): word for word in words}
    if given.lower() not in known:
        raise _not_among(name, given)
    return known[given.lower()]


def _not_among(name: str, given: str) -> Fault:
    return Fault("2170", f"Invalid Enumeration : {given}", element=name)
