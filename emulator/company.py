"""One company's books: its records, their indexes, its clock and time zone.

Records are only changed by `writes`; balances are never stored but read from the ledger.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from emulator.clock import Clock
from emulator.ledger import Effects, Key, Ledger
from emulator.store import Store
from emulator.wire import Obj

IndexKey = tuple[str, ...]


@dataclass(slots=True)
class Record:
    """One object of the books; `obj` holds its own facts, `effects` what it did to the ledger."""

    kind: str
    id: str
    obj: Obj
    created: str
    updated: str
    sync_token: int = 0
    deleted: bool = False
    lines_used: int = 0
    effects: Effects = field(default_factory=Effects)
    keys: list[IndexKey] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return (self.kind, self.id)

    @property
    def active(self) -> bool:
        return not self.deleted and self.obj.get("Active", True) is not False

    def as_json(self) -> Obj:
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "effects": self.effects.as_json()}

    @classmethod
    def from_json(cls, saved: Obj) -> "Record":
        keys = [tuple(key) for key in saved["keys"]]
        return cls(**{**saved, "effects": Effects.from_json(saved["effects"]), "keys": keys})


class Company:
    """The books of one realm. Whoever reads or writes them holds `lock`."""

    def __init__(self, *, realm: str, about: Obj, clock: Clock, store: Store) -> None:
        self.realm = realm
        self.about = about
        self.clock = clock
        self.store = store
        self.lock = threading.RLock()
        self.records: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        self.ledger = Ledger()
        self.index: defaultdict[IndexKey, set[str]] = defaultdict(set)
        self.sequences: defaultdict[str, int] = defaultdict(int)
        self.highest_number = 1000
        self.touched: list[Record] = []

    @property
    def country(self) -> str:
        """us, gb, ca or au: which tax rules hold."""
        return str(self.about["country"])

    @property
    def is_us(self) -> bool:
        return self.country == "us"

    @property
    def home_currency(self) -> str:
        return str(self.about["home_currency"])

    @property
    def preferences(self) -> Obj:
        return self.records["Preferences"]["1"].obj

    def preference(self, section: str, name: str) -> Any:
        return self.preferences.get(section, {}).get(name)

    @property
    def multicurrency(self) -> bool:
        return bool(self.preference("CurrencyPrefs", "MultiCurrencyEnabled"))

    def now(self) -> datetime:
        """Company time."""
        return self.clock.now().astimezone(ZoneInfo(self.about["time_zone"]))

    def today(self) -> date:
        return self.now().date()

    def find(self, kind: str, id_: Any) -> Record | None:
        """The record, inactive ones included, deleted ones not."""
        record = self.records[kind].get(str(id_))
        return record if record is not None and not record.deleted else None

    def live(self, kind: str) -> Iterator[Record]:
        return (record for record in self.records[kind].values() if not record.deleted)

    def named(self, key: IndexKey) -> set[str]:
        """Ids of the records that carry that index key."""
        return self.index.get(key, set())

    def next_id(self, family: str) -> str:
        self.sequences[family] += 1
        return str(self.sequences[family])

    def next_number(self) -> str:
        """The next automatic document number; one series for all sales forms."""
        self.highest_number += 1
        return str(self.highest_number)

    def put(self, record: Record, *, family: str) -> None:
        """Take a record in, or take it in again after a change, with its keys and effects."""
        self.records[record.kind][record.id] = record
        for key in record.keys:
            self.index[key].add(record.id)
        self.ledger.apply(record.id, record.effects)
        if record.id.isdigit():
            self.sequences[family] = max(self.sequences[family], int(record.id))
        for name in ("BillAddr", "ShipAddr"):
            used = int((record.obj.get(name) or {}).get("Id", 0))
            self.sequences["address"] = max(self.sequences["address"], used)
        number = str(record.obj.get("DocNumber") or "")
        if number.isdigit() and len(number) < 10:
            self.highest_number = max(self.highest_number, int(number))

    def take_out(self, record: Record) -> None:
        """Withdraw a record's keys and effects before it changes."""
        for key in record.keys:
            self.index[key].discard(record.id)
        self.ledger.retract(record.id, record.effects)

    def touch(self, record: Record) -> None:
        self.touched.append(record)

    def flush(self, *more: tuple[str, str, Any]) -> None:
        """Store what changed since the last flush, with further rows, in one transaction."""
        rows = [
            ("record", f"{self.realm}/{record.kind}/{record.id}", record.as_json())
            for record in self.touched
        ]
        self.touched.clear()
        if rows or more:
            self.store.save([*rows, *more])
