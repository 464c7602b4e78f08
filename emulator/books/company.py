"""One company's books: its records, their indexes, its clock and time zone.

Records are only changed by `writes`; balances are never stored but read from the ledger.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from emulator.books.ledger import Ledger
from emulator.books.record import IndexKey, Record, Shelf
from emulator.books.stock import Key
from emulator.books.store import Row, Store
from emulator.clock import Clock
from emulator.settings import Settings
from emulator.wire import Obj

__all__ = ["Company", "Index", "IndexKey", "Record"]

DOCUMENTS = "Txn"
# Their numbers are the vendor's or the cheque's, or of a series of their own.
NUMBERED_BY_OTHERS = frozenset(
    {"Bill", "VendorCredit", "BillPayment", "Purchase", "PurchaseOrder", "InventoryAdjustment"}
)
# The latest changes, so that a person can see what became of an object.
MOST_VERSIONS = 2000
MOST_MAILS = 10_000
# What a query finds without looking at every record.
SEARCHED = ("DocNumber", "DisplayName", "Name", "Sku")


class Index:
    """Ids by key. Most keys have one id, which is then kept without a set around it."""

    def __init__(self) -> None:
        self._ids: dict[IndexKey, str | set[str]] = {}

    def ids(self, key: IndexKey) -> set[str]:
        found = self._ids.get(key)
        if found is None:
            return set()
        return {found} if isinstance(found, str) else set(found)

    def items(self) -> Iterator[tuple[IndexKey, set[str]]]:
        return ((key, self.ids(key)) for key in list(self._ids))

    def add(self, key: IndexKey, id_: str) -> None:
        known = self._ids.setdefault(key, id_)
        if isinstance(known, set):
            known.add(id_)
        elif known != id_:
            self._ids[key] = {known, id_}

    def discard(self, key: IndexKey, id_: str) -> None:
        known = self._ids.get(key)
        if isinstance(known, set):
            known.discard(id_)
        if known == id_ or known == set():
            del self._ids[key]


class Version(NamedTuple):
    """What an object was before a change."""

    key: Key
    sync_token: int
    updated: str
    obj: Obj


class Company:
    """The books of one realm. Whoever reads or writes them holds `lock`."""

    def __init__(self, *, realm: str, about: Obj, clock: Clock, store: Store) -> None:
        self.realm = realm
        self.about = about
        self.clock = clock
        self.store = store
        self.settings = Settings()
        self.zone = ZoneInfo(about["time_zone"])
        self.lock = threading.RLock()
        self.records: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        self.ledger = Ledger()
        self.index = Index()
        self.shelf = Shelf()
        self.sequences: defaultdict[str, int] = defaultdict(int)
        self.highest_number = 1000
        self.touched: list[Record] = []
        self.versions: deque[Version] = deque(maxlen=MOST_VERSIONS)
        self.files: dict[str, bytes] = {}
        self.mails: deque[Obj] = deque(maxlen=MOST_MAILS)
        self._rows: list[Row] = []

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
        return self.clock.now().astimezone(self.zone)

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
        return self.index.ids(key)

    def next_id(self, family: str) -> str:
        self.sequences[family] += 1
        return str(self.sequences[family])

    def next_number(self) -> str:
        """The next automatic document number; one series for all sales forms. It is used up when
        a document that has it is put in, so that a refused one leaves no gap."""
        return str(self.highest_number + 1)

    def put(self, record: Record, *, family: str) -> None:
        """Take a record in, or take it in again after a change, with its keys and effects."""
        self.records[record.kind][record.id] = record
        record.settle(self.shelf if family == DOCUMENTS else None)
        for key in [*record.keys, *search_keys(record)]:
            self.index.add(key, record.id)
        self.ledger.apply(record.key, record.effects)
        if record.id.isdigit():
            self.sequences[family] = max(self.sequences[family], int(record.id))
        for name in ("BillAddr", "ShipAddr"):
            used = str((record.obj.get(name) or {}).get("Id", ""))
            if used.isdigit():
                self.sequences["address"] = max(self.sequences["address"], int(used))
        number = str(record.obj.get("DocNumber") or "")
        if number.isdigit() and len(number) < 10 and record.kind not in NUMBERED_BY_OTHERS:
            self.highest_number = max(self.highest_number, int(number))

    def take_out(self, record: Record) -> None:
        """Withdraw a record's keys and effects before it changes."""
        was = Version(record.key, record.sync_token, record.updated, record.obj)
        self.versions.append(was)
        for key in [*record.keys, *search_keys(record)]:
            self.index.discard(key, record.id)
        self.ledger.retract(record.key, record.effects)

    def touch(self, record: Record) -> None:
        self.touched.append(record)

    def keep(self, row: Row) -> None:
        """Store a further row together with what changed."""
        self._rows.append(row)

    def flush(self, *more: Row) -> None:
        """Store what changed since the last flush, with further rows, in one transaction."""
        rows = [*self._rows, *more]
        if self.store.lasting:
            rows += [self._row(record) for record in self.touched]
        self.touched.clear()
        self._rows = []
        if rows:
            self.store.save(rows)

    def _row(self, record: Record) -> Row:
        return ("record", f"{self.realm}/{record.kind}/{record.id}", record.as_json())


def search_keys(record: Record) -> list[IndexKey]:
    """Under what a query for a number or a name finds the record; a deleted one not at all."""
    if record.deleted:
        return []
    obj = record.obj
    return [search_key(record.kind, name, str(obj[name])) for name in SEARCHED if obj.get(name)]


def search_key(kind: str, name: str, value: str) -> IndexKey:
    """quickbooks: strings are compared without regard to case."""
    return ("=", kind, name.lower(), value.casefold())
