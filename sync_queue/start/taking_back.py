"""Takes the tried order out of QuickBooks again, while it is there as it was sent.

It goes as every removal does, by rows of the queue: voided or deleted, as the settings say.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from connections import exchanges, flows
from connections.gateway import Call
from connections.models import Connection, GuidedStart
from connections.models.flow import Subject, Way
from entities.models import Order
from sync_queue import doorbell, enqueue, kinds, plan
from sync_queue.documents import posting
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import evidence
from sync_queue.start import trial
from sync_queue.start.trial import NotNow

# The word under which a document that is still in the store may be taken out.
APPROVED = "deleted_in_store "
BY_HAND = "Void it in QuickBooks by hand, then try another order."


def why_not(connection: Connection, order: Order, *, now: datetime) -> str:
    """Why the order cannot be taken back from here; "" where it can. QuickBooks is not asked."""
    if connection.went_live_at is not None:
        return f"You are live already. {BY_HAND}"
    if trial.is_moving(connection, order):
        return "It is on its way just now. Try again in a minute."
    if not flows.of(connection).is_on(Subject.INVOICE, Way.PUSH_DELETE):
        named = flows.named(Subject.INVOICE, Way.PUSH_DELETE)
        return f"The switch {named} is off. Switch it on under What is exchanged, or void it there."
    today = now.astimezone(connection.zone).date()
    days = links(connection, order).values_list("document_date", flat=True)
    if not all(posting.is_this_month(booked_on=day, today=today) for day in days):
        return f"It is dated in an earlier month, which is not rewritten from here. {BY_HAND}"
    return "" if days else "Nothing of this order is in QuickBooks."


def take_back(
    connection: Connection, start: GuidedStart, order: Order | None, *, now: datetime
) -> None:
    """Puts the removal of the tried order's documents in the queue, released.

    `order` is the one that the person was asked about. Raises NotNow where that was not tried
    last, where it cannot be taken back, or where somebody has changed it in QuickBooks since; and
    what `exchanges.ask_or_raise` raises.
    """
    if order is None or order.key != start.trial_key:
        raise NotNow("Another order was tried meanwhile. This page shows that one now.")
    why = plan.why_not(connection, now=now) or why_not(connection, order, now=now)
    if why:
        raise NotNow(why)
    found = list(links(connection, order))
    for link in found:
        _require_as_sent(connection, link)
    with transaction.atomic():
        _put(connection, order, found, now=now)
    doorbell.ring({connection.pk})


def links(connection: Connection, order: Order) -> QuerySet[Link]:
    """What of the order is in the company's books."""
    keys = [*order.invoices.values_list("key", flat=True)]
    keys += order.payments.values_list("key", flat=True)
    named = (kinds.INVOICE.name, kinds.PAYMENT.name)
    mine = Link.objects.linked().filter(connection=connection, kind__in=named, key__in=keys)
    return mine.filter(is_gone=False).order_by("pk")


def is_leaving(connection: Connection, order: Order) -> bool:
    """Whether its removal is on its way."""
    keys = links(connection, order).values("key")
    rows = QueueRow.objects.unfinished().filter(connection=connection, key__in=keys)
    is_removal = rows.filter(operation=QueueRow.Operation.DELETE).exists()
    return is_removal and trial.is_moving(connection, order)


def is_taken_back(connection: Connection, order: Order) -> bool:
    """Whether its document was in QuickBooks and was taken out by the bridge."""
    keys = order.invoices.values("key")
    gone = Link.objects.linked().filter(connection=connection, kind=kinds.INVOICE.name)
    return gone.filter(key__in=keys, is_gone=True).exists()


def _require_as_sent(connection: Connection, link: Link) -> None:
    call = Call("GET", f"/{link.qbo_type.lower()}/{link.qbo_id}")
    found = exchanges.ask_or_raise(connection=connection, call=call)[link.qbo_type]
    if evidence.is_taken_out(found):
        raise NotNow("It is void in QuickBooks already. Try another order.")
    changed = evidence.differences(found, link.sent)
    if changed:
        raise NotNow(
            f"Somebody changed it in QuickBooks since it was sent ({', '.join(sorted(changed))}), "
            f"so it is not taken out from here. {BY_HAND}"
        )


def _put(connection: Connection, order: Order, found: list[Link], *, now: datetime) -> None:
    wishes = [
        enqueue.Wish(
            connection.pk,
            link.kind,
            link.key,
            f"{kinds.BY_NAME[link.kind].title} of {order}",
            operation=QueueRow.Operation.DELETE.value,
            is_released=True,
        )
        for link in found
    ]
    enqueue.put(wishes, now=now)
    for wish in wishes:
        rows = QueueRow.objects.of(connection_id=connection.pk, kind=wish.kind, key=wish.key)
        rows.open().update(approvals=APPROVED)
