"""How is one object of the books kept?

Documents are many and seldom looked at: after a write their contents are packed, and unpacked when
somebody reads them. What a search asks of all of them stays outside.
"""

import pickle
import sys
from collections import OrderedDict
from typing import Any

from emulator.books.effects import Effects
from emulator.books.stock import Key
from emulator.wire import Obj

IndexKey = tuple[str, ...]
AT_HAND = 500
NEVER_EMPTY = "A record always has its contents, packed or not."


class Shelf:
    """Which documents of a company lie unpacked: the latest few that somebody had in hand."""

    def __init__(self, most: int = AT_HAND) -> None:
        self._most = most
        self._records: OrderedDict[Record, None] = OrderedDict()

    def lay(self, record: "Record") -> None:
        """A document is in use; the one unused for longest is packed."""
        self._records[record] = None
        self._records.move_to_end(record)
        while len(self._records) > self._most:
            self._records.popitem(last=False)[0].pack()


class Record:
    """One object; `obj` holds its own facts, `effects` what it did to the ledger.

    `obj`, `effects` and `keys` of a record in the books are replaced, never changed in place: what
    is changed inside an unpacked copy is lost. Whoever touches them holds the company's lock.
    """

    __slots__ = (
        *("kind", "id", "created", "updated", "sync_token", "deleted", "lines_used"),
        *("day", "inactive", "shelf", "_obj", "_books", "_packed_obj", "_packed_books"),
    )

    def __init__(
        self,
        kind: str,
        id_: str,
        obj: Obj,
        created: str,
        updated: str,
        *,
        sync_token: int = 0,
        deleted: bool = False,
        lines_used: int = 0,
        effects: Effects | None = None,
        keys: list[IndexKey] | None = None,
    ) -> None:
        self.kind, self.id = sys.intern(kind), id_
        self.created, self.updated = created, updated
        self.sync_token, self.deleted, self.lines_used = sync_token, deleted, lines_used
        self.day, self.inactive = "", False
        self.shelf: Shelf | None = None
        self._obj: Obj | None = obj
        self._books: tuple[Effects, list[IndexKey]] | None = (effects or Effects(), keys or [])
        self._packed_obj: bytes | None = None
        self._packed_books: bytes | None = None

    @property
    def key(self) -> Key:
        return (self.kind, self.id)

    @property
    def active(self) -> bool:
        return not self.deleted and not self.inactive

    @property
    def obj(self) -> Obj:
        if self._obj is None:
            assert self._packed_obj is not None, NEVER_EMPTY
            self._obj = _loaded(self._packed_obj)
            self._use()
        return self._obj

    @obj.setter
    def obj(self, obj: Obj) -> None:
        self._obj, self._packed_obj = obj, None
        self._note(obj)
        self._use()

    @property
    def effects(self) -> Effects:
        return self._known_books()[0]

    @effects.setter
    def effects(self, effects: Effects) -> None:
        self._books, self._packed_books = (effects, self.keys), None
        self._use()

    @property
    def keys(self) -> list[IndexKey]:
        return self._known_books()[1]

    @keys.setter
    def keys(self, keys: list[IndexKey]) -> None:
        self._books, self._packed_books = (self.effects, keys), None
        self._use()

    def settle(self, shelf: Shelf | None) -> None:
        """The record is complete and in the books; with a shelf it may be packed from now on."""
        self.shelf = shelf
        self._note(self.obj)
        self._use()

    def pack(self) -> None:
        """Put the contents away; what did not change since the last time is not written again."""
        if self._packed_obj is None:
            self._packed_obj = _dumped(self._obj)
        if self._packed_books is None and self._books is not None:
            effects, keys = self._books
            self._packed_books = _dumped((effects.as_json(), keys))
        self._obj = self._books = None

    def as_json(self) -> Obj:
        return {
            **{name: getattr(self, name) for name in ("kind", "id", "obj", "created", "updated")},
            **{name: getattr(self, name) for name in ("sync_token", "deleted", "lines_used")},
            "effects": self.effects.as_json(),
            "keys": self.keys,
        }

    @classmethod
    def from_json(cls, saved: Obj) -> "Record":
        more = {name: saved[name] for name in ("sync_token", "deleted", "lines_used")}
        plain = (saved[name] for name in ("kind", "id", "obj", "created", "updated"))
        keys = [tuple(key) for key in saved["keys"]]
        return cls(*plain, **more, effects=Effects.from_json(saved["effects"]), keys=keys)

    def _known_books(self) -> tuple[Effects, list[IndexKey]]:
        if self._books is None:
            assert self._packed_books is not None, NEVER_EMPTY
            effects, keys = _loaded(self._packed_books)
            self._books = (Effects.from_json(effects), keys)
            self._use()
        return self._books

    def _note(self, obj: Obj) -> None:
        """Keep outside what searches ask of every record."""
        self.day = sys.intern(str(obj.get("TxnDate") or ""))
        self.inactive = obj.get("Active") is False

    def _use(self) -> None:
        if self.shelf is not None:
            self.shelf.lay(self)


def _dumped(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _loaded(dumped: bytes) -> Any:
    # Written by `_dumped` in this process alone; nothing from outside is ever unpickled.
    return pickle.loads(dumped)  # noqa: S301
