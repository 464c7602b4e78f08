"""What is a scenario? What the store does, and what must stand in the books afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.scenarios.shop import Shop


@dataclass(frozen=True)
class Booked:
    """One document in the books.

    `entries`: what it posts, {account by name: amount}, debit positive, in home currency.
    `states`: fields of the document by their paths, like "TxnTaxDetail.TotalTax", "Line.0.Amount".
    """

    qbo_type: str
    entries: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A customer or item that there must be, once, with these fields by their paths."""

    qbo_type: str
    states: Mapping[str, str]


@dataclass(frozen=True)
class Left:
    """A record that is not booked: its kind, its row's state, and words that its reason has.

    State "done" is one that needs no document; all others must be named without exception.
    """

    kind: str
    state: str
    words: str


@dataclass(frozen=True)
class Scenario:
    """`title` is a sentence, `rules` the numbers of the bookkeeping rules that it shows.

    `books` are all documents that move money, in any order; `left` what is not booked, and why;
    `listed` some of the names; `balances` of accounts in the end, debit positive.
    `company` goes to the new company (name, preferences …), `settings` to the connection.
    """

    title: str
    rules: tuple[int, ...]
    happens: Callable[[Shop], None]
    books: tuple[Booked, ...] = ()
    left: tuple[Left, ...] = ()
    listed: tuple[Listed, ...] = ()
    balances: Mapping[str, str] = field(default_factory=dict)
    profile: str = "us"
    company: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Chapter:
    """Scenarios of one subject, with a paragraph that leads to them."""

    title: str
    words: str
    scenarios: tuple[Scenario, ...]
