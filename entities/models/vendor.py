"""Who sells, and where: the vendors of a marketplace and the storefronts (shops, instances)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from entities.changes import StoreEntity, StoreQuerySet


class VendorQuerySet(StoreQuerySet["Vendor"]):
    def visible_to_vendor_of(self, user: Any) -> models.Q:
        return models.Q(users=user)


class Vendor(StoreEntity):
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="vendors",
        blank=True,
        help_text="The people who work for this vendor and see what is the vendor's.",
    )

    objects: ClassVar[Any] = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StorefrontQuerySet(StoreQuerySet["Storefront"]):
    def visible_to_vendor_of(self, user: Any) -> models.Q:
        # Its own shops, and the marketplace's that sell for it.
        return models.Q(vendor__users=user) | models.Q(orders__vendor__users=user)


class Storefront(StoreEntity):
    """A shop or "instance". One that belongs to a vendor sells only for that vendor."""

    class Invoices(models.TextChoices):
        ORDER = "order", "One for the whole order, once its status posts"
        SHIPMENT = "shipment", "One for each shipment, as it leaves"
        BY_HAND = "by_hand", "None by itself: somebody presses Create invoice"

    name = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="storefronts"
    )
    invoices = models.CharField(
        max_length=10,
        choices=Invoices,
        default=Invoices.ORDER,
        help_text="How its orders are billed, and so become invoices in QuickBooks.",
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = StorefrontQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
