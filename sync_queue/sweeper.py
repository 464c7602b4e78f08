"""Finds what no signal told: records that should be booked and have neither link nor row, and
linked ones whose record differs from what was last sent (raw SQL, a capture that failed).

Each run looks for all missing ones, and compares a portion of the linked ones, the longest
unlooked-at first, so that a big store is gone through in turns.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from connections.models import Connection
from entities.models import Order
from sync_queue import canonical, doorbell, enqueue, kinds, routing
from sync_queue.documents import company as companies
from sync_queue.documents import posting, registry
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Link, QueueRow

log = logging.getLogger(__name__)

PORTION = 2000
CHUNK = 200


def sweep(*, now: datetime) -> int:
    """Puts what it finds in the queue and rings for it; returns how many records it found."""
    found = [*_missing(now), *_changed(now)]
    enqueue.put(found, now=now)
    doorbell.ring({wish.connection_id for wish in found})
    if found:
        log.info("sweep_found", extra={"records": len(found)})
    return len(found)


def _missing(now: datetime) -> Iterator[enqueue.Wish]:
    routes = routing.load()
    for kind in (kinds.PRODUCT, kinds.CUSTOMER, kinds.INVOICE, kinds.PAYMENT, kinds.REFUND):
        assert kind.model is not None  # only charges and applications have no table
        lost = registry.BUILDERS[kind.name].entities().exclude(key__in=_known(kind.name))
        for entity in lost.iterator(chunk_size=CHUNK):
            home = routes.home_of(kind.name, entity)
            if home is not None:
                yield _wish(home, kind.name, entity)
    _bill_unbilled(routes)


def _known(kind: str) -> QuerySet[Any, str]:
    """Keys that have a link or a row, finished ones included: those were looked at once."""
    linked = Link.objects.linked().filter(kind=kind).values_list("key", flat=True)
    queued = QueueRow.objects.filter(kind=kind).order_by().values_list("key", flat=True)
    return linked.union(queued)


def _bill_unbilled(routes: routing.Routes) -> None:
    """Orders that post but were never billed: saving them rings the bell that was missed."""
    for order in Order.objects.filter(invoices=None).iterator(chunk_size=CHUNK):
        home = routes.home_of("order", order)
        if home is not None and posting.posts(order=order, connection=home):
            order.save(update_fields=["updated_at"])


def _changed(now: datetime) -> Iterator[enqueue.Wish]:
    for connection in Connection.objects.live():
        links = list(
            Link.objects.linked()
            .filter(connection=connection, is_gone=False)
            .order_by(F("swept_at").asc(nulls_first=True))[:PORTION]
        )
        for start in range(0, len(links), CHUNK):
            yield from _changed_of(connection, links[start : start + CHUNK], now)
        Link.objects.filter(pk__in=[link.pk for link in links]).update(swept_at=now)


def _changed_of(connection: Connection, links: list[Link], now: datetime) -> Iterator[enqueue.Wish]:
    entities = registry.load([(link.kind, link.key) for link in links])
    parents = [
        parent for key, entity in entities.items() for parent in registry.parents(key[0], entity)
    ]
    company = companies.load(connection=connection, keys=[*entities, *parents], now=now)
    for link in links:
        entity = entities.get((link.kind, link.key))
        if entity is not None and _differs(link, entity, company):
            yield _wish(connection, link.kind, entity)


def _differs(link: Link, entity: Any, company: companies.Company) -> bool:
    try:
        built = registry.build(link.kind, entity, company)
    except NoDocument:
        return False
    if not isinstance(built, Document):
        return True
    return any(canonical.plain(value) != link.sent.get(key) for key, value in built.fields.items())


def _wish(connection: Connection, kind: str, entity: Any) -> enqueue.Wish:
    return enqueue.Wish(connection_id=connection.pk, kind=kind, key=entity.key, label=str(entity))
