"""What of an order was paid with gift cards or store credit, which is no money (rule 12)?

What a shop owes on gift cards and store credit was booked when it was sold or granted. Paying with
it lowers that debt: it stands on the sale itself as an untaxed negative line, never as a payment.
"""

from dataclasses import dataclass
from decimal import Decimal

from entities.models import Order, Payment, StorePaymentMethod
from sync_queue.documents.outcome import Held

Kind = StorePaymentMethod.Kind


@dataclass(frozen=True)
class Redeemed:
    gift_cards: Decimal
    store_credit: Decimal

    @property
    def total(self) -> Decimal:
        return self.gift_cards + self.store_credit


def redeemed(order: Order) -> Redeemed:
    """What captured payments by gift card and by store credit pay of `order`, in its currency."""
    return Redeemed(_paid_by(order, Kind.GIFT_CARD), _paid_by(order, Kind.STORE_CREDIT))


def paid_with_money(order: Order) -> list[Payment]:
    """The payments of `order` that brought money, be it that a bank took it back later."""
    came_in = (one for one in order.payments.all() if one.came_in)
    return [payment for payment in came_in if not payment.method.is_credit]


def _paid_by(order: Order, kind: str) -> Decimal:
    amounts = (one.amount for one in _captured(order) if one.method.kind == kind)
    return sum(amounts, Decimal(0))


def _captured(order: Order) -> list[Payment]:
    return [one for one in order.payments.all() if one.state == Payment.State.CAPTURED]


def require_bookable(order: Order) -> None:
    """Raises Held where credit pays more than there is to pay, or in another currency."""
    paid = [one for one in _captured(order) if one.method.is_credit]
    if other := next((one for one in paid if one.currency != order.currency), None):
        raise Held(
            reason="credit_currency",
            message=f"{other} is in {other.currency}, but {order} is in {order.currency}.",
            mend="Correct the currency in the store; it is then sent by itself.",
        )
    total = redeemed(order).total
    if total > order.total:
        raise Held(
            reason="credit_exceeds",
            message=f"Gift cards and store credit pay {total} of {order}, which comes to "
            f"{order.total}.",
            mend="Correct the payments in the store; it is then sent by itself.",
        )
