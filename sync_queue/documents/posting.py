"""Whether an order belongs in the books at all, on which date, and under which number."""

from collections.abc import Iterable
from datetime import date, datetime

from connections.models import Connection
from entities.models import Invoice, Order, OrderLine, Storefront
from sync_queue.documents import names
from sync_queue.documents.outcome import Held, NotNeeded

NOT_SHIPPED = "not_shipped"
TAKEN_BACK = frozenset({Order.Status.CANCELLED, Order.Status.DECLINED, Order.Status.FAILED})


def is_before_start(*, order: Order, connection: Connection) -> bool:
    """Orders before "Books start on" never post (rule 1)."""
    start = connection.books_start_on
    return start is not None and order.placed_at.astimezone(connection.zone).date() < start


def posts(*, order: Order, connection: Connection) -> bool:
    """The order's status is one of those that post, and it is not from before the start."""
    by_status = order.status in connection.posting_statuses
    return by_status and not is_before_start(order=order, connection=connection)


def invoices(*, order: Order, connection: Connection) -> Storefront.Invoices:
    """How the order comes to its invoices: as its storefront says, by hand where the connection
    bills nothing by itself."""
    if not connection.auto_invoice:
        return Storefront.Invoices.BY_HAND
    front = order.storefront
    return Storefront.Invoices(front.invoices) if front else Storefront.Invoices.ORDER


def is_early(*, order: Order, connection: Connection) -> bool:
    """The order stands in QuickBooks before it posts: as an estimate, or as purchase orders."""
    wanted = connection.orders_become != Connection.OrdersBecome.NOTHING
    by_status = order.status in connection.early_statuses
    is_bookable = order.total > 0 and not posts(order=order, connection=connection)
    return (
        wanted
        and by_status
        and is_bookable
        and not is_before_start(order=order, connection=connection)
    )


def require(*, order: Order, connection: Connection) -> None:
    """Raises NotNeeded for an order that does not belong in the books."""
    if is_before_start(order=order, connection=connection):
        raise NotNeeded(
            reason="before_start",
            message=f"{order} is from before {connection.books_start_on}, when the books start.",
        )
    if order.status not in connection.posting_statuses:
        status = order.get_status_display().lower()
        raise NotNeeded(reason="status", message=f"{order} is {status}: such orders do not post.")
    if order.total == 0 and not moves_stock(order.lines.all(), connection=connection):
        raise NotNeeded(
            reason="zero_total", message=f"{order} amounts to 0.00: there is nothing to book."
        )


def moves_stock(lines: Iterable[OrderLine], *, connection: Connection) -> bool:
    """Goods that are given away leave the shelf and cost what they cost: of an order of 0.00 that
    is all there is to book."""
    if not (connection.sells_from_stock and connection.has_inventory):
        return False
    return any(line.product is not None and line.product.tracks_stock for line in lines)


def invoice_date(*, invoice: Invoice, connection: Connection) -> date:
    """The company's date on which the order reached its posting status, or left (rule 16).

    Raises Held where it should bear the day of shipping and the store does not know that.
    """
    moment: datetime | None = invoice.issued_at
    by_shipping = connection.invoice_dated == Connection.InvoiceDated.SHIPPED
    if by_shipping and invoice.covers == Invoice.Covers.WHOLE:
        moment = invoice.order.shipped_at
    if moment is None:
        raise Held(
            reason=NOT_SHIPPED,
            message=f"{invoice.order} has not been shipped, and invoices bear the day of shipping.",
            mend="Enter when it was shipped in the store: it then goes by itself. Or choose the "
            "other date of invoices under Connection settings.",
        )
    return moment.astimezone(connection.zone).date()


def number(*, invoice: Invoice, connection: Connection) -> str:
    return names.doc_number(f"{connection.number_prefix}{invoice.number}")


def is_this_month(*, booked_on: date | None, today: date) -> bool:
    """Only what is dated in the current month may still be rewritten (rule 7)."""
    return booked_on is not None and (booked_on.year, booked_on.month) == (today.year, today.month)
