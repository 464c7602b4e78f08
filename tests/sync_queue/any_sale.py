"""Any bill that a store can write, for properties; and a company of each regime that books it.

Nothing of it is in a database. A store may round its tax per line, per tax or per order, say it per
line or not, and have its prices with tax or without.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from entities.models import Customer, Order, OrderLine, StoreTax
from sync_queue.documents.billing import Billed, BilledLine
from sync_queue.documents.company import Company
from tests.factories import NOON, CustomerFactory
from tests.sync_queue.known_company import company

CENT, ZERO, HUNDRED = Decimal("0.01"), Decimal(0), Decimal(100)
REGIMES = ("us", "us-ast", "gb", "ca", "au")
# What each country's codes and their rates are called here: code, then rates in per cent.
CODES = {
    "gb": {"20.0% S": ("20",), "5.0% R": ("5",), "0.0% Z": ("0",)},
    "ca": {"GST/PST BC": ("5", "7"), "HST ON": ("13",), "Zero-rated": ("0",)},
    "au": {"GST": ("10",), "GST free": ("0",)},
    "us": {"Tucson": ("7.1", "2"), "none": ("0",)},
    "us-ast": {"Tucson": ("7.1", "2"), "California": ("8",), "none": ("0",)},
}
ROUNDS = ("line", "tax", "order")


@dataclass(frozen=True)
class Sale:
    """`taxes`: those of the regime, by the name of their code."""

    regime: str
    billed: Billed
    taxes: dict[str, StoreTax]

    @property
    def company(self) -> Company:
        return company_of(self.regime, self.taxes)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def store(sale: Sale, *, number: str, currency: str) -> Order:
    """The sale in the database, under a number of its own; its taxes are there already."""
    order = sale.billed.order
    order.number, order.currency = number, currency
    order.customer = CustomerFactory(currency=currency)
    order.status, order.placed_at, order.status_at = Order.Status.COMPLETED, NOON, NOON
    order.subtotal = sum((part.amount for part in sale.billed.lines), ZERO)
    order.save()
    for position, part in enumerate(sale.billed.lines, start=1):
        part.line.position, part.line.tax_amount = position, part.tax
        part.line.save()
    return order


def company_of(regime: str, taxes: dict[str, StoreTax]) -> Company:
    """Every tax has the code of its name, and every rate of a code the id "<code>/<per cent>"."""
    country = "US" if regime.startswith("us") else regime.upper()
    rates = {
        name: tuple((f"{name}/{rate}", Decimal(rate)) for rate in parts)
        for name, parts in CODES[regime].items()
    }
    known = company(country, automated_sales_tax=regime == "us-ast")
    return replace(
        known,
        tax_codes={(tax.pk, ""): name for name, tax in taxes.items()},
        tax_rates={**rates, "untaxed": (("untaxed/0", ZERO),)},
    )


money = st.integers(0, 50_000).map(lambda number: Decimal(number) / 100)
prices = st.integers(0, 500_000_000).map(lambda number: Decimal(number) / 1_000_000)
quantities = st.one_of(
    st.integers(1, 30).map(Decimal), st.integers(1, 300_000).map(lambda n: Decimal(n) / 10_000)
)


def taxes_of(regime: str) -> dict[str, StoreTax]:
    """A tax of the store for each code."""
    return {
        name: StoreTax(pk=place, name=name, rate=sum(map(Decimal, rates)))
        for place, (name, rates) in enumerate(CODES[regime].items(), start=1)
    }


@st.composite
def sales(draw: Any, regime: str, taxes: dict[str, StoreTax]) -> Sale:
    order = Order(number="1042", currency="USD", customer=Customer(first_name="Jane"))
    order.prices_include_tax = draw(st.booleans())
    lines = [_line(draw, order, taxes) for _ in range(draw(st.integers(1, 6)))]
    subtotal = sum((line.amount for line in lines), ZERO)
    order.discount = min(draw(st.one_of(st.just(ZERO), money)), subtotal)
    order.shipping = draw(st.one_of(st.just(ZERO), money))
    order.shipping_tax = draw(st.sampled_from([None, *taxes.values()]))
    order.surcharge = draw(st.one_of(st.just(ZERO), money))
    order.surcharge_tax = draw(st.sampled_from([None, *taxes.values()]))
    return Sale(regime, _billed(order, lines, draw(st.sampled_from(ROUNDS))), taxes)


def _line(draw: Any, order: Order, taxes: dict[str, StoreTax]) -> OrderLine:
    quantity, price = draw(quantities), draw(prices)
    gross = cents(quantity * price)
    off = min(draw(st.one_of(st.just(ZERO), money)), gross)
    # A store may round the price of a line in its own way.
    amount = max(ZERO, gross - off + draw(st.sampled_from([ZERO, ZERO, CENT, -CENT])))
    return OrderLine(
        order=order,
        name="Teapot",
        quantity=quantity,
        unit_price=price,
        discount=off,
        amount=amount,
        tax=draw(st.sampled_from([None, *taxes.values()])),
    )


def _billed(order: Order, lines: list[OrderLine], rounds: str) -> Billed:
    """As the store works its tax out; its discount lowers the tax of what it is taken off."""
    subtotal = sum((line.amount for line in lines), ZERO)
    left = 1 - order.discount / subtotal if subtotal else Decimal(1)
    exact = [_tax(line.amount * left, line.tax, order) for line in lines]
    extras = [(order.shipping, order.shipping_tax), (order.surcharge, order.surcharge_tax)]
    extra = [_tax(amount, tax, order) for amount, tax in extras]
    said = [cents(tax) for tax in exact] if rounds == "line" else [ZERO] * len(lines)
    by_tax: dict[int, Decimal] = {}
    charged = [*(line.tax for line in lines), order.shipping_tax, order.surcharge_tax]
    for tax, amount in zip(charged, [*exact, *extra], strict=True):
        if tax is not None:
            by_tax[tax.pk] = by_tax.get(tax.pk, ZERO) + amount
    tax_total = {
        "line": sum(said, ZERO) + sum(map(cents, extra), ZERO),
        "tax": sum(map(cents, by_tax.values()), ZERO),
        "order": cents(sum(by_tax.values(), ZERO)),
    }[rounds]
    total = subtotal - order.discount + order.shipping + order.surcharge
    order.tax_total, order.total = tax_total, total
    if not order.prices_include_tax:
        order.total += tax_total
    return Billed(
        order=order,
        lines=tuple(
            BilledLine(line, line.quantity, line.amount, tax)
            for line, tax in zip(lines, said, strict=True)
        ),
        discount=order.discount,
        shipping=order.shipping,
        surcharge=order.surcharge,
        tax_total=tax_total,
        total=order.total,
    )


def _tax(amount: Decimal, tax: StoreTax | None, order: Order) -> Decimal:
    if tax is None:
        return ZERO
    whole = HUNDRED + tax.rate if order.prices_include_tax else HUNDRED
    return amount * tax.rate / whole
