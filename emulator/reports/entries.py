"""Which debits and credits does a report see, and on which day?

Accrual: every posting on its document's day. Cash: what customers and vendors owe counts when and
as far as it is paid, in proportion over the lines of the document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.stock import place
from emulator.reports.asked import Asked
from emulator.reports.lines import item_of, line_of
from emulator.reports.periods import Period
from emulator.wire import ZERO, Obj, money

SETTLED = frozenset({"Invoice", "CreditMemo", "Bill", "VendorCredit"})
PARTIES = {"CustomerRef": "Customer", "VendorRef": "Vendor", "EntityRef": ""}
STARTING, ADJUSTED = "Opening inventory and value", "Adjustment of quantity"
ON_RECORD = {"class": "ClassRef", "department": "DepartmentRef"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One debit (positive) or credit (negative) in home currency, with its document; `foreign`
    is the same in the document's own.

    `at`: the how many-th posting of the document it is, -1 where it is none; `line` the line it
    comes from, for reports that look at the lines.
    """

    record: Record
    day: date
    account: str
    amount: Decimal
    name_id: str = ""
    foreign: Decimal = ZERO
    memo: str = ""
    at: int = -1
    line: Obj | None = None

    @property
    def party(self) -> str:
        """Id of the customer or vendor it concerns."""
        return self.name_id or party_of(self.record)

    @property
    def item(self) -> str:
        """Id of the product of its line."""
        return item_of(self.line or {})

    def tracked(self, name: str) -> str:
        """Id of the class (ClassRef) or department: of its line, else of the document."""
        line = self.line or {}
        detail = line.get(str(line.get("DetailType"))) or {}
        ref = detail.get(name) or self.record.obj.get(name) or {}
        return str(ref.get("value", ""))


def day_of(record: Record) -> date:
    """The day a record counts on: of the document, of the opening stock, or of its creation."""
    obj = record.obj
    names = ("TxnDate", "InvStartDate", "OpenBalanceDate", "OpeningBalanceDate")
    text = next((obj[name] for name in names if obj.get(name)), record.created)
    return date.fromisoformat(str(text)[:10])


def party_of(record: Record) -> str:
    """Id of the customer or vendor of a document; of a customer or vendor itself."""
    if record.kind in PARTIES.values():
        return record.id
    references = (record.obj.get(name) for name in PARTIES)
    return next((str(ref["value"]) for ref in references if ref), "")


def accrual(company: Company) -> Iterator[Entry]:
    """All postings of the books on the days of their documents."""
    for kind in list(company.records):
        for record in company.live(kind):
            yield from of_record(company, record)


def of_record(company: Company, record: Record) -> list[Entry]:
    if record.kind == "Item":
        return list(_of_item(company, record))
    postings = company.ledger.postings_of(record)
    if not postings:
        return []
    day = day_of(record)
    return [
        Entry(record, day, each.account, each.amount, each.name_id, each.foreign, each.memo, at)
        for at, each in enumerate(postings)
    ]


def _of_item(company: Company, record: Record) -> Iterator[Entry]:
    """Opening stock and adjustments, each on its own day."""
    for number, move in enumerate(record.effects.moves):
        day = date.fromisoformat(move.day)
        stands = place(record.key, number, move.day)
        worth = company.ledger.card(move.item).at(stands).cost
        if worth:
            memo = STARTING if number == 0 else ADJUSTED
            yield Entry(record, day, move.asset, worth, foreign=worth, memo=memo)
            yield Entry(record, day, move.against, -worth, foreign=-worth, memo=memo)


def cash(company: Company) -> Iterator[Entry]:
    """All postings as a company sees them that counts money when it moves."""
    counts = company.settings.cash_entries == "paid"
    settled = SETTLED | {"JournalEntry"} if counts else SETTLED
    for kind in list(company.records):
        for record in company.live(kind):
            entries = of_record(company, record)
            yield from _as_paid(company, record, entries) if kind in settled else entries


def seen(company: Company, asked: Asked) -> list[Entry]:
    """The entries on the basis of a report that pass its filters."""
    entries = cash(company) if asked.basis == "Cash" else accrual(company)
    if not asked.by_lines:
        return list(filtered(entries, asked))
    items = asked.ids("item")
    found = filtered((_with_line(company, entry) for entry in entries), asked)
    return [entry for entry in found if not items or entry.item in items]


def _with_line(company: Company, entry: Entry) -> Entry:
    return replace(entry, line=line_of(company, entry.record, entry.at, entry.memo))


def filtered(entries: Iterable[Entry], asked: Asked) -> Iterator[Entry]:
    """Those of the customers, vendors, classes and departments that were asked for."""
    parties = asked.ids("customer") | asked.ids("vendor") | asked.ids("name")
    for entry in entries:
        if parties and entry.party not in parties:
            continue
        if all(_matches(asked, entry, name) for name in ON_RECORD):
            yield entry


def everything(company: Company) -> Period:
    """From the first document to the last."""
    days = [entry.day for entry in accrual(company)] or [company.today()]
    return Period(min(days), max(days))


def settlements(company: Company, record: Record) -> list[tuple[date, Decimal]]:
    """When how much of a document was settled; not before its own day."""
    own, found = day_of(record), []
    for (kind, id_), amount in company.ledger.applications.get(record.key, {}).items():
        found.append((max(own, day_of(company.records[kind][id_])), amount))
    return sorted(found)


def _matches(asked: Asked, entry: Entry, name: str) -> bool:
    wanted = asked.ids(name)
    return not wanted or entry.tracked(ON_RECORD[name]) in wanted


def _as_paid(company: Company, record: Record, entries: list[Entry]) -> Iterator[Entry]:
    total = abs(sum((entry.foreign for entry in entries if entry.name_id), ZERO))
    if not total:
        yield from entries
        return
    home, own = [entry.amount for entry in entries], [entry.foreign for entry in entries]
    paid, before = ZERO, [(ZERO, ZERO)] * len(entries)
    for day, amount in settlements(company, record):
        paid += amount
        until = list(zip(_shares(home, paid / total), _shares(own, paid / total), strict=True))
        for entry, now, then in zip(entries, until, before, strict=True):
            if now != then:
                yield replace(entry, day=day, amount=now[0] - then[0], foreign=now[1] - then[1])
        before = until


def _shares(amounts: list[Decimal], part: Decimal) -> list[Decimal]:
    """That part of each amount, to the cent; the largest takes what rounding leaves over."""
    shares = [money(amount * part) for amount in amounts]
    largest = max(range(len(amounts)), key=lambda at: abs(amounts[at]))
    shares[largest] -= sum(shares, ZERO)
    return shares
