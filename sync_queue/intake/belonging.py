"""Which customers and products of the store are one company's?

Its own, as `routing` sends what is new; and what its orders need of others' besides.
"""

import copy

from django.db.models import Q

from connections.models import Connection
from entities.models import Customer, OrderLine, Product
from sync_queue import routing
from sync_queue.intake import unbooked

Name = type[Customer] | type[Product]


def own(connection: Connection, model: Name) -> Q:
    """`routing.Routes.owner` for the database: by vendor or storefront, else the default one."""
    routes = routing.load()
    column = "vendor" if model is Product else "storefront"
    owners = routes.by_vendor if model is Product else routes.by_storefront
    mine = [pk for pk, owner in owners.items() if owner == connection]
    found = Q(**{f"{column}__in": mine})
    if connection == routes.default:
        found |= ~Q(**{f"{column}__in": list(owners)})
    return found


def own_or_needed(connection: Connection, model: Name) -> Q:
    """With those on the shelf of another company, or of none, that stand in its own orders.

    The default connection gets whatever is nobody else's, so only others have such.
    """
    found = own(connection, model)
    if connection.is_default:
        return found
    timeless = copy.copy(connection)
    timeless.books_start_on = None
    orders = unbooked.due_orders(timeless).order_by()
    if model is Customer:
        return found | Q(pk__in=orders.values("customer"))
    sold = OrderLine.objects.filter(order__in=orders.values("pk"), product__isnull=False)
    return found | Q(pk__in=sold.order_by().values("product"))
