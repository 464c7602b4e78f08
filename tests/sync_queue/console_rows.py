"""Rows and links in the state that a test of the console needs, without reading the queue."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connections.models import Connection
from entities.models import Order
from sync_queue.models import Dispatch, Link, QueueRow

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def invoice_row(order: Order) -> QueueRow:
    """The row that the order's own save has put in the queue."""
    return QueueRow.objects.get(kind="invoice", key=order.invoices.get().key)


def failed(order: Order, *, reason: str = "fault:6540", **fault: Any) -> QueueRow:
    row = invoice_row(order)
    row.attempts = 3
    row.fail(
        reason=reason,
        message="The money stands on a deposit.",
        mend="Take it off the deposit in QuickBooks first.",
        fault={"code": "6540", "detail": "Deposited Transaction", **fault},
        now=NOW,
    )
    return row


def held(order: Order, *, reason: str = "auto_post", message: str = "Not by itself.") -> QueueRow:
    row = invoice_row(order)
    row.hold(reason=reason, message=message, mend="Choose it.", now=NOW)
    return row


def sending(order: Order, *, request_id: str = "request-1") -> QueueRow:
    row = invoice_row(order)
    dispatch = Dispatch.objects.create(
        connection=row.connection,
        request_id=request_id,
        path="/invoice",
        body=b"{}",
        created_at=NOW,
    )
    row.send_with(dispatch, item_id="", frozen={"operation": "create"}, now=NOW)
    return row


def booked(
    order: Order, connection: Connection, *, total: str = "", qbo_id: str = "", **more: Any
) -> Link:
    """A link of the order's invoice, as it stands after QuickBooks has answered."""
    link: Link = Link.objects.create(
        connection=connection,
        kind="invoice",
        key=order.invoices.get().key,
        qbo_id=qbo_id or str(order.pk),
        total=Decimal(total or order.total),
        last_sent_at=NOW,
        **{"qbo_type": "Invoice", "number": order.number, **more},
    )
    return link
