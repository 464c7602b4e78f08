"""Which line of a document is behind one of its postings?"""

from collections.abc import Iterator
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.ledger import COST_OF_GOODS
from emulator.books.stock import Move, place
from emulator.wire import Obj, money

GROUP = "GroupLineDetail"


def line_of(company: Company, record: Record, at: int, memo: str) -> Obj | None:
    """The line that the posting of that place and memo comes from; of goods that left, the first
    line with the item. None for what a document posts as a whole."""
    if memo == COST_OF_GOODS:
        return _of_goods(company, record, at)
    if at < 1 or memo:
        return None
    return _by_worth(company, record, at)


def item_of(line: Obj) -> str:
    """The id of what a line sells or buys, empty for none."""
    detail = line.get(str(line.get("DetailType"))) or {}
    return str((detail.get("ItemRef") or {}).get("value", ""))


def _by_worth(company: Company, record: Record, at: int) -> Obj | None:
    """By their order, the first line that is worth as much."""
    rate = record.obj.get("ExchangeRate", Decimal(1))
    left = list(_lines(record.obj))
    for place_, posting in enumerate(company.ledger.postings_of(record)[: at + 1]):
        worth = abs(posting.amount)
        found = next((each for each in left if abs(money(each["Amount"] * rate)) == worth), None)
        if place_ == at:
            return found
        if place_ and found is not None:
            left.remove(found)
    return None


def _of_goods(company: Company, record: Record, at: int) -> Obj | None:
    posted = company.ledger.postings_of(record)[:at]
    before = sum(each.memo == COST_OF_GOODS for each in posted)
    item = list(_costing(company, record))[before // 2]
    return next((line for line in _lines(record.obj) if item_of(line) == item), None)


def _costing(company: Company, record: Record) -> Iterator[str]:
    """The items whose goods cost something, in the order they were posted."""
    for number, move in enumerate(record.effects.moves):
        if move.value is None and _cost(company, record, number, move):
            yield move.item


def _cost(company: Company, record: Record, number: int, move: Move) -> Decimal:
    return company.ledger.card(move.item).at(place(record.key, number, move.day)).cost


def _lines(obj: Obj) -> Iterator[Obj]:
    """All lines with an amount of their own, those of bundles in their place."""
    for line in obj.get("Line", ()):
        if line.get("DetailType") == GROUP:
            yield from line[GROUP].get("Line", ())
        elif line.get("Amount") and line.get("DetailType") != "SubTotalLineDetail":
            yield line
