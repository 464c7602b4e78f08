"""How money came, went back, and reached the bank: payments, refunds, payouts."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import connection as database
from django.db import models
from django.db.models import F, Q

from entities.amounts import same_to_the_cent
from entities.changes import StoreEntity, StorePart, StoreQuerySet
from entities.models.catalog import Product, StoreTax
from entities.models.customer import Customer
from entities.models.order import Order

ZERO = Decimal(0)


class StorePaymentMethodQuerySet(StoreQuerySet["StorePaymentMethod"]):
    def money(self) -> "StorePaymentMethodQuerySet":
        return self.exclude(kind__in=StorePaymentMethod.CREDIT)

    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q()


class StorePaymentMethod(StoreEntity):
    """A way to pay. Gift cards and store credit are no money: the shop has owed it already."""

    class Kind(models.TextChoices):
        GATEWAY = "gateway", "Card or online payment"
        CASH = "cash", "Cash, cheque or bank transfer"
        GIFT_CARD = "gift_card", "Gift card"
        STORE_CREDIT = "store_credit", "Store credit"

    CREDIT: ClassVar[tuple[str, ...]] = (Kind.GIFT_CARD, Kind.STORE_CREDIT)

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.GATEWAY)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = StorePaymentMethodQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_credit(self) -> bool:
        return self.kind in self.CREDIT


class PayoutQuerySet(StoreQuerySet["Payout"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(vendor__users=user)


class Payout(StoreEntity):
    """What a gateway paid out to the bank: net = gross - refunds - fees, in `currency`."""

    method = models.ForeignKey(StorePaymentMethod, on_delete=models.PROTECT, related_name="payouts")
    vendor = models.ForeignKey(
        "entities.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="payouts"
    )
    paid_on = models.DateField(help_text="The date on the bank statement.")
    currency = models.CharField(max_length=3, default="USD")
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    refunds = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    fees = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    fee_tax = models.DecimalField(
        max_digits=14, decimal_places=2, default=ZERO, help_text="Tax that is within the fees."
    )
    net = models.DecimalField(max_digits=14, decimal_places=2)
    bank_amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What arrived, where the gateway changed the net into the bank's currency.",
    )
    bank_currency = models.CharField(max_length=3, blank=True)

    objects: ClassVar[Any] = PayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_on"]
        constraints = [
            models.CheckConstraint(
                condition=same_to_the_cent("net", F("gross") - F("refunds") - F("fees")),
                name="payout_net_adds_up",
                violation_error_message="The net must be gross - refunds - fees.",
            ),
            models.CheckConstraint(
                condition=Q(fee_tax=0) | (Q(fee_tax__gt=0) & Q(fee_tax__lte=F("fees"))),
                name="payout_fee_tax_within_fees",
                violation_error_message="The tax cannot be more than the fees it is within.",
            ),
            models.CheckConstraint(
                condition=Q(bank_amount__isnull=True, bank_currency="")
                | (Q(bank_amount__isnull=False) & ~Q(bank_currency="")),
                name="payout_bank_amount_has_a_currency",
                violation_error_message="Say in which currency the amount arrived.",
            ),
        ]

    def __str__(self) -> str:
        return f"Payout of {self.paid_on} from {self.method}"


# Leaps from one currency of a method to the next by index, where DISTINCT reads every payment.
WAYS = """
WITH RECURSIVE found(method_id, currency) AS (
    SELECT id, (SELECT MIN(currency) FROM entities_payment WHERE method_id = method.id)
    FROM entities_storepaymentmethod AS method
    UNION ALL
    SELECT method_id, (
        SELECT MIN(currency) FROM entities_payment
        WHERE method_id = found.method_id AND currency > found.currency
    ) FROM found WHERE found.currency IS NOT NULL
)
SELECT method_id, currency FROM found WHERE currency IS NOT NULL
"""


class PaymentQuerySet(StoreQuerySet["Payment"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(order__vendor__users=user)

    def with_money(self) -> "PaymentQuerySet":
        return self.exclude(method__kind__in=StorePaymentMethod.CREDIT)

    def lost(self) -> "PaymentQuerySet":
        """A customer's bank took it back, be it that it was won back since."""
        return self.filter(Q(state=Payment.State.CHARGED_BACK) | Q(won_back_at__isnull=False))

    def won_back(self) -> "PaymentQuerySet":
        return self.filter(won_back_at__isnull=False)

    def captured(self) -> "PaymentQuerySet":
        return self.filter(state=Payment.State.CAPTURED)

    def ways(self) -> set[tuple[int, str]]:
        """(method, currency) of all payments there are, however many, whatever became of them."""
        with database.cursor() as cursor:
            cursor.execute(WAYS)
            return set(cursor.fetchall())


