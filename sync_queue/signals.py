"""What the queue hears of the store, and what it makes of it: rows, nothing else.

`entities.changes` sends `changed` and `deleted` on every ORM path; Django itself would be silent
for bulk_create, bulk_update, QuerySet.update and QuerySet.delete. Raw SQL is heard by nobody and
found by the sweep. Whatever goes wrong here is rolled back to a savepoint, logged and left to the
sweep: a store's checkout never fails because of the books.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DatabaseError, models, transaction
from django.dispatch import receiver
from django.utils import timezone

from entities import changes, invoicing
from entities.models import Order
from sync_queue import doorbell, enqueue, kinds, routing
from sync_queue.documents import posting

log = logging.getLogger(__name__)


@receiver(changes.changed)
def on_changed(sender: type[models.Model], instances: Sequence[Any], **_: Any) -> None:
    if sender is Order:
        _guarded(lambda: _orders_changed(instances), sender, instances)
    elif kinds.of(sender):
        _guarded(lambda: _entities_changed(sender, instances), sender, instances)


@receiver(changes.deleted)
def on_deleted(sender: type[models.Model], instances: Sequence[Any], **_: Any) -> None:
    kind = kinds.of(sender)
    if kind:
        name = kind.name
        _guarded(lambda: enqueue.remove(name, instances, now=timezone.now()), sender, instances)


def _guarded(capture: Callable[[], set[int]], sender: Any, instances: Sequence[Any]) -> None:
    try:
        with transaction.atomic():
            connection_ids = capture()
    except DatabaseError:
        keys = [instance.key for instance in instances[:20]]
        log.exception("capture_failed", extra={"model": sender.__name__, "keys": keys})
        return
    doorbell.ring(connection_ids)


def _entities_changed(model: type[models.Model], instances: Sequence[Any]) -> set[int]:
    kind = kinds.of(model)
    assert kind is not None  # on_changed has looked
    wanted = routing.wanted_by(kind.name, instances, routing.load())
    return _put(kind.name, wanted)


def _orders_changed(orders: Sequence[Order]) -> set[int]:
    """An order reaches the books through its invoices; one that posts now gets its invoice now."""
    routes = routing.load()
    rung: set[int] = set()
    for order in orders:
        home = routes.home_of("order", order)
        if home is None:
            continue
        is_new = _bill(order, home) if posting.posts(order=order, connection=home) else False
        if not is_new:
            rung |= _entities_changed_of(order.invoices.all(), kinds.INVOICE.name, routes)
        else:
            rung |= _entities_changed_of(order.payments.all(), kinds.PAYMENT.name, routes)
            rung |= _entities_changed_of(order.refunds.all(), kinds.REFUND.name, routes)
    return rung


def _bill(order: Order, home: Any) -> bool:
    """Bills the whole order if nothing of it is billed; True if that was done now."""
    if order.invoices.exists():
        return False
    # Saving the invoice rings its own bell, which puts the invoice's row in the queue.
    invoicing.bill_whole(order=order, issued_at=order.status_at)
    return True


def _entities_changed_of(entities: Any, kind: str, routes: routing.Routes) -> set[int]:
    return _put(kind, routing.wanted_by(kind, list(entities), routes))


def _put(kind: str, wanted: dict[int, list[Any]]) -> set[int]:
    wishes = [
        enqueue.Wish(connection_id=pk, kind=kind, key=entity.key, label=str(entity))
        for pk, entities in wanted.items()
        for entity in entities
    ]
    enqueue.put(wishes, now=timezone.now())
    return set(wanted)
