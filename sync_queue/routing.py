"""For which connections a change is meant: a link binds it, a new record follows its owner.

A new document goes to its vendor's own company, else to its storefront's, else to the default one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, prefetch_related_objects

from connections.models import Connection
from connections.models import connection as connections
from entities.models import Invoice
from sync_queue import kinds
from sync_queue.models import Link, QueueRow

INVOICE = kinds.INVOICE.name
# These belong where their order belongs.
OF_PAYMENTS = tuple(kind.name for kind in (kinds.PAYMENT, *kinds.OF_PAYMENTS))
THROUGH_ORDER = (INVOICE, *OF_PAYMENTS, kinds.REFUND.name)


@dataclass(frozen=True)
class Routes:
    """All connections by what leads to them; `active` are those that want to hear of changes.

    What belongs to a connection that is off goes to no other one: its books would be in two places
    once it is on again. Of two with the same owner the one that captures goes first.
    """

    by_vendor: dict[int, Connection]
    by_storefront: dict[int, Connection]
    default: Connection | None
    active: dict[int, Connection]
    are_several: bool = True

    def owner(self, kind: str, entity: Any) -> Connection | None:
        """Where an entity that is linked nowhere belongs, be it on or off."""
        vendor_id, storefront_id = owner_of(kind, entity)
        return (
            self.by_vendor.get(vendor_id or 0)
            or self.by_storefront.get(storefront_id or 0)
            or self.default
        )

    def home_of(self, kind: str, entity: Any) -> Connection | None:
        """As `owner`; None where that connection does not want to hear of it now."""
        owner = self.owner(kind, entity)
        return owner if owner is not None and owner.pk in self.active else None


def load() -> Routes:
    captures = ExpressionWrapper(connections.captures(), output_field=BooleanField())
    found = Connection.objects.prefetch_related("storefronts").annotate(captures=captures)
    every: list[Any] = sorted(found, key=attrgetter("captures"))
    return Routes(
        by_vendor={one.vendor_id: one for one in every if one.vendor_id},
        by_storefront={front.pk: one for one in every for front in one.storefronts.all()},
        default=next((one for one in every if one.is_default), None),
        active={one.pk: one for one in every if one.captures},
        are_several=len(every) > 1,
    )


def owner_of(kind: str, entity: Any) -> tuple[int | None, int | None]:
    """(vendor id, storefront id) that decide where a new entity goes."""
    if kind in (INVOICE, *OF_PAYMENTS):
        return entity.order.vendor_id, entity.order.storefront_id
    if kind == kinds.REFUND.name:
        order = entity.order
        return (order.vendor_id, order.storefront_id) if order else (None, None)
    if kind == kinds.STOCK.name:
        return entity.product.vendor_id, None
    return getattr(entity, "vendor_id", None), getattr(entity, "storefront_id", None)


def links_of(kind: str, keys: Iterable[str]) -> dict[str, set[int]]:
    """For each key that is linked somewhere: the ids of those connections."""
    found: dict[str, set[int]] = {}
    links = Link.objects.linked().filter(kind=kind, key__in=list(keys), is_gone=False)
    for key, connection_id in links.values_list("key", "connection_id"):
        found.setdefault(key, set()).add(connection_id)
    return found


def pins(kind: str, entities: Sequence[Any], routes: Routes) -> dict[str, set[int]]:
    """For each key that is bound to connections already: their ids.

    By a link; and, of what moves money, by a call that is under way, or by the invoice of the same
    order. Else an order that has another owner now would be booked in two companies.
    """
    found = links_of(kind, [entity.key for entity in entities])
    if kind not in THROUGH_ORDER or not routes.are_several:
        return found
    loose = [entity for entity in entities if entity.key not in found]
    found |= _under_way(kind, [entity.key for entity in loose])
    if kind != INVOICE:
        loose = [entity for entity in loose if entity.key not in found and entity.order_id]
        found |= _with_their_orders(loose)
    return found


def _under_way(kind: str, keys: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    rows = QueueRow.objects.in_flight().filter(kind=kind, key__in=list(keys))
    for key, connection_id in rows.values_list("key", "connection_id"):
        found.setdefault(key, set()).add(connection_id)
    return found


def _with_their_orders(entities: Sequence[Any]) -> dict[str, set[int]]:
    """Where the invoices of these payments' and refunds' orders are, if they are anywhere."""
    orders = {entity.order_id for entity in entities}
    invoices = dict(Invoice.objects.filter(order__in=orders).values_list("key", "order_id"))
    places: dict[int, set[int]] = {}
    for where in (links_of(INVOICE, invoices), _under_way(INVOICE, invoices)):
        for key, ids in where.items():
            places.setdefault(invoices[key], set()).update(ids)
    return {entity.key: places[entity.order_id] for entity in entities if entity.order_id in places}


def wanted_by(kind: str, entities: Sequence[Any], routes: Routes) -> dict[int, list[Any]]:
    """Which connections want the change of which entities: {connection id: [entity, …]}."""
    if kind in THROUGH_ORDER:
        prefetch_related_objects(entities, "order")
    if kind == kinds.STOCK.name:
        prefetch_related_objects(entities, "product")
    bound = pins(kind, entities, routes)
    wanted: dict[int, list[Any]] = {}
    for entity in entities:
        home = routes.home_of(kind, entity)
        ids = bound.get(entity.key, set()) & set(routes.active)
        if not bound.get(entity.key) and home is not None:
            ids = {home.pk}
        for connection_id in ids:
            wanted.setdefault(connection_id, []).append(entity)
    return wanted
