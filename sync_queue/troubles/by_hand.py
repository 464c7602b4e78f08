"""Which documents does a bookkeeper enter by hand? Named one by one, since the list may be printed
or sent, and a number of orders alone cannot be looked up on paper."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from sync_queue import kinds
from sync_queue.figures import row_money
from sync_queue.models import QueueRow
from sync_queue.troubles.causes import Cause
from sync_queue.troubles.remedies import BY_HAND

MOST = 25
DOCUMENTS = {kind.name: kind.rank for kind in kinds.ALL if kind.is_document}


@dataclass(frozen=True)
class Named:
    """`lines`: a document each, `MOST` at most; `more`: whether there are others."""

    lines: list[str] = field(default_factory=list)
    more: bool = False

    def __iter__(self) -> Iterator[str]:
        yield from self.lines
        if self.more:
            yield f"and others: the list names {MOST}, the Queue tab all of them"


def documents(cause: Cause, rows: QuerySet[QueueRow]) -> Named:
    """Those of `rows` that are stuck for `cause`; none where a choice mends it.

    Of an order's invoice and its payment only the invoice is named: they are the same money.
    """
    if cause.remedy.sort is not BY_HAND:
        return Named()
    stuck = rows.exclude(state=QueueRow.State.DONE).filter(state=cause.state, reason=cause.reason)
    found = set(stuck.order_by().values_list("kind", flat=True).distinct()) & DOCUMENTS.keys()
    if not found:
        return Named()
    first = min(found, key=DOCUMENTS.__getitem__)
    some = list(row_money.with_money(stuck.filter(kind=first)).order_by("pk")[: MOST + 1])
    return Named([_line(row) for row in some[:MOST]], more=len(some) > MOST)


def _line(row: Any) -> str:
    if row.money is None:
        return str(row.message or row.label)
    return f"{row.label or row.key}: {row.money:,.2f} {row.money_currency}"
