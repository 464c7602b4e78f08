"""What a payment method or a tax of the store is called in QuickBooks, and where its money lies."""

from django.db import models

from connections.models.connection import Connection
from connections.models.lists import ListItem
from entities.models import StorePaymentMethod, StoreTax


class PaymentMapping(models.Model):
    """A clearing account per payment method and currency, used by sales and by refunds alike."""

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="payment_mappings"
    )
    method = models.ForeignKey(StorePaymentMethod, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    payment_method = models.ForeignKey(
        ListItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    clearing_account = models.ForeignKey(
        ListItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "method", "currency"], name="payment_mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} in {self.currency}"


class TaxMapping(models.Model):
    """(tax, destination) to a tax code. A StoreTax carries its own rate and reason; an empty
    `destination` (ISO country) is for wherever no other row fits."""

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="tax_mappings"
    )
    tax = models.ForeignKey(StoreTax, on_delete=models.CASCADE, related_name="+")
    destination = models.CharField(max_length=2, blank=True)
    tax_code = models.ForeignKey(ListItem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "tax", "destination"], name="tax_mapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax} to {self.destination or 'anywhere'}"
