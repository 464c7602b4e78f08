"""Writes the links of what was found in QuickBooks, each only if it is there as it was found.

A link remembers the store's record as it is now: what is in QuickBooks is left as it stands, and
later only what the store changes is sent (rule 5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from connections.models import Connection
from sync_queue import canonical
from sync_queue.documents import company as companies
from sync_queue.documents import names, registry
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Link, Proposal
from sync_queue.preparing.intent import NAME_FIELD, ONCE
from sync_queue.preparing.matching import Side
from sync_queue.preparing.preview import Imagined

CHUNK = 500
CHANGED = "It was changed in QuickBooks, or taken out of use, since you looked."
WRITTEN = [
    *("qbo_type", "qbo_id", "sync_token", "sent", "is_gone", "in_doubt"),
    *("name_space", "name", "folded_name", "linked_at"),
]


class Kind(Protocol):
    """What linking needs to know of a kind of record."""

    @property
    def name(self) -> str: ...

    @property
    def qbo_type(self) -> str: ...

    def of_books(self, record: Mapping[str, Any], /) -> Side: ...


@dataclass
class Done:
    """`doubtful`: what must be asked about again."""

    linked: int = 0
    doubtful: int = 0


def link(
    connection: Connection,
    kind: Kind,
    wanted: QuerySet[Proposal],
    found: Mapping[str, Mapping[str, Any]],
    *,
    user: Any,
    now: datetime,
) -> Done:
    """Links `wanted` to the records of QuickBooks in `found`, {id: record}, read just now."""
    done = Done()
    proposals = list(wanted.order_by("pk"))
    for start in range(0, len(proposals), CHUNK):
        with transaction.atomic():
            _link_some(connection, kind, proposals[start : start + CHUNK], found, done, user, now)
    return done


def _link_some(
    connection: Connection,
    kind: Kind,
    proposals: list[Proposal],
    found: Mapping[str, Mapping[str, Any]],
    done: Done,
    user: Any,
    now: datetime,
) -> None:
    documents = _documents(connection, kind, proposals, now)
    desk = _Names(connection, documents.values())
    links: list[Link] = []
    for one in proposals:
        record, document = found.get(one.qbo_id), documents.get(one.key)
        name = desk.claim(document) if document else ""
        if record is None or document is None or not name or not _is_as_found(one, kind, record):
            one.verdict, one.qbo_id, one.evidence, one.decided_by = "decide", "", CHANGED, None
            done.doubtful += 1
            continue
        links.append(_link(connection, kind, one, record, document, name, now))
        one.linked_at, one.linked_by = now, user
    done.linked += len(links)
    _write(links)
    Proposal.objects.bulk_update(
        proposals, ["verdict", "qbo_id", "evidence", "decided_by", "linked_at", "linked_by"]
    )


def _write(links: list[Link]) -> None:
    Link.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["connection", "kind", "key"],
        update_fields=WRITTEN,
    )


def _documents(
    connection: Connection, kind: Kind, proposals: Iterable[Proposal], now: datetime
) -> dict[str, Document]:
    """What the store would send of each record; one that cannot be built is left out."""
    entities = registry.load((kind.name, one.key) for one in proposals)
    parents = [one for key, entity in entities.items() for one in registry.parents(key[0], entity)]
    known = companies.load(connection=connection, keys=[*entities, *parents], now=now)
    company = Imagined(**{one.name: getattr(known, one.name) for one in fields(companies.Company)})
    found: dict[str, Document] = {}
    for (_, key), entity in entities.items():
        try:
            built = registry.build(kind.name, entity, company)
        except NoDocument:
            continue
        if isinstance(built, Document):
            found[key] = built
    return found


def _is_as_found(proposal: Proposal, kind: Kind, record: Mapping[str, Any]) -> bool:
    side = kind.of_books(record)
    seen = [(one["name"], one["detail"]) for one in proposal.candidates if one["id"] == side.id]
    return side.is_active and (side.name, side.mark) in seen


def _link(
    connection: Connection,
    kind: Kind,
    proposal: Proposal,
    record: Mapping[str, Any],
    document: Document,
    name: str,
    now: datetime,
) -> Link:
    # A parent that is not in QuickBooks yet has no id to remember.
    own = {field: value for field, value in document.fields.items() if not _is_imagined(value)}
    kept = {field: record[field] for field in ONCE if field in record}
    return Link(
        connection=connection,
        kind=kind.name,
        key=proposal.key,
        qbo_type=kind.qbo_type,
        qbo_id=proposal.qbo_id,
        sync_token=str(record.get("SyncToken", "")),
        sent=canonical.plain({**own, **kept, NAME_FIELD[kind.qbo_type]: name}),
        name_space=document.name_space,
        name=name,
        folded_name=names.fold(name),
        linked_at=now,
    )


def _is_imagined(value: Any) -> bool:
    return isinstance(value, dict) and ":" in str(value.get("value", ""))


class _Names:
    """Gives each record the first of its names that no other record has (`claim`)."""

    def __init__(self, connection: Connection, documents: Iterable[Document]) -> None:
        wanted = {names.fold(name) for one in documents for name in one.names}
        spaces = {one.name_space for one in documents}
        claimed = Link.objects.filter(connection=connection, name_space__in=spaces)
        self.taken = {
            folded
            for folded in claimed.values_list("folded_name", flat=True).iterator()
            if folded in wanted
        }

    def claim(self, document: Document) -> str:
        for name in document.names:
            folded = names.fold(name)
            if folded not in self.taken:
                self.taken.add(folded)
                return name
        return ""
