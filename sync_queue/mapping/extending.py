"""What do extensions of this installation add? Steps, fields of the store, push and pull methods.

An extension is a callable `register(bridge)`, named in the setting QBO_BRIDGE_EXTENSIONS or by an
entry point of the group `qbo_bridge`; `load` calls each once, at start (docs/mapping.md).
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sync_queue.documents import names
from sync_queue.documents.outcome import Document, Held, NoDocument
from sync_queue.mapping.sources import BY_SUBJECT, Source
from sync_queue.mapping.steps import STEPS, Step
from sync_queue.mapping.values import Type

if TYPE_CHECKING:
    from connections.models import Connection
    from sync_queue.documents.company import Company

log = logging.getLogger(__name__)
GROUP = "qbo_bridge"
# What the bridge itself brings back; two readers of one type would take each other's changes.
PULLED = ("Customer", "Item", "Invoice", "SalesReceipt", "Payment")
# What a sale itself decides: a push method leaves it alone (rules 4 to 7).
GUARDED = (
    *("Line", "TotalAmt", "TxnTaxDetail", "GlobalTaxCalculation", "ApplyTaxAfterDiscount"),
    *("CurrencyRef", "CustomerRef", "DocNumber", "TxnDate", "DepositToAccountRef", "ParentRef"),
    *("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "QtyOnHand", "InvStartDate"),
    *("UnitPrice", "PurchaseCost", "Type", "TrackQtyOnHand", "EmailStatus", "Active"),
    *("ExchangeRate", "DueDate", "LinkedTxn", "Id", "SyncToken", "sparse"),
)

PushMethod = Callable[[Any, Document, "Company"], Document]
PullMethod = Callable[["Connection", Sequence[Mapping[str, Any]], datetime], int]


class ExtensionRefused(ImproperlyConfigured):
    """An extension that cannot be loaded; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Pull:
    """`take` gets a connection, the records that changed and the time, and returns how many of
    them it took over."""

    qbo_type: str
    take: PullMethod


PUSHES: dict[str, list[PushMethod]] = {}
PULLS: dict[str, Pull] = {}


class Bridge:
    """What an extension is handed: each method adds one thing, and refuses a name that is taken."""

    def __init__(self, extension: str) -> None:
        self.extension = extension

    def step(
        self,
        name: str,
        title: str,
        apply: Callable[[Any, str], Any],
        *,
        argument: str = "",
        takes: Type | None = None,
        gives: Type | None = Type.TEXT,
        refuse: Callable[[str], str] = lambda _argument: "",
    ) -> None:
        """A further step for templates and tables: `apply(value, argument)` returns the new one;
        `refuse(argument)` says in a sentence what is wrong with an argument, or ""."""
        self._require_new(name, STEPS, "step")
        if not name.isidentifier():
            raise ExtensionRefused(f"{self.extension}: “{name}” is no name for a step.")
        STEPS[name] = Step(name, title, apply, argument, takes, gives, refuse)

    def source(
        self,
        subject: str,
        path: str,
        title: str,
        read: Callable[[Any], Any],
        *,
        gives: Type = Type.TEXT,
    ) -> None:
        """A further field of the store: `read(record)` returns its value, None for nothing."""
        known = BY_SUBJECT.get(subject)
        if known is None:
            raise ExtensionRefused(
                f"{self.extension}: “{subject}” is none of {', '.join(BY_SUBJECT)}."
            )
        self._require_new(path, known, "field")
        known[path] = Source(path, title, gives, read)

    def push(self, kind: str, method: PushMethod) -> None:
        """Has the last word on what a record of `kind` is sent as: `method(record, document,
        company)` returns the document to send, or raises Held or NotNeeded."""
        if kind not in BY_SUBJECT:
            raise ExtensionRefused(
                f"{self.extension}: “{kind}” is none of {', '.join(BY_SUBJECT)}."
            )
        PUSHES.setdefault(kind, []).append(method)

    def pull(self, qbo_type: str, take: PullMethod) -> None:
        """Brings back what changed among the records of a type that the bridge does not read."""
        if qbo_type in PULLED:
            raise ExtensionRefused(
                f"{self.extension}: the bridge brings back {qbo_type} itself (What is exchanged)."
            )
        self._require_new(qbo_type, PULLS, "pull method")
        PULLS[qbo_type] = Pull(qbo_type, take)

    def _require_new(self, name: str, known: Mapping[str, Any], what: str) -> None:
        if name in known:
            raise ExtensionRefused(f"{self.extension}: there is a {what} “{name}” already.")


def load() -> list[str]:
    """Loads every extension once; returns their names. Raises ExtensionRefused."""
    loaded = []
    for name, find in _named():
        try:
            find()(Bridge(name))
        except ExtensionRefused:
            raise
        except Exception as fault:
            raise ExtensionRefused(
                f"The extension {name} cannot be loaded: {type(fault).__name__}: {fault}. Mend it, "
                "or take it out of QBO_BRIDGE_EXTENSIONS."
            ) from fault
        loaded.append(name)
    if loaded:
        log.info("extensions_loaded", extra={"extensions": loaded})
    return loaded


def _named() -> Iterator[tuple[str, Callable[[], Callable[[Bridge], Any]]]]:
    for path in settings.QBO_BRIDGE_EXTENSIONS:
        yield path, lambda path=path: _at(path)  # type: ignore[misc]
    for point in metadata.entry_points(group=GROUP):
        yield f"{point.name} ({point.value})", point.load


def _at(path: str) -> Callable[[Bridge], Any]:
    """ "package.module:register"."""
    module, colon, name = path.partition(":")
    if not colon:
        raise ValueError("write it as package.module:function")
    found: Callable[[Bridge], Any] = getattr(import_module(module), name)
    return found


def pushed(document: Document, *, kind: str, entity: Any, company: "Company") -> Document:
    """The document after the push methods of its kind. Raises Held for one that breaks or that
    changes what the sale itself decides."""
    for method in PUSHES.get(kind, ()):
        document = _pushed(method, document, kind, entity, company)
    return document


def _pushed(
    method: PushMethod, before: Document, kind: str, entity: Any, company: "Company"
) -> Document:
    name = f"{method.__module__}.{getattr(method, '__name__', 'method')}"
    try:
        # A copy: what a method changes in place is to be seen as well.
        after = method(entity, deepcopy(before), company)
        if not isinstance(after, Document):
            raise TypeError(f"it returned {type(after).__name__} instead of the document")
        _require_untouched(before, after, names.marker(kind=kind, key=entity.key))
    except NoDocument:
        raise
    except Exception as fault:
        raise Held(
            reason="extension",
            message=f"The extension {name} could not say how to send {entity}: {fault}",
            mend="Ask whoever wrote it to mend it, then send again.",
        ) from fault
    return after


def _require_untouched(before: Document, after: Document, mark: str) -> None:
    for one in ("qbo_type", "total", "tax", "by_rate", "booked_on", "name_space", "moves_stock"):
        if getattr(before, one) != getattr(after, one):
            raise ValueError(f"it changes {one}, which the sale itself decides")
    for name in GUARDED:
        for was, now in ((before.fields, after.fields), (before.create_only, after.create_only)):
            if was.get(name) != now.get(name):
                raise ValueError(f"it changes {name}, which the sale itself decides")
    marked = str(before.fields.get("PrivateNote", ""))
    if mark in marked and mark not in str(after.fields.get("PrivateNote", "")):
        raise ValueError("it takes the bridge's mark out of the note")