class Payment(StoreEntity):
    """Money promised or paid for an order. Only captured money ever reaches the books."""

    class State(models.TextChoices):
        AUTHORISED = "authorised", "Authorised"
        CAPTURED = "captured", "Captured"
        FAILED = "failed", "Failed"
        VOIDED = "voided", "Voided"
        CHARGED_BACK = "charged_back", "Charged back"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    # Without an index of its own: `payment_way` begins with it.
    method = models.ForeignKey(
        StorePaymentMethod, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    payout = models.ForeignKey(
        Payout, null=True, blank=True, on_delete=models.SET_NULL, related_name="payments"
    )
    state = models.CharField(max_length=20, choices=State, default=State.AUTHORISED)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    captured_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=100, blank=True, help_text="The gateway's own id.")
    charged_back_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer's bank took the money back."
    )
    chargeback_fee = models.DecimalField(
        max_digits=14, decimal_places=2, default=ZERO, help_text="What the gateway took for it."
    )
    won_back_at = models.DateTimeField(
        null=True, blank=True, help_text="When the money came back, for a payment captured again."
    )

    objects: ClassVar[Any] = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_amount_positive",
                violation_error_message="The amount must be more than 0.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["captured", "charged_back"]) | Q(captured_at__isnull=False),
                name="payment_captured_has_a_date",
                violation_error_message=(
                    "Captured or charged back money needs the date of its capture."
                ),
            ),
            models.CheckConstraint(
                condition=Q(chargeback_fee__gte=0),
                name="payment_fee_not_negative",
                violation_error_message="The fee cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(won_back_at__isnull=True)
                | (Q(charged_back_at__isnull=False) & ~Q(state="charged_back")),
                name="payment_won_back_was_charged_back",
                violation_error_message=(
                    "Only money that was charged back can be won back; it is captured again then."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["method", "currency"], name="payment_way"),
            models.Index(
                fields=["captured_at"], condition=Q(state="captured"), name="payment_captured"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.reference or self.key} for {self.order}"

    @property
    def came_in(self) -> bool:
        """The money came, whether or not the customer's bank took it back later."""
        return self.state in (self.State.CAPTURED, self.State.CHARGED_BACK)


class RefundQuerySet(StoreQuerySet["Refund"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(order__vendor__users=user)


class Refund(StoreEntity):
    """Money given back, or a debt taken back. It may lack an order; it never lacks a customer.

    total = sum of its lines' amounts + tax_total (without the tax where prices include it).
    """

    number = models.CharField(max_length=40)
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.CASCADE, related_name="refunds"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.RESTRICT, related_name="refunds"
    )
    method = models.ForeignKey(
        StorePaymentMethod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refunds",
        help_text="Which way the money went back; empty when none did.",
    )
    payout = models.ForeignKey(
        Payout,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="refunded",
        help_text="The payout from which the gateway took it.",
    )
    refunded_at = models.DateTimeField()
    currency = models.CharField(max_length=3, default="USD")
    prices_include_tax = models.BooleanField(default=False)
    subtotal = models.DecimalField(max_digits=14, decimal_places=2)
    tax_total = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-refunded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0),
                name="refund_total_not_negative",
                violation_error_message="The total cannot be negative.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(prices_include_tax=False)
                    & same_to_the_cent("total", F("subtotal") + F("tax_total"))
                )
                | (Q(prices_include_tax=True) & same_to_the_cent("total", F("subtotal"))),
                name="refund_total_adds_up",
                violation_error_message=(
                    "The total must be subtotal + tax (no tax where prices include it)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Refund {self.number}"


class RefundLine(StorePart):
    class Kind(models.TextChoices):
        PRODUCT = "product", "Product"
        SHIPPING = "shipping", "Shipping"
        FEE = "fee", "Fee"
        GOODWILL = "goodwill", "Goodwill"

    whole_field = "refund"

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PRODUCT)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="refund_lines"
    )
    name = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(1))
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    restock = models.BooleanField(default=False, help_text="The goods went back on the shelf.")
    tax = models.ForeignKey(
        StoreTax, null=True, blank=True, on_delete=models.PROTECT, related_name="refund_lines"
    )
    tax_amount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)

    class Meta:
        ordering = ["refund", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "position"],
                name="refund_line_one_per_position",
                violation_error_message="The refund already has a line at this position.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="refund_line_positive",
                violation_error_message="The quantity must be more than 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} x {self.name}"
