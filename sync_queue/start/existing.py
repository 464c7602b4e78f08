"""What does QuickBooks have of the store's customers and products already, and what becomes of it?

`look` reads both sides and writes a Proposal for each record of the store; a person decides where
the evidence is weak; `link` ties what will be linked, after reading QuickBooks once more. Linking
changes nothing in QuickBooks, and can be undone until something was sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from connections import exchanges, gateway, tokens
from connections.models import Connection, GuidedStart
from entities.models import Customer, Product
from sync_queue import kinds, leases
from sync_queue.documents import customer as customers
from sync_queue.documents import guests
from sync_queue.intake import belonging
from sync_queue.models import Link, Proposal, QueueRow
from sync_queue.preparing import matching
from sync_queue.preparing.matching import Side
from sync_queue.pull import turn
from sync_queue.start import linking, steps

CHUNK = 1000
EVERYTHING = "SELECT * FROM {} WHERE Active IN (true, false)"
Verdict = Proposal.Verdict
TROUBLE = (exchanges.Refused, exchanges.Busy, *tokens.UNUSABLE)
Tell = Callable[[int], Any]


class NotNow(Exception):
    """It cannot be done any more, or not yet; the message says why and what to do instead."""


@dataclass(frozen=True)
class Kind:
    """One kind of record on both sides. `of_store` leaves out what is not matched."""

    name: str
    plural: str
    qbo_type: str
    evidence: matching.Evidence
    model: type[Customer] | type[Product]
    of_store: Callable[[Any, Connection], Side | None]
    of_books: Callable[[Mapping[str, Any]], Side]


def _customer(customer: Customer, connection: Connection) -> Side | None:
    if guests.are_shared(customer, connection):
        return None
    names = dict.fromkeys((customers.display_names(customer)[0], customer.full_name))
    known = customer.currency if connection.multicurrency else ""
    return Side(customer.key, tuple(filter(None, names)), customer.email, known)


def _product(product: Product, connection: Connection) -> Side | None:
    if product.kind == Product.Kind.GIFT_CARD:
        return None
    return Side(product.key, (product.name,), product.sku)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            kinds.CUSTOMER.name,
            "customers",
            "Customer",
            matching.CUSTOMERS,
            Customer,
            _customer,
            matching.customer_of_books,
        ),
        Kind(
            kinds.PRODUCT.name,
            "products",
            "Item",
            matching.PRODUCTS,
            Product,
            _product,
            matching.item_of_books,
        ),
    )
}


def look(connection: Connection, *, now: datetime, tell: Tell = lambda read: None) -> None:
    """Reads both sides and writes a proposal for each record of the store.

    What a person decided before is kept where it still fits, and what is linked stays linked.
    `tell` hears now and then how many records of QuickBooks were read. Raises what
    `exchanges.query` raises.
    """
    found: dict[str, list[Side]] = {kind.name: [] for kind in KINDS.values()}
    with gateway.for_connection(connection) as door:
        records = (
            (kind, side) for kind in KINDS.values() for side in _read(connection, kind, door)
        )
        for read, (kind, side) in enumerate(records, start=1):
            found[kind.name].append(side)
            if read % CHUNK == 0:
                tell(read)
    with transaction.atomic():
        for kind in KINDS.values():
            _propose(connection, kind, found[kind.name])
        counts = {name: sum(one.is_active for one in sides) for name, sides in found.items()}
        GuidedStart.objects.update_or_create(
            connection=connection, defaults={"looked_at": now, "found": counts, "matched_at": None}
        )


def of(connection: Connection, *, kind: str, verdict: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(connection=connection, kind=kind, verdict=verdict)


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """{(kind, verdict): number}, in one query."""
    groups = Proposal.objects.filter(connection=connection).values_list("kind", "verdict")
    return {(kind, verdict): count for kind, verdict, count in groups.annotate(Count("pk"))}


def decide(proposal: Proposal, *, choice: str, user: Any) -> None:
    """A person's word: the id of one of its candidates, or "" to create a new record.

    Raises NotNow where that one was given to another record, or is none of its candidates.
    """
    if proposal.linked_at is not None:
        raise NotNow(f"“{proposal.label}” is linked already. Undo the linking first.")
    if choice and choice not in {one["id"] for one in proposal.candidates}:
        raise NotNow("That one is not to choose from any more. Press Look again.")
    taken = _given(proposal.connection, proposal.kind).filter(qbo_id=choice).exclude(pk=proposal.pk)
    if choice and taken.exists():
        other = taken.get()
        raise NotNow(
            f"That one was given to “{other.label}” already. A record of QuickBooks stands for one "
            "record of the store: choose another, or create a new one."
        )
    proposal.verdict = Verdict.LINK if choice else Verdict.CREATE
    proposal.qbo_id, proposal.decided_by = choice, user
    proposal.save(update_fields=["verdict", "qbo_id", "decided_by"])


def ask_again(proposal: Proposal) -> None:
    """Takes the word back. Raises NotNow for what is linked."""
    if proposal.linked_at is not None:
        raise NotNow(f"“{proposal.label}” is linked already. Undo the linking first.")
    proposal.verdict, proposal.qbo_id, proposal.decided_by = Verdict.DECIDE, "", None
    proposal.save(update_fields=["verdict", "qbo_id", "decided_by"])


def decide_all(connection: Connection, *, kind: str, create: bool, user: Any) -> int:
    """One word for all that still ask: create new ones, or link those with one candidate that
    nobody else has. Returns how many were decided."""
    asking = of(connection, kind=kind, verdict=Verdict.DECIDE)
    if create:
        return asking.update(verdict=Verdict.CREATE, qbo_id="", decided_by=user)
    given = set(_given(connection, kind).values_list("qbo_id", flat=True))
    decided = []
    for one in asking.order_by("pk"):
        ids = [candidate["id"] for candidate in one.candidates]
        if len(ids) == 1 and ids[0] not in given:
            given.add(ids[0])
            one.verdict, one.qbo_id, one.decided_by = Verdict.LINK, ids[0], user
            decided.append(one)
    Proposal.objects.bulk_update(decided, ["verdict", "qbo_id", "decided_by"], batch_size=CHUNK)
    return len(decided)


def link(connection: Connection, *, user: Any, now: datetime) -> int:
    """Links all that will be linked, each verified by reading QuickBooks now; what has changed
    there since is asked about again. Returns how many were linked.

    Raises NotNow while something waits for a decision, and what `exchanges.query` raises.
    """
    if Proposal.objects.filter(connection=connection, verdict=Verdict.DECIDE).exists():
        raise NotNow("Some records still wait for your decision. Decide about them first.")
    linked, doubtful = 0, 0
    for kind in KINDS.values():
        wanted = of(connection, kind=kind.name, verdict=Verdict.LINK).filter(linked_at=None)
        if wanted.exists():
            found = _records(connection, kind)
            with _turn(connection) as lease:
                done = linking.link(
                    connection, kind, wanted, found, lease=lease, user=user, now=now
                )
            linked, doubtful = linked + done.linked, doubtful + done.doubtful
    if not doubtful:
        GuidedStart.objects.update_or_create(
            connection=connection, defaults={"matched_at": now, "matched_by": user}
        )
    return linked


def undo(connection: Connection) -> int:
    """Takes back all links that were made here. Raises NotNow once something was sent."""
    linked = Proposal.objects.filter(connection=connection, linked_at__isnull=False)
    with _turn(connection), transaction.atomic():
        flying = QueueRow.objects.in_flight().filter(connection=connection)
        if steps.has_sent(connection) or flying.exists():
            raise NotNow(
                "Something was sent to QuickBooks since, so the links stay. A single record is "
                "unlinked on its own page in the store."
            )
        for kind in KINDS.values():
            keys = linked.filter(kind=kind.name).values("key")
            Link.objects.filter(
                connection=connection, kind=kind.name, key__in=keys, last_sent_at=None
            ).delete()
        undone = linked.update(linked_at=None, linked_by=None)
        GuidedStart.objects.filter(connection=connection).update(matched_at=None, matched_by=None)
    return undone


@contextmanager
def _turn(connection: Connection) -> Iterator[leases.Lease]:
    """The reader's turn: nothing of what is linked is sent meanwhile. Raises NotNow."""
    try:
        with turn.of(connection) as lease:
            yield lease
    except (turn.TurnTaken, leases.LeaseLost) as taken:
        raise NotNow("The queue is being read just now. Try again in a minute.") from taken


