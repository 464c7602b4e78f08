"""Which kinds of line a document may have besides products, and where each is booked.

A kind stands under an item of QuickBooks: one that was chosen for it, else one that the bridge
makes, which books to the account of the kind's `purpose` (a field of DefaultAccounts).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class LineKind:
    """`key` names it for ever, `title` is the name of the bridge's own item for it."""

    key: str
    title: str
    purpose: str
    what: str


DISCOUNT = LineKind("discount", "Discount", "discount", "What was taken off an order or a line.")
SHIPPING = LineKind("shipping", "Shipping", "shipping", "What customers pay for the delivery.")
SURCHARGE = LineKind(
    "surcharge", "Payment surcharge", "surcharge", "What a payment method costs customers extra."
)
RETURNS = LineKind(
    "returns", "Returned goods", "refund", "Goods given back that did not return to the shelf."
)
FEE = LineKind("fee", "Refund fee", "refund", "A fee that is part of a refund.")
GOODWILL = LineKind("goodwill", "Goodwill", "refund", "Money given back for nothing.")
GIFT_CARD = LineKind(
    "gift_card", "Gift card redeemed", "gift_cards", "What was paid with a gift card."
)
STORE_CREDIT = LineKind(
    "store_credit", "Store credit", "store_credit", "Store credit that was granted or used."
)
CHARGEBACK = LineKind(
    "chargeback", "Charged back", "chargeback", "Money that a customer's bank took back."
)
CHARGEBACK_FEE = LineKind(
    "chargeback_fee", "Chargeback fee", "gateway_fees", "The fee that is taken for it."
)
UNLISTED = LineKind(
    "unlisted", "Other sales", "income", "Lines of an order that name no product of the store."
)

ROUNDING = LineKind(
    "rounding", "Rounding", "rounding", "What rounding leaves of a document, 0.05 at most."
)

ALL = (
    *(DISCOUNT, SHIPPING, SURCHARGE, RETURNS, FEE, GOODWILL),
    *(GIFT_CARD, STORE_CREDIT, CHARGEBACK, CHARGEBACK_FEE, UNLISTED, ROUNDING),
)
BY_KEY = {kind.key: kind for kind in ALL}
