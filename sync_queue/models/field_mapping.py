"""What was chosen for the fields of QuickBooks: one row per saved version, and none is changed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery

from connections.models import Connection
from connections.models.connection import who


class FieldMappingQuerySet(models.QuerySet["FieldMapping"]):
    def present(self) -> "FieldMappingQuerySet":
        """The newest version of each subject."""
        newest = FieldMapping.objects.filter(
            connection=OuterRef("connection"), subject=OuterRef("subject")
        ).order_by("-number")
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


class FieldMapping(models.Model):
    """`rules`: {field of QuickBooks: {"template", "steps"}}, for defaults {name: value}.

    `touched`: the fields that this or an earlier version filled.
    """

    class Subject(models.TextChoices):
        CUSTOMER = "customer", "Customers"
        PRODUCT = "product", "Products"
        INVOICE = "invoice", "Invoices and receipts"
        PAYMENT = "payment", "Payments"
        REFUND = "refund", "Refunds"
        DEFAULTS = "defaults", "Defaults"

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="field_mappings"
    )
    subject = models.CharField(max_length=20, choices=Subject)
    number = models.PositiveIntegerField()
    rules = models.JSONField(default=dict)
    touched = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()
    saved_by = who()

    objects: ClassVar[Any] = FieldMappingQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "subject", "number"], name="field_mapping_one_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="field_mapping_numbers_begin_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, version {self.number}"
