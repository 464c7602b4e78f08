"""Who reads for a company: one reader at a time, by a lease that is renewed while it lives.

The fence rises with every new holder. A transaction that settles or freezes checks it first, so a
reader that slept past its lease cannot undo what its successor did. Time is the database's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection as database
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sync_queue.models import ReaderLease


class LeaseLost(Exception):
    """Another reader works for this company now: stop, it goes on from what is stored."""


@dataclass(frozen=True)
class Lease:
    connection_id: int
    holder: str
    fence: int


def database_clock() -> datetime:
    """The database's time, so that workers with wrong clocks still agree on a lease."""
    if database.vendor != "postgresql":
        return timezone.now()
    with database.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def take(*, connection_id: int, holder: str, now: datetime) -> Lease | None:
    """The lease of a company, or None while somebody else's is alive."""
    ReaderLease.objects.get_or_create(connection_id=connection_id)
    free = Q(until__isnull=True) | Q(until__lte=now)
    taken = ReaderLease.objects.filter(free, connection_id=connection_id).update(
        holder=holder, fence=F("fence") + 1, until=now + _length()
    )
    if not taken:
        return None
    fence = ReaderLease.objects.values_list("fence", flat=True).get(
        connection_id=connection_id, holder=holder
    )
    return Lease(connection_id, holder, fence)


def renew(lease: Lease, *, now: datetime) -> None:
    """The heartbeat. Raises LeaseLost if the lease has gone to another reader."""
    if not _mine(lease).update(until=now + _length()):
        raise LeaseLost(f"The reader's lease of connection {lease.connection_id} was taken over.")


def require(lease: Lease) -> None:
    """Called first inside a transaction, it holds the lease's row until the commit."""
    if not _mine(lease).select_for_update().exists():
        raise LeaseLost(f"The reader's lease of connection {lease.connection_id} was taken over.")


def give_back(lease: Lease, *, now: datetime) -> None:
    _mine(lease).update(holder="", until=None, served_at=now)


def is_live(*, connection_id: int, now: datetime) -> bool:
    return ReaderLease.objects.filter(connection_id=connection_id, until__gt=now).exists()


def note_progress(lease: Lease, *, done: int, total: int) -> None:
    _mine(lease).update(progress_done=done, progress_total=total)


def _mine(lease: Lease) -> QuerySet[ReaderLease]:
    return ReaderLease.objects.filter(
        connection_id=lease.connection_id, holder=lease.holder, fence=lease.fence
    )


def _length() -> timedelta:
    return timedelta(seconds=settings.READER["lease_s"])
