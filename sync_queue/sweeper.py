"""Finds what no signal told (raw SQL, a capture that failed): records that should be booked and
have neither link nor row, ones that were left out for a reason that is gone, and linked ones that
differ from what was last sent, or are there no more. What has an unfinished row is in the queue's
hands already.

Each run looks for all missing ones, and compares a portion of the others, the longest
unlooked-at first, so that a big store is gone through in turns.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet

from connections.models import Connection
from entities import changes
from entities.models import Order
from sync_queue import doorbell, enqueue, kinds, retry, routing, withdrawing
from sync_queue.documents import company as companies
from sync_queue.documents import registry, store_part
from sync_queue.documents.outcome import Document, NoDocument, NotNeeded, Removal
from sync_queue.intake import auto_invoice, early, left_out, switches, vanished
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import TAKEN_OUT, UNBLOCKED
from sync_queue.preparing import claim, intent
from sync_queue.troubles import causes

log = logging.getLogger(__name__)

PORTION = 2000
LOOKED_FOR = (
    kinds.PRODUCT,
    kinds.CUSTOMER,
    kinds.STOCK,
    kinds.INVOICE,
    kinds.PAYMENT,
    kinds.CHARGEBACK,
    kinds.WON_BACK,
    kinds.REFUND,
    kinds.PAYOUT,
)
CHUNK = 200
# Left out for how the record stood then, which may have changed unheard.
RECONSIDERED = (
    *("not_captured", "status", "before_start", "zero_total", "order_not_booked"),
    "not_billed",
)

Key = tuple[str, str]


def sweep(*, now: datetime) -> int:
    """Puts what it finds in the queue and rings for it; returns how many records it found."""
    found = [*_missing(), *_of_connections(now)]
    enqueue.put(found, now=now)
    doorbell.ring({wish.connection_id for wish in found} | _try_again(now))
    if found:
        log.info("sweep_found", extra={"records": len(found)})
    return len(found)


def _entities(kind: kinds.Kind) -> QuerySet[Any]:
    """The records that become a document of this kind."""
    found: Any = registry.BUILDERS[kind.name].entities()
    if kind == kinds.CHARGEBACK:
        found = found.lost()
    elif kind == kinds.WON_BACK:
        found = found.won_back()
    narrowed: QuerySet[Any] = found
    return narrowed


def _missing() -> Iterator[enqueue.Wish]:
    routes = routing.load()
    for kind in LOOKED_FOR:
        lost = _entities(kind).exclude(key__in=_known(kind.name))
        for some in _portions(lost.iterator(chunk_size=CHUNK)):
            for home_id, entities in routing.wanted_by(kind.name, some, routes).items():
                home = routes.active[home_id]
                for entity in entities:
                    if kind.is_document or _changed_since(entity, home):
                        yield _wish(home, kind.name, entity)
    _bill_unbilled(routes)


def _portions(entities: Iterator[Any]) -> Iterator[list[Any]]:
    """As they come from the database, not all at once: a store may have a million."""
    while some := list(islice(entities, CHUNK)):
        yield some


def _changed_since(entity: Any, home: Connection) -> bool:
    """Whether somebody touched it since the connection exists. The shelves and customers a store
    had before follow when an order needs them: connecting never floods a company with names."""
    touched: bool = entity.updated_at >= home.created_at
    return touched


def _known(kind: str) -> QuerySet[Any, str]:
    """Keys that have a link or a row, finished ones included: those were looked at once."""
    linked = Link.objects.linked().filter(kind=kind).values_list("key", flat=True)
    queued = QueueRow.objects.filter(kind=kind).order_by().values_list("key", flat=True)
    return linked.union(queued)


def _bill_unbilled(routes: routing.Routes) -> None:
    """Orders that post but were never billed: the bell that was missed rings now."""
    waiting = {order.pk for order in early.unheard(routes)}
    changes.tell(Order, waiting | set(auto_invoice.unheard(routes)))


def _of_connections(now: datetime) -> Iterator[enqueue.Wish]:
    for connection in Connection.objects.live():
        links = list(
            Link.objects.linked()
            .filter(connection=connection, is_gone=False)
            .order_by(F("swept_at").asc(nulls_first=True))[:PORTION]
        )
        linked = [(link.kind, link.key) for link in links]
        yield from _unlike_the_books(connection, [*linked, *_left_out(connection)], now)
        yield from vanished.wishes(connection, links)
        left_out.bring_back(left_out.rows(connection), connection=connection, now=now)
        Link.objects.filter(pk__in=[link.pk for link in links]).update(swept_at=now)


def _try_again(now: datetime) -> set[int]:
    """What is stuck is tried once a day, until it goes; returns the companies that have some.

    Not what waits for a person's word: that is not given by the passing of time. Nor what was taken
    out of the books again: it would be booked and taken out every day. What waits behind
    something that was settled or taken out at that very moment goes at once.
    """
    concerned = set()
    for connection in Connection.objects.live():
        if QueueRow.objects.behind_done().filter(connection=connection).update(**UNBLOCKED):
            concerned.add(connection.pk)
        stuck = QueueRow.objects.filter(
            connection=connection,
            state__in=causes.STUCK,
            updated_at__lte=retry.given_up_before(now),
        ).exclude(causes.approvable() | Q(reason=withdrawing.REASON))
        keys = list(stuck.order_by("updated_at").values_list("pk", flat=True)[:PORTION])
        rows = QueueRow.objects.filter(pk__in=keys, state__in=causes.STUCK)
        blank: dict[str, Any] = {
            "reason": "",
            "message": "",
            "mend": "",
            "fault": {},
            "due_at": None,
        }
        if rows.update(state=QueueRow.State.WAITING, updated_at=now, **blank):
            concerned.add(connection.pk)
    return concerned


def _left_out(connection: Connection) -> list[Key]:
    """The latest records that were not needed in the books when they were looked at."""
    rows = QueueRow.objects.filter(
        connection=connection, state=QueueRow.State.DONE, reason__in=RECONSIDERED
    )
    return list(dict.fromkeys(rows.order_by("-pk").values_list("kind", "key")[:PORTION]))


def _unlike_the_books(
    connection: Connection, keys: list[Key], now: datetime
) -> Iterator[enqueue.Wish]:
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        entities = registry.load(set(some) - _unfinished(connection, some))
        parents = [
            one for name, entity in entities.items() for one in registry.parents(name[0], entity)
        ]
        company = companies.load(connection=connection, keys=[*entities, *parents], now=now)
        declined = _declined(connection, some)
        for (kind, key), entity in entities.items():
            since = declined.get((kind, key))
            is_left_alone = since is not None and entity.updated_at <= since
            if not is_left_alone and _differs(kind, entity, company):
                yield _wish(connection, kind, entity)


def _unfinished(connection: Connection, keys: list[Key]) -> set[Key]:
    rows = QueueRow.objects.unfinished().filter(
        connection=connection, key__in=[key for _, key in keys]
    )
    return set(rows.values_list("kind", "key"))


def _declined(connection: Connection, keys: list[Key]) -> dict[Key, datetime]:
    """What a person took out of the queue, and when: it is left alone until it changes again."""
    rows = QueueRow.objects.filter(connection=connection, key__in=[key for _, key in keys])
    newest = {(row.kind, row.key): row for row in rows.order_by("pk")}
    return {
        key: row.done_at
        for key, row in newest.items()
        if row.reason == TAKEN_OUT and row.done_at is not None
    }


def _differs(kind: str, entity: Any, company: companies.Company) -> bool:
    link = company.link(kind, entity.key)
    try:
        built = _what_may_go(kind, entity, link, company)
    except NotNeeded:
        return False
    except NoDocument:
        return link is None
    if link is None or not isinstance(built, Document):
        return True
    products = _ids_of_products(company)
    # What a new mapping of fields makes of it goes with its next change, or at a person's word.
    left = company.mappings.not_sent_yet(kind, link.last_sent_at)
    if intent.NAME_FIELD.get(built.qbo_type) not in left and not claim.keeps(built, link=link):
        return True
    return any(
        not store_part.is_same(key, value, link.sent.get(key), products=products)
        for key, value in built.fields.items()
        if key not in left
    )


def _ids_of_products(company: companies.Company) -> set[str]:
    return {link.qbo_id for (kind, _), link in company.links.items() if kind == kinds.PRODUCT.name}


def _what_may_go(
    kind: str, entity: Any, link: Link | None, company: companies.Company
) -> Document | Removal:
    """As `registry.build`; what a switch keeps back is not needed."""
    outcome: Document | Removal | NoDocument
    try:
        outcome = registry.build(kind, entity, company)
    except NoDocument as reason:
        outcome = reason
    switches.require(kind, link=link, outcome=outcome, is_delete=False, switched=company.switches)
    if isinstance(outcome, NoDocument):
        raise outcome
    return outcome


def _wish(connection: Connection, kind: str, entity: Any) -> enqueue.Wish:
    return enqueue.Wish(connection_id=connection.pk, kind=kind, key=entity.key, label=str(entity))
