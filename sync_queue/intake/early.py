"""What does an order become in QuickBooks before it posts, and in which company?

An estimate, or a purchase order for each vendor of its goods; which of them, and in which statuses,
is a decision of the connection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from connections.models import Connection
from entities.models import Order
from sync_queue import enqueue, kinds, routing
from sync_queue.documents import posting, purchase_order
from sync_queue.models import Link, QueueRow

Become = Connection.OrdersBecome


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


def unheard(routes: routing.Routes) -> list[Order]:
    """Orders that should be in QuickBooks early and that nothing in queue or books speaks of."""
    found: list[Order] = []
    wanting = [one for one in routes.active.values() if one.orders_become != Become.NOTHING]
    known = _known_keys() if wanting else set()
    for home in wanting:
        early = Order.objects.filter(invoices=None, status__in=home.early_statuses)
        found += [
            order
            for order in early.iterator(chunk_size=200)
            if order.key not in known
            and routes.home_of("order", order) == home
            and posting.is_early(order=order, connection=home)
        ]
    return found


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


def _known_keys() -> set[str]:
    """The keys of orders of which a link or a row of an early document speaks."""
    early = (kinds.ESTIMATE.name, kinds.PURCHASE_ORDER.name)
    keys = [
        *Link.objects.filter(kind__in=early).values_list("key", flat=True),
        *QueueRow.objects.filter(kind__in=early).order_by().values_list("key", flat=True),
    ]
    return {key.partition(purchase_order.SEPARATOR)[0] for key in keys}


def _wish(home: Connection, kind: str, key: str, label: str) -> enqueue.Wish:
    return enqueue.Wish(connection_id=home.pk, kind=kind, key=key, label=label)
