"""What have the documents done to the books? Double entry, stock, applied and deposited money.

Every record carries its Effects; `apply` adds them and `retract` takes exactly them away again,
so that an update, a void or a delete never leaves a trace behind. Postings are in home currency,
debit positive, and beside it in the currency of the document; both come to zero. What stock costs
is not in the effects but on the stock cards, because later documents change it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from emulator.books.effects import Effects, Posting
from emulator.books.record import Record
from emulator.books.stock import Card, Entry, Key, Move, place
from emulator.wire import ZERO

COST_OF_GOODS = "Cost of goods"


class UnbalancedError(Exception):
    """Debits and credits of a document differ: a mistake of the emulator itself."""


class Ledger:
    """Running sums over the effects of all documents of one company.

    Stock is costed when somebody reads a figure that depends on it (`balances`, `values`,
    `postings_of`), so that many changes to an old document cost one count of its cards.
    """

    def __init__(self) -> None:
        self._balances: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._cards: defaultdict[str, Card] = defaultdict(Card)
        self._stale: set[str] = set()
        # Currency by currency what the documents in it have put on the accounts.
        self._foreign: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(_sums)
        self.owed: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.applications: defaultdict[Key, dict[Key, Decimal]] = defaultdict(dict)
        self.deposits: dict[Key, str] = {}
        # By how much each document has been settled since this was last cleared.
        self.settled: defaultdict[Key, Decimal] = defaultdict(Decimal)

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
        """Add a document's effects. Raises UnbalancedError before anything is changed, where
        they do not come to zero in home currency and in the document's."""
        postings = effects.postings
        if sum([each.amount for each in postings]) or sum([each.foreign for each in postings]):
            raise UnbalancedError(f"{key}: {postings}")
        self._sum(effects, 1)
        for number, move in enumerate(effects.moves):
            self._add(Entry(key, number, move))
        for kind, id_, amount in effects.applied:
            to = self.applications[kind, id_]
            to[key] = to.get(key, ZERO) + amount
            self.settled[kind, id_] += amount
        for receipt in effects.deposited:
            self.deposits[receipt] = key[1]

    def retract(self, key: Key, effects: Effects) -> None:
        self._sum(effects, -1)
        for number, move in enumerate(effects.moves):
            self._remove(key, number, move)
        for kind, id_, amount in effects.applied:
            self.settled[kind, id_] -= amount
            self.applications[kind, id_].pop(key, None)
            if not self.applications[kind, id_]:
                del self.applications[kind, id_]
        for receipt in effects.deposited:
            self.deposits.pop(receipt, None)

    def postings_of(self, record: Record) -> list[Posting]:
        """All that a document posts, the cost of its goods included."""
        self._settle()
        return [*record.effects.postings, *self._costs(record.key, record.effects)]

    def applied_to(self, key: Key, *, without: str = "") -> Decimal:
        """How much of a document is settled, the payment `without` left out."""
        to = self.applications.get(key, {})
        return sum([amount for payer, amount in to.items() if payer[1] != without], ZERO)

    @property
    def currencies(self) -> list[str]:
        """The foreign currencies that there have been documents in."""
        return sorted(self._foreign)

    def held(self, account: str, currency: str = "") -> Decimal:
        """What an account holds, debit positive: in home currency, or what the documents in a
        foreign one have put on it."""
        return self._held_in(currency).get(account, ZERO)

    def trial_balance(self, currency: str = "") -> Iterable[tuple[str, Decimal]]:
        """Accounts with a balance, debit positive: of all documents in home currency, or of those
        in a foreign currency in that."""
        return ((on, amount) for on, amount in self._held_in(currency).items() if amount)

    def _held_in(self, currency: str) -> Mapping[str, Decimal]:
        return self._foreign.get(currency, {}) if currency else self.balances

    def _sum(self, effects: Effects, sign: int) -> None:
        for posting in effects.postings:
            self._balances[posting.account] += sign * posting.amount
            if posting.name_id:
                self.owed[posting.name_id] += sign * posting.foreign
        if effects.currency:
            held = self._foreign[effects.currency]
            for posting in effects.postings:
                held[posting.account] += sign * posting.foreign
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

    def _costs(self, key: Key, effects: Effects) -> Iterator[Posting]:
        for number, move in enumerate(effects.moves):
            if move.value is None:
                cost = self._cards[move.item].at(place(key, number, move.day)).cost
                own = ZERO if effects.currency else cost
                if cost:
                    yield Posting(move.asset, cost, own, memo=COST_OF_GOODS)
                    yield Posting(move.against, -cost, -own, memo=COST_OF_GOODS)


def _sums() -> defaultdict[str, Decimal]:
    return defaultdict(Decimal)
