"""The lines of a sale, and what it says of its tax: goods, discounts, shipping, surcharge."""

from decimal import Decimal
from typing import Any

from entities.models import Order, OrderLine
from sync_queue import kinds
from sync_queue.documents import charge, taxes, totals
from sync_queue.documents.billing import Billed, BilledLine
from sync_queue.documents.classes import Of
from sync_queue.documents.company import Company
from sync_queue.documents.totals import Position


def positions(billed: Billed, company: Company) -> list[Position]:
    """The lines of what is billed: goods, discounts, shipping, surcharge."""
    goods = [_goods(part, billed.order, company) for part in billed.lines]
    off = _discounts(billed, goods, company)
    return [*goods, *off, *_extras(billed, company)]


def _goods(part: BilledLine, order: Order, company: Company) -> Position:
    line = part.line
    gross = totals.to_cents(part.quantity * line.unit_price)
    # A line dearer than quantity times price keeps its amount and states no price.
    is_priced = gross >= part.amount
    return Position(
        item=_item(line, company),
        description=line.name,
        amount=gross if is_priced else part.amount,
        code=taxes.line_code(tax=line.tax, destination=order.shipping_country, company=company),
        quantity=part.quantity,
        unit_price=line.unit_price if is_priced else None,
        accounting_class=company.classes.on_line(class_of(order, line), record=str(order)),
    )


def _item(line: OrderLine, company: Company) -> dict[str, str]:
    product = line.product
    if product is None:
        return charge.ref(charge.UNLISTED, company)
    return company.ref(kind=kinds.PRODUCT.name, key=product.key, label=product.name)


def _discounts(billed: Billed, goods: list[Position], company: Company) -> list[Position]:
    before = totals.sum_by_part(goods)
    after = dict.fromkeys(before, Decimal(0))
    for part, position in zip(billed.lines, goods, strict=True):
        after[position.part] += part.amount
    shares = totals.spread(billed.discount, over=after) if after else {}
    off = {part: before[part] - after[part] + shares[part] for part in before}
    return [
        Position(
            item=charge.ref(charge.DISCOUNT, company),
            description=f"Discount on order {billed.order.number}",
            amount=-amount,
            code=code,
            accounting_class=accounting_class,
        )
        for (code, accounting_class), amount in off.items()
        if amount
    ]


def _extras(billed: Billed, company: Company) -> list[Position]:
    order = billed.order
    where, of = order.shipping_country, class_of(order)
    extras = [
        (charge.SHIPPING, billed.shipping, order.shipping_tax),
        (charge.SURCHARGE, billed.surcharge, None),
    ]
    return [
        Position(
            item=charge.ref(which, company),
            description=which.title,
            amount=amount,
            code=taxes.line_code(tax=tax, destination=where, company=company),
            accounting_class=company.classes.on_line(of, record=str(order)),
        )
        for which, amount, tax in extras
        if amount
    ]


def tax_part(billed: Billed, company: Company) -> dict[str, Any]:
    """What a document with these lines says of its tax."""
    order = billed.order
    said = taxes.of_document(
        taxes=[part.line.tax for part in billed.lines] + [order.shipping_tax],
        total_tax=billed.tax_total,
        includes_tax=order.prices_include_tax,
        destination=order.shipping_country,
        company=company,
        record=str(order),
    )
    return {**said, "ApplyTaxAfterDiscount": True} if company.connection.is_us else said


def class_of(order: Order, line: OrderLine | None = None) -> Of:
    """What decides on the class of the order, or of one of its lines."""
    words = (order.accounting_class, order.customer.accounting_class)
    if line is None:
        return Of(words, order.vendor_id)
    product = line.product
    return Of(
        (line.accounting_class, *words),
        vendor_id=order.vendor_id or (product.vendor_id if product else None),
        category_id=product.category_id if product else None,
    )
