"""How much may go to a company, and when: QuickBooks' limits, counted from the Exchange rows.

Reader, console and a successor of either see the same minute, since a row is stamped before its
call starts. docs/limits.md has the numbers.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery

from connections.models import Connection, Exchange

MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
SILENCE = timedelta(seconds=60)
POLL_S = 0.05

Calls = QuerySet[Exchange]


def delay(
    *, connection: Connection, now: datetime, is_batch: bool = False, for_console: bool = False
) -> float:
    """Seconds until one more call may start; 0.0 = now. After waiting, ask again.

    The reader leaves a share of the minute to the console (`reserved_for_console`).
    """
    seen = _seen(connection, now, _per_minute(for_console))
    opens = [_after(seen["minute"], MINUTE), _after(seen["second"], SECOND)]
    opens.append(_after(seen["throttled"], SILENCE))
    if is_batch:
        opens.append(_after(seen["batches"], MINUTE))
    if (seen["in_flight"] or 0) >= settings.QBO_LIMITS["in_flight"]:
        opens.append(now + timedelta(seconds=POLL_S))
    return max(0.0, *((moment - now).total_seconds() for moment in opens if moment), 0.0)


def _per_minute(for_console: bool) -> int:
    reserve = 0 if for_console else settings.QBO_LIMITS["reserved_for_console"]
    return max(1, int(settings.QBO_LIMITS["requests_per_minute"]) - int(reserve))


def _after(started: datetime | None, length: timedelta) -> datetime | None:
    return started + length if started else None


def _seen(connection: Connection, now: datetime, per_minute: int) -> dict[str, Any]:
    """In one query: of each full window the call that must leave it first, the last throttle,
    and how many calls are running. Each part reads only as many index entries as its limit."""
    limits = settings.QBO_LIMITS
    # quickbooks: a call runs for 120 s at most; after this nothing of it can still be running.
    running_since = now - timedelta(seconds=settings.READER["quiet_s"])
    calls = Exchange.objects.filter(connection=connection).order_by("-started_at")
    minute = calls.since(now - MINUTE)
    seen = Connection.objects.filter(pk=connection.pk).values(
        minute=_nth_newest(minute, per_minute),
        second=_nth_newest(calls.since(now - SECOND), limits["requests_per_second"]),
        batches=_nth_newest(minute.filter(is_batch=True), limits["batches_per_minute"]),
        throttled=_nth_newest(minute.throttled(), 1),
        in_flight=_count(calls.since(running_since).unanswered()),
    )
    return dict(seen.get())


def _nth_newest(calls: Calls, place: int) -> Subquery:
    return Subquery(calls.values("started_at")[place - 1 : place])


def _count(calls: Calls) -> Subquery:
    grouped = calls.order_by().values("connection").annotate(count=Count("pk"))
    return Subquery(grouped.values("count"))
