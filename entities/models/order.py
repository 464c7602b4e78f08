"""What was ordered, at which prices and taxes: the store's own figures, which are the truth."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from entities.amounts import same_to_the_cent
from entities.changes import StoreEntity, StorePart, StoreQuerySet
from entities.models.catalog import Product, StoreTax
from entities.models.customer import Customer
from entities.models.vendor import Storefront, Vendor

ZERO = Decimal(0)
BEFORE_TAX = F("subtotal") - F("discount") + F("shipping") + F("surcharge")


class OrderQuerySet(StoreQuerySet["Order"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(vendor__users=user)


class Order(StoreEntity):
    """Amounts are in `currency`, to the cent, positive.

    total = subtotal - discount + shipping + surcharge + tax_total, and without the tax where the
    store's prices include it. `subtotal` is the sum of the lines after their own discounts;
    `discount` is what was taken off the whole order.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PROCESSED = "processed", "Processed"
        COMPLETED = "completed", "Completed"
        BACKORDERED = "backordered", "Backordered"
        CANCELLED = "cancelled", "Cancelled"
        DECLINED = "declined", "Declined"
        FAILED = "failed", "Failed"

    number = models.CharField(max_length=40)
    storefront = models.ForeignKey(
        Storefront, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    placed_at = models.DateTimeField()
    status_at = models.DateTimeField(help_text="When the order reached its present status.")
    shipped_at = models.DateTimeField(
        null=True, blank=True, help_text="When all of it had left. Empty: not yet, or not known."
    )
    currency = models.CharField(max_length=3, default="USD")
    exchange_rate = models.DecimalField(
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.00000001"))],
        help_text="How much of the books' currency one unit of the order's currency was worth.",
    )
    prices_include_tax = models.BooleanField(default=False)
    subtotal = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    shipping = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    shipping_tax = models.ForeignKey(
        StoreTax, null=True, blank=True, on_delete=models.PROTECT, related_name="shipped_orders"
    )
    surcharge = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    surcharge_tax = models.ForeignKey(
        StoreTax, null=True, blank=True, on_delete=models.PROTECT, related_name="surcharged_orders"
    )
    tax_total = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    shipping_country = models.CharField(max_length=2, blank=True, help_text="ISO code, like US.")
    terms = models.CharField(
        max_length=100, blank=True, help_text="Empty: the customer's. In the store's own words."
    )
    accounting_class = models.CharField(
        max_length=200, blank=True, help_text="Empty: the customer's. For the bookkeeping."
    )
    note = models.TextField(blank=True)

    objects: ClassVar[Any] = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at"]
        indexes = [
            models.Index(fields=["placed_at"], name="order_placed_at"),
            models.Index(fields=["status_at"], name="order_status_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                Coalesce("storefront", 0),
                "number",
                name="order_one_number_per_storefront",
                violation_error_message="The storefront already has an order with this number.",
            ),
            models.CheckConstraint(
                condition=Q(exchange_rate__isnull=True) | Q(exchange_rate__gt=0),
                name="order_rate_positive",
                violation_error_message="The exchange rate must be more than 0.",
            ),
            models.CheckConstraint(
                condition=Q(subtotal__gte=0)
                & Q(discount__gte=0)
                & Q(shipping__gte=0)
                & Q(surcharge__gte=0)
                & Q(tax_total__gte=0),
                name="order_amounts_not_negative",
                violation_error_message=(
                    "Subtotal, discount, shipping, surcharge and tax cannot be negative."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(prices_include_tax=False)
                    & same_to_the_cent("total", BEFORE_TAX + F("tax_total"))
                )
                | (Q(prices_include_tax=True) & same_to_the_cent("total", BEFORE_TAX)),
                name="order_total_adds_up",
                violation_error_message=(
                    "The total must be subtotal - discount + shipping + "
                    "surcharge + tax (no tax where prices include it)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.number}"


class OrderLine(StorePart):
    """One position. `amount` is what the store charges for it, after `discount`, to the cent."""

    whole_field = "order"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(default=1)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    name = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(1))
    unit_price = models.DecimalField(max_digits=16, decimal_places=6)
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    tax = models.ForeignKey(
        StoreTax, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    tax_amount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    accounting_class = models.CharField(
        max_length=200, blank=True, help_text="Empty: the order's. For the bookkeeping."
    )
    shipped_quantity = models.DecimalField(
        max_digits=14, decimal_places=4, default=ZERO, help_text="How much of it has left so far."
    )
    # How much of it stands on invoices: all of it on one, or some of it on each shipment's.
    invoiced_whole = models.BooleanField(default=False, editable=False)
    invoiced_quantity = models.DecimalField(
        max_digits=14, decimal_places=4, default=ZERO, editable=False
    )

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"],
                name="order_line_one_per_position",
                violation_error_message="The order already has a line at this position.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & Q(unit_price__gte=0) & Q(discount__gte=0),
                name="order_line_not_negative",
                violation_error_message="Quantity, price and discount cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(shipped_quantity__gte=0) & Q(shipped_quantity__lte=F("quantity")),
                name="order_line_shipped_at_most_ordered",
                violation_error_message="No more can be shipped than was ordered.",
            ),
            models.CheckConstraint(
                condition=Q(invoiced_quantity__gte=0)
                & Q(invoiced_quantity__lte=F("quantity"))
                & (Q(invoiced_whole=False) | Q(invoiced_quantity=0)),
                name="order_line_invoiced_at_most_once",
                violation_error_message=(
                    "No more can be billed than was ordered, and not both as a "
                    "whole and by shipment."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} x {self.name}"

    def clean(self) -> None:
        if self.quantity is not None and self.quantity < self.invoiced_quantity:
            billed = f"{self.invoiced_quantity.normalize():f}"
            raise ValidationError({"quantity": f"Invoices bill {billed} of it already."})
