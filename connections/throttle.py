"""How much may go to a company, and when: QuickBooks' limits, counted from the Exchange rows.

Reader, console and a successor of either see the same minute, since a row is stamped before its
call starts. docs/limits.md has the numbers.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from connections.faults import UNREACHABLE
from connections.models import Connection, Exchange

MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
# quickbooks: a call runs for 120 s at most; after this nothing of it can still be running.
LONGEST_CALL = timedelta(seconds=130)
SILENCE = timedelta(seconds=60)
POLL_S = 0.05


class Window(NamedTuple):
    """`used` calls started since `oldest`, of which no more than `limit` may within `length`."""

    used: int
    limit: int
    oldest: datetime | None
    length: timedelta

    def opens_at(self) -> datetime | None:
        """When its oldest call leaves; None while there is room."""
        full = self.oldest is not None and self.used >= self.limit
        return self.oldest + self.length if full and self.oldest else None


def delay(
    *, connection: Connection, now: datetime, is_batch: bool = False, for_console: bool = False
) -> float:
    """Seconds until one more call may start; 0.0 = now. After waiting, ask again.

    The reader leaves a share of the minute to the console (`reserved_for_console`).
    """
    seen = _seen(connection, now)
    opens = [window.opens_at() for window in _windows(seen, is_batch, for_console)]
    if seen["throttled_at"]:
        opens.append(seen["throttled_at"] + SILENCE)
    seconds = max(((moment - now).total_seconds() for moment in opens if moment), default=0.0)
    if seen["in_flight"] >= settings.QBO_LIMITS["in_flight"]:
        seconds = max(seconds, POLL_S)
    return max(seconds, 0.0)


def _windows(seen: dict[str, Any], is_batch: bool, for_console: bool) -> list[Window]:
    limits = settings.QBO_LIMITS
    reserve = 0 if for_console else limits["reserved_for_console"]
    per_minute = max(1, limits["requests_per_minute"] - reserve)
    windows = [
        Window(seen["minute"], per_minute, seen["minute_from"], MINUTE),
        Window(seen["second"], limits["requests_per_second"], seen["second_from"], SECOND),
    ]
    if is_batch:
        windows.append(
            Window(seen["batches"], limits["batches_per_minute"], seen["batches_from"], MINUTE)
        )
    return windows


def _seen(connection: Connection, now: datetime) -> dict[str, Any]:
    """Everything the limits depend on, in one query over the last 130 seconds."""
    minute, second = Q(started_at__gt=now - MINUTE), Q(started_at__gt=now - SECOND)
    batches = minute & Q(is_batch=True)
    # A call without an answer may still be running there, unless it never left.
    in_flight = Q(status=None) & ~Q(fault_code=UNREACHABLE.code)
    throttled = minute & (Q(status=429) | Q(fault_code="3001"))
    recent = Exchange.objects.filter(connection=connection).since(now - LONGEST_CALL)
    return recent.order_by().aggregate(
        minute=Count("pk", filter=minute),
        minute_from=Min("started_at", filter=minute),
        second=Count("pk", filter=second),
        second_from=Min("started_at", filter=second),
        batches=Count("pk", filter=batches),
        batches_from=Min("started_at", filter=batches),
        in_flight=Count("pk", filter=in_flight),
        throttled_at=Max("started_at", filter=throttled),
    )
