"""How fast does a queue go just now, and when will it be through?

Measured, not promised: by the rows that were finished in the last minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connections.models import Connection
from sync_queue import tally
from sync_queue.models import QueueRow
from sync_queue.models.row import TAKEN_OUT

WINDOW = timedelta(minutes=10)
SAMPLE, FEWEST = 200, 3
State = QueueRow.State


@dataclass(frozen=True)
class Pace:
    """`per_minute` rows are finished just now; `left` still go by themselves, at least."""

    per_minute: float
    left: int
    has_more: bool

    @property
    def remaining(self) -> timedelta:
        return timedelta(minutes=self.left / self.per_minute)


def pace(connection: Connection, *, counts: Mapping[str, int], now: datetime) -> Pace | None:
    """The pace of a queue whose unfinished rows are `counts`; None where nothing moves."""
    left = counts.get(State.WAITING, 0) + counts.get(State.SENDING, 0)
    finished = QueueRow.objects.filter(
        connection=connection, state=State.DONE, done_at__gte=now - WINDOW, done_at__lte=now
    )
    moments = list(
        finished.exclude(reason=TAKEN_OUT)
        .order_by("-done_at", "-id")
        .values_list("done_at", flat=True)[:SAMPLE]
    )
    if not left or len(moments) < FEWEST:
        return None
    seconds = max(1.0, (now - moments[-1]).total_seconds())
    return Pace(
        per_minute=len(moments) / seconds * 60,
        left=min(left, tally.MOST),
        has_more=left > tally.MOST,
    )
