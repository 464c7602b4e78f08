"""What is billed of an order: all of it, or one shipment. Only an invoice becomes a document."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from entities.changes import StoreEntity, StorePart, StoreQuerySet
from entities.models.order import ZERO, Order, OrderLine


class InvoiceQuerySet(StoreQuerySet["Invoice"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(order__vendor__users=user)


class Invoice(StoreEntity):
    """`WHOLE` bills the order as it stands, so it has no lines and amounts of its own; `SHIPMENT`
    has both, and its amounts add up as those of an order do (`tax_total` may take back a cent).

    An order has either one whole invoice or any number of shipments' invoices: the lines'
    `order_line_invoiced_at_most_once` keeps the two from meeting.
    """

    class Covers(models.TextChoices):
        WHOLE = "whole", "The whole order"
        SHIPMENT = "shipment", "One shipment"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=50)
    covers = models.CharField(max_length=10, choices=Covers, default=Covers.WHOLE)
    issued_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)
    # What a shipment bills of the order's own amounts; of a whole one the order says it.
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    shipping = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    surcharge = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    tax_total = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    # Its amounts were split from the order's by `entities.invoicing`; else the store stated them.
    is_split = models.BooleanField(default=False, editable=False)

    objects: ClassVar[Any] = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(covers="whole"),
                name="invoice_one_whole_per_order",
                violation_error_message="The order already has an invoice for all of it.",
            ),
            models.UniqueConstraint(
                fields=["order", "number"],
                name="invoice_number_per_order",
                violation_error_message="The order already has an invoice with this number.",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0) & Q(shipping__gte=0) & Q(surcharge__gte=0),
                name="invoice_amounts_not_negative",
                violation_error_message="Discount, shipping and surcharge cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(covers="shipment")
                | Q(discount=0, shipping=0, surcharge=0, tax_total=0, total=0),
                name="invoice_whole_has_no_amounts",
                violation_error_message="An invoice for the whole order has the order's amounts.",
            ),
        ]
        indexes = [models.Index(fields=["issued_at"], name="invoice_issued_at")]

    def __str__(self) -> str:
        return f"Invoice {self.number}"

    def clean(self) -> None:
        if self.order_id is None or self.is_cancelled:
            return
        counting = Invoice.objects.filter(order=self.order_id, is_cancelled=False)
        if counting.exclude(covers=self.covers).exists():
            raise ValidationError(
                "The order is billed either as a whole or by shipment. Cancel its other invoices "
                "first."
            )


class InvoiceLine(StorePart):
    """How much of an order line one shipment's invoice bills."""

    whole_field = "invoice"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.RESTRICT, related_name="invoice_lines"
    )
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    tax_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))

    class Meta:
        ordering = ["invoice", "order_line"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "order_line"],
                name="invoice_line_one_per_order_line",
                violation_error_message="This invoice already bills this line of the order.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="invoice_line_positive",
                violation_error_message="The quantity must be more than 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} of {self.order_line}"

    def clean(self) -> None:
        if self.order_line_id is None or self.quantity is None or self.invoice.is_cancelled:
            return
        left = self._left_to_bill()
        if self.quantity > left:
            raise ValidationError({"quantity": f"{left.normalize():f} is left to bill."})

    def _left_to_bill(self) -> Decimal:
        if self.order_line.invoiced_whole:
            return Decimal(0)
        others = self.order_line.invoice_lines.filter(invoice__is_cancelled=False)
        billed = others.exclude(invoice=self.invoice_id).values_list("quantity", flat=True)
        return self.order_line.quantity - sum(billed, Decimal(0))
