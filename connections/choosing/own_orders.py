"""Which of the store's orders may go to a company, as far as the company's own settings tell?

In a vendor's own company they are the vendor's alone: nothing there tells of what others sell.
"""

from datetime import datetime, time

from django.db.models import QuerySet

from connections.models import Connection
from entities.models import Order


def of(connection: Connection) -> QuerySet[Order]:
    """Its vendor's orders; everybody's in the marketplace's own company."""
    orders: QuerySet[Order] = Order.objects.all()
    return orders if connection.vendor_id is None else orders.filter(vendor=connection.vendor_id)


def since_start(connection: Connection) -> QuerySet[Order]:
    """Those of them that were placed since the books start; all while nobody has said when."""
    start = start_of_books(connection)
    return of(connection) if start is None else of(connection).filter(placed_at__gte=start)


def latest(connection: Connection, *, number: int) -> list[int]:
    """The pks of its newest orders."""
    return list(of(connection).order_by("-placed_at").values_list("pk", flat=True)[:number])


def start_of_books(connection: Connection) -> datetime | None:
    """The first moment of the books, where the company is."""
    if connection.books_start_on is None:
        return None
    return datetime.combine(connection.books_start_on, time.min, connection.zone)
