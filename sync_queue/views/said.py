"""What the store says of the documents of an order, and which lines stand on a sent one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from entities.models import Invoice, Order, Payment, Refund
from sync_queue import kinds
from sync_queue.documents import billing, purchase_order, refund, totals
from sync_queue.documents.purchase_order import Dropship

ORDERED = kinds.PURCHASE_ORDER.name
# How QuickBooks calls what stands on a line: of what is sold, of what is bought.
DETAILS = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail")


@dataclass(frozen=True)
class Position:
    """One line of a booked document."""

    description: str
    quantity: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Figures:
    """What one side says of a document; None where it says nothing of it. `customer`: whose it is,
    the vendor of a purchase order."""

    number: str
    date: date | None
    customer: str
    tax: Decimal | None
    total: Decimal | None


def records_of(order: Order) -> dict[tuple[str, str], Any]:
    """{(kind, key): record} of everything of the order that becomes a document, without what is
    ordered from vendors for it."""
    found: dict[tuple[str, str], Any] = {(kinds.ESTIMATE.name, order.key): order}
    for kind, records in (
        (kinds.INVOICE, order.invoices.all()),
        (kinds.PAYMENT, order.payments.all()),
        (kinds.CHARGEBACK, order.payments.all()),
        (kinds.WON_BACK, order.payments.all()),
        (kinds.REFUND, order.refunds.all()),
        (kinds.APPLICATION, order.refunds.all()),
    ):
        found |= {(kind.name, record.key): record for record in records}
    return found


def ordered_for(order: Order) -> list[tuple[str, str]]:
    """(kind, key) of what may be ordered from vendors for the order; one query."""
    return [(ORDERED, key) for key in purchase_order.keys_of([order]).get(order.key, [])]


def dropships(found: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Dropship]:
    """Those of these records that are ordered from vendors; nothing is asked where none is."""
    keys = [key for kind, key in found if kind == ORDERED]
    loaded = purchase_order.load(keys) if keys else {}
    return {(ORDERED, key): one for key, one in loaded.items()}


def by_store(kind: str, record: Any, order: Order) -> tuple[Any, str, Any, Decimal]:
    """(moment, number, tax, total) of a record, as the store has them."""
    if isinstance(record, Invoice):
        due = billing.due_of(record)
        return record.issued_at, record.number, billing.tax_of(record), due
    if kind == kinds.CHARGEBACK.name:
        lost = record.amount + record.chargeback_fee
        return record.charged_back_at, f"{order.number}-CB", Decimal(0), lost
    if kind == kinds.WON_BACK.name:
        return record.won_back_at, f"{order.number}-WON", Decimal(0), record.amount
    if isinstance(record, Payment):
        return record.captured_at, record.reference, None, record.amount
    if isinstance(record, Order):
        return record.placed_at, record.number, record.tax_total, record.total
    if isinstance(record, Dropship):
        return order.placed_at, f"{order.number}-V{record.seller.pk}", None, cost_of(record)
    assert isinstance(record, Refund)
    if kind == kinds.APPLICATION.name:
        return record.refunded_at, record.number, None, Decimal(0)
    total = Decimal(0) if refund.goes_to_credit(record) else record.total
    return record.refunded_at, record.number, record.tax_total, total


def cost_of(dropship: Dropship) -> Decimal:
    """What the goods cost that one vendor delivers, as far as their cost is known."""
    costs = [
        totals.to_cents(line.quantity * line.product.cost)
        for line in dropship.lines
        if line.product and line.product.cost is not None
    ]
    return sum(costs, Decimal(0))


def positions_of(sent: Mapping[str, Any]) -> list[Position]:
    """The goods, discounts and charges on a document, as they were sent."""
    return [
        Position(
            description=line.get("Description", ""),
            quantity=_decimal(line[detail].get("Qty")),
            amount=Decimal(line.get("Amount") or 0),
        )
        for line in sent.get("Line") or []
        for detail in DETAILS
        if detail in line
    ]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
