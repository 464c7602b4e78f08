"""Which documents are there? TransactionList."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.reports import detail, documents, periods, shape
from emulator.reports.accounts import name_of, type_of
from emulator.reports.asked import Asked, between
from emulator.reports.detail import Listing, natural
from emulator.reports.documents import WITHOUT_POSTINGS
from emulator.reports.entries import Entry, day_of, filtered, party_of
from emulator.reports.periods import Period
from emulator.reports.shape import data, listed, section
from emulator.wire import ZERO, Obj, money

USUAL = (
    *("tx_date", "txn_type", "doc_num", "is_no_post", "name", "dept_name", "memo"),
    *("account_name", "other_account", "subt_nat_amount"),
)
GROUPS: dict[str, Callable[[Company, Entry], tuple[str, str]]] = {
    "name": lambda company, entry: (documents.party(company, entry.party)[0], entry.party),
    "customer": lambda company, entry: _one(company, entry, "Customer"),
    "vendor": lambda company, entry: _one(company, entry, "Vendor"),
    "account": lambda company, entry: (name_of(company, entry.account), entry.account),
    "transaction type": lambda company, entry: (documents.label(entry), ""),
    "location": lambda company, entry: _reference(entry, "DepartmentRef"),
    "payment method": lambda company, entry: _reference(entry, "PaymentMethodRef"),
    "day": lambda company, entry: (entry.day.isoformat(), ""),
    "month": lambda company, entry: (_part("Month", entry), ""),
    "quarter": lambda company, entry: (_part("Quarter", entry), ""),
    "year": lambda company, entry: (_part("Year", entry), ""),
}


def transaction_list(company: Company, asked: Asked) -> Obj:
    """One row for each document of the period, under headings where group_by asks for it.

    Raises Fault 2170 on a group that does not exist, 2060 and 2190 on dates.
    """
    group = asked.params.get("group_by", "").strip().lower()
    if group not in {"", "none", *GROUPS} and company.settings.bad_report_words == "refuse":
        raise Fault("2170", f"Invalid Enumeration : {group}", element="group_by")
    listing = detail.choose(company, asked, USUAL)
    found = listing.sorted(_chosen(company, asked), asked)
    rows = (
        _grouped(company, listing, found, GROUPS[group])
        if group in GROUPS
        else [data(listing.row(entry)) for entry in found]
    )
    return shape.report(
        company, asked, listing.columns, rows, shows=(shape.PERIOD,), empty=not found
    )


def by_customer(company: Company, asked: Asked) -> Obj:
    """TransactionListByCustomer: the documents of each customer."""
    return _of_one_side(company, asked, "customer")


def by_vendor(company: Company, asked: Asked) -> Obj:
    """TransactionListByVendor: the documents of each vendor."""
    return _of_one_side(company, asked, "vendor")


def _of_one_side(company: Company, asked: Asked, group: str) -> Obj:
    listing = detail.choose(company, asked, USUAL)
    member = GROUPS[group]
    chosen = (entry for entry in _chosen(company, asked) if member(company, entry)[1])
    found = listing.sorted(chosen, asked)
    rows = _grouped(company, listing, found, member)
    return shape.report(
        company, asked, listing.columns, rows, shows=(shape.PERIOD,), empty=not found
    )


def _chosen(company: Company, asked: Asked) -> Iterator[Entry]:
    due = between(asked.params, "start_duedate", "end_duedate")
    changed = between(asked.params, "start_moddate", "end_moddate")
    made = between(asked.params, "start_createdate", "end_createdate")
    for entry in filtered(_all(company), asked):
        record = entry.record
        inside = (
            entry.day in asked.period
            and _in(due, str(record.obj.get("DueDate", "")))
            and _in(changed, record.updated)
            and _in(made, record.created)
        )
        if inside and _matches(company, asked, entry):
            yield entry


def _all(company: Company) -> Iterator[Entry]:
    for kind in list(company.records):
        for record in company.live(kind):
            yield from documents.wholes(company, record)
            if kind in WITHOUT_POSTINGS:
                total = record.obj.get("TotalAmt", ZERO)
                home = money(total * record.obj.get("ExchangeRate", Decimal(1)))
                yield Entry(record, day_of(record), "", home, party_of(record), total)


def _matches(company: Company, asked: Asked, entry: Entry) -> bool:
    types = {word.lower() for word in asked.names("transaction_type")} - {"all"}
    if types and documents.word(entry).lower() not in types:
        return False
    number = asked.params.get("docnum")
    if number and str(entry.record.obj.get("DocNumber", "")) != number:
        return False
    amount = asked.params.get("bothamount")
    if amount and listed(abs(natural(company, entry))) != listed(_number(amount)):
        return False
    return _on_account(company, asked, entry) and _is_paid(company, asked, entry)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        words = f"Invalid Number. Supplied value:{text}"
        raise Fault("2080", words, element="bothamount") from error


def _on_account(company: Company, asked: Asked, entry: Entry) -> bool:
    accounts = asked.ids("account")
    if accounts and entry.account not in accounts:
        return False
    wanted = {word.lower() for word in asked.names("source_account_type")}
    if not wanted:
        return True
    return (
        bool(entry.account) and type_of(company, entry.account).replace(" ", "").lower() in wanted
    )


def _is_paid(company: Company, asked: Asked, entry: Entry) -> bool:
    for parameter, key in (("arpaid", "is_ar_paid"), ("appaid", "is_ap_paid")):
        wanted = asked.params.get(parameter, "").lower()
        if wanted in {"paid", "unpaid"}:
            return detail.FIELDS[key].shows(company, entry)[0].lower() == wanted
    return True


def _in(days: tuple[date | None, date | None], text: str) -> bool:
    if days == (None, None):
        return True
    if not text:
        return False
    day = date.fromisoformat(text[:10])
    return (days[0] or day) <= day <= (days[1] or day)


def _grouped(
    company: Company,
    listing: Listing,
    entries: list[Entry],
    group: Callable[[Company, Entry], tuple[str, str]],
) -> list[Obj]:
    parts: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        parts.setdefault(group(company, entry), []).append(entry)
    rows = []
    for (name, id_), members in sorted(parts.items()):
        title = name or "Not Specified"
        total = sum((natural(company, entry) for entry in members), ZERO)
        rows.append(
            section(
                header=listing.heading(title, id_ or None),
                rows=[data(listing.row(entry)) for entry in members],
                summary=listing.total(f"Total for {title}", total),
            )
        )
    return rows


def _one(company: Company, entry: Entry, wanted: str) -> tuple[str, str]:
    name, kind = documents.party(company, entry.party)
    return (name, entry.party) if kind == wanted else ("", "")


def _reference(entry: Entry, name: str) -> tuple[str, str]:
    ref = entry.record.obj.get(name) or {}
    return str(ref.get("name", "")), str(ref.get("value", ""))


def _part(by: str, entry: Entry) -> str:
    return _whole(by, entry.day).title


def _whole(by: str, day: date) -> Period:
    unit = by.lower()
    return periods.span(f"this calendar {unit}" if unit != "month" else "this month", day, 1)
