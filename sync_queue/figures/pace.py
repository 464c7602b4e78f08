"""How fast does a queue go just now, and when will it be through?

Measured, not promised: by the rows that were finished in the last minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connections.models import Connection
from sync_queue.figures import tally
from sync_queue.models import QueueRow
from sync_queue.models.row import TAKEN_OUT, WAITING

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
    """The pace of a queue whose unfinished rows are `counts`; None where nothing moves, or
    everything that waits waits for something that a person must mend."""
    left = counts.get(State.WAITING, 0) + counts.get(State.SENDING, 0)
    if not left or not _has_moving(connection):
        return None
    finished = QueueRow.objects.filter(
        connection=connection, state=State.DONE, done_at__gte=now - WINDOW, done_at__lte=now
    )
    latest = finished.exclude(reason=TAKEN_OUT).order_by("-done_at", "-id")
    moments = [row.done_at for row in latest.only("done_at")[:SAMPLE] if row.done_at is not None]
    if len(moments) < FEWEST:
        return None
    seconds = max(1.0, (now - moments[-1]).total_seconds())
    return Pace(
        per_minute=len(moments) / seconds * 60,
        left=min(left, tally.MOST),
        has_more=left > tally.MOST,
    )


def _has_moving(connection: Connection) -> bool:
    rows = QueueRow.objects.filter(connection=connection)
    free = rows.filter(state=WAITING, blocked_by__isnull=True)
    return free.exists() or rows.in_flight().exclude(state=State.DONE).exists()
