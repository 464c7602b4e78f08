"""Figures that are quick to count are counted whenever they are asked for; slow ones are kept.

A page never passes old figures off as new: it gets the moment of the count and says it. The watch
counts again what somebody has looked at lately, so that a person rarely waits for a long count.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connections.models import Connection
from sync_queue.models import Remembered

# A count that took longer is kept.
SLOW_S = 0.4
KEPT_FOR = timedelta(minutes=10)
RENEWED_AFTER = timedelta(minutes=5)
# Counted again without being asked for as long as somebody looked at them in this time.
LOOKED_AT_WITHIN = timedelta(hours=2)
ASKED_EVERY = timedelta(minutes=5)

Count = Callable[[], Any]


@dataclass(frozen=True)
class Counted:
    """`at` is None for what was counted just now."""

    data: Any
    at: datetime | None = None


def counted(
    connection: Connection,
    name: str,
    count: Count,
    *,
    now: datetime,
    clock: Callable[[], float] = time.perf_counter,
) -> Counted:
    """The figures called `name`, kept ones where counting them takes long; JSON both ways."""
    kept = Remembered.objects.filter(connection=connection, name=name).first()
    if kept is not None and now - kept.counted_at < KEPT_FOR:
        if now - kept.asked_at > ASKED_EVERY:
            Remembered.objects.filter(pk=kept.pk).update(asked_at=now)
        return Counted(kept.data, kept.counted_at)
    return Counted(_count(connection, name, count, now=now, clock=clock, asked_at=now))


def due(connection: Connection, *, now: datetime) -> Iterator[str]:
    """The names of kept figures that should be counted again by themselves."""
    kept = Remembered.objects.filter(connection=connection)
    kept.filter(asked_at__lte=now - LOOKED_AT_WITHIN).delete()
    yield from kept.filter(counted_at__lte=now - RENEWED_AFTER).values_list("name", flat=True)


def renew(
    connection: Connection,
    name: str,
    count: Count,
    *,
    now: datetime,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Counts again what is kept, without anybody waiting for it."""
    _count(connection, name, count, now=now, clock=clock, asked_at=None)


def forget(connection: Connection) -> None:
    """A person wants to see the figures as they are now."""
    Remembered.objects.filter(connection=connection).delete()


def _count(
    connection: Connection,
    name: str,
    count: Count,
    *,
    now: datetime,
    clock: Callable[[], float],
    asked_at: datetime | None,
) -> Any:
    started = clock()
    data = count()
    if clock() - started < SLOW_S:
        Remembered.objects.filter(connection=connection, name=name).delete()
        return data
    defaults = {"data": data, "counted_at": now}
    Remembered.objects.update_or_create(
        connection=connection,
        name=name,
        defaults=defaults | ({"asked_at": asked_at} if asked_at else {}),
        create_defaults=defaults | {"asked_at": asked_at or now},
    )
    return data
