"""What a person may do to a queue: send now, take rows out, try again, release what is held.

Every deed has a `preview_…` twin that counts without doing. A row that is taken out stays as *Not
needed*, with who did it: else the sweep would find its record missing and queue it once more.
Nothing that is being sent is ever touched, and nothing in QuickBooks is removed.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from kombu.exceptions import OperationalError

from connections import permissions
from connections.models import Connection, Right
from entities.models import Invoice, Order, Payment, Refund
from sync_queue import doorbell, enqueue, kinds, leases, plan, routing, sight, tasks
from sync_queue.figures import unread
from sync_queue.intake import auto_invoice, taken_out, unbooked
from sync_queue.models import Link, QueueRow, RowEvent
from sync_queue.models.row import OPEN_STATES, TAKEN_OUT, TRY_LATER
from sync_queue.steering import stopping
from sync_queue.troubles import causes

log = logging.getLogger(__name__)

NOT_ADDED = (
    "Nothing was added to the queue: either no connection of yours takes these records, or they "
    "are orders that do not post or have no invoice yet. Connection settings say which states "
    "post; an order that is billed by hand gets its invoice with Create invoice."
)
SENT_ON = "To be sent again now."
CHUNK = 2000
State = QueueRow.State


class NotNow(Exception):
    """It cannot be done at this moment; the message says why, and what to do instead."""


class AlreadyReading(NotNow):
    """A reader is at work for this company: nothing is to be done but wait."""


@dataclass(frozen=True)
class Counted:
    """Rows, how many of each kind, and the orders concerned with their sum per currency.

    Of rows taken out, `orders` are those that will not be in the books for it; of rows sent or
    released, those that now may go.
    """

    count: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)
    orders: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def read_now(connection: Connection, *, now: datetime) -> None:
    """Rings for the reader of `connection`; ends a person's stop. Raises NotNow, with why.

    Also where it has rung, but nobody has answered for long: that a bell rings wakes no dead one.
    """
    if leases.is_live(connection_id=connection.pk, now=now):
        raise AlreadyReading("The queue is being read already. This page shows how far it is.")
    stopping.lift(connection)
    reason = plan.why_not(connection, now=now)
    if reason:
        raise NotNow(f"Nothing can be sent just now. {reason}")
    try:
        tasks.read_queue.apply_async(args=(connection.pk,), retry=False, expires=60)
    except (OperationalError, OSError) as fault:
        raise NotNow(
            "The background worker cannot be reached, so nothing was started. Start it, or run "
            f"“manage.py read_queue --connection {connection.slug}”; nothing is lost meanwhile."
        ) from fault
    if silence := unread.unread(connection, now=now):
        raise NotNow(f"The reader was called, but perhaps nobody hears it. {silence.sentence}")


def stop_reading(connection: Connection, *, user: Any, now: datetime) -> datetime:
    """Ends the reading between two batches; returns when it goes on by itself. Raises NotNow."""
    if not leases.is_live(connection_id=connection.pk, now=now):
        raise NotNow("The queue is not being read just now, so there is nothing to stop.")
    log.info("reading_stopped", extra={"by": str(user), "connection": connection.pk})
    return stopping.stop(connection, user=user, now=now)


def preview_delete_errors(connection: Connection, *, user: Any) -> Counted:
    return _loss(_errors(connection, user), connection)


def delete_errors(connection: Connection, *, user: Any, now: datetime) -> Counted:
    """Takes all rows that need mending out of the queue, as far as `user` sees them."""
    return _take_out(_errors(connection, user), connection, user=user, now=now)


def preview_clear(connection: Connection, *, user: Any) -> Counted:
    return _loss(_open(connection, user), connection)


def clear(connection: Connection, *, user: Any, now: datetime) -> Counted:
    """Takes everything out of the queue that is not being sent, as far as `user` sees it."""
    return _take_out(_open(connection, user), connection, user=user, now=now)


def preview_delete(rows: QuerySet[QueueRow], connection: Connection) -> Counted:
    return _loss(_with_its_money(_open_of(rows), connection), connection)


def delete_rows(
    rows: QuerySet[QueueRow], connection: Connection, *, user: Any, now: datetime
) -> Counted:
    """Takes chosen rows out as far as they are open, unbooked invoices' with their money's."""
    return _take_out(_with_its_money(_open_of(rows), connection), connection, user=user, now=now)


def delete_row(row: QueueRow, *, user: Any, now: datetime) -> Counted:
    """Takes one row out, an unbooked invoice's with those of its payments and refunds.

    Raises NotNow while it is being sent, or once it is done.
    """
    counted = delete_rows(QueueRow.objects.filter(pk=row.pk), row.connection, user=user, now=now)
    if not counted.count:
        raise NotNow(
            f"“{row.label or row.key}” is being sent or done already, so its row stays. "
            "Refresh the queue to see what became of it."
        )
    return counted


def preview_resend(rows: QuerySet[QueueRow]) -> Counted:
    return counted(_resendable(rows))


def resend(rows: QuerySet[QueueRow], *, now: datetime, user: Any = "") -> Counted:
    """Tries rows again now that need mending, that were held for something mended since, or that
    wait for a later try."""
    return set_free(_resendable(rows), by=user, now=now, attempts=0)


def preview_release(rows: QuerySet[QueueRow]) -> Counted:
    return counted(rows.filter(causes.approvable()))


def release(rows: QuerySet[QueueRow], *, user: Any, now: datetime) -> Counted:
    """A person's word: held rows that need nothing else are sent."""
    approvals = Concat(F("approvals"), F("reason"), Value(" "))
    held = rows.filter(causes.approvable())
    released = set_free(held, by=user, now=now, is_released=True, approvals=approvals)
    log.info("queue_rows_released", extra={"by": str(user), "rows": released.count})
    return released


