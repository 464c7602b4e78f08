"""What stands in the queue, and what is linked, in few words."""

from typing import Any

from connections.models import Connection
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer
from tests.factories import NOON


def queued() -> set[tuple[str, str, str]]:
    return set(QueueRow.objects.open().values_list("kind", "key", "operation"))


def emptied() -> None:
    QueueRow.objects.all().delete()


def link(to: Connection, kind: str, key: str, **columns: Any) -> Link:
    given = {"qbo_type": "Item", "qbo_id": f"{kind}-{key}"[:40], "sync_token": "0", **columns}
    made: Link = Link.objects.create(connection=to, kind=kind, key=key, **given)
    return made


def release(row: QueueRow) -> None:
    """A person sends what was held, as from the console."""
    steer.release(QueueRow.objects.filter(pk=row.pk), user="Alice", now=NOON)
