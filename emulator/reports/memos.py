"""What does a report say about an entry? What its line says; of the whole, the document's note."""

from collections.abc import Iterator
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.ledger import COST_OF_GOODS
from emulator.books.stock import Move, place
from emulator.reports.entries import Entry
from emulator.wire import Obj, money

DISCOUNT, GROUP = "DiscountLineDetail", "GroupLineDetail"


def memo(company: Company, entry: Entry) -> str:
    """As recorded: the description of the line, `Discount` where a discount has none. What a
    document posts as a whole shows its note."""
    if entry.memo == COST_OF_GOODS:
        return _of_goods(company, entry)
    line = _line(company, entry)
    if line is None:
        return entry.memo or str(entry.record.obj.get("PrivateNote", ""))
    usual = "Discount" if line.get("DetailType") == DISCOUNT else ""
    return str(line.get("Description", usual))


def _line(company: Company, entry: Entry) -> Obj | None:
    """The line that was posted so: by their order, the first that is worth as much."""
    if entry.at < 1 or entry.memo:
        return None
    rate = entry.record.obj.get("ExchangeRate", Decimal(1))
    left = list(_lines(entry.record.obj))
    for at, posting in enumerate(company.ledger.postings_of(entry.record)[: entry.at + 1]):
        worth = abs(posting.amount)
        found = next((each for each in left if abs(money(each["Amount"] * rate)) == worth), None)
        if at == entry.at:
            return found
        if at and found is not None:
            left.remove(found)
    return None


def _of_goods(company: Company, entry: Entry) -> str:
    """Of goods that left, what the first line with the item says."""
    posted = company.ledger.postings_of(entry.record)[: entry.at]
    before = sum(each.memo == COST_OF_GOODS for each in posted)
    move = list(_costing(company, entry.record))[before // 2]
    said = (line.get("Description", "") for line in _lines(entry.record.obj) if _item(line) == move)
    return str(next(said, ""))


def _costing(company: Company, record: Record) -> Iterator[str]:
    """The items whose goods cost something, in the order they were posted."""
    for number, move in enumerate(record.effects.moves):
        if move.value is None and _cost(company, record, number, move):
            yield move.item


def _cost(company: Company, record: Record, number: int, move: Move) -> Decimal:
    return company.ledger.card(move.item).at(place(record.key, number, move.day)).cost


def _item(line: Obj) -> str:
    detail = line.get(str(line.get("DetailType"))) or {}
    return str((detail.get("ItemRef") or {}).get("value", ""))


def _lines(obj: Obj) -> Iterator[Obj]:
    """All lines with an amount of their own, those of bundles in their place."""
    for line in obj.get("Line", ()):
        if line.get("DetailType") == GROUP:
            yield from line[GROUP].get("Line", ())
        elif line.get("Amount") and line.get("DetailType") != "SubTotalLineDetail":
            yield line
