"""Which payments are missing in QuickBooks although their invoice is there already (rule 9)?

An invoice and its payment are one sale: without the payment the customer seems to owe the money.
Answered from payments and links, never from queue rows.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import RawSQL

from connections import flows
from connections.models import Connection
from connections.models.flow import Subject, Way
from entities.amounts import to_the_cent
from entities.models import Invoice, Payment
from sync_queue import kinds
from sync_queue.figures import sums
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import TAKEN_OUT
from sync_queue.start import steps

LATE = timedelta(hours=1)
# What was captured before is told by its cause and by the comparison of the books.
LOOKS_BACK = timedelta(days=31)
# Spelled out in the statement: SQLite chooses a partial index only for what it can read there.
CAPTURED = RawSQL("'captured'", ())


def late(connection: Connection, *, now: datetime) -> QuerySet[Payment]:
    """Payments captured for an hour whose invoice has been in this company for an hour.

    None before going live, where payments are switched off, and of what a person took out.
    """
    sends_them = flows.of(connection).is_on(Subject.PAYMENT, Way.PUSH_CREATE)
    if not sends_them or not steps.is_over(connection):
        return Payment.objects.none()
    captured = Payment.objects.filter(
        state=CAPTURED, captured_at__gte=now - LOOKS_BACK, captured_at__lte=now - LATE
    )
    booked = Link.objects.linked().filter(kind=kinds.PAYMENT.name, is_gone=False)
    found: QuerySet[Payment] = captured.with_money().filter(
        ~Exists(booked.filter(key=OuterRef("key"))),
        Exists(_booked_invoices(connection, before=now - LATE)),
        ~Exists(_taken_out(connection)),
    )
    return found


def said(payments: QuerySet[Payment]) -> str:
    """ "2 payments (60.00 USD)"; "" for none."""
    groups = payments.order_by().values_list("currency").annotate(Count("pk"), Sum("amount"))
    found = list(groups.order_by("currency"))
    count = sum(many for _, many, _ in found)
    amounts = sums.money({currency: to_the_cent(amount) for currency, _, amount in found})
    return f"{sums.number(count, 'payment')} ({amounts})" if count else ""


def _booked_invoices(connection: Connection, *, before: datetime) -> QuerySet[Invoice]:
    """The order's invoices that have been in the books since `before`; a sales receipt needs no
    payment beside it."""
    link = Link.objects.linked().filter(
        connection=connection,
        kind=kinds.INVOICE.name,
        qbo_type="Invoice",
        is_gone=False,
        key=OuterRef("key"),
        linked_at__lte=before,
    )
    found: QuerySet[Invoice] = Invoice.objects.filter(Exists(link), order=OuterRef("order"))
    return found.order_by()


def _taken_out(connection: Connection) -> Any:
    """A person took it out of the queue, and the store has not changed it since."""
    return QueueRow.objects.filter(
        connection=connection,
        kind=kinds.PAYMENT.name,
        key=OuterRef("key"),
        reason=TAKEN_OUT,
        done_at__gte=OuterRef("updated_at"),
    )
