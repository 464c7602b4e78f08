"""What may be done for a company just now, and in what portions.

Which rows, in which order, is the queryset's word (`QueueRow.due`, by rank); here stands how many
at a time, and what a person's decisions have set free since the last look.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Avg, F, FloatField
from django.db.models.functions import Cast

from connections import readiness
from connections.models import Connection, Exchange
from connections.signing_in import standing
from sync_queue.intake import first_looks
from sync_queue.models import Dispatch, QueueRow

# A batch must end well before QuickBooks' own limit of 120 s.
LONGEST_BATCH_S = 60.0
MEASURED = 20


def why_not(connection: Connection, *, now: datetime) -> str:
    """The sentence that says why nothing may be sent for this company; "" if it may."""
    return why_not_now(connection, now=now) or _what_is_missing(connection)


def why_not_now(connection: Connection, *, now: datetime) -> str:
    """As `why_not`, of what may change from one moment to the next."""
    if not standing.is_installation_on():
        return standing.INSTALLATION_OFF
    if connection.accounting_vendor == Connection.AccountingVendor.NONE:
        return "The connection uses no accounting system."
    if not connection.is_active:
        return "The connection is switched off."
    if not connection.is_connected:
        return "The connection is not signed in to QuickBooks."
    if connection.is_paused(now=now):
        return connection.pause_reason or "The connection is paused."
    return ""


def _what_is_missing(connection: Connection) -> str:
    """What stops the whole company; what only some documents need stops only those."""
    missing = readiness.first_block(connection=connection)
    return missing.sentence if missing else ""


def has_work(connection: Connection, *, now: datetime) -> bool:
    """Something that a reader could do at once: send, look up, or look for."""
    quiet = timedelta(seconds=settings.READER["quiet_s"])
    rows = QueueRow.objects.filter(connection=connection)
    return (
        Dispatch.objects.filter(connection=connection).due(now, quiet=quiet).exists()
        or rows.actionable(now).exists()
        or rows.to_look_for(now, quiet=quiet).exists()
    )


def set_free(connection: Connection, *, now: datetime) -> None:
    """Auto-post was switched on, or is now: what was held only for that goes."""
    first_looks.go_on_by_itself(connection, now=now)
    if connection.auto_post:
        QueueRow.objects.filter(
            connection=connection, state=QueueRow.State.HELD, reason="auto_post"
        ).update(state=QueueRow.State.WAITING, reason="", message="", mend="", updated_at=now)


def batch_size(connection: Connection) -> int:
    """How many items a batch may have, by the measured time per item."""
    most = int(settings.QBO_LIMITS["items_per_batch"])
    recent = Exchange.objects.filter(connection=connection, is_batch=True, took_ms__isnull=False)
    per_item = recent.filter(
        pk__in=recent.order_by("-started_at").values("pk")[:MEASURED]
    ).aggregate(ms=Avg(Cast("took_ms", FloatField()) / F("items")))["ms"]
    if not per_item:
        return most
    return max(1, min(most, int(LONGEST_BATCH_S * 1000 / per_item)))


def due_connections(*, now: datetime) -> list[int]:
    """Live companies with something to do, the one that was served longest ago first."""
    live = Connection.objects.live().order_by(F("reader_lease__served_at").asc(nulls_first=True))
    return [connection.pk for connection in live if has_work(connection, now=now)]
