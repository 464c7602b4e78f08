"""Which orders get an invoice by themselves now: of all of them, of what has shipped, or none?

As their storefront says; none where the connection leaves it to people (Create invoice).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, prefetch_related_objects

from connections.models import Connection
from entities import invoicing
from entities.models import Order, OrderLine, Storefront
from sync_queue import routing
from sync_queue.documents import posting

Way = Storefront.Invoices
CHUNK = 500


def bill(found: Iterable[tuple[Order, Connection]], *, now: datetime) -> set[int]:
    """Bills those of these orders that post to that connection, in a fixed number of queries.

    Returns the primary keys of the orders that were billed as a whole. What has shipped is billed
    as of `now` once all of it is stored: the lines of one shipment belong on one invoice.
    """
    pairs = list(found)
    prefetch_related_objects([order for order, _ in pairs], "storefront")
    ways: dict[str, list[Order]] = {}
    for order, home in pairs:
        if posting.posts(order=order, connection=home):
            ways.setdefault(posting.invoices(order=order, connection=home), []).append(order)
    if shipping := ways.get(Way.SHIPMENT):
        transaction.on_commit(partial(_ship, shipping, now), robust=True)
    return invoicing.bill_unbilled(orders=ways.get(Way.ORDER, []))


def unheard(routes: routing.Routes) -> Iterator[int]:
    """Primary keys of orders that should have been billed by themselves and were not."""
    whole = Order.objects.filter(invoices=None)
    shipped = OrderLine.objects.filter(
        order=OuterRef("pk"), invoiced_whole=False, shipped_quantity__gt=F("invoiced_quantity")
    )
    left = Order.objects.filter(Exists(shipped), storefront__invoices=Way.SHIPMENT)
    for orders, way in ((whole, Way.ORDER), (left, Way.SHIPMENT)):
        for order in orders.select_related("storefront").iterator(chunk_size=CHUNK):
            home = routes.home_of("order", order)
            if home is None or not posting.posts(order=order, connection=home):
                continue
            if posting.invoices(order=order, connection=home) == way:
                yield order.pk


def _ship(orders: list[Order], now: datetime) -> None:
    for order in orders:
        # Nothing has left, or the order was billed otherwise: there is nothing to do by itself.
        with suppress(*invoicing.REFUSALS):
            invoicing.bill_shipment(order=order, issued_at=now)
