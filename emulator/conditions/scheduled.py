"""Which call is to go wrong, and how? Faults that a test has ordered."""

import threading
from dataclasses import dataclass, field
from typing import Any

from emulator.protocol.faults import RECORDED, UNRECORDED
from emulator.settings import UnknownSettingError, number
from emulator.wire import Obj

NAMES = frozenset(
    {
        *("response-lost", "request-lost", "late", "http-500", "http-500-after", "http-503"),
        *("429", "401", "403", "latency", "6000-contention"),
    }
)
MATCHES = frozenset({"method", "path", "entity", "operation", "nth"})
CODED = frozenset({*RECORDED, *UNRECORDED, "6000-contention"})


class BadOrderError(ValueError):
    """A scheduled fault that nobody can carry out; the message says why."""


@dataclass(frozen=True)
class Asked:
    """One thing a call asks: the kind and what is done with it."""

    entity: str
    operation: str


@dataclass
class Ordered:
    """A fault for the calls that match, from the nth on, so many times."""

    realm: str
    match: dict[str, Any]
    fault: str
    times: int = 1
    ms: float = 0
    late_s: float | None = None
    seen: int = field(default=0)

    def fits(self, *, realm: str, method: str, path: str, asked: list[Asked]) -> bool:
        match = self.match
        if self.realm and self.realm != realm:
            return False
        if match.get("method", method).upper() != method:
            return False
        if match.get("path", "") not in path:
            return False
        return any(self._asks(each) for each in asked) or not self._wants_something()

    def _wants_something(self) -> bool:
        return bool(self.match.get("entity") or self.match.get("operation"))

    def _asks(self, asked: Asked) -> bool:
        entity = str(self.match.get("entity") or asked.entity).lower()
        operation = str(self.match.get("operation") or asked.operation).lower()
        return entity == asked.entity.lower() and operation == asked.operation

    def due(self) -> bool:
        """Count a matching call and say whether it is one that goes wrong."""
        self.seen += 1
        first = int(self.match.get("nth") or 1)
        return first <= self.seen < first + self.times


class Schedule:
    """All ordered faults; the first that is due is taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Ordered] = []

    def add(self, order: Obj) -> Ordered:
        """Take an order as it comes over the wire. Raises BadOrderError."""
        fault = str(order.get("fault", ""))
        if fault not in NAMES | CODED:
            raise BadOrderError(f"There is no fault {fault!r}.")
        late = order.get("late_s")
        ordered = Ordered(
            realm=str(order.get("realm") or ""),
            match=_match(order.get("match") or {}),
            fault=fault,
            times=int(_number("times", order.get("times") or 1)),
            ms=_number("ms", order.get("ms") or 0),
            late_s=None if late is None else _number("late_s", late),
        )
        with self._lock:
            self._orders.append(ordered)
        return ordered

    def take(
        self, *, realm: str, method: str, path: str, asked: list[Asked], coded: bool | None = None
    ) -> Ordered | None:
        """The fault for this call, if one is due. `coded`: only (or none of) the answered codes."""
        with self._lock:
            for order in self._orders:
                if coded is not None and (order.fault in CODED) != coded:
                    continue
                fits = order.fits(realm=realm, method=method, path=path, asked=asked)
                if fits and order.due():
                    return order
        return None

    def clear(self, realm: str = "") -> None:
        with self._lock:
            self._orders = [order for order in self._orders if realm and order.realm != realm]

    def as_json(self) -> list[Obj]:
        with self._lock:
            return [
                {"realm": o.realm, "match": o.match, "fault": o.fault, "times": o.times}
                | {"seen": o.seen}
                for o in self._orders
            ]


def _match(given: Any) -> Obj:
    """What an order is to match, checked. Raises BadOrderError."""
    if not isinstance(given, dict):
        raise BadOrderError(f"A match cannot be {given!r}.")
    if unknown := set(given) - MATCHES:
        raise BadOrderError(f"A match knows no {', '.join(sorted(unknown))}.")
    words = {name: str(value) for name, value in given.items() if name != "nth" and value}
    nth = {"nth": int(_number("nth", given["nth"]))} if given.get("nth") else {}
    return {**words, **nth}


def _number(name: str, value: Any) -> float:
    try:
        return number(name, value)
    except UnknownSettingError as error:
        raise BadOrderError(str(error)) from error
