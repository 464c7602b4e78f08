"""What the queue answers the connections' pages: what waits for which choice, and what is new."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from connections import queue_side
from connections.choosing import reasons
from connections.models import Connection
from entities.models import Product
from sync_queue import doorbell, kinds
from sync_queue.documents import periods
from sync_queue.figures import tally
from sync_queue.intake import belonging
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer
from sync_queue.troubles import causes

# Rows may name more records than this that lack a choice; the rest is not counted then.
MOST = 500
OF_CHOICES = (*reasons.STARTS, reasons.CLASSES_OFF)


class Answers:
    def waiting(self, connection: Connection) -> Mapping[str, int]:
        """Two queries by index, however many rows wait for something else. What waits behind a
        stuck row is freed with it."""
        found = (reason.name for reason in tally.reasons(connection, MOST))
        names = [name for name in found if name.startswith(OF_CHOICES)]
        stuck = _stuck(connection).filter(reason__in=names).order_by()
        return dict(stuck.values_list("reason").annotate(Count("pk"))) if names else {}

    def try_again(self, connection: Connection, chosen: Collection[str], *, now: datetime) -> int:
        return steer.resend(_stuck(connection).filter(reason__in=chosen), now=now).count

    def look_at_closed_again(self, connection: Connection, *, now: datetime) -> int:
        """One statement, and no word of a person: what is still closed is held again."""
        rows = QueueRow.objects.filter(connection=connection, reason=periods.REASON)
        blank: dict[str, Any] = {"reason": "", "message": "", "mend": "", "due_at": None}
        freed = rows.filter(state=QueueRow.State.HELD).update(
            state=QueueRow.State.WAITING, updated_at=now, **blank
        )
        if freed:
            doorbell.ring({connection.pk})
        return freed

    def new_products(self, connection: Connection) -> QuerySet[Product]:
        linked = Link.objects.linked().filter(kind=kinds.PRODUCT.name, is_gone=False)
        new = Product.objects.exclude(key__in=linked.values("key"))
        found: QuerySet[Product] = new.filter(belonging.own(connection, Product))
        return found


def _stuck(connection: Connection) -> QuerySet[QueueRow]:
    return QueueRow.objects.filter(connection=connection, state__in=causes.STUCK)


queue_side.register(Answers())
