"""What is ordered from a vendor for an order of the store: a purchase order, which posts nothing.

One for each vendor whose goods the order contains, at what they cost, sent to the customer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from entities import joined
from entities.models import Order, OrderLine, Vendor
from sync_queue import kinds
from sync_queue.documents import customer, names, posting, totals
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal

SEPARATOR = ":"


@dataclass(frozen=True)
class Dropship:
    """The lines of an order that one vendor delivers; `vendor_id` would lead to the vendor's own
    company, so it is not called that."""

    key: str
    order: Order
    seller: Vendor
    lines: tuple[OrderLine, ...]

    def __str__(self) -> str:
        return f"{self.order} from {self.seller}"


def key_of(order_key: str, vendor_pk: int) -> str:
    return f"{order_key}{SEPARATOR}{vendor_pk}"


def load(keys: Iterable[str]) -> dict[str, Dropship]:
    """What these keys stand for, in a fixed number of queries; gone orders and vendors left out."""
    parts = {key: key.rpartition(SEPARATOR) for key in keys}
    orders = {
        order.key: order
        for order in Order.objects.filter(key__in=[part[0] for part in parts.values()])
        .select_related("customer")
        .prefetch_related(joined.order_lines())
    }
    sellers = Vendor.objects.in_bulk([int(part[2]) for part in parts.values()])
    return {
        key: Dropship(key, orders[order_key], sellers[int(pk)], _delivered(orders[order_key], pk))
        for key, (order_key, _, pk) in parts.items()
        if order_key in orders and int(pk) in sellers
    }


def keys_of(orders: Iterable[Order]) -> dict[str, list[str]]:
    """{order's key: the keys of its purchase orders}, by whose goods it contains."""
    lines = OrderLine.objects.filter(order__in=list(orders), product__vendor__isnull=False)
    pairs = lines.order_by("order", "product__vendor").values_list("order__key", "product__vendor")
    found: dict[str, list[str]] = defaultdict(list)
    for order_key, vendor_pk in pairs.distinct():
        found[order_key].append(key_of(order_key, vendor_pk))
    return found


def parents(dropship: Dropship) -> list[tuple[str, str]]:
    goods = [line.product.key for line in dropship.lines if line.product]
    return [
        (kinds.VENDOR.name, dropship.seller.key),
        *((kinds.PRODUCT.name, key) for key in goods),
    ]


def build(dropship: Dropship, company: Company) -> Document | Removal:
    link = company.link(kinds.PURCHASE_ORDER.name, dropship.key)
    is_there = link is not None and not link.is_gone
    if is_there and (dropship.order.status in posting.TAKEN_BACK or not dropship.lines):
        return Removal(qbo_type="PurchaseOrder", operation="delete")
    if not posting.is_early(order=dropship.order, connection=company.connection):
        raise NotNeeded(
            reason="not_early",
            message=f"{dropship.order} is {dropship.order.get_status_display().lower()}: nothing "
            "is ordered for it now.",
        )
    if not dropship.lines:
        message = f"{dropship.order} has no goods of {dropship.seller}."
        raise NotNeeded(reason="not_early", message=message)
    return _document(dropship, company)


def _document(dropship: Dropship, company: Company) -> Document:
    order, seller = dropship.order, dropship.seller
    lines = [_line(line, company) for line in dropship.lines]
    number = f"{company.connection.number_prefix}{order.number}-V{seller.pk}"
    mark = names.marker(kind=kinds.PURCHASE_ORDER.name, key=dropship.key)
    fields: dict[str, Any] = {
        "VendorRef": company.ref(kind=kinds.VENDOR.name, key=seller.key, label=seller.name),
        "APAccountRef": company.account("payable"),
        "DocNumber": names.doc_number(number),
        "PrivateNote": f"Order {order.number} {mark}",
        "TxnDate": str(company.company_date(order.placed_at)),
        "Line": lines,
    }
    if address := customer.address_of(order.customer, "shipping"):
        fields["ShipAddr"] = address
    if not company.connection.is_us:
        fields["GlobalTaxCalculation"] = "TaxExcluded"
    total = sum((line["Amount"] for line in lines), Decimal(0))
    return Document(qbo_type="PurchaseOrder", fields=fields, total=total)


def _line(line: OrderLine, company: Company) -> dict[str, Any]:
    product = line.product
    assert product is not None  # only lines with the vendor's goods are delivered
    if product.cost is None:
        raise Held(
            reason="no_cost",
            message=f"{product.name} is to be ordered from its vendor, but has no cost.",
            mend="Enter its cost in the store, then send it again.",
        )
    item = company.ref(kind=kinds.PRODUCT.name, key=product.key, label=product.name)
    _require_bought(product.key, product.name, company)
    detail: dict[str, Any] = {"ItemRef": item, "Qty": line.quantity, "UnitPrice": product.cost}
    if not company.connection.is_us:
        detail["TaxCodeRef"] = {"value": company.untaxed_code()}
    return {
        "Amount": totals.to_cents(line.quantity * product.cost),
        "Description": line.name[:4000],
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": detail,
    }


def _require_bought(key: str, name: str, company: Company) -> None:
    """quickbooks: only an item with an expense account can be bought."""
    link = company.link(kinds.PRODUCT.name, key)
    if link is not None and link.sent.get("ExpenseAccountRef"):
        return
    raise Held(
        reason="not_bought",
        message=f"{name} cannot be ordered: its item in QuickBooks has no expense account.",
        mend="Tick “I purchase this product from a vendor” on the item in QuickBooks, link it "
        "anew under Set up QuickBooks; or choose an expense account before new products come.",
    )


def _delivered(order: Order, vendor_pk: str) -> tuple[OrderLine, ...]:
    lines = order.lines.all()
    return tuple(
        line for line in lines if line.product and line.product.vendor_id == int(vendor_pk)
    )
