"""What QuickBooks offers to choose from, cached: accounts, tax codes, terms, classes, items, …"""

from django.db import models

from connections.models.connection import Connection


class ListItemQuerySet(models.QuerySet["ListItem"]):
    def of_kind(self, kind: str) -> "ListItemQuerySet":
        return self.filter(kind=kind, is_active=True)

    def accounts(self, *types: str, subtype: str = "") -> "ListItemQuerySet":
        """Active accounts of these AccountTypes, and of one AccountSubType where it is given."""
        found = self.of_kind(ListItem.Kind.ACCOUNT).filter(type__in=types)
        return found.filter(subtype=subtype) if subtype else found


class ListItem(models.Model):
    """Never deleted, only made inactive: mappings point here, and what is gone must be seen."""

    class Kind(models.TextChoices):
        ACCOUNT = "Account", "Account"
        TAX_CODE = "TaxCode", "Tax code"
        TAX_RATE = "TaxRate", "Tax rate"
        PAYMENT_METHOD = "PaymentMethod", "Payment method"
        TERM = "Term", "Terms"
        CLASS = "Class", "Class"
        DEPARTMENT = "Department", "Location"
        ITEM = "Item", "Service item"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="list_items")
    kind = models.CharField(max_length=20, choices=Kind)
    qbo_id = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    type = models.CharField(
        max_length=60, blank=True, help_text="AccountType of an account, Type of an item."
    )
    subtype = models.CharField(max_length=60, blank=True, help_text="AccountSubType.")
    currency = models.CharField(max_length=3, blank=True)
    rate = models.DecimalField(
        max_digits=9, decimal_places=4, null=True, help_text="In per cent, of a tax code or rate."
    )
    is_active = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    fetched_at = models.DateTimeField()

    objects = ListItemQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "qbo_id"], name="list_item_once_per_connection"
            ),
        ]

    def __str__(self) -> str:
        return self.name
