"""What changed the stock of a product besides selling it and taking it back."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entities.changes import StoreEntity, StoreQuerySet
from entities.models.catalog import Product


class StockCorrectionQuerySet(StoreQuerySet["StockCorrection"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(product__vendor__users=user)


class StockCorrection(StoreEntity):
    """`difference` more of a product than was known before, or less where it is negative.

    What was counted, broken, found or received: never a sale or a return, which correct the stock
    by themselves. It does not change `Product.quantity`, which is the store's own figure.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="stock_corrections")
    difference = models.DecimalField(
        max_digits=14, decimal_places=4, help_text="More is positive, less is negative."
    )
    reason = models.CharField(max_length=200, help_text="Why, for the bookkeeper: Broken, Counted.")
    happened_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = StockCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(difference=0),
                name="stock_correction_not_zero",
                violation_error_message="The difference cannot be 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.difference.normalize():+f} of {self.product.name}"
