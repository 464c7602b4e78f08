"""What a person says of a difference or an arrival, done at once.

Each deed takes the reader's turn, so that nothing of the record is on its way meanwhile.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from connections.models import Connection
from entities.models import Customer, Product
from sync_queue import doorbell, enqueue, kinds
from sync_queue.documents import registry
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Arrival, Difference, Link, QueueRow
from sync_queue.preparing import adopting
from sync_queue.preparing.intent import NAME_FIELD
from sync_queue.pull import arrivals, fields, taking, turn, writing

log = logging.getLogger(__name__)
GONE = "It was decided or changed meanwhile. The page shows what is left."
KINDS_OF_ITEMS = {"Service": Product.Kind.SERVICE}


class NotNow(Exception):
    """It cannot be done any more; the message says why, and what to do instead."""


def take_theirs(difference: Difference, *, user: Any, now: datetime) -> None:
    """QuickBooks' value holds: the store takes it over, and nothing is sent.

    Raises NotNow where the store cannot hold it, and turn.TurnTaken.
    """
    with turn.of(difference.connection), transaction.atomic():
        link = _link_of(difference)
        entity = _entity_of(difference)
        one = fields.of(difference.kind, difference.field)
        is_name = difference.field == NAME_FIELD[link.qbo_type]
        try:
            writing.take(
                one,
                difference.theirs,
                entity,
                link,
                bears=difference.theirs if is_name else link.name,
                build=lambda record: _built(difference.connection, difference.kind, record, now),
                now=now,
            )
        except writing.NotTaken as why:
            raise NotNow(f"The store cannot hold it: {why}") from why
        link.save()
        _decided(difference, user, now, holds="quickbooks")


def keep_ours(difference: Difference, *, user: Any, now: datetime) -> None:
    """The store's value holds: it is sent over QuickBooks'. Raises NotNow and turn.TurnTaken."""
    with turn.of(difference.connection), transaction.atomic():
        link, entity = _link_of(difference), _entity_of(difference)
        writing.remember(link, fields.of(difference.kind, difference.field), difference.theirs)
        link.save()
        _decided(difference, user, now, holds="store")
        wish = enqueue.Wish(
            connection_id=difference.connection_id,
            kind=difference.kind,
            key=difference.key,
            label=str(entity),
            is_released=True,
        )
        enqueue.put([wish], now=now)
        doorbell.ring({difference.connection_id})


def link(arrival: Arrival, *, user: Any, now: datetime, key: str = "") -> Any:
    """Ties what arrived to the record of the store that it fits, or to `key`, one of several that
    it fits; returns that record.

    Both stay as they are: where they differ, a person is asked at the next pull. Raises NotNow.
    """
    with turn.of(arrival.connection), transaction.atomic():
        if key:
            _choose(arrival, key)
        entity = fields.MODELS[arrival.kind].objects.filter(key=arrival.match_key).first()
        if entity is None:
            raise NotNow("The record of the store is gone. Make a new one, or leave it out.")
        _tie(arrival, entity, now)
        _settled(arrival, user, "linked")
        return entity


def create(arrival: Arrival, *, user: Any, now: datetime) -> Any:
    """Makes a record in the store of what arrived, linked from the start; returns it.

    Nothing of it is sent: it is written past the store's signals. Raises NotNow.
    """
    with turn.of(arrival.connection), transaction.atomic():
        entity = _new(arrival)
        if isinstance(entity, Product) and _has_code(entity):
            raise NotNow(f"A product of the store has the code {entity.sku} already: link it.")
        type(entity).objects.silently().bulk_create([entity])
        _tie(arrival, entity, now)
        _settled(arrival, user, "created")
        return entity


def leave_out(arrival: Arrival, *, user: Any) -> None:
    """It is not offered again."""
    arrival.state = Arrival.State.LEFT_OUT
    arrival.save(update_fields=["state"])
    log.info("arrival_left_out", extra={"by": str(user), "arrival": str(arrival)})


def offer_again(connection: Connection) -> int:
    """Everything that was left out is offered once more; returns how many that are."""
    left_out = Arrival.objects.filter(connection=connection, state=Arrival.State.LEFT_OUT)
    return left_out.update(state=Arrival.State.OFFERED)


def _choose(arrival: Arrival, key: str) -> None:
    """Raises NotNow where `key` is none of the records that the arrival fits."""
    fitting = arrivals.candidates(arrival.connection, [arrival]).get(arrival.pk, [])
    if key not in {one.id for one in fitting}:
        raise NotNow("That one is not to choose from any more. The page shows which are.")
    arrival.match_key = key


def _link_of(difference: Difference) -> Link:
    found = Link.objects.linked().filter(
        connection=difference.connection, kind=difference.kind, key=difference.key, is_gone=False
    )
    link = found.select_for_update().first()
    if link is None or not Difference.objects.filter(pk=difference.pk).exists():
        raise NotNow(GONE)
    _require_at_rest(difference.connection_id, difference.kind, difference.key)
    return link


def _require_at_rest(connection_id: int, kind: str, key: str) -> None:
    rows = QueueRow.objects.of(connection_id=connection_id, kind=kind, key=key)
    if rows.in_flight().exists():
        raise NotNow("The record is being sent just now. Try again in a minute.")


def _entity_of(difference: Difference) -> Any:
    found = registry.load([(difference.kind, difference.key)])
    if not found:
        raise NotNow("The record is gone from the store, so there is nothing to decide.")
    return found[difference.kind, difference.key]


def _built(connection: Connection, kind: str, entity: Any, now: datetime) -> Document | None:
    company = taking.company_of(connection, {(kind, entity.key): entity}, kind, now)
    try:
        built = registry.build(kind, entity, company)
    except NoDocument:
        return None
    return built if isinstance(built, Document) else None


def _decided(difference: Difference, user: Any, now: datetime, *, holds: str) -> None:
    log.info(
        "difference_decided",
        extra={"by": str(user), "difference": str(difference), "holds": holds},
    )
    difference.delete()
    held = QueueRow.objects.of(
        connection_id=difference.connection_id, kind=difference.kind, key=difference.key
    ).filter(state=QueueRow.State.HELD, reason="changed_in_quickbooks")
    waiting = {"state": QueueRow.State.WAITING, "reason": "", "message": "", "mend": ""}
    held.update(**waiting, updated_at=now)


def _new(arrival: Arrival) -> Any:
    columns: dict[str, Any] = {}
    for one in fields.BY_KIND[arrival.kind]:
        columns |= one.columns(fields.value(one, arrival.record))
    record = arrival.record
    if arrival.kind == kinds.PRODUCT.name:
        kind = KINDS_OF_ITEMS.get(record.get("Type"), Product.Kind.GOODS)
        return _cleaned(Product(kind=kind, vendor=arrival.connection.vendor, **columns))
    currency = (record.get("CurrencyRef") or {}).get("value") or arrival.connection.home_currency
    if not any(columns[name] for name in ("first_name", "last_name", "company")):
        columns["company"] = arrival.name[:200]
    return _cleaned(Customer(currency=currency or "USD", **columns))


def _cleaned(entity: Any) -> Any:
    """What does not fit into the store's columns is left empty rather than kept from arriving."""
    for column in entity._meta.concrete_fields:
        longest = column.max_length
        value = getattr(entity, column.attname)
        if longest and isinstance(value, str) and len(value) > longest:
            setattr(entity, column.attname, value[:longest] if longest > 2 else "")
    return entity


