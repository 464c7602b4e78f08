"""What is in QuickBooks only: offered to be linked to a record of the store, or made there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from connections.models import Connection
from sync_queue import kinds
from sync_queue.intake import belonging
from sync_queue.models import Arrival, Link
from sync_queue.preparing import matching
from sync_queue.preparing.matching import Side, Verdict
from sync_queue.pull import fields
from sync_queue.pull.changes import Record, is_deleted

CHUNK = 500
# Here QuickBooks' records are the ones that are looked at, and the store's are to choose from.
TURNED = {
    matching.SEVERAL: "Several in the store fit: choose the one that it is.",
    matching.SHARED: "Several in QuickBooks fit this one: link one of them.",
}
CUSTOMER, PRODUCT = kinds.CUSTOMER.name, kinds.PRODUCT.name


def offer(connection: Connection, kind: str, records: Iterable[Record], *, now: datetime) -> int:
    """Offers what is linked to nothing; returns how many new ones that were.

    What a person left out stays left out; what was linked or is gone is offered no longer.
    """
    found = list(records)
    return sum(
        _offer_some(connection, kind, found[start : start + CHUNK], now)
        for start in range(0, len(found), CHUNK)
    )


def _offer_some(connection: Connection, kind: str, records: list[Record], now: datetime) -> int:
    by_id = {str(record["Id"]): record for record in records}
    qbo_type = fields.TYPES[kind]
    offered = Arrival.objects.filter(connection=connection, qbo_type=qbo_type, qbo_id__in=by_id)
    linked = Link.objects.filter(connection=connection, qbo_type=qbo_type, qbo_id__in=by_id)
    taken = set(linked.values_list("qbo_id", flat=True))
    fit = {id_: one for id_, one in by_id.items() if id_ not in taken and _is_fit(one)}
    offered.exclude(qbo_id__in=fit).delete()
    known = set(offered.values_list("qbo_id", flat=True))
    sides = {id_: of_books(kind, record) for id_, record in fit.items()}
    arrivals = [
        _arrival(connection, kind, fit[match.ours.id], match, now)
        for match in matching.match(
            sides.values(), _of_store(connection, kind, sides.values()), by=_evidence(kind)
        )
    ]
    Arrival.objects.bulk_create(
        arrivals,
        update_conflicts=True,
        unique_fields=["connection", "qbo_type", "qbo_id"],
        update_fields=["name", "detail", "record", "match_key", "evidence", "seen_at"],
    )
    return len(set(fit) - known)


def candidates(connection: Connection, arrivals: Iterable[Arrival]) -> dict[int, list[Side]]:
    """{arrival's pk: the records of the store from which a person chooses}, of those that fit
    several. They are looked for anew: the store may have changed since. One query per kind."""
    several = [one for one in arrivals if one.evidence and not one.match_key]
    found: dict[int, list[Side]] = {}
    for kind in {one.kind for one in several}:
        mine = [one for one in several if one.kind == kind]
        sides = [of_books(kind, one.record) for one in mine]
        matches = matching.match(sides, _of_store(connection, kind, sides), by=_evidence(kind))
        found |= {one.pk: list(m.candidates) for one, m in zip(mine, matches, strict=True)}
    return found


def of_books(kind: str, record: Record) -> Side:
    is_customer = kind == CUSTOMER
    return matching.customer_of_books(record) if is_customer else matching.item_of_books(record)


def _is_fit(record: Record) -> bool:
    """Whether a store could have it: alive, and if it is an item, one that is sold."""
    if is_deleted(record) or not record.get("Active", True):
        return False
    return "Type" not in record or record["Type"] in matching.SOLD_TYPES


def _evidence(kind: str) -> matching.Evidence:
    return matching.CUSTOMERS if kind == CUSTOMER else matching.PRODUCTS


def _of_store(connection: Connection, kind: str, theirs: Iterable[Side]) -> list[Side]:
    """This company's records of the store that could be one of these and are linked to nothing."""
    sides, model = list(theirs), fields.MODELS[kind]
    linked = Link.objects.linked().filter(connection=connection, kind=kind).values("key")
    mine = model.objects.filter(belonging.own_or_needed(connection, model))
    records = mine.filter(_like(kind, sides)).exclude(key__in=linked)
    return [_side(kind, record) for record in records]


def _like(kind: str, sides: list[Side]) -> Q:
    marks = {mark for side in sides for mark in (side.mark, side.mark.casefold()) if mark}
    names = {name for side in sides for name in side.names}
    if kind == PRODUCT:
        return Q(sku__in=marks) | Q(name__in=names)
    families = {name.rsplit(" ", 1)[-1] for name in names}
    return Q(email__in=marks) | Q(company__in=names) | Q(last_name__in=families)


def _side(kind: str, record: Any) -> Side:
    if kind == PRODUCT:
        return Side(record.key, (record.name,), record.sku)
    said = (record.company, record.full_name)
    return Side(record.key, tuple(filter(None, said)), record.email)


def _arrival(
    connection: Connection, kind: str, record: Record, match: matching.Match, now: datetime
) -> Arrival:
    has_match = match.verdict != Verdict.CREATE and len(match.candidates) == 1
    return Arrival(
        connection=connection,
        kind=kind,
        qbo_type=fields.TYPES[kind],
        qbo_id=match.ours.id,
        name=match.ours.name[:500],
        detail=match.ours.mark[:500],
        record=_kept(record),
        match_key=match.candidates[0].id if has_match else "",
        evidence=TURNED.get(match.evidence, match.evidence)[:200] if match.candidates else "",
        seen_at=now,
    )


def _kept(record: Mapping[str, Any]) -> dict[str, Any]:
    """What linking or creating needs of it, with numbers as text."""
    wanted = ("Id", "SyncToken", "Type", "Active", "DisplayName", "Name", "CurrencyRef")
    named = (*wanted, *(one.name for one in (*fields.CUSTOMER, *fields.PRODUCT)))
    return {
        name: str(record[name]) if name == "UnitPrice" else record[name]
        for name in named
        if name in record
    }
