"""Sends exactly one order to QuickBooks, and keeps what a person says of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from connections.models import Connection, GuidedStart
from entities import invoicing
from entities.models import Order, Payment
from sync_queue import doorbell, enqueue, kinds, plan, routing
from sync_queue.documents import posting
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import SENT_STATES


class NotNow(Exception):
    """It cannot be sent at this moment; the message says why, and what to do instead."""


@transaction.atomic
def send(connection: Connection, order: Order, *, now: datetime) -> None:
    """Puts the order and its captured payments in the queue, released; nothing else goes.

    Raises NotNow where nothing can be sent, or this order does not belong in these books.
    """
    why = plan.why_not(connection, now=now) or _why_not(connection, order)
    if why:
        raise NotNow(why)
    try:
        invoice = invoicing.bill_whole(order=order, issued_at=order.status_at)
    except invoicing.AlreadyBilled as fault:
        raise NotNow(f"{fault} Choose another order to try.") from fault
    captured = order.payments.filter(state=Payment.State.CAPTURED)
    records = [(kinds.INVOICE, invoice), *((kinds.PAYMENT, one) for one in captured)]
    wishes = [
        enqueue.Wish(connection.pk, kind.name, record.key, str(record), is_released=True)
        for kind, record in records
    ]
    enqueue.put(wishes, now=now)
    GuidedStart.objects.update_or_create(
        connection=connection,
        defaults={
            "trial_key": order.key,
            "trial_sent_at": now,
            "trial_note": "",
            "trial_approved_at": None,
            "trial_approved_by": None,
        },
    )
    doorbell.ring({connection.pk})


def order_of(start: GuidedStart) -> Order | None:
    """The order that was tried last; None where none was, or where it was deleted since."""
    return Order.objects.filter(key=start.trial_key).first() if start.trial_key else None


def is_booked(connection: Connection, order: Order) -> bool:
    keys = order.invoices.values("key")
    links = Link.objects.linked().filter(connection=connection, kind=kinds.INVOICE.name)
    return links.filter(key__in=keys, is_gone=False).exists()


def is_moving(connection: Connection, order: Order) -> bool:
    """Whether it is still on its way: nothing of it waits for a person."""
    keys = [*order.invoices.values_list("key", flat=True)]
    keys += order.payments.values_list("key", flat=True)
    rows = QueueRow.objects.filter(connection=connection, key__in=keys)
    states = (*SENT_STATES, QueueRow.State.WAITING)
    return rows.filter(state__in=states, kind__in=(kinds.INVOICE.name, kinds.PAYMENT.name)).exists()


def approve(connection: Connection, start: GuidedStart, *, user: Any, now: datetime) -> None:
    """ "It looks right". Raises NotNow while it is not in QuickBooks."""
    order = order_of(start)
    if order is None or not is_booked(connection, order):
        raise NotNow("The order is not in QuickBooks yet: look at it there first.")
    start.trial_approved_at, start.trial_approved_by, start.trial_note = now, user, ""
    if connection.went_live_at is None:
        start.first_looks = 0
    start.save()


def reject(start: GuidedStart, *, note: str) -> None:
    """ "Something is wrong": remembered until the next trial, so that it can be talked over."""
    start.trial_approved_at, start.trial_approved_by = None, None
    start.trial_note = note.strip() or "Something is wrong."
    start.save()


def _why_not(connection: Connection, order: Order) -> str:
    home = routing.load().home_of("order", order)
    if home != connection:
        return f"{order} belongs to another connection. Choose another order to try."
    if not posting.posts(order=order, connection=connection):
        return (
            f"{order} does not go to these books: its status does not post, or it is from before "
            "they start. Choose another order to try."
        )
    return ""
