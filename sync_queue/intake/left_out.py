"""Brings back what was left out while a switch was off, once that switch is on again."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.db.models.expressions import RawSQL

from connections import flows
from connections.models import Connection
from sync_queue import enqueue, kinds
from sync_queue.intake import switches
from sync_queue.models import QueueRow
from sync_queue.models.row import PARENT_NOT_BOOKED, QueueRowQuerySet

# Spelled out in the statement: SQLite chooses a partial index only for what it can read there.
NOT_NEEDED = RawSQL("'nothing'", ())
CHUNK = 1000


def rows(connection: Connection) -> QueueRowQuerySet:
    """The rows that a switch left out which is on now, where nothing has happened since."""
    newer = QueueRow.objects.filter(
        connection=OuterRef("connection"),
        kind=OuterRef("kind"),
        key=OuterRef("key"),
        pk__gt=OuterRef("pk"),
    )
    reasons = switches.reasons_on(flows.of(connection))
    left_out = QueueRow.objects.filter(connection=connection, flag=NOT_NEEDED, reason__in=reasons)
    return left_out.filter(~Exists(newer))


def counted(found: QueueRowQuerySet) -> dict[str, int]:
    """{kind: how many records}, in the order in which they go."""
    groups = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    return {kind.name: groups[kind.name] for kind in kinds.ALL if kind.name in groups}


def bring_back(found: QueueRowQuerySet, *, connection: Connection, now: datetime) -> int:
    """Puts the records of these rows in the queue, and tries again what was stuck behind them.

    Returns how many records that were.
    """
    # The sweep may have put some back meanwhile: a row more of the same record changes nothing.
    wishes = [
        enqueue.Wish(
            connection_id=connection.pk,
            kind=row.kind,
            key=row.key,
            label=row.label,
            operation=row.operation,
        )
        for row in found.iterator(chunk_size=CHUNK)
    ]
    enqueue.put(wishes, now=now)
    if wishes:
        _try_again_behind_them(connection, now)
    return len(wishes)


def _try_again_behind_them(connection: Connection, now: datetime) -> None:
    stuck = QueueRow.objects.filter(
        connection=connection, state=QueueRow.State.HELD, reason=PARENT_NOT_BOOKED
    )
    waiting = {"state": QueueRow.State.WAITING, "reason": "", "message": "", "mend": ""}
    stuck.update(**waiting, updated_at=now)
