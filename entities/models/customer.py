"""To whom the store sells: people and companies, with or without a login."""

import re
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from entities.changes import StoreEntity, StoreQuerySet
from entities.models.vendor import Storefront

# As people write them in all countries; one at least is a digit, which "none" is not.
TAX_NUMBER = RegexValidator(
    r"^(?=.*\d)(?:[^\W_]|[ .,&/+-])+\Z",
    "Write the number as it stands on paper: letters, digits, blanks, dots, dashes and slashes, "
    "like GB 123 4567 89.",
)
NOT_MASKED = RegexValidator(
    r"^\s*[X*]{2}",
    "This is a number with its beginning hidden: write all of it.",
    inverse_match=True,
    flags=re.IGNORECASE,
)


class CustomerQuerySet(StoreQuerySet["Customer"]):
    def visible_to_vendor_of(self, user: Any) -> Q:
        return Q(orders__vendor__users=user) | Q(storefront__vendor__users=user)


class Customer(StoreEntity):
    """A guest is a customer without a login: `is_guest` says so."""

    storefront = models.ForeignKey(
        Storefront, null=True, blank=True, on_delete=models.PROTECT, related_name="customers"
    )
    is_guest = models.BooleanField(default=False)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    company = models.CharField(max_length=200, blank=True)
    email = models.CharField("e-mail", max_length=254, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    fax = models.CharField(max_length=50, blank=True)
    website = models.CharField(
        max_length=1000, blank=True, help_text="With its beginning, like https://example.com."
    )
    billing_line1 = models.CharField(max_length=500, blank=True)
    billing_line2 = models.CharField(max_length=500, blank=True)
    billing_city = models.CharField(max_length=255, blank=True)
    billing_region = models.CharField(max_length=255, blank=True)
    billing_postal_code = models.CharField(max_length=30, blank=True)
    billing_country = models.CharField(max_length=2, blank=True, help_text="ISO code, like US.")
    shipping_line1 = models.CharField(max_length=500, blank=True)
    shipping_line2 = models.CharField(max_length=500, blank=True)
    shipping_city = models.CharField(max_length=255, blank=True)
    shipping_region = models.CharField(max_length=255, blank=True)
    shipping_postal_code = models.CharField(max_length=30, blank=True)
    shipping_country = models.CharField(max_length=2, blank=True, help_text="ISO code, like US.")
    currency = models.CharField(max_length=3, default="USD")
    is_tax_exempt = models.BooleanField(default=False)
    tax_number = models.CharField(
        max_length=20,
        blank=True,
        validators=[TAX_NUMBER, NOT_MASKED],
        help_text="For VAT, GST and the like, as it stands on paper: GB 123 4567 89.",
    )
    terms = models.CharField(
        max_length=100, blank=True, help_text="When the customer pays, in the store's own words."
    )
    accounting_class = models.CharField(
        max_length=200, blank=True, help_text="For the bookkeeping: what sales to them count as."
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "company"]
        indexes = [models.Index(fields=["email"], name="customer_email")]

    def __str__(self) -> str:
        return self.full_name or self.company or self.email or f"Customer {self.key}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
