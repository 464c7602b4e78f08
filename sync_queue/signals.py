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
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from entities import changes, invoicing
from entities.models import Customer, Invoice, Order, Payment, Refund, StorePaymentMethod, Vendor
from sync_queue import doorbell, enqueue, kinds, routing
from sync_queue.documents import allocation, chargeback, posting
from sync_queue.intake import abroad, auto_invoice, early
from sync_queue.models import QueueRow

log = logging.getLogger(__name__)

VENDOR = kinds.VENDOR.name

TAKEN_BACK = (Payment.State.FAILED, Payment.State.VOIDED)
# Why money was left out of the books while its order, or the order's invoice, was not in them.
LEFT_OUT = (
    *("status", "zero_total", "before_start", "order_not_booked", "parent_not_booked"),
    "not_billed",
)


@receiver(changes.changed)
def on_changed(sender: type[models.Model], instances: Sequence[Any], **_: Any) -> None:
    if sender is Order:
        _guarded(lambda: _orders_changed(instances), sender, instances)
    elif sender is Vendor:
        _guarded(lambda: _vendors_changed(instances), sender, instances)
    elif kinds.of(sender):
        _guarded(lambda: _entities_changed(sender, instances), sender, instances)


@receiver(changes.deleted)
def on_deleted(sender: type[models.Model], instances: Sequence[Any], **_: Any) -> None:
    kind = kinds.of(sender)
    if sender is Order:
        _guarded(lambda: early.remove(instances, now=timezone.now()), sender, instances)
    elif sender is Vendor:
        _guarded(lambda: enqueue.remove(VENDOR, instances, now=timezone.now()), sender, instances)
    elif kind:
        name = kind.name
        if sender is Customer:
            _guarded(lambda: abroad.remove(instances, now=timezone.now()), sender, instances)
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
    routes = routing.load()
    rung = _entities_changed_of(instances, kind.name, routes)
    if model is Customer:
        rung |= _put_wishes(abroad.wishes(instances))
    if model is Invoice:
        rung |= _left_out({invoice.order_id for invoice in instances}, routes)
        rung |= _shared_money(instances, routes)
    if model is Payment:
        rung |= _sales_of(instances, routes) | _lost_and_won(instances, routes)
    if model is Refund:
        rung |= _given_back(instances, routes)
    return rung


def _given_back(refunds: Sequence[Refund], routes: routing.Routes) -> set[int]:
    """The invoices of cancelled orders, which wait for their refunds."""
    orders = {refund.order_id for refund in refunds if refund.order_id}
    cancelled = Order.objects.filter(pk__in=orders, status__in=posting.TAKEN_BACK)
    ended = set(cancelled.values_list("pk", flat=True)) if orders else set()
    return _entities_changed_of(_of_orders(Invoice, ended), kinds.INVOICE.name, routes)


def _lost_and_won(payments: Sequence[Payment], routes: routing.Routes) -> set[int]:
    """What banks took back of these payments, and what was won back."""
    known = routing.links_of(kinds.CHARGEBACK.name, [payment.key for payment in payments])
    lost = [one for one in payments if chargeback.is_lost(one) or one.key in known]
    won = [one for one in lost if one.won_back_at is not None or one.key in known]
    wanted = routing.wanted_by(kinds.PAYMENT.name, lost, routes) if lost else {}
    rung = _put(kinds.CHARGEBACK.name, wanted)
    has_won = {one.pk for one in won}
    won_by = {pk: [one for one in ones if one.pk in has_won] for pk, ones in wanted.items()}
    return rung | _put(kinds.WON_BACK.name, won_by)


def _sales_of(payments: Sequence[Payment], routes: routing.Routes) -> set[int]:
    """The invoices that change with these payments: what credit pays stands on them, and a sales
    receipt is one only while its payment is there."""
    keys = [payment.pk for payment in payments]
    concerned = Payment.objects.filter(pk__in=keys).filter(
        Q(method__kind__in=StorePaymentMethod.CREDIT) | Q(state__in=TAKEN_BACK)
    )
    orders = set(concerned.values_list("order_id", flat=True))
    return _entities_changed_of(_of_orders(Invoice, orders), kinds.INVOICE.name, routes)


