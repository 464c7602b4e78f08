"""Corrections of the stock, and what a sale would leave of it (rules 4, 21).

A quantity in QuickBooks is never rewritten: what was counted, broken or found becomes an adjustment
of its own, by so many more or fewer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from entities.models import StockCorrection
from sync_queue import kinds
from sync_queue.documents import names, product
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, NotNeeded
from sync_queue.models import Link

NEGATIVE, BEFORE_START = "negative_stock", "before_stock"
ADJUSTMENT = "InventoryAdjustment"
# Which way the lines of a document move the stock.
SIGNS = {"Invoice": -1, "SalesReceipt": -1, "RefundReceipt": 1, "CreditMemo": 1, ADJUSTMENT: 1}


@dataclass(frozen=True)
class Shortfall:
    """QuickBooks will show `left` of `name`, which is below zero."""

    name: str
    left: Decimal

    def __str__(self) -> str:
        return f"QuickBooks will show {self.left.normalize():f} of {self.name}."


def parents(correction: StockCorrection) -> list[tuple[str, str]]:
    return [(kinds.PRODUCT.name, correction.product.key)]


def build(correction: StockCorrection, company: Company) -> Document:
    its, booked_on = correction.product, company.company_date(correction.happened_at)
    start = company.connection.books_start_on
    if start is not None and booked_on < start:
        message = f"{correction} is from before {start}, when the books start."
        raise NotNeeded(reason="before_start", message=message)
    if not product.is_stocked(its, company):
        _not_kept(correction)
    item = company.ref(kind=kinds.PRODUCT.name, key=its.key, label=its.name)
    link = company.links[kinds.PRODUCT.name, its.key]
    if link.sent.get("Type", "Inventory") != "Inventory":
        _not_kept(correction)
    _require_not_in_opening(correction, link, company)
    mark = names.marker(kind=kinds.STOCK.name, key=correction.key)
    detail = {"ItemRef": item, "QtyDiff": correction.difference.normalize()}
    line = {"DetailType": "ItemAdjustmentLineDetail", "ItemAdjustmentLineDetail": detail}
    return Document(
        qbo_type=ADJUSTMENT,
        fields={
            "AdjustAccountRef": company.account("stock_adjustment"),
            "TxnDate": str(booked_on),
            "PrivateNote": f"{correction.reason} {mark}",
            "Line": [line],
        },
        booked_on=booked_on,
        moves_stock=True,
    )


def _not_kept(correction: StockCorrection) -> None:
    raise NotNeeded(
        reason="no_stock_kept",
        message=f"QuickBooks keeps no stock of {correction.product.name}.",
    )


def _require_not_in_opening(correction: StockCorrection, link: Link, company: Company) -> None:
    """What was corrected before the item was made is in the quantity it was made with."""
    opened_as_in_store = product.chosen_quantity(correction.product, company) is None
    was_there = link.linked_at is not None and correction.created_at <= link.linked_at
    if opened_as_in_store and was_there and "QtyOnHand" in link.sent:
        raise NotNeeded(
            reason="in_opening",
            message=f"{correction} was there before the item: QuickBooks' opening quantity has it.",
        )


def moves(qbo_type: str, sent: Mapping[str, Any] | None) -> dict[str, Decimal]:
    """{item: by how many a document changes its stock, if it keeps any}, from what was sent."""
    found: dict[str, Decimal] = {}
    for line in (sent or {}).get("Line") or []:
        adjusted = line.get("ItemAdjustmentLineDetail")
        sold = line.get("SalesItemLineDetail")
        detail = adjusted or sold or {}
        item = (detail.get("ItemRef") or {}).get("value", "")
        quantity = detail.get("QtyDiff" if adjusted else "Qty")
        if item and quantity is not None and qbo_type in SIGNS:
            number = SIGNS[qbo_type] * Decimal(str(quantity))
            found[item] = found.get(item, Decimal(0)) + number
    return found


def counted(found: Mapping[str, Any]) -> Decimal | None:
    """How many QuickBooks has of the item `found` there; None where it keeps no stock of it."""
    if found.get("Type") != "Inventory":
        return None
    return Decimal(str(found.get("QtyOnHand", 0)))


def changes(qbo_type: str, *, now: Mapping[str, Any], before: Any) -> dict[str, Decimal]:
    """{item: how many more or fewer there are of it once `now` stands in place of `before`}."""
    after, was = moves(qbo_type, now), moves(qbo_type, before)
    both = {item: after.get(item, Decimal(0)) - was.get(item, Decimal(0)) for item in after | was}
    return {item: number for item, number in both.items() if number}


def shortfalls(
    changed: Mapping[str, Decimal], *, links: Iterable[Link], already: Mapping[str, Decimal]
) -> list[Shortfall]:
    """What would be below zero after these changes, `already` being on their way."""
    found = []
    for link in links:
        change = changed.get(link.qbo_id, Decimal(0))
        if link.qbo_type == "Item" and link.on_hand is not None and change < 0:
            left = link.on_hand + already.get(link.qbo_id, Decimal(0)) + change
            if left < 0:
                found.append(Shortfall(link.name, left))
    return found


def require_started(document: Document, links: Iterable[Link]) -> None:
    """Raises Held for a day before QuickBooks keeps the stock of what is on the document.

    quickbooks: it refuses that with fault 6270.
    """
    sent = {"Line": document.fields.get("Line") or []}
    items = moves(document.qbo_type, sent)
    for link in links:
        start = link.sent.get("InvStartDate") if link.qbo_type == "Item" else None
        if link.qbo_id not in items or not start or document.booked_on is None:
            continue
        if document.booked_on < date.fromisoformat(start):
            raise Held(
                reason=BEFORE_START,
                message=f"It is dated {document.booked_on}, and QuickBooks keeps the stock of "
                f"{link.name} only since {start}.",
                mend="Set an earlier start of the item's stock in QuickBooks, then send it; or "
                "correct the date in the store.",
            )
