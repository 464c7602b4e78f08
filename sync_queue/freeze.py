"""Writes the intent: rows become dispatches whose bytes never change again (transaction 1).

Everything happens under the rows' locks: entity and links are read, the body is built, request id
and bytes are stored. What cannot go yet leaves its reason on the row instead.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from connections.models import Connection
from sync_queue import canonical, kinds, leases
from sync_queue.models import Dispatch, QueueRow
from sync_queue.preparing.prepare import Bench, Ready

REQUEST_ID_LENGTH = 32


@transaction.atomic
def freeze(
    *, lease: leases.Lease, connection: Connection, now: datetime, most: int, batch_size: int
) -> int:
    """Freezes up to `most` due rows into dispatches; returns how many rows it looked at."""
    leases.require(lease)
    rows = _next_rows(connection, now, most)
    if rows:
        bench = Bench(connection, rows, now)
        ready = [item for row in rows if (item := bench.prepare(row))]
        bench.parents.queue()
        for group in _groups(ready, batch_size):
            _write(group, connection=connection, now=now)
    return len(rows)


def sales_of(connection: Connection, *, now: datetime) -> QuerySet[QueueRow]:
    """The due rows of documents, in their order; read from the index of waiting rows only."""
    return _due(connection, now).filter(
        rank__gte=kinds.INVOICE.rank, rank__lte=kinds.PAYOUT_FEE.rank
    )


def _due(connection: Connection, now: datetime) -> QuerySet[QueueRow]:
    return QueueRow.objects.filter(connection=connection).due(now).order_by("rank", "id")


def _next_rows(connection: Connection, now: datetime, most: int) -> list[QueueRow]:
    """The due rows in their order; up to half of them are sales, however many names wait before.

    So a new order is looked at while a hundred thousand edited products wait, and what it needs
    goes ahead of them (`Parents.queue`).
    """
    found: dict[int, QueueRow] = {}
    for rows, share in ((sales_of(connection, now=now), most // 2), (_due(connection, now), most)):
        locked = rows.select_for_update(skip_locked=True, of=("self",))[:share]
        found |= {row.pk: row for row in locked}
    return sorted(list(found.values())[:most], key=lambda row: (row.rank, row.pk))


def _groups(ready: list[Ready], batch_size: int) -> Iterator[list[Ready]]:
    """Batches of what may share one; alone goes what has an operation of its own.

    quickbooks: writes that move stock at the same moment refuse one another, so they do not mix
    with others and go one group after the other.
    """
    for moves_stock in (False, True):
        lane = [item for item in ready if item.moves_stock == moves_stock]
        together = [item for item in lane if item.intent.can_be_batched]
        for start in range(0, len(together), batch_size):
            yield together[start : start + batch_size]
        yield from ([item] for item in lane if not item.intent.can_be_batched)


def _write(group: list[Ready], *, connection: Connection, now: datetime) -> None:
    if len(group) == 1:
        _write_single(group[0], connection=connection, now=now)
        return
    # quickbooks: beside a request id of at most 36 characters a batch's own ids have at most 10.
    item_ids = [f"{place}-{item.fingerprint[:7]}" for place, item in enumerate(group)]
    body = {
        "BatchItemRequest": [
            {
                "bId": item_id,
                "operation": "create" if item.intent.operation == "create" else "update",
                item.intent.qbo_type: item.intent.body,
            }
            for item_id, item in zip(item_ids, group, strict=True)
        ]
    }
    dispatch = Dispatch.objects.create(
        connection=connection,
        request_id=canonical.digest(*(item.fingerprint for item in group))[:REQUEST_ID_LENGTH],
        path="/batch",
        body=canonical.encode(body),
        items=len(group),
        moves_stock=any(item.moves_stock for item in group),
        created_at=now,
    )
    for item_id, item in zip(item_ids, group, strict=True):
        item.row.send_with(dispatch, item_id=item_id, frozen=item.frozen, now=now)


def _write_single(item: Ready, *, connection: Connection, now: datetime) -> None:
    dispatch = Dispatch.objects.create(
        connection=connection,
        request_id=item.fingerprint[:REQUEST_ID_LENGTH],
        path=f"/{item.intent.qbo_type.lower()}",
        params=item.intent.params,
        body=canonical.encode(item.intent.body),
        moves_stock=item.moves_stock,
        created_at=now,
    )
    item.row.send_with(dispatch, item_id="", frozen=item.frozen, now=now)