def _has_code(product: Product) -> bool:
    same = Product.objects.filter(sku=product.sku, vendor=product.vendor)
    return bool(product.sku) and same.exists()


def _tie(arrival: Arrival, entity: Any, now: datetime) -> None:
    _require_at_rest(arrival.connection_id, arrival.kind, entity.key)
    document = _built(arrival.connection, arrival.kind, entity, now)
    if document is None:
        raise NotNow("This record of the store cannot go to QuickBooks, so it cannot be linked.")
    link, _ = Link.objects.get_or_create(
        connection=arrival.connection, kind=arrival.kind, key=entity.key
    )
    if link.qbo_id or _is_linked(arrival):
        raise NotNow(GONE)
    claimed = adopting.claims(arrival.connection, arrival.qbo_type, [arrival.record])
    adopting.adopt(
        link, arrival.record, document, qbo_type=arrival.qbo_type, claimed=claimed, now=now
    )
    link.save()


def _is_linked(arrival: Arrival) -> bool:
    return Link.objects.filter(
        connection=arrival.connection, qbo_type=arrival.qbo_type, qbo_id=arrival.qbo_id
    ).exists()


def _settled(arrival: Arrival, user: Any, how: str) -> None:
    log.info("arrival_settled", extra={"by": str(user), "arrival": str(arrival), "how": how})
    arrival.delete()
    QueueRow.objects.open().filter(
        connection=arrival.connection, kind=arrival.kind, key=arrival.match_key
    ).update(reason="", message="", mend="", state=QueueRow.State.WAITING, due_at=None)
