"""Does something wait that could go, while nobody comes to read the queue?

A reader leaves its time in the lease, and the background jobs leave theirs (`last_seen`). A queue
in which nothing is due may stay unread for as long as it likes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from connections.checking import last_seen
from connections.models import Connection, Installation
from sync_queue import plan
from sync_queue.models import QueueRow, ReaderLease

CALL = "Your developer has to"
KEPT = "What waits keeps its place."


@dataclass(frozen=True)
class Unread:
    """`read_at`: when the queue was last read; `jobs_at`: when the background jobs were last seen;
    None for never. `has_jobs`: they were seen lately all the same."""

    read_at: str
    jobs_at: str
    has_jobs: bool

    @property
    def sentence(self) -> str:
        """What is wrong, and what mends it."""
        read = f"This queue was last read on {self.read_at}" if self.read_at else NEVER_READ
        return f"{read}, although something in it could be sent. {self.mend} {KEPT}"

    @property
    def mend(self) -> str:
        if self.has_jobs:
            return f"The background program runs, but does not come here. {CALL} look at its log."
        if self.jobs_at:
            return f"The background program was last seen on {self.jobs_at}. {CALL} start it again."
        if self.read_at:
            return f"Nobody has read it since. {CALL} start the background program again."
        return f"The background program has never been seen here. {CALL} start it."


NEVER_READ = "This queue was never read"


def unread(connection: Connection, *, now: datetime) -> Unread | None:
    """None while the queue is read, where nothing in it is due, and where nothing may be sent."""
    long_ago = now - timedelta(seconds=settings.READER["missed_after_s"])
    read_at = _read_at(connection)
    if read_at and read_at > long_ago:
        return None
    if _may_go_since(connection) > long_ago or not _is_due(connection, since=long_ago):
        return None
    if plan.why_not(connection, now=now):
        return None
    jobs_at = last_seen.jobs()
    return Unread(
        _said(read_at, connection),
        _said(jobs_at, connection),
        has_jobs=jobs_at is not None and jobs_at > long_ago,
    )


def jobs_stopped(connection: Connection, *, now: datetime) -> str:
    """Since when the background jobs stand still although this queue is read: beat has ended, and
    a worker lives. "" for otherwise; who never had beat or its cron line lacks nothing."""
    jobs_at, read_at = last_seen.jobs(), _read_at(connection)
    missed = timedelta(seconds=settings.READER["missed_after_s"])
    if jobs_at is None or read_at is None or min(now, read_at) - jobs_at < missed:
        return ""
    return _said(jobs_at, connection)


def _read_at(connection: Connection) -> datetime | None:
    """When a reader was here; one that was killed has left the end of its lease."""
    lease = ReaderLease.objects.filter(connection=connection).first()
    moments = (lease.until, lease.served_at) if lease else ()
    return max((moment for moment in moments if moment), default=None)


def _may_go_since(connection: Connection) -> datetime:
    """Not before: somebody changed the connection, its pause ended, all was switched on."""
    switched = Installation.objects.values_list("switched_at", flat=True).first()
    moments = (connection.updated_at, connection.paused_until, switched)
    return max(moment for moment in moments if moment)


def _is_due(connection: Connection, *, since: datetime) -> bool:
    """A reader would have had something to do all the time `since` then.

    The age of rows is asked for by `created_at`, too: that has an index.
    """
    rows = QueueRow.objects.filter(connection=connection, updated_at__lte=since)
    if rows.ready(since).filter(created_at__lte=since).exists():
        return True
    times = Q(due_at__isnull=True) | Q(due_at__lte=since)
    again = Q(dispatch__due_at__isnull=True) | Q(dispatch__due_at__lte=since)
    return rows.in_flight().filter(times, again, dispatch__isnull=False).exists()


def _said(moment: datetime | None, connection: Connection) -> str:
    """ "20 November at 14:03", where the company is; "" for none."""
    if moment is None:
        return ""
    here = moment.astimezone(connection.zone)
    return f"{here.day} {here:%B} at {here:%H:%M}"