def _records(connection: Connection, kind: Kind) -> dict[str, Mapping[str, Any]]:
    with gateway.for_connection(connection) as door:
        statement = EVERYTHING.format(kind.qbo_type)
        found = exchanges.query(connection=connection, statement=statement, door=door)
        return {str(one["Id"]): one for one in found}


def _read(connection: Connection, kind: Kind, door: gateway.Gateway) -> Iterator[Side]:
    statement = EVERYTHING.format(kind.qbo_type)
    for record in exchanges.query(connection=connection, statement=statement, door=door):
        side = kind.of_books(record)
        if kind.qbo_type != "Item" or side.type in matching.SOLD_TYPES:
            yield side


def _propose(connection: Connection, kind: Kind, found: Iterable[Side]) -> None:
    links = Link.objects.linked().filter(connection=connection, kind=kind.name)
    taken = set(links.values_list("qbo_id", flat=True))
    linked = set(links.values_list("key", flat=True))
    ours = [side for side in _of_store(connection, kind) if side.id not in linked]
    theirs = [side for side in found if side.id not in taken]
    mine = Proposal.objects.filter(connection=connection, kind=kind.name, linked_at=None)
    said = {one.key: one for one in mine.exclude(decided_by=None)}
    mine.delete()
    proposals = [
        _proposal(connection, kind, one, said.get(one.ours.id))
        for one in matching.match(ours, theirs, by=kind.evidence)
    ]
    _give_once(proposals)
    Proposal.objects.bulk_create(proposals, batch_size=CHUNK)


