"""What the store's payment methods, taxes, terms, classes and kinds of line are in QuickBooks."""

from typing import Any

from django.db import models
from django.db.models import Q

from connections.models.connection import Connection
from connections.models.lists import ListItem
from entities.models import Category, StorePaymentMethod, StoreTax, Vendor


def of_connection(related_name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(Connection, on_delete=models.CASCADE, related_name=related_name)


def target() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(ListItem, on_delete=models.PROTECT, related_name="+")


class PaymentMapping(models.Model):
    """A clearing account per payment method and currency, used by sales and by refunds alike, and
    the bank account that its payouts go to."""

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
    # Where its payouts arrive.
    bank_account = models.ForeignKey(
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


class TermMapping(models.Model):
    """Terms as the store calls them, like "Net 30", to terms of QuickBooks."""

    connection = of_connection("term_mappings")
    name = models.CharField(max_length=100)
    term = target()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="term_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ClassMapping(models.Model):
    """A vendor, a category (with all below it), or a class as the store calls it, to a class."""

    connection = of_connection("class_mappings")
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    accounting_class = target()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "vendor"], name="class_mapping_once_per_vendor"
            ),
            models.UniqueConstraint(
                fields=["connection", "category"], name="class_mapping_once_per_category"
            ),
            models.UniqueConstraint(
                fields=["connection", "name"],
                condition=~Q(name=""),
                name="class_mapping_once_per_name",
            ),
            models.CheckConstraint(
                condition=Q(vendor__isnull=False, category__isnull=True, name="")
                | Q(vendor__isnull=True, category__isnull=False, name="")
                | (Q(vendor__isnull=True, category__isnull=True) & ~Q(name="")),
                name="class_mapping_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.vendor or self.category or self.name)


class ItemMapping(models.Model):
    """A kind of line (discount, shipping, …) to an item that the company has already.

    Without one the bridge makes an item of its own for it.
    """

    connection = of_connection("item_mappings")
    line_kind = models.CharField(max_length=20)
    item = target()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "line_kind"], name="item_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.line_kind
