"""Which real orders show best what the settings make of an order?

A plain one, one with something special, and the latest; or those that a person picked.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from connections.models import Connection
from entities import joined
from entities.models import Order
from sync_queue import sight
from sync_queue.intake import unbooked

SPECIAL = Q(discount__gt=0) | Q(shipping__gt=0) | Q(surcharge__gt=0) | Q(refunds__isnull=False)
MOST = 3
RELATED = ("customer", "storefront", "shipping_tax", "surcharge_tax")
PARTS = ("payments__method", "invoices", "refunds")


@dataclass(frozen=True)
class Sample:
    """`why` it was chosen, as the title of its card."""

    order: Order
    why: str


def orders(connection: Connection, *, user: Any) -> QuerySet[Order]:
    """The orders that post by their status and are not in QuickBooks yet, however old."""
    timeless = copy.copy(connection)
    timeless.books_start_on = None
    found = unbooked.missing_orders(timeless)
    return sight.orders(found, user=user, connection=connection)


def due(connection: Connection, *, user: Any) -> QuerySet[Order]:
    """Those of them that would be sent: not from before the books start."""
    found = unbooked.missing_orders(connection)
    return sight.orders(found, user=user, connection=connection)


def choose(connection: Connection, *, user: Any, numbers: Iterable[str] = ()) -> list[Sample]:
    """At most three orders, each once: those of these numbers first, then what shows most."""
    found = orders(connection, user=user).order_by("-placed_at", "-pk")
    picked = _picked(found, list(numbers))
    samples = [Sample(order, "The order you picked") for order in picked]
    for why, some in (
        ("A plain order", found.exclude(SPECIAL)),
        ("With discount, shipping or refund", found.filter(SPECIAL)),
        ("The latest order", found),
        ("Another order", found),
        ("Another order", found),
    ):
        taken = [sample.order.pk for sample in samples]
        order = some.exclude(pk__in=taken).first() if len(samples) < MOST else None
        if order is not None:
            samples.append(Sample(order, why))
    return _with_lines(samples)


def unknown(connection: Connection, *, user: Any, numbers: Iterable[str]) -> list[str]:
    """Those numbers under which there is no order that posts."""
    wanted = list(filter(None, numbers))
    known = set(
        orders(connection, user=user).filter(number__in=wanted).values_list("number", flat=True)
    )
    return [number for number in wanted if number not in known]


def _picked(found: QuerySet[Order], numbers: list[str]) -> list[Order]:
    wanted = list(dict.fromkeys(filter(None, numbers)))[:MOST]
    newest: dict[str, Order] = {}
    for order in found.filter(number__in=wanted):
        newest.setdefault(order.number, order)
    return [newest[number] for number in wanted if number in newest]


def _with_lines(samples: list[Sample]) -> list[Sample]:
    """The same with all that a preview reads, in a fixed number of queries."""
    pks = [sample.order.pk for sample in samples]
    related = Order.objects.select_related(*RELATED)
    loaded = related.prefetch_related(joined.order_lines(), *PARTS).in_bulk(pks)
    return [Sample(loaded[sample.order.pk], sample.why) for sample in samples]
