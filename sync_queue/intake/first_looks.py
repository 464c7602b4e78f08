"""A shop that had no order to try goes live all the same: who looks at its first orders, and when
does the rest go by itself?

Each order waits until a person sends it. Once so many of them are in QuickBooks, sending by itself
is switched on, as was said at the press that went live.
"""

from datetime import datetime

from connections.models import Connection, GuidedStart
from sync_queue import kinds
from sync_queue.models import Link

HOW_MANY = 3


def wanted(connection: Connection) -> int:
    """How many orders a person sends before the rest goes by itself; 0 where none is waited for."""
    if connection.auto_post or connection.went_live_at is None:
        return 0
    start = GuidedStart.objects.filter(connection=connection).first()
    return start.first_looks if start else 0


def sent(connection: Connection) -> int:
    """How many orders went to QuickBooks so far, each at a person's word."""
    links = Link.objects.linked().filter(connection=connection, kind=kinds.INVOICE.name)
    return links.filter(last_sent_at__isnull=False).count()


def go_on_by_itself(connection: Connection, *, now: datetime) -> None:
    """Switches sending by itself on as soon as the first orders were looked at and sent."""
    number = wanted(connection)
    if not number or sent(connection) < number:
        return
    mine = Connection.objects.filter(pk=connection.pk, auto_post=False)
    mine.update(auto_post=True, updated_at=now)
    GuidedStart.objects.filter(connection=connection).update(first_looks=0)
    connection.auto_post = True
