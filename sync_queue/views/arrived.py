"""In which payouts did the money of an order reach the bank, and how are those booked?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from connections.models import Connection
from entities.models import Order, Payout
from sync_queue import kinds
from sync_queue.models import Link, QueueRow
from sync_queue.views.papers import TITLES, page_of


@dataclass(frozen=True)
class Arrived:
    """One payout; `words` say what it is in QuickBooks."""

    day: date
    net: Decimal
    currency: str
    method: str
    words: str
    url: str


def payouts_of(order: Order, *, connections: Iterable[Connection]) -> list[Arrived]:
    """The payouts of the order's payments and refunds; a payout tells of other orders, too, so
    `connections` are those of which the person sees everything."""
    companies = {one.pk: one for one in connections}
    if not companies:
        return []
    found = Payout.objects.filter(Q(payments__order=order) | Q(refunded__order=order)).distinct()
    payouts = list(found.select_related("method").order_by("paid_on", "pk"))
    if not payouts:
        return []
    wanted = {"connection__in": companies, "kind": kinds.PAYOUT.name}
    keys = [one.key for one in payouts]
    links = {one.key: one for one in Link.objects.linked().filter(**wanted, key__in=keys)}
    rows = QueueRow.objects.unfinished().filter(**wanted, key__in=keys)
    waiting = {row.key: row.spoken_state for row in rows.order_by("pk")}
    return [_of(one, links.get(one.key), waiting.get(one.key, ""), companies) for one in payouts]


def _of(payout: Payout, link: Link | None, state: str, companies: dict[int, Connection]) -> Arrived:
    words, url = state.lower() or "not in QuickBooks", ""
    if link is not None and not link.is_gone:
        words = f"booked as a {TITLES.get(link.qbo_type, link.qbo_type).lower()}"
        url = page_of(link, companies[link.connection_id])
    return Arrived(payout.paid_on, payout.net, payout.currency, str(payout.method), words, url)
