"""What is sold, in which category, and under which of the store's taxes."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from entities.changes import StoreEntity, StoreQuerySet
from entities.models.vendor import Vendor


class StoreTaxQuerySet(StoreQuerySet["StoreTax"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        # The marketplace's taxes are for every vendor to choose from.
        return Q()


class StoreTax(StoreEntity):
    """A tax as the store knows it. The same 0.00 for different reasons is a different tax."""

    class Reason(models.TextChoices):
        STANDARD = "standard", "Standard"
        ZERO_RATED = "zero_rated", "Zero-rated"
        EXEMPT = "exempt", "Exempt"
        EXPORT = "export", "Export"
        REVERSE_CHARGE = "reverse_charge", "Reverse charge"

    name = models.CharField(max_length=100)
    rate = models.DecimalField(
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
        help_text="In per cent: 8.25 means 8.25 %.",
    )
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.STANDARD)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = StoreTaxQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "store taxes"
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gte=0),
                name="store_tax_rate_not_negative",
                violation_error_message="The rate cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.rate.normalize():f} %)"


class CategoryQuerySet(StoreQuerySet["Category"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        # Categories are the marketplace's shelves: a vendor sees those its products stand on.
        return Q(products__vendor__users=user)


class Category(StoreEntity):
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="category_not_its_own_parent",
                violation_error_message="A category cannot be its own parent.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": "A category cannot stand below itself."})
            above = above.parent


class ProductQuerySet(StoreQuerySet["Product"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(vendor__users=user)


class Product(StoreEntity):
    class Kind(models.TextChoices):
        GOODS = "goods", "Goods"
        SERVICE = "service", "Service"
        GIFT_CARD = "gift_card", "Gift card"

    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.GOODS)
    # Compared exactly: real stores have codes that differ by letter case only.
    sku = models.CharField("code (SKU)", max_length=100, blank=True)
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(0))
    cost = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    tax = models.ForeignKey(
        StoreTax, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    tracks_stock = models.BooleanField(default=False)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(0))
    # With how many, and since when, it begins in QuickBooks, where that is not as for all others.
    opening_quantity = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="With how many it begins in QuickBooks. Empty: as chosen for all products.",
    )
    stock_starts_on = models.DateField(
        null=True,
        blank=True,
        help_text="Since when QuickBooks keeps its stock. Empty: as chosen for all products.",
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["sku"], name="product_sku")]
        constraints = [
            models.UniqueConstraint(
                Coalesce("vendor", 0),
                "sku",
                condition=~Q(sku=""),
                name="product_one_sku_per_vendor",
                violation_error_message="The vendor already has a product with this code (SKU).",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="product_price_not_negative",
                violation_error_message="The price cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(opening_quantity__isnull=True) | Q(opening_quantity__gte=0),
                name="product_opening_not_negative",
                violation_error_message="The opening quantity cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} [{self.sku}]" if self.sku else self.name

    def clean(self) -> None:
        """quickbooks: nothing is sold before the day on which its stock starts (fault 6270)."""
        if self.pk is None or self.stock_starts_on is None:
            return
        sold = self.order_lines.order_by("order__placed_at")
        first = sold.values_list("order__placed_at", flat=True).first()
        if first is not None and first.date() < self.stock_starts_on:
            raise ValidationError(
                {
                    "stock_starts_on": f"It was first ordered on {first:%-d %B %Y}, and QuickBooks "
                    "refuses sales from before its stock starts. Choose that day or an earlier one."
                }
            )
