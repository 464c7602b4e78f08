"""Which kinds of entity the queue knows, in which order they go, and from which table.

A kind is the word that rows and links carry for ever, so it is a plain string and not a model name.
`CHARGE` has no table: it is the item under which discounts, shipping and the like stand on a
document (bookkeeping rule 18), described by the connection's default accounts.
"""

from dataclasses import dataclass

from django.db import models

from entities import models as store


@dataclass(frozen=True)
class Kind:
    """`rank`: lower ranks go first. `is_document`: it moves money in the books."""

    name: str
    rank: int
    title: str
    model: type[models.Model] | None = None
    is_document: bool = False

    @property
    def urgent_rank(self) -> int:
        """Ahead of everything: a sale waits for this record."""
        return self.rank - AHEAD

    @property
    def delete_rank(self) -> int:
        """Deletes follow all upserts, children before their parents."""
        return DELETES_AFTER - self.rank


CHARGE = Kind("charge", 0, "Charge item")
# A currency of the company's own list, keyed by its code; without a table.
CURRENCY = Kind("currency", 0, "Currency")
CATEGORY = Kind("category", 1, "Category", store.Category)
PRODUCT = Kind("product", 2, "Product", store.Product)
CUSTOMER = Kind("customer", 3, "Customer", store.Customer)
# The customer that all guests of a storefront share (rule 22), one per currency; without a table.
GUESTS = Kind("guests", 3, "Guests' customer")
# The customer that stands for one of the store in another currency than their own, keyed by the
# customer and the currency; without a table.
CUSTOMER_ABROAD = Kind("customer_abroad", 3, "Customer in another currency")
# Who sells in the marketplace, as somebody whom purchase orders go to.
VENDOR = Kind("vendor", 3, "Vendor")
# What was counted, broken or found: with the sales, before which its product has to be there.
STOCK = Kind("stock", 4, "Stock correction", store.StockCorrection, is_document=True)
# What an order is before it posts: keyed by the order, a purchase order also by its vendor.
ESTIMATE = Kind("estimate", 4, "Estimate")
PURCHASE_ORDER = Kind("purchase_order", 4, "Purchase order")
INVOICE = Kind("invoice", 4, "Invoice", store.Invoice, is_document=True)
PAYMENT = Kind("payment", 5, "Payment", store.Payment, is_document=True)
REFUND = Kind("refund", 6, "Refund", store.Refund, is_document=True)
# The zero payment that sets a credit memo against the invoice it belongs to; keyed by its refund.
APPLICATION = Kind("application", 7, "Credit applied", is_document=True)
# What a customer's bank took back, and what was won back of that; keyed by the payment.
CHARGEBACK = Kind("chargeback", 6, "Charged back", is_document=True)
WON_BACK = Kind("won_back", 7, "Won back", is_document=True)
PAYOUT = Kind("payout", 8, "Payout", store.Payout, is_document=True)
# The fees of a payout that is a transfer, which has no lines of its own; keyed by the payout.
PAYOUT_FEE = Kind("payout_fee", 9, "Payout's fees", is_document=True)

OF_PAYMENTS = (CHARGEBACK, WON_BACK)

ALL = (
    CHARGE,
    CURRENCY,
    CATEGORY,
    PRODUCT,
    CUSTOMER,
    GUESTS,
    CUSTOMER_ABROAD,
    VENDOR,
    STOCK,
    ESTIMATE,
    PURCHASE_ORDER,
    INVOICE,
    PAYMENT,
    REFUND,
    APPLICATION,
    CHARGEBACK,
    WON_BACK,
    PAYOUT,
    PAYOUT_FEE,
)
DELETES_AFTER = 20
AHEAD = 20
BY_NAME = {kind.name: kind for kind in ALL}
BY_MODEL = {kind.model: kind for kind in ALL if kind.model is not None}
CHOICES = [(kind.name, kind.title) for kind in ALL]


def of(model: type[models.Model]) -> Kind | None:
    """The kind of entity that `model` holds; None for what never goes to QuickBooks by itself."""
    return BY_MODEL.get(model)
