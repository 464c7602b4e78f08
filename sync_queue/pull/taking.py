"""Takes what changed in QuickBooks into the store, field by field, so that none of it goes back.

Written past the store's signals; the link then remembers what QuickBooks has, and the document
built anew must say the same: what would go back is not taken, but asked about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from connections.models import Connection
from sync_queue import leases
from sync_queue.documents import company as companies
from sync_queue.documents import registry
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Difference, Link, QueueRow
from sync_queue.preparing import evidence, intent, undecided
from sync_queue.preparing.preview import Imagined
from sync_queue.pull import fields as store_fields
from sync_queue.pull.changes import Record
from sync_queue.pull.fields import Field
from sync_queue.pull.judging import Verdict, judge
from sync_queue.pull.writing import NotTaken, here_of, remember, take

CHUNK = 200
# What a pull may change of a link.
WRITTEN = ["sent", "sync_token", "name", "folded_name", "name_space", "named_for"]


@dataclass
class Taken:
    """`put_off`: the ids of records that are being sent, or cannot be compared just now."""

    taken: int = 0
    asked: int = 0
    put_off: set[str] = field(default_factory=set)


class _Compared(Imagined):
    """A company for comparing only: what is missing of accounts stops nothing."""

    def account(self, purpose: str) -> dict[str, str]:
        return {"value": purpose}


def take_in(
    connection: Connection,
    kind: str,
    records: Iterable[Record],
    *,
    lease: leases.Lease,
    now: datetime,
) -> Taken:
    """Compares linked records with the store's, takes over what only changed there, and keeps
    what changed on both sides to be asked about."""
    result, found = Taken(), list(records)
    for start in range(0, len(found), CHUNK):
        by_id = {str(record["Id"]): record for record in found[start : start + CHUNK]}
        leases.renew(lease, now=leases.database_clock())
        with transaction.atomic():
            leases.require(lease)
            _Desk(connection, kind, by_id, now).work(result)
    return result


class _Desk:
    """Some records of one kind with their links, entities and the company, read together."""

    def __init__(
        self, connection: Connection, kind: str, records: Mapping[str, Record], now: datetime
    ) -> None:
        self.connection, self.kind, self.records, self.now = connection, kind, records, now
        self.refused: dict[tuple[str, str], str] = {}
        links = Link.objects.filter(
            connection=connection,
            kind=kind,
            qbo_type=store_fields.TYPES[kind],
            qbo_id__in=records,
            is_gone=False,
        )
        self.links = list(links.select_for_update())
        self.as_read = {link.pk: _written(link) for link in self.links}
        names = [(kind, link.key) for link in self.links]
        self.asked_before = undecided.load(connection, names)
        self.entities = registry.load((kind, link.key) for link in self.links)
        self.company = company_of(connection, self.entities, kind, now)
        self.flying = set(
            QueueRow.objects.in_flight()
            .filter(connection=connection, kind=kind, key__in=[link.key for link in self.links])
            .values_list("key", flat=True)
        )

    def work(self, result: Taken) -> None:
        for link in self.links:
            entity = self.entities.get((self.kind, link.key))
            if entity is None:
                continue  # deleted in the store: taking it out there is the queue's work
            document = self.build(entity)
            if document is None or link.key in self.flying:
                result.put_off.add(link.qbo_id)
            else:
                self.compare(link, entity, document, result)

    def build(self, entity: Any) -> Document | None:
        try:
            built = registry.build(self.kind, entity, self.company)
        except NoDocument:
            return None
        return built if isinstance(built, Document) else None

    def compare(self, link: Link, entity: Any, document: Document, result: Taken) -> None:
        record, asked = self.records[link.qbo_id], set[str]()
        for one in store_fields.BY_KIND[self.kind]:
            if one.name in document.create_only:
                continue
            there, here = store_fields.value(one, record), here_of(one, document, link)
            verdict = judge(
                sent=one.read(link.sent.get(one.name)),
                there=there,
                here=here,
                was_sent=link.last_sent_at is not None,
            )
            if verdict == Verdict.SAME:
                remember(link, one, there)
            elif verdict == Verdict.TAKE and (built := self.take(one, entity, link)):
                document, result.taken = built, result.taken + 1
            elif verdict != Verdict.OURS:
                self.ask(one, there, here, link)
                asked.add(one.name)
        self.close(link, record, asked)
        result.asked += len(asked)

    def take(self, one: Field, entity: Any, link: Link) -> Document | None:
        """The document with the value taken over; None, and why in `refused`, if it cannot be."""
        record = self.records[link.qbo_id]
        bears = str(record.get(intent.NAME_FIELD[link.qbo_type]) or link.name)
        there = store_fields.value(one, record)
        try:
            return take(one, there, entity, link, bears=bears, build=self.build, now=self.now)
        except NotTaken as why:
            self.refused[link.key, one.name] = str(why)
            return None

    def ask(self, one: Field, there: Any, here: Any, link: Link) -> None:
        why = self.refused.get((link.key, one.name), "")
        Difference.objects.update_or_create(
            connection=self.connection,
            kind=self.kind,
            key=link.key,
            field=one.name,
            defaults={"ours": here, "theirs": there, "why_not_taken": why, "seen_at": self.now},
        )

    def close(self, link: Link, record: Record, asked: set[str]) -> None:
        """Remembers the copy that was seen, if nothing of it is left to be asked about.

        With an older mark the next change is refused as stale, compared, and asked about (rule 6).
        """
        if answered := self.asked_before.get((self.kind, link.key), set()) - asked:
            mine = Difference.objects.filter(connection=self.connection, kind=self.kind)
            mine.filter(key=link.key, field__in=answered).delete()
        if not evidence.differences(record, link.sent):
            link.sync_token = str(record.get("SyncToken", link.sync_token))
        if _written(link) != self.as_read[link.pk]:
            link.save(update_fields=WRITTEN)


def _written(link: Link) -> list[Any]:
    return [getattr(link, column) for column in WRITTEN]


def company_of(
    connection: Connection, entities: Mapping[tuple[str, str], Any], kind: str, now: datetime
) -> Company:
    parents = [one for entity in entities.values() for one in registry.parents(kind, entity)]
    known = companies.load(connection=connection, keys=[*entities, *parents], now=now)
    return _Compared(**{one.name: getattr(known, one.name) for one in fields(Company)})
