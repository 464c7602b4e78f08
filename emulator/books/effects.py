"""What does one document do to the books: postings, moves of stock, applied and deposited money?"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulator.books.stock import Key, Move
from emulator.wire import Obj, money


@dataclass(slots=True)
class Posting:
    """One debit (positive) or credit (negative) on an account; `name_id` is whose debt it is.

    `amount` is in home currency, `foreign` in the document's: the same in a document in home
    currency, 0 for what is only a difference or a cost in home currency.
    """

    account: str
    amount: Decimal
    foreign: Decimal
    name_id: str = ""
    memo: str = ""


@dataclass(slots=True)
class Effects:
    """All that one document does to the books.

    `currency` is the document's, empty for the home currency; `rate` is only for posting.
    """

    postings: list[Posting] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    applied: list[tuple[str, str, Decimal]] = field(default_factory=list)
    deposited: list[Key] = field(default_factory=list)
    currency: str = ""
    rate: Decimal = field(default=Decimal(1), compare=False)

    def post(
        self,
        account: str,
        amount: Decimal,
        *,
        home: Decimal | None = None,
        name_id: str = "",
        memo: str = "",
    ) -> None:
        """A debit or credit in the document's currency; it is worth `home`, by default what the
        document's rate says."""
        if home is None:
            home = money(amount * self.rate) if self.currency else amount
        if home or amount:
            self.postings.append(Posting(account, home, amount, name_id, memo))

    def as_json(self) -> Obj:
        """In home currency every posting has one amount, which is not written twice."""
        own = {"currency": self.currency} if self.currency else {}
        return {
            **own,
            "postings": [
                [p.account, p.amount, p.name_id, p.memo, *([p.foreign] if own else [])]
                for p in self.postings
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
            [_posting(*each) for each in saved["postings"]],
            [_move(*each) for each in saved["moves"]],
            [(kind, id_, Decimal(amount)) for kind, id_, amount in saved["applied"]],
            [(kind, id_) for kind, id_ in saved["deposited"]],
            saved.get("currency", ""),
        )


def _posting(account: str, amount: Any, name_id: str, memo: str, foreign: Any = None) -> Posting:
    home = Decimal(amount)
    return Posting(account, home, home if foreign is None else Decimal(foreign), name_id, memo)


def _move(item: str, quantity: Any, day: str, value: Any, *accounts: Any) -> Move:
    asset, against, fallback = accounts
    known = None if value is None else Decimal(value)
    return Move(item, Decimal(quantity), day, known, asset, against, Decimal(fallback))
