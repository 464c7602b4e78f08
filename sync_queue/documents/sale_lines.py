"""The lines of a sale, and what it says of its tax: goods, discounts, shipping, surcharge."""

from decimal import Decimal

from connections.models import Connection
from entities.models import Order, OrderLine, Product, StoreTax
from sync_queue import kinds
from sync_queue.documents import charge, taxes, totals
from sync_queue.documents.billing import Billed, BilledLine
from sync_queue.documents.classes import Of
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held
from sync_queue.documents.tax_shares import Charged
from sync_queue.documents.taxes import Said
from sync_queue.documents.totals import Position


def of(billed: Billed, company: Company) -> Said:
    """The lines and the tax of a document that bills `billed`; they add up to what is due.

    Raises Held where they do not, or where the tax cannot be booked as it was charged.
    """
    order = billed.order
    charged = Charged(str(order), billed.tax_total, order.prices_include_tax)
    to = billed.due if charged.is_included else billed.due - charged.tax
    if billed.gift_cards and billed.tax_total:
        _require_taxed_when_redeemed(order, company)
    rounded = totals.rounded(
        positions(billed, company),
        to=to,
        untaxed=taxes.untaxed_code(company),
        company=company,
        record=charged.record,
    )
    return taxes.state(rounded, charged, destination=order.shipping_country, company=company)


def positions(billed: Billed, company: Company) -> list[Position]:
    """The lines of what is billed, as the store has them: goods, discounts, shipping, surcharge."""
    goods = [_goods(part, billed.order, company) for part in billed.lines]
    off = _discounts(billed, goods, company)
    return [*goods, *off, *_extras(billed, company), *_redeemed(billed, company)]


def _goods(part: BilledLine, order: Order, company: Company) -> Position:
    line = part.line
    amount, tax = _before_discount(part), _tax_of(part, order, company)
    is_priced = totals.to_cents(part.quantity * line.unit_price) == amount
    return Position(
        item=_item(line, company),
        description=line.name,
        amount=amount,
        code=taxes.line_code(tax=tax, destination=order.shipping_country, company=company),
        quantity=part.quantity,
        unit_price=line.unit_price if is_priced else totals.price_of(amount, part.quantity),
        accounting_class=company.classes.on_line(class_of(order, line), record=str(order)),
        tax=tax,
        tax_amount=part.tax,
    )


def _before_discount(part: BilledLine) -> Decimal:
    """What the line is worth before its own discount.

    A line that is dearer than quantity times price is worth its amount, and so is one that stores
    round otherwise: cents that nobody took off are no discount.
    """
    line, gross = part.line, totals.to_cents(part.quantity * part.line.unit_price)
    if line.discount and part.amount == line.amount:
        return part.amount + line.discount
    is_rounding = not line.discount and gross - part.amount <= totals.MOST_ROUNDED
    return part.amount if is_rounding or gross < part.amount else gross


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
        (charge.SURCHARGE, billed.surcharge, order.surcharge_tax),
    ]
    return [
        Position(
            item=charge.ref(which, company),
            description=which.title,
            amount=amount,
            code=taxes.line_code(tax=tax, destination=where, company=company),
            accounting_class=company.classes.on_line(of, record=str(order)),
            tax=tax,
        )
        for which, amount, tax in extras
        if amount
    ]


def _redeemed(billed: Billed, company: Company) -> list[Position]:
    """What gift cards and store credit pay: less debt of the shop, and no less tax (rule 12)."""
    order = billed.order
    of = class_of(order)
    paid = ((charge.GIFT_CARD, billed.gift_cards), (charge.STORE_CREDIT, billed.store_credit))
    return [
        Position(
            item=charge.ref(which, company),
            description=f"Paid with {which.title.lower()}",
            amount=-amount,
            code=taxes.untaxed_code(company),
            accounting_class=company.classes.on_line(of, record=str(order)),
        )
        for which, amount in paid
        if amount
    ]


def _require_taxed_when_redeemed(order: Order, company: Company) -> None:
    if company.connection.gift_cards_taxed == Connection.GiftCardsTaxed.REDEEMED:
        return
    raise Held(
        reason="gift_card_taxed_twice",
        message=f"{order} is taxed and paid with a gift card, and gift cards are taxed when they "
        "are sold.",
        mend="Have the store leave out the tax that the card has borne; or choose under "
        "Connection settings that gift cards are taxed when they are redeemed.",
    )


def tax_of(
    product: Product | None,
    tax: StoreTax | None,
    *,
    amount: Decimal,
    record: str,
    company: Company,
) -> StoreTax | None:
    """The tax of a line, `amount` of it; none of a gift card that is taxed when it is redeemed."""
    taxed_when_sold = company.connection.gift_cards_taxed == Connection.GiftCardsTaxed.SOLD
    if product is None or product.kind != Product.Kind.GIFT_CARD or taxed_when_sold:
        return tax
    if amount:
        raise Held(
            reason="gift_card_taxed",
            message=f"{record} has {amount} tax on {product.name}, and gift cards are taxed when "
            "they are redeemed.",
            mend="Sell gift cards without tax in the store; or choose under Connection settings "
            "that they are taxed when they are sold.",
        )
    return None


def _tax_of(part: BilledLine, order: Order, company: Company) -> StoreTax | None:
    line = part.line
    return tax_of(line.product, line.tax, amount=part.tax, record=str(order), company=company)


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
