"""Which records in QuickBooks would read differently under the field mapping as it is now?

A new mapping goes with the next change of each record. Whoever does not want to wait sends them
again: names, and documents of this month, since what was booked before keeps its texts (rule 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from connections.models import Connection
from sync_queue import enqueue, kinds
from sync_queue.documents import company as companies
from sync_queue.documents import registry
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.mapping import stored
from sync_queue.models import Link
from sync_queue.preparing import claim, intent

# A person waits for the count.
LOOKED_AT = 2000
CHUNK = 200


@dataclass(frozen=True)
class Found:
    """`wishes`: what would be sent again. `has_more`: not all records were looked at. `earlier`:
    how many documents of earlier months stay as they are."""

    wishes: list[enqueue.Wish]
    has_more: bool = False
    earlier: int = 0

    @property
    def count(self) -> int:
        return len(self.wishes)


def look(connection: Connection, subject: str, *, now: datetime) -> Found:
    """What would differ, among the `LOOKED_AT` newest records sent before the mapping was saved."""
    since = stored.of(connection).since(subject)
    if since is None:
        return Found([])
    sent = Link.objects.linked().filter(connection=connection, kind=subject, is_gone=False)
    older = sent.filter(Q(last_sent_at__lt=since) | Q(last_sent_at=None))
    month = now.astimezone(connection.zone).date().replace(day=1)
    is_document = kinds.BY_NAME[subject].is_document
    mine = older.exclude(document_date__lt=month) if is_document else older
    links = list(mine.order_by("-pk")[: LOOKED_AT + 1])
    return Found(
        list(_differing(connection, subject, links[:LOOKED_AT], now)),
        has_more=len(links) > LOOKED_AT,
        earlier=_capped(older.filter(document_date__lt=month)) if is_document else 0,
    )


def _capped(found: QuerySet[Link]) -> int:
    return found.order_by()[:LOOKED_AT].count()


def _differing(
    connection: Connection, subject: str, links: list[Link], now: datetime
) -> Iterator[enqueue.Wish]:
    for start in range(0, len(links), CHUNK):
        some = [(subject, link.key) for link in links[start : start + CHUNK]]
        entities = registry.load(some)
        parents = [
            parent
            for (kind, _), entity in entities.items()
            for parent in registry.parents(kind, entity)
        ]
        company = companies.load(connection=connection, keys=[*some, *parents], now=now)
        for (kind, key), entity in entities.items():
            if _differs(kind, entity, company):
                yield enqueue.Wish(connection.pk, kind, key, str(entity))


def _differs(kind: str, entity: object, company: Company) -> bool:
    """In a field that the mapping fills or once filled."""
    try:
        built = registry.build(kind, entity, company)
    except NoDocument:
        return False
    link = company.link(kind, getattr(entity, "key", ""))
    if link is None or not isinstance(built, Document):
        return False
    touched = company.mappings.touched(kind)
    if intent.NAME_FIELD.get(built.qbo_type) in touched and not claim.keeps(built, link=link):
        return True
    name = intent.NAME_FIELD.get(built.qbo_type, "")
    whole = {**built.fields, name: link.sent[name]} if name in link.sent else built.fields
    return bool(touched & set(intent.changed_fields(whole, document=built, link=link)))