def _of_store(connection: Connection, kind: Kind) -> Iterator[Side]:
    """The records of the store that would go to this company: its own, and what its orders need."""
    mine = kind.model.objects.filter(belonging.own_or_needed(connection, kind.model))
    for record in mine.order_by("pk").iterator(CHUNK):
        side = kind.of_store(record, connection)
        if side is not None:
            yield side


def _proposal(
    connection: Connection, kind: Kind, found: matching.Match, said: Proposal | None
) -> Proposal:
    proposal = Proposal(
        connection=connection,
        kind=kind.name,
        key=found.ours.id,
        label=found.ours.name[:500],
        detail=found.ours.mark[:500],
        verdict=found.verdict.value,
        evidence=found.evidence,
        candidates=[_candidate(one) for one in found.candidates],
        qbo_id=found.candidates[0].id if found.verdict == matching.Verdict.LINK else "",
    )
    still_there = said and said.qbo_id in {"", *(one.id for one in found.candidates)}
    if said and still_there and found.verdict != matching.Verdict.CREATE:
        proposal.verdict, proposal.qbo_id = said.verdict, said.qbo_id
        proposal.decided_by_id = said.decided_by_id
    return proposal


def _give_once(proposals: Iterable[Proposal]) -> None:
    """What a person gave to one record is not linked to another that fits it as well."""
    given = {one.qbo_id for one in proposals if one.decided_by_id and one.qbo_id}
    for one in proposals:
        if one.qbo_id in given and one.qbo_id and not one.decided_by_id:
            one.verdict, one.qbo_id = Verdict.DECIDE, ""


def _candidate(side: Side) -> dict[str, str]:
    return {"id": side.id, "name": side.name, "detail": side.mark, "type": side.type}


def _given(connection: Connection, kind: str) -> QuerySet[Proposal]:
    return of(connection, kind=kind, verdict=Verdict.LINK)
