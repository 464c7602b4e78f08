"""How a wish gets into the queue: one raw upsert for many entities, in the caller's transaction.

Repeated edits of an entity meet in its one open row, whose revision counts them. Raw, because the
obvious `update_or_create` costs a shop's save several times its own price.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection as database

from connections.models import Connection
from sync_queue import kinds
from sync_queue.models import Link, QueueRow

CHUNK = 200
COLUMNS = (
    "connection_id, kind, key, operation, state, flag, rank, label, revision, payload, reason, "
    "message, mend, fault, attempts, probes, is_released, approvals, item_id, frozen, created_at, "
    "updated_at"
)
ROW = (
    "(%s, %s, %s, %s, 'waiting', '', %s, %s, 1, %s, '', '', '', '{}', 0, 0, %s, '', '', '{}', "
    "%s, %s)"
)
UPSERT = """
INSERT INTO sync_queue_queuerow ({columns}) VALUES {rows}
ON CONFLICT (connection_id, kind, key) WHERE state IN ('waiting', 'held', 'error')
DO UPDATE SET
    operation = excluded.operation, state = 'waiting',
    rank = CASE WHEN sync_queue_queuerow.rank < 0
        AND sync_queue_queuerow.operation = excluded.operation
        THEN sync_queue_queuerow.rank ELSE excluded.rank END,
    label = excluded.label, revision = sync_queue_queuerow.revision + 1,
    payload = excluded.payload, reason = '', message = '', mend = '', fault = '{{}}',
    attempts = 0, due_at = NULL, blocked_by_id = NULL, approvals = '',
    is_released = (sync_queue_queuerow.is_released OR excluded.is_released),
    updated_at = excluded.updated_at
"""


@dataclass(frozen=True)
class Wish:
    """That `kind` `key` be brought to, or taken out of, one company."""

    connection_id: int
    kind: str
    key: str
    label: str
    operation: str = QueueRow.Operation.UPSERT.value
    is_released: bool = False
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        kind = kinds.BY_NAME[self.kind]
        is_delete = self.operation == QueueRow.Operation.DELETE
        return kind.delete_rank if is_delete else kind.rank


def put(wishes: Iterable[Wish], *, now: datetime) -> None:
    """Upserts the open rows of `wishes`; what was held or failed before is tried anew."""
    latest = {(wish.connection_id, wish.kind, wish.key): wish for wish in wishes}
    # In a fixed order, so that two transactions never wait for each other's rows.
    ordered = [latest[name] for name in sorted(latest)]
    for start in range(0, len(ordered), CHUNK):
        _upsert(ordered[start : start + CHUNK], now)


def remove(kind: str, entities: Sequence[Any], *, now: datetime) -> set[int]:
    """Entities are about to disappear: linked ones get a delete row, others lose their open rows.

    What is in flight may yet become a link, so it gets a delete row as well, which waits for it.
    A connection that captures nothing now gets none; the sweep tells it once it is on again.
    Returns the ids of the connections that have something to do.
    """
    listening = Connection.objects.capturing().values("pk")
    labels = {entity.key: str(entity)[:200] for entity in entities}
    linked = set(
        Link.objects.linked()
        .filter(kind=kind, key__in=labels, is_gone=False, connection__in=listening)
        .values_list("connection_id", "key")
    )
    flying = set(
        QueueRow.objects.in_flight()
        .filter(kind=kind, key__in=labels, connection__in=listening)
        .values_list("connection_id", "key")
    )
    QueueRow.objects.open().filter(kind=kind, key__in=labels).delete()
    wishes = [
        Wish(
            connection_id=connection_id,
            kind=kind,
            key=key,
            label=labels[key],
            operation=QueueRow.Operation.DELETE.value,
        )
        for connection_id, key in linked | flying
    ]
    put(wishes, now=now)
    return {wish.connection_id for wish in wishes}


def _upsert(wishes: Sequence[Wish], now: datetime) -> None:
    moment = database.ops.adapt_datetimefield_value(now)
    values: list[Any] = []
    for wish in wishes:
        values += [wish.connection_id, wish.kind, wish.key, wish.operation, wish.rank]
        values += [wish.label[:200], json.dumps(wish.payload), wish.is_released, moment, moment]
    statement = UPSERT.format(columns=COLUMNS, rows=", ".join([ROW] * len(wishes)))
    with database.cursor() as cursor:
        cursor.execute(statement, values)
