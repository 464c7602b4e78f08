"""What have the documents done to the books? Double entry, stock, applied and deposited money.

Every record carries its Effects; `apply` adds them and `retract` takes exactly them away again,
so that an update, a void or a delete never leaves a trace behind. Postings are in home currency,
debit positive; `foreign` is the same amount in the currency of the document.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulator.wire import ZERO, Obj, money

Key = tuple[str, str]


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
class Move:
    """Stock that came (positive) or went (negative), with its value in home currency."""

    item: str
    quantity: Decimal
    value: Decimal


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
            "moves": [[m.item, m.quantity, m.value] for m in self.moves],
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
            [
                Move(item, Decimal(quantity), Decimal(value))
                for item, quantity, value in saved["moves"]
            ],
            [(kind, id_, Decimal(amount)) for kind, id_, amount in saved["applied"]],
            [(kind, id_) for kind, id_ in saved["deposited"]],
        )


class Ledger:
    """Running sums over the effects of all documents of one company."""

    def __init__(self) -> None:
        self.balances: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.owed: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.values: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.applications: defaultdict[Key, dict[str, Decimal]] = defaultdict(dict)
        self.deposits: dict[Key, str] = {}

    def apply(self, record_id: str, effects: Effects) -> None:
        """Add a document's effects. Raises UnbalancedError before anything is changed."""
        if sum((p.amount for p in effects.postings), ZERO):
            raise UnbalancedError(f"Document {record_id}: {effects.postings}")
        self._sum(effects, 1)
        for kind, id_, amount in effects.applied:
            to = self.applications[kind, id_]
            to[record_id] = to.get(record_id, ZERO) + amount
        for key in effects.deposited:
            self.deposits[key] = record_id

    def retract(self, record_id: str, effects: Effects) -> None:
        self._sum(effects, -1)
        for kind, id_, _amount in effects.applied:
            self.applications[kind, id_].pop(record_id, None)
        for key in effects.deposited:
            self.deposits.pop(key, None)

    def applied_to(self, key: Key, *, without: str = "") -> Decimal:
        """How much of a document is settled, the payment `without` left out."""
        to = self.applications.get(key, {})
        return sum((amount for payment, amount in to.items() if payment != without), ZERO)

    def cost_of(self, item: str, quantity: Decimal, *, fallback: Decimal) -> Decimal:
        """What that quantity costs at the average of today; all that is left takes all its value.

        `fallback` is the unit cost used while nothing is in stock.
        """
        held = self.quantities[item]
        if held == quantity:
            return money(self.values[item])
        unit = self.values[item] / held if held > 0 else fallback
        return money(unit * quantity)

    def trial_balance(self) -> Iterable[tuple[str, Decimal]]:
        """Accounts with a balance, debit positive."""
        return ((account, amount) for account, amount in self.balances.items() if amount)

    def _sum(self, effects: Effects, sign: int) -> None:
        for posting in effects.postings:
            self.balances[posting.account] += sign * posting.amount
            if posting.name_id:
                self.owed[posting.name_id] += sign * posting.foreign
        for move in effects.moves:
            self.quantities[move.item] += sign * move.quantity
            self.values[move.item] += sign * move.value