def add(kind: str, entities: Sequence[Any], *, user: Any, now: datetime) -> int:
    """Puts records in the queue by hand, where `user` may send; returns how many rows that made.

    An order goes with its invoices, payments and refunds; it is billed first as its storefront
    says, and stays out where it has no invoice then.
    """
    routes = routing.load()
    wishes = [
        enqueue.Wish(connection_id=pk, kind=name, key=record.key, label=str(record))
        for name, records in _documents(kind, entities, routes, now)
        for pk, wanted in routing.wanted_by(name, records, routes).items()
        if permissions.may(user=user, connection=routes.active[pk], right=Right.READ_QUEUE)
        for record in wanted
    ]
    enqueue.put(wishes, now=now)
    doorbell.ring({wish.connection_id for wish in wishes})
    return len(wishes)


def send_invoices(invoices: Sequence[Invoice], *, user: Any, now: datetime) -> int:
    """Sends invoices and the money of their orders, where `user` may send; returns how many
    invoices. What is booked as it stands is found to be so and not sent again."""
    routes = routing.load()
    orders = {invoice.order_id for invoice in invoices}
    money = (
        (kinds.PAYMENT.name, list(Payment.objects.filter(order__in=orders).order_by("pk"))),
        (kinds.CHARGEBACK.name, list(Payment.objects.lost().filter(order__in=orders))),
        (kinds.WON_BACK.name, list(Payment.objects.won_back().filter(order__in=orders))),
        (kinds.REFUND.name, list(Refund.objects.filter(order__in=orders).order_by("pk"))),
    )
    wishes = [
        enqueue.Wish(pk, name, record.key, str(record), is_released=True)
        for name, records in ((kinds.INVOICE.name, list(invoices)), *money)
        for pk, wanted in routing.wanted_by(name, records, routes).items()
        if permissions.may(user=user, connection=routes.active[pk], right=Right.READ_QUEUE)
        for record in wanted
    ]
    enqueue.put(wishes, now=now)
    doorbell.ring({wish.connection_id for wish in wishes})
    return len({wish.key for wish in wishes if wish.kind == kinds.INVOICE.name})


def _documents(
    kind: str, entities: Sequence[Any], routes: routing.Routes, now: datetime
) -> list[tuple[str, list[Any]]]:
    """[(kind, records)] that stand for `entities` in the queue."""
    if kind != kinds.INVOICE.name:
        return [(kind, list(entities))]
    homes = [(order, routes.home_of("order", order)) for order in entities]
    auto_invoice.bill([(order, home) for order, home in homes if home], now=now)
    billed = Invoice.objects.filter(order__in=entities).order_by()
    return [
        (name, list(records.order_by("pk")))
        for name, records in (
            (kinds.INVOICE.name, Invoice.objects.filter(order__in=entities)),
            # Money waits for the first invoice of its order.
            (kinds.PAYMENT.name, Payment.objects.filter(order__in=billed.values("order"))),
            (kinds.CHARGEBACK.name, Payment.objects.lost().filter(order__in=entities)),
            (kinds.WON_BACK.name, Payment.objects.won_back().filter(order__in=entities)),
            (kinds.REFUND.name, Refund.objects.filter(order__in=entities)),
        )
    ]


