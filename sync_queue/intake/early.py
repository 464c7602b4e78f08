"""What does an order become in QuickBooks before it posts, and in which company?

An estimate, or a purchase order for each vendor of its goods; which of them, and in which statuses,
is a decision of the connection.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q

from connections.models import Connection
from entities.models import Order
from sync_queue import enqueue, kinds, routing
from sync_queue.documents import posting, purchase_order
from sync_queue.models import Link, QueueRow

Become = Connection.OrdersBecome
CHUNK = 200


@dataclass(frozen=True)
class Named:
    """A record of the queue by its key, where the record itself may be gone."""

    key: str
    label: str

    def __str__(self) -> str:
        return self.label


def wishes(orders: Iterable[Order], routes: routing.Routes) -> list[enqueue.Wish]:
    """The rows that a change of these orders makes; nothing is asked where no company wants any."""
    if all(one.orders_become == Become.NOTHING for one in routes.active.values()):
        return []
    homes = [(order, home) for order in orders if (home := routes.home_of("order", order))]
    estimated = [pair for pair in homes if pair[1].orders_become == Become.ESTIMATE]
    ordered = [pair for pair in homes if pair[1].orders_become == Become.PURCHASE_ORDER]
    return [*_estimates(estimated), *_purchase_orders(ordered)]


def remove(orders: Sequence[Order], *, now: datetime) -> set[int]:
    """Orders are about to disappear, and with them what they were in QuickBooks."""
    keys = _known_orders([order.key for order in orders])
    gone = [Named(key, "Purchase order") for key in keys]
    rung = enqueue.remove(kinds.ESTIMATE.name, orders, now=now)
    return rung | (enqueue.remove(kinds.PURCHASE_ORDER.name, gone, now=now) if gone else set())


def unheard(routes: routing.Routes) -> Iterator[Order]:
    """Orders that should be in QuickBooks early and that nothing in queue or books speaks of; a
    few queries for each `CHUNK` of orders, by the keys of these alone."""
    for home in routes.active.values():
        if home.orders_become == Become.NOTHING:
            continue
        early = Order.objects.filter(invoices=None, status__in=home.early_statuses)
        orders = early.iterator(chunk_size=CHUNK)
        while some := list(islice(orders, CHUNK)):
            mine = [one for one in some if routes.home_of("order", one) == home]
            yield from _unheard_of(mine, home)


def _unheard_of(orders: list[Order], home: Connection) -> Iterator[Order]:
    due = [order for order in orders if posting.is_early(order=order, connection=home)]
    kind, keys = kinds.ESTIMATE.name, {order.key: [order.key] for order in due}
    if home.orders_become == Become.PURCHASE_ORDER:
        kind, keys = kinds.PURCHASE_ORDER.name, purchase_order.keys_of(due)
    every = [key for some in keys.values() for key in some]
    known = {
        *Link.objects.filter(kind=kind, key__in=every).values_list("key", flat=True),
        *QueueRow.objects.filter(kind=kind, key__in=every).order_by().values_list("key", flat=True),
    }
    yield from (order for order in due if not known.issuperset(keys.get(order.key, ())))


def _estimates(pairs: list[tuple[Order, Connection]]) -> list[enqueue.Wish]:
    linked = _linked(kinds.ESTIMATE.name, Q(key__in=[order.key for order, _ in pairs]))
    return [
        _wish(home, kinds.ESTIMATE.name, order.key, f"Estimate of {order}")
        for order, home in pairs
        if posting.is_early(order=order, connection=home) or order.key in linked
    ]


def _purchase_orders(pairs: list[tuple[Order, Connection]]) -> list[enqueue.Wish]:
    if not pairs:
        return []
    by_goods = purchase_order.keys_of(order for order, _ in pairs)
    linked = _known_orders([order.key for order, _ in pairs])
    found = []
    for order, home in pairs:
        mine = {key for key in linked if key.startswith(f"{order.key}{purchase_order.SEPARATOR}")}
        if posting.is_early(order=order, connection=home):
            mine.update(by_goods.get(order.key, ()))
        label = f"Purchase order for {order}"
        found += [_wish(home, kinds.PURCHASE_ORDER.name, key, label) for key in sorted(mine)]
    return found


def _known_orders(order_keys: list[str]) -> set[str]:
    """The keys of the purchase orders that are in QuickBooks for these orders."""
    wanted = Q(pk__in=[])
    for key in order_keys:
        wanted |= Q(key__startswith=f"{key}{purchase_order.SEPARATOR}")
    return _linked(kinds.PURCHASE_ORDER.name, wanted)


def _linked(kind: str, wanted: Q) -> set[str]:
    links = Link.objects.linked().filter(wanted, kind=kind, is_gone=False)
    return set(links.values_list("key", flat=True))


def _wish(home: Connection, kind: str, key: str, label: str) -> enqueue.Wish:
    return enqueue.Wish(connection_id=home.pk, kind=kind, key=key, label=label)