def _shared_money(invoices: Sequence[Invoice], routes: routing.Routes) -> set[int]:
    """One more shipment's invoice, or one less: the order's money pays others than before."""
    shipped = {one.order_id for one in invoices if one.covers == Invoice.Covers.SHIPMENT}
    rung = _entities_changed_of(_of_orders(Payment, shipped), kinds.PAYMENT.name, routes)
    memos = [one for one in _of_orders(Refund, shipped) if allocation.is_credit_memo(one)]
    return rung | _put(kinds.APPLICATION.name, routing.wanted_by(kinds.REFUND.name, memos, routes))


def _vendors_changed(vendors: Sequence[Vendor]) -> set[int]:
    """A vendor goes to QuickBooks with the first purchase order, and follows from then on."""
    linked = routing.links_of(VENDOR, [vendor.key for vendor in vendors])
    return _put_wishes(
        [
            enqueue.Wish(connection_id=pk, kind=VENDOR, key=vendor.key, label=str(vendor))
            for vendor in vendors
            for pk in linked.get(vendor.key, ())
        ]
    )


def _orders_changed(orders: Sequence[Order]) -> set[int]:
    """An order reaches the books through its invoices; one that posts now gets its invoice now."""
    # Invoices that this splits anew, and those that it makes below, ring their own bell.
    invoicing.follow(orders=[order.pk for order in orders])
    routes = routing.load()
    homes = [(order, routes.home_of("order", order)) for order in orders]
    ours = [(order, home) for order, home in homes if home is not None]
    posting_now = {order.pk for order, home in ours if posting.posts(order=order, connection=home)}
    billed = auto_invoice.bill(ours, now=timezone.now())
    rung = _entities_changed_of(_of_orders(Payment, billed), kinds.PAYMENT.name, routes)
    rung |= _entities_changed_of(_of_orders(Refund, billed), kinds.REFUND.name, routes)
    known = {order.pk for order, _ in ours}
    rung |= _entities_changed_of(_of_orders(Invoice, known - billed), kinds.INVOICE.name, routes)
    rung |= _put_wishes(early.wishes(orders, routes))
    return rung | _left_out(posting_now - billed, routes)


def _left_out(orders: set[int], routes: routing.Routes) -> set[int]:
    """Puts the money back in the queue that was left out for the state of its order."""
    rung: set[int] = set()
    if not orders:
        return rung
    for kind, model in ((kinds.PAYMENT, Payment), (kinds.REFUND, Refund)):
        money = list(model.objects.filter(order__in=orders))
        # By the keys of these few: a reason alone would be looked for in every row there is.
        rows = QueueRow.objects.filter(kind=kind.name, key__in=[one.key for one in money])
        keys = set(rows.filter(reason__in=LEFT_OUT).values_list("key", flat=True))
        left_out = [one for one in money if one.key in keys]
        rung |= _entities_changed_of(left_out, kind.name, routes)
    return rung


def _of_orders(model: Any, orders: set[int]) -> Any:
    return model.objects.filter(order__in=orders) if orders else ()


def _entities_changed_of(entities: Any, kind: str, routes: routing.Routes) -> set[int]:
    return _put(kind, routing.wanted_by(kind, list(entities), routes))


def _put(kind: str, wanted: dict[int, list[Any]]) -> set[int]:
    wishes = [
        enqueue.Wish(connection_id=pk, kind=kind, key=entity.key, label=str(entity))
        for pk, entities in wanted.items()
        for entity in entities
    ]
    return _put_wishes(wishes)


def _put_wishes(wishes: list[enqueue.Wish]) -> set[int]:
    enqueue.put(wishes, now=timezone.now())
    return {wish.connection_id for wish in wishes}