def _errors(connection: Connection, user: Any) -> QuerySet[QueueRow]:
    errors = sight.rows(user=user, connection=connection).filter(state=State.ERROR)
    return _with_its_money(errors, connection)


def _with_its_money(rows: QuerySet[QueueRow], connection: Connection) -> QuerySet[QueueRow]:
    """`rows`, and the open ones of payments and refunds that need an unbooked invoice of theirs.

    Left behind, a payment would call for its invoice and so put it in the queue again.
    """
    booked = Link.objects.linked().filter(connection=connection, kind=kinds.INVOICE.name)
    orders = unbooked.of_rows(rows).exclude(invoices__key__in=booked.values("key"))
    # Read here: SQLite cannot parse as many queries inside one another as this would make.
    found = list(orders.values_list("pk", flat=True))
    payments = Payment.objects.filter(order__in=found).order_by().values("key")
    refunds = Refund.objects.filter(order__in=found).order_by().values("key")
    of_payments = [kind.name for kind in (kinds.PAYMENT, *kinds.OF_PAYMENTS)]
    money = Q(kind__in=of_payments, key__in=payments) | Q(
        kind__in=(kinds.REFUND.name, kinds.APPLICATION.name), key__in=refunds
    )
    hanging = Q(money, connection=connection, state__in=OPEN_STATES)
    return QueueRow.objects.filter(Q(pk__in=rows.order_by().values("pk")) | hanging)


def _open(connection: Connection, user: Any) -> QuerySet[QueueRow]:
    return sight.rows(user=user, connection=connection).open()


def _open_of(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    return rows.filter(state__in=OPEN_STATES)


def _resendable(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    is_stuck = Q(state__in=causes.STUCK) & ~causes.approvable()
    return rows.filter(is_stuck | Q(state=State.WAITING, reason=TRY_LATER))


@transaction.atomic
def set_free(rows: QuerySet[QueueRow], *, by: Any, now: datetime, **columns: Any) -> Counted:
    """Puts these rows back in the queue, to be tried at once, with `columns` on them."""
    found = counted(rows)
    connections = set(rows.order_by().values_list("connection", flat=True))
    _note_deed(rows, by=by, now=now)
    blank: dict[str, Any] = {"reason": "", "message": "", "mend": "", "fault": {}, "due_at": None}
    rows.update(state=State.WAITING, updated_at=now, **blank, **columns)
    doorbell.ring(connections)
    return found


def _note_deed(rows: QuerySet[QueueRow], *, by: Any, now: datetime) -> None:
    """Each row's history says who sent it on; the row itself forgets why it stood still."""
    who = str(by)[:150]
    deeds = (
        RowEvent(row_id=pk, at=now, state=State.WAITING, message=SENT_ON, by=who)
        for pk in rows.order_by().values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    )
    while some := list(islice(deeds, CHUNK)):
        RowEvent.objects.bulk_create(some)


@transaction.atomic
def _take_out(
    rows: QuerySet[QueueRow], connection: Connection, *, user: Any, now: datetime
) -> Counted:
    counted = _loss(rows, connection)
    message = f"Taken out of the queue by {user}."
    ended = taken_out.take_out(rows, reason=TAKEN_OUT, message=message, now=now)
    log.info(
        "queue_rows_taken_out",
        extra={"by": str(user), "connection": connection.pk, "rows": ended},
    )
    return replace(counted, count=ended)


def _loss(rows: QuerySet[QueueRow], connection: Connection) -> Counted:
    """What of the store will not be in the books without these rows, by orders and links."""
    missing = unbooked.missing_orders(connection).filter(pk__in=_order_keys(rows))
    return _counted(rows, missing)


def counted(rows: QuerySet[QueueRow]) -> Counted:
    """How many rows these are, and the orders that may go once they go."""
    return _counted(rows, unbooked.of_rows(rows))


def _counted(rows: QuerySet[QueueRow], orders: QuerySet[Order]) -> Counted:
    groups = rows.order_by().values_list("kind").annotate(Count("pk"))
    found = dict(groups)
    by_kind = {kind.name: found[kind.name] for kind in kinds.ALL if kind.name in found}
    summed = unbooked.sum_of(orders)
    return Counted(sum(by_kind.values()), by_kind, summed.count, summed.amounts)


def _order_keys(rows: QuerySet[QueueRow]) -> Any:
    return unbooked.of_rows(rows).order_by().values("pk")
