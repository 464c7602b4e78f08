"""How do an order's amounts spread over the invoices of its shipments?

One rule, for every amount: what stands on invoices so far is, to the cent, the order's amount times
the share of it that was billed, so each invoice has what is new since the one before, and the last
takes what is left: together they bill the order to the cent. A line is shared by its quantity;
discount, shipping, surcharge and the tax on them by the amounts of the lines (by the quantities
where all of those are 0.00).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from entities.amounts import CENT, to_the_cent
from entities.models import Invoice, InvoiceLine, Order, OrderLine

ZERO = Decimal(0)
Name = TypeVar("Name")
# What of an order is shared by the amounts of its lines.
ON_TOP = ("discount", "shipping", "surcharge")
EXTRA_TAX = "extra_tax"


@dataclass(frozen=True)
class Part:
    """How much of an order line one invoice bills."""

    line: OrderLine
    quantity: Decimal
    amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True)
class Shipment:
    """What one invoice bills of `order`; the amounts add up as those of an order do."""

    order: Order
    parts: tuple[Part, ...]
    discount: Decimal
    shipping: Decimal
    surcharge: Decimal
    tax_total: Decimal

    @property
    def total(self) -> Decimal:
        goods = sum((part.amount for part in self.parts), ZERO)
        before_tax = goods - self.discount + self.shipping + self.surcharge
        return before_tax if self.order.prices_include_tax else before_tax + self.tax_total


@dataclass
class Ledger:
    """What of one order stands on invoices so far. `lines` are all lines of the order."""

    order: Order
    lines: list[OrderLine]
    quantities: dict[int, Decimal] = field(default_factory=dict)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    taxes: dict[int, Decimal] = field(default_factory=dict)
    on_top: dict[str, Decimal] = field(default_factory=dict)

    def take(self, invoice: Invoice, lines: Iterable[InvoiceLine]) -> None:
        """Counts an invoice as it stands."""
        tax = ZERO
        for line in lines:
            self._add(line.order_line_id, line.quantity, line.amount, line.tax_amount)
            tax += line.tax_amount
        for name in ON_TOP:
            _plus(self.on_top, name, getattr(invoice, name))
        _plus(self.on_top, EXTRA_TAX, invoice.tax_total - tax)

    def bill(self, quantities: Mapping[int, Decimal]) -> Shipment:
        """The next invoice, for so much of the lines with these primary keys; it counts then."""
        parts = [
            self._part(line, quantities[line.pk]) for line in self.lines if quantities.get(line.pk)
        ]
        shares = {name: self._share(name) for name in (*ON_TOP, EXTRA_TAX)}
        for name, share in shares.items():
            _plus(self.on_top, name, share)
        extra = shares.pop(EXTRA_TAX)
        taxes = sum((part.tax_amount for part in parts), ZERO)
        return Shipment(self.order, tuple(parts), **shares, tax_total=taxes + extra)

    def left(self) -> dict[int, Decimal]:
        """What has shipped and stands on no invoice yet, by primary key of the line."""
        left = {line.pk: line.shipped_quantity - self._quantity(line) for line in self.lines}
        return {pk: quantity for pk, quantity in left.items() if quantity > 0}

    @property
    def is_as_ordered(self) -> bool:
        """Whether what is billed is what the rule gives, but for cents that the store or an
        invoice cancelled in between brought along."""
        slack = CENT * 2
        pairs = [
            (_due(whole, self._quantity(line), line.quantity), so_far.get(line.pk, ZERO))
            for line in self.lines
            for whole, so_far in ((line.amount, self.amounts), (line.tax_amount, self.taxes))
        ]
        part, of = self._weights()
        names = (*ON_TOP, EXTRA_TAX)
        pairs += [(_due(self._whole(n), part, of), self.on_top.get(n, ZERO)) for n in names]
        allowed = ZERO if self._is_complete else slack
        return all(abs(due - found) <= allowed for due, found in pairs)

    def _part(self, line: OrderLine, quantity: Decimal) -> Part:
        billed = self._quantity(line) + quantity
        amount = _next(line.amount, billed, line.quantity, self.amounts.get(line.pk, ZERO))
        tax = _next(line.tax_amount, billed, line.quantity, self.taxes.get(line.pk, ZERO))
        self._add(line.pk, quantity, amount, tax)
        return Part(line, quantity, amount, tax)

    def _share(self, name: str) -> Decimal:
        part, of = self._weights()
        return _next(self._whole(name), part, of, self.on_top.get(name, ZERO))

    def _whole(self, name: str) -> Decimal:
        if name == EXTRA_TAX:
            return self.order.tax_total - sum((line.tax_amount for line in self.lines), ZERO)
        whole: Decimal = getattr(self.order, name)
        return whole

    def _weights(self) -> tuple[Decimal, Decimal]:
        """(what is billed, out of what), by which that is shared which stands on no line."""
        amounts = sum((line.amount for line in self.lines), ZERO)
        if self._is_complete:
            return Decimal(1), Decimal(1)
        if amounts:
            return sum(self.amounts.values(), ZERO), amounts
        quantities = sum((line.quantity for line in self.lines), ZERO)
        return sum(self.quantities.values(), ZERO), quantities

    @property
    def _is_complete(self) -> bool:
        return all(self._quantity(line) == line.quantity for line in self.lines)

    def _quantity(self, line: OrderLine) -> Decimal:
        return self.quantities.get(line.pk, ZERO)

    def _add(self, line: int, quantity: Decimal, amount: Decimal, tax: Decimal) -> None:
        _plus(self.quantities, line, quantity)
        _plus(self.amounts, line, amount)
        _plus(self.taxes, line, tax)


def _plus(sums: dict[Name, Decimal], name: Name, amount: Decimal) -> None:
    sums[name] = sums.get(name, ZERO) + amount


def _due(whole: Decimal, part: Decimal, of: Decimal) -> Decimal:
    """What of `whole` must be billed once `part` out of `of` is."""
    return whole if part == of else to_the_cent(whole * part / of)


def _next(whole: Decimal, part: Decimal, of: Decimal, taken: Decimal) -> Decimal:
    """What is new; never against the sign of `whole`, so that no invoice takes another's back."""
    new = _due(whole, part, of) - taken
    return max(new, ZERO) if whole >= 0 else min(new, ZERO)
