"""How a document's money adds up: lines, discounts per tax code, and what rounding leaves.

The store's figures are the truth. A line's own discount and its share of the order's discount are
not hidden in the price: they stand on one discount line per tax code and class (rule 18), so that
quantity times price is always the line's amount (quickbooks: fault 6070 otherwise).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from entities.models import StoreTax
from sync_queue.documents import charge
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

CENT = Decimal("0.01")
# quickbooks: a price is kept with seven decimals.
FINEST_PRICE = Decimal("0.0000001")
# Rule 17: what rounding may leave of a document; more is an error.
MOST_ROUNDED = Decimal("0.05")
Name = TypeVar("Name")


@dataclass(frozen=True)
class Position:
    """One line. `amount` is signed, in the document's currency; `code` is its tax code's id.

    `tax`, `tax_amount`: the store's tax on it, and how much the store says it is; None where the
    store says no amount for it alone.
    """

    item: dict[str, str]
    description: str
    amount: Decimal
    code: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    accounting_class: str = ""
    tax: StoreTax | None = None
    tax_amount: Decimal | None = None

    @property
    def part(self) -> tuple[str, str]:
        """What a discount on it must share with it: tax code and class."""
        return self.code, self.accounting_class

    def as_line(self) -> dict[str, Any]:
        detail: dict[str, Any] = {"ItemRef": self.item}
        if self.code:
            detail["TaxCodeRef"] = {"value": self.code}
        if self.quantity is not None:
            detail["Qty"] = self.quantity
        if self.unit_price is not None:
            detail["UnitPrice"] = self.unit_price
        if self.accounting_class:
            detail["ClassRef"] = {"value": self.accounting_class}
        return {
            "Amount": self.amount,
            "Description": self.description[:4000],
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": detail,
        }


def to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def price_of(amount: Decimal, quantity: Decimal | None) -> Decimal | None:
    """The price that times `quantity` is exactly `amount` to the cent, None where there is none."""
    if not quantity:
        return None
    price = (amount / quantity).quantize(FINEST_PRICE, rounding=ROUND_HALF_UP)
    return price.normalize() + Decimal(0) if to_cents(price * quantity) == amount else None


def spread(amount: Decimal, *, over: Mapping[Name, Decimal]) -> dict[Name, Decimal]:
    """`amount` divided in proportion to the weights, to the cent, without losing one.

    The cents that rounding down leaves go to the largest remainders, ties in the mapping's order.
    With all weights zero the first takes it all.
    """
    whole = sum(over.values(), Decimal(0))
    if whole == 0:
        return {name: amount if place == 0 else Decimal(0) for place, name in enumerate(over)}
    exact = {name: amount * weight / whole for name, weight in over.items()}
    shares = {name: share.quantize(CENT, rounding=ROUND_FLOOR) for name, share in exact.items()}
    left = int((amount - sum(shares.values(), Decimal(0))) / CENT)
    for name in sorted(over, key=lambda name: shares[name] - exact[name])[:left]:
        shares[name] += CENT
    return shares


def sum_by_part(positions: list[Position]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for position in positions:
        sums[position.part] = sums.get(position.part, Decimal(0)) + position.amount
    return sums


def rounded(
    positions: list[Position], *, to: Decimal, untaxed: str, company: Company, record: str
) -> list[Position]:
    """The positions, which add up to `to` now: a line of their own takes what rounding left.

    That line is under the code `untaxed`. Raises Held where more is missing than rounding leaves.
    """
    found = sum((position.amount for position in positions), Decimal(0))
    left = to - found
    if not left:
        return positions
    if abs(left) > MOST_ROUNDED:
        raise Held(
            reason="does_not_add_up",
            message=f"The lines of {record} add up to {found}, but the store says {to}.",
            mend="Correct the record in the store; it is then sent by itself.",
        )
    item = charge.ref(charge.ROUNDING, company)
    return [*positions, Position(item, f"Rounding of {record}", left, untaxed)]
