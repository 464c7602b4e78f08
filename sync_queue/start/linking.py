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
from sync_queue import leases
from sync_queue.documents import company as companies
from sync_queue.documents import registry
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Link, Proposal, QueueRow
from sync_queue.preparing import adopting
from sync_queue.preparing.matching import Side
from sync_queue.preparing.preview import Imagined

CHUNK = 500
CHANGED = "It was changed in QuickBooks, or taken out of use, since you looked."
GIVEN = "Another record of the store was linked to it since you looked."
ON_ITS_WAY = "It is being sent to QuickBooks just now: look again in a few minutes."


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
    lease: leases.Lease,
    user: Any,
    now: datetime,
) -> Done:
    """Links `wanted` to the records of QuickBooks in `found`, {id: record}, read just now.

    What the queue has linked since it was proposed stays as it is. Raises leases.LeaseLost.
    """
    linked = Link.objects.linked().filter(connection=connection, kind=kind.name)
    wanted.filter(key__in=linked.values("key")).delete()
    done, proposals = Done(), list(wanted.order_by("pk"))
    for start in range(0, len(proposals), CHUNK):
        leases.renew(lease, now=leases.database_clock())
        with transaction.atomic():
            leases.require(lease)
            desk = _Desk(connection, kind, proposals[start : start + CHUNK], found, now)
            desk.link(done, user)
    return done


class _Desk:
    """Some proposals with what stands in QuickBooks, in links and in the queue now."""

    def __init__(
        self,
        connection: Connection,
        kind: Kind,
        proposals: list[Proposal],
        found: Mapping[str, Mapping[str, Any]],
        now: datetime,
    ) -> None:
        self.connection, self.kind, self.now = connection, kind, now
        self.proposals = proposals
        self.found = {one.qbo_id: found[one.qbo_id] for one in proposals if one.qbo_id in found}
        self.documents = _documents(connection, kind, proposals, now)
        self.claimed = adopting.claims(connection, kind.qbo_type, self.found.values())
        theirs = Link.objects.filter(
            connection=connection, qbo_type=kind.qbo_type, qbo_id__in=self.found
        )
        self.given = set(theirs.values_list("qbo_id", flat=True))
        flying = QueueRow.objects.in_flight().filter(
            connection=connection, kind=kind.name, key__in=[one.key for one in proposals]
        )
        self.flying = set(flying.values_list("key", flat=True))

    def link(self, done: Done, user: Any) -> None:
        reasons = {one.pk: self._why_not(one) for one in self.proposals}
        fit = [one for one in self.proposals if not reasons[one.pk]]
        _write([self._link(one) for one in fit])
        mine = Proposal.objects.filter(pk__in=[one.pk for one in fit])
        done.linked += mine.update(linked_at=self.now, linked_by=user)
        for why_not in (CHANGED, GIVEN, ON_ITS_WAY):
            asked = [pk for pk, reason in reasons.items() if reason == why_not]
            done.doubtful += Proposal.objects.filter(pk__in=asked).update(
                verdict=Proposal.Verdict.DECIDE, qbo_id="", evidence=why_not, decided_by=None
            )

    def _why_not(self, one: Proposal) -> str:
        """The sentence for what must be asked about again; "" for what may be linked."""
        record = self.found.get(one.qbo_id)
        if record is None or one.key not in self.documents or not self._is_as_found(one, record):
            return CHANGED
        if one.qbo_id in self.given:
            return GIVEN
        return ON_ITS_WAY if one.key in self.flying else ""

    def _is_as_found(self, one: Proposal, record: Mapping[str, Any]) -> bool:
        side = self.kind.of_books(record)
        seen = [(each["name"], each["detail"]) for each in one.candidates if each["id"] == side.id]
        return side.is_active and (side.name, side.mark) in seen

    def _link(self, one: Proposal) -> Link:
        made = Link(connection=self.connection, kind=self.kind.name, key=one.key)
        adopting.adopt(
            made,
            self.found[one.qbo_id],
            self.documents[one.key],
            qbo_type=self.kind.qbo_type,
            claimed=self.claimed,
            now=self.now,
        )
        return made


def _write(links: list[Link]) -> None:
    Link.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["connection", "kind", "key"],
        update_fields=adopting.WRITTEN,
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
