"""What of an order was paid with gift cards or store credit, which is no money (rule 12)?

What a shop owes on gift cards and store credit was booked when it was sold or granted. Paying with
it lowers that debt: it stands on the sale itself as an untaxed negative line, never as a payment.
"""

from dataclasses import dataclass
from decimal import Decimal

from entities.models import Order, Payment, StorePaymentMethod

Kind = StorePaymentMethod.Kind
KINDS = (Kind.GIFT_CARD, Kind.STORE_CREDIT)


@dataclass(frozen=True)
class Redeemed:
    gift_cards: Decimal
    store_credit: Decimal

    @property
    def total(self) -> Decimal:
        return self.gift_cards + self.store_credit


def is_credit(method: StorePaymentMethod) -> bool:
    return method.kind in KINDS


def redeemed(order: Order) -> Redeemed:
    """What captured payments by gift card and by store credit pay of `order`, in its currency."""
    return Redeemed(_paid_by(order, Kind.GIFT_CARD), _paid_by(order, Kind.STORE_CREDIT))


def paid_with_money(order: Order) -> list[Payment]:
    """The captured payments of `order` that are money."""
    return [payment for payment in _captured(order) if not is_credit(payment.method)]


def _paid_by(order: Order, kind: str) -> Decimal:
    amounts = (one.amount for one in _captured(order) if one.method.kind == kind)
    return sum(amounts, Decimal(0))


def _captured(order: Order) -> list[Payment]:
    return [one for one in order.payments.all() if one.state == Payment.State.CAPTURED]
