"""What the queue answers the connections' pages: what waits for which choice, and what is new."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from connections import queue_side, reasons
from connections.models import Connection
from entities.models import Product, Vendor
from sync_queue import causes, kinds, steer
from sync_queue.models import Link, QueueRow

# Ranges of the index on reasons: rows held for anything else are not even looked at.
OF_CHOICES = Q(reason=reasons.CLASSES_OFF)
for start in reasons.STARTS:
    # What follows a colon in the order of characters is a semicolon.
    OF_CHOICES |= Q(reason__gte=start, reason__lt=start.replace(":", ";"))


class Answers:
    def waiting(self, connection: Connection) -> Mapping[str, int]:
        """One grouped query. What waits behind a stuck row counts with it when that is freed."""
        stuck = _stuck(connection).filter(OF_CHOICES)
        return dict(stuck.order_by().values_list("reason").annotate(Count("pk")))

    def try_again(self, connection: Connection, chosen: Collection[str], *, now: datetime) -> int:
        return steer.resend(_stuck(connection).filter(reason__in=chosen), now=now).count

    def new_products(self, connection: Connection) -> QuerySet[Product]:
        linked = Link.objects.linked().filter(kind=kinds.PRODUCT.name, is_gone=False)
        new = Product.objects.exclude(key__in=linked.values("key"))
        found: QuerySet[Product] = new.filter(_comes_here(connection))
        return found


def _stuck(connection: Connection) -> QuerySet[QueueRow]:
    return QueueRow.objects.filter(connection=connection, state__in=causes.STUCK)


def _comes_here(connection: Connection) -> Q:
    """As `routing` sends them: a product goes with its vendor's company, else with the default."""
    if connection.vendor_id is not None:
        return Q(vendor=connection.vendor_id)
    elsewhere = Vendor.objects.filter(connections__is_active=True)
    return Q(vendor__isnull=True) | ~Q(vendor__in=elsewhere)


queue_side.register(Answers())
