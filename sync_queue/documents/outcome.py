"""What can come of building a document: the document, or the reason why there is none.

A builder returns a Document or raises one of the three reasons; each carries the sentence that a
person reads on the row.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Document:
    """`fields`: what we own and keep in step. `create_only`: sent once, never again (rule 4).

    `total`, `tax` are the store's figures in the document's currency, `by_rate` the tax per rate
    of QuickBooks where that is known: compared with the answer.
    """

    qbo_type: str
    fields: dict[str, Any]
    create_only: dict[str, Any] = field(default_factory=dict)
    name_space: str = ""
    names: tuple[str, ...] = ()
    total: Decimal | None = None
    tax: Decimal | None = None
    booked_on: date | None = None
    moves_stock: bool = False
    by_rate: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Removal:
    """Takes a document or name out of use: `operation` is void, delete, deactivate or mark."""

    qbo_type: str
    operation: str


class NoDocument(Exception):
    """There is nothing to send for this entity now; the subclasses say why."""


class NotNeeded(NoDocument):
    """The entity does not belong in the books, and the row is done.

    `has_stand_in`: what needs it is booked all the same, with another record in its place.
    """

    def __init__(self, *, reason: str, message: str, has_stand_in: bool = False) -> None:
        super().__init__(message)
        self.reason, self.message, self.has_stand_in = reason, message, has_stand_in


class Held(NoDocument):
    """A person must decide or choose something first; `mend` says what."""

    def __init__(self, *, reason: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.reason, self.message, self.mend = reason, message, mend


class NeedsParent(NoDocument):
    """Another entity must be in QuickBooks first."""

    def __init__(self, *, kind: str, key: str, label: str) -> None:
        super().__init__(f"{kind} {key} must be in QuickBooks first.")
        self.kind, self.key, self.label = kind, key, label
