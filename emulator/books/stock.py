"""What does stock cost? One card per item, first in, first out.

quickbooks: what is sold takes the cost of what came first. What is sold before it came is costed
at the item's purchase cost, and at the true cost as soon as goods come in. A document that is
dated back, changed or deleted changes the cost of those after it.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from emulator.wire import ZERO, money

Key = tuple[str, str]
Place = tuple[str, int, int, int]


@dataclass(slots=True)
class Move:
    """Stock that came (positive) or went (negative) with one document.

    `value` is what it was worth in home currency where the document says so; else the card finds
    it and it is booked on `asset` and `against`; `fallback` is the unit cost of what is not there.
    """

    item: str
    quantity: Decimal
    day: str
    value: Decimal | None = None
    asset: str = ""
    against: str = ""
    fallback: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.value is not None and self.quantity < 0:
            raise ValueError("The card finds the cost of what goes; its value cannot be given.")


class Entry:
    """One move on a card; `cost` is its present value, negative for what went."""

    __slots__ = ("cost", "key", "move", "place")

    def __init__(self, key: Key, number: int, move: Move) -> None:
        self.key, self.move = key, move
        self.place = place(key, number, move.day)
        self.cost = ZERO if move.value is None else move.value


def place(key: Key, number: int, day: str) -> Place:
    """Where a move stands: by day, first what the item itself brought, then by document."""
    kind, id_ = key
    return (day, 0 if kind == "Item" else 1, int(id_), number)


def _place_of(entry: Entry) -> Place:
    return entry.place


class Card:
    """All moves of one item in their order, and what of them is left."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.stale = False
        self._restart()

    @property
    def value(self) -> Decimal:
        """Worth of what is there, less what was sold before it came."""
        left = sum((worth for _quantity, worth in self._layers), ZERO)
        return left + sum((worth for _entry, _quantity, worth in self._owed), ZERO)

    def add(self, entry: Entry) -> list[tuple[Entry, Decimal]]:
        """Take a move in. Answers whose cost changed by how much; nothing while the card is stale,
        which it becomes when the move is not the last one."""
        if self.entries and entry.place < self.entries[-1].place:
            insort(self.entries, entry, key=_place_of)
            self.stale = True
            return []
        self.entries.append(entry)
        return [] if self.stale else self._count(entry)

    def remove(self, where: Place) -> Entry:
        """Take a move out; the card is stale then."""
        found = self.entries.pop(bisect_left(self.entries, where, key=_place_of))
        self.stale = True
        return found

    def at(self, where: Place) -> Entry:
        return self.entries[bisect_left(self.entries, where, key=_place_of)]

    def recount(self) -> Iterator[tuple[Entry, Decimal]]:
        """Cost every move anew. Answers whose cost changed by how much."""
        before = [entry.cost for entry in self.entries]
        self._restart()
        for entry in self.entries:
            entry.cost = ZERO if entry.move.value is None else entry.move.value
            self._count(entry)
        self.stale = False
        for entry, cost in zip(self.entries, before, strict=True):
            if entry.cost != cost:
                yield entry, entry.cost - cost

    def _restart(self) -> None:
        self._layers: deque[tuple[Decimal, Decimal]] = deque()
        self._owed: deque[tuple[Entry, Decimal, Decimal]] = deque()
        self._last_unit: Decimal | None = None

    def _count(self, entry: Entry) -> list[tuple[Entry, Decimal]]:
        move = entry.move
        if move.quantity < 0:
            return self._go(entry, -move.quantity)
        changes: list[tuple[Entry, Decimal]] = []
        if move.value is None:
            unit = move.fallback if self._last_unit is None else self._last_unit
            entry.cost = money(unit * move.quantity)
            changes.append((entry, entry.cost))
        self._come(move.quantity, entry.cost, changes)
        return changes

    def _go(self, entry: Entry, quantity: Decimal) -> list[tuple[Entry, Decimal]]:
        """Goods leave the oldest layers; what is missing is owed at the fallback cost."""
        left, cost = quantity, ZERO
        while left and self._layers:
            there, worth = self._layers.popleft()
            taken = min(there, left)
            part = worth if taken == there else money(worth * taken / there)
            if taken < there:
                self._layers.appendleft((there - taken, worth - part))
            left, cost = left - taken, cost + part
        if left:
            guessed = money(left * entry.move.fallback)
            self._owed.append((entry, left, -guessed))
            cost += guessed
        self._last_unit = cost / quantity
        entry.cost = -cost
        return [(entry, -cost)]

    def _come(
        self, quantity: Decimal, worth: Decimal, changes: list[tuple[Entry, Decimal]]
    ) -> None:
        """Goods arrive: first for what was sold without them, at their true cost."""
        while quantity and self._owed:
            entry, missing, guessed = self._owed.popleft()
            filled = min(missing, quantity)
            part = worth if filled == quantity else money(worth * filled / quantity)
            was = guessed if filled == missing else money(guessed * filled / missing)
            if filled < missing:
                self._owed.appendleft((entry, missing - filled, guessed - was))
            difference = -part - was
            entry.cost += difference
            changes.append((entry, difference))
            quantity, worth = quantity - filled, worth - part
        if quantity:
            self._layers.append((quantity, worth))
