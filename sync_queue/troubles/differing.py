"""Which documents are booked with another amount than the store's, and did somebody look at them?

The newest booking of a record counts: once it is booked with the right amount, or taken out, it is
off the list by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from connections.models import Connection
from entities.models import Order
from sync_queue.figures import tally
from sync_queue.figures.row_money import with_money
from sync_queue.models import Link, QueueRow, RowEvent
from sync_queue.models.row import LOOKED_OVER

SHOWN = 20
State, Flag = QueueRow.State, QueueRow.Flag


@dataclass(frozen=True)
class Pair:
    """One amount on both sides."""

    what: str
    store: Decimal
    books: Decimal

    @property
    def difference(self) -> Decimal:
        return self.books - self.store


@dataclass(frozen=True)
class Differing:
    row: QueueRow
    link: Link
    order: Order | None
    currency: str
    pairs: list[Pair]


@dataclass(frozen=True)
class Review:
    """`count` is `tally.MOST` + 1 where there are more; the first `SHOWN` are listed."""

    count: int
    documents: list[Differing]


def among(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Those of these rows that nobody has looked over yet."""
    found = rows.filter(flag=Flag.DIFFERS, reason="")
    newer = QueueRow.objects.filter(
        connection=OuterRef("connection"),
        kind=OuterRef("kind"),
        key=OuterRef("key"),
        pk__gt=OuterRef("pk"),
        state=State.DONE,
        flag__in=(Flag.NONE, Flag.DIFFERS, Flag.RENUMBERED),
    )
    return found.filter(~Exists(newer), Exists(_link())).order_by("pk")


def review(connection: Connection, rows: QuerySet[QueueRow]) -> Review:
    found = among(rows)
    shown = list(with_money(found)[:SHOWN])
    if not shown:
        return Review(0, [])
    return Review(tally.capped(found), list(_documents(connection, shown)))


def look_over(found: QuerySet[QueueRow], *, user: Any, now: datetime) -> int:
    """A person has seen the difference and lets it be; returns of how many documents."""
    keys = list(found.values_list("pk", flat=True))
    deeds = [
        RowEvent(
            row_id=pk, at=now, state=State.DONE, message="The difference was seen.", by=str(user)
        )
        for pk in keys
    ]
    RowEvent.objects.bulk_create(deeds, batch_size=500)
    return QueueRow.objects.filter(pk__in=keys, flag=Flag.DIFFERS).update(reason=LOOKED_OVER)


def _documents(connection: Connection, shown: Iterable[Any]) -> Iterable[Differing]:
    found = list(shown)
    orders = Order.objects.in_bulk({row.order_pk for row in found if row.order_pk})
    links = {
        (link.kind, link.key): link
        for link in Link.objects.filter(connection=connection, key__in={row.key for row in found})
    }
    for row in found:
        link = links[row.kind, row.key]
        order = orders.get(row.order_pk)
        yield Differing(row, link, order, row.money_currency or "", list(_pairs(row, link)))


def _pairs(row: QueueRow, link: Link) -> Iterable[Pair]:
    for what in ("total", "tax"):
        store, books = row.frozen.get(what), getattr(link, what)
        if store is not None and books is not None and Decimal(store) != books:
            yield Pair(what, Decimal(store), books)


def _link() -> QuerySet[Link]:
    return Link.objects.linked().filter(
        connection=OuterRef("connection"), kind=OuterRef("kind"), key=OuterRef("key"), is_gone=False
    )
