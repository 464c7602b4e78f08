"""What have the documents done to the books? Double entry, stock, applied and deposited money.

Every record carries its Effects; `apply` adds them and `retract` takes exactly them away again,
so that an update, a void or a delete never leaves a trace behind. Postings are in home currency,
debit positive; `foreign` is the same amount in the currency of the document. What stock costs is
not in the effects but on the stock cards, because later documents change it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from emulator.stock import Card, Entry, Key, Move, place
from emulator.wire import ZERO, Obj

if TYPE_CHECKING:
    from emulator.record import Record


__all__ = ["Effects", "Key", "Ledger", "Posting", "UnbalancedError"]


class UnbalancedError(Exception):
    """Debits and credits of a document differ: a mistake of the emulator itself."""


@dataclass(slots=True)
class Posting:
    """One debit (positive) or credit (negative) on an account; `name_id` is whose debt it is."""

    account: str
    amount: Decimal
    name_id: str = ""
    foreign: Decimal = ZERO
    memo: str = ""


@dataclass(slots=True)
class Effects:
    """All that one document does to the books."""

    postings: list[Posting] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    applied: list[tuple[str, str, Decimal]] = field(default_factory=list)
    deposited: list[Key] = field(default_factory=list)

    def post(self, account: str, amount: Decimal, **more: Any) -> None:
        if amount:
            self.postings.append(Posting(account, amount, **more))

    def as_json(self) -> Obj:
        return {
            "postings": [
                [p.account, p.amount, p.name_id, p.foreign, p.memo] for p in self.postings
            ],
            "moves": [
                [m.item, m.quantity, m.day, m.value, m.asset, m.against, m.fallback]
                for m in self.moves
            ],
            "applied": [list(each) for each in self.applied],
            "deposited": [list(each) for each in self.deposited],
        }

    @classmethod
    def from_json(cls, saved: Obj) -> "Effects":
        return cls(
            [
                Posting(account, Decimal(amount), name_id, Decimal(foreign), memo)
                for account, amount, name_id, foreign, memo in saved["postings"]
            ],
            [_move(*each) for each in saved["moves"]],
            [(kind, id_, Decimal(amount)) for kind, id_, amount in saved["applied"]],
            [(kind, id_) for kind, id_ in saved["deposited"]],
        )


class Ledger:
    """Running sums over the effects of all documents of one company.

    Stock is costed when somebody reads a figure that depends on it (`balances`, `values`,
    `postings_of`), so that many changes to an old document cost one count of its cards.
    """

    def __init__(self) -> None:
        self._balances: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._cards: defaultdict[str, Card] = defaultdict(Card)
        self._stale: set[str] = set()
        self.owed: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.applications: defaultdict[Key, dict[Key, Decimal]] = defaultdict(dict)
        self.deposits: dict[Key, str] = {}

    @property
    def balances(self) -> defaultdict[str, Decimal]:
        """Account by account what it holds, debit positive."""
        self._settle()
        return self._balances

    @property
    def values(self) -> dict[str, Decimal]:
        """Item by item what the stock is worth."""
        self._settle()
        return {item: card.value for item, card in self._cards.items()}

    def card(self, item: str) -> Card:
        """The moves of an item with their present cost."""
        self._settle()
        return self._cards[item]

    def apply(self, key: Key, effects: Effects) -> None:
        """Add a document's effects. Raises UnbalancedError before anything is changed."""
        if sum([posting.amount for posting in effects.postings], ZERO):
            raise UnbalancedError(f"{key}: {effects.postings}")
        self._sum(effects, 1)
        for number, move in enumerate(effects.moves):
            self._add(Entry(key, number, move))
        for kind, id_, amount in effects.applied:
            to = self.applications[kind, id_]
            to[key] = to.get(key, ZERO) + amount
        for receipt in effects.deposited:
            self.deposits[receipt] = key[1]

    def retract(self, key: Key, effects: Effects) -> None:
        self._sum(effects, -1)
        for number, move in enumerate(effects.moves):
            self._remove(key, number, move)
        for kind, id_, _amount in effects.applied:
            self.applications[kind, id_].pop(key, None)
            if not self.applications[kind, id_]:
                del self.applications[kind, id_]
        for receipt in effects.deposited:
            self.deposits.pop(receipt, None)

    def postings_of(self, record: "Record") -> list[Posting]:
        """All that a document posts, the cost of its goods included."""
        self._settle()
        return [*record.effects.postings, *self._costs(record.key, record.effects.moves)]

    def applied_to(self, key: Key, *, without: str = "") -> Decimal:
        """How much of a document is settled, the payment `without` left out."""
        to = self.applications.get(key, {})
        return sum([amount for payer, amount in to.items() if payer[1] != without], ZERO)

    def trial_balance(self) -> Iterable[tuple[str, Decimal]]:
        """Accounts with a balance, debit positive."""
        return ((account, amount) for account, amount in self.balances.items() if amount)

    def _sum(self, effects: Effects, sign: int) -> None:
        for posting in effects.postings:
            self._balances[posting.account] += sign * posting.amount
            if posting.name_id:
                self.owed[posting.name_id] += sign * posting.foreign
        for move in effects.moves:
            self.quantities[move.item] += sign * move.quantity

    def _add(self, entry: Entry) -> None:
        card = self._cards[entry.move.item]
        self._book(card.add(entry))
        if card.stale:
            self._stale.add(entry.move.item)

    def _remove(self, key: Key, number: int, move: Move) -> None:
        entry = self._cards[move.item].remove(place(key, number, move.day))
        if move.value is None:
            self._book([(entry, -entry.cost)])
        self._stale.add(move.item)

    def _settle(self) -> None:
        while self._stale:
            self._book(self._cards[self._stale.pop()].recount())

    def _book(self, changes: Iterable[tuple[Entry, Decimal]]) -> None:
        for entry, difference in changes:
            self._balances[entry.move.asset] += difference
            self._balances[entry.move.against] -= difference

    def _costs(self, key: Key, moves: list[Move]) -> Iterator[Posting]:
        for number, move in enumerate(moves):
            if move.value is None:
                cost = self._cards[move.item].at(place(key, number, move.day)).cost
                if cost:
                    yield Posting(move.asset, cost, memo="Cost of goods")
                    yield Posting(move.against, -cost, memo="Cost of goods")


def _move(item: str, quantity: Any, day: str, value: Any, *accounts: Any) -> Move:
    asset, against, fallback = accounts
    known = None if value is None else Decimal(value)
    return Move(item, Decimal(quantity), day, known, asset, against, Decimal(fallback))
