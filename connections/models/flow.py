"""What may flow between the store and a company: one row per decision that a person has made."""

from django.conf import settings
from django.db import models

from connections.models.connection import Connection


class Subject(models.TextChoices):
    CATEGORY = "category", "Categories"
    PRODUCT = "product", "Products"
    CUSTOMER = "customer", "Customers"
    ESTIMATE = "estimate", "Estimates"
    PURCHASE_ORDER = "purchase_order", "Purchase orders"
    INVOICE = "invoice", "Invoices and receipts"
    PAYMENT = "payment", "Payments"
    REFUND = "refund", "Refunds"
    LISTS = "lists", "Accounts and lists"
    BALANCE = "balance", "Customer balances"


class Way(models.TextChoices):
    PUSH_CREATE = "push_create", "Send new ones"
    PUSH_UPDATE = "push_update", "Send changes"
    PUSH_DELETE = "push_delete", "Send deletions"
    PULL_CREATE = "pull_create", "Bring new ones"
    PULL_UPDATE = "pull_update", "Bring changes"


class Flow(models.Model):
    """A cell of the matrix that was switched on or off; an undecided one is as `flows` says."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="flows")
    subject = models.CharField(max_length=20, choices=Subject)
    way = models.CharField(max_length=20, choices=Way)
    is_on = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "subject", "way"], name="flow_once"),
        ]

    def __str__(self) -> str:
        state = "on" if self.is_on else "off"
        return f"{self.get_subject_display()}: {self.get_way_display().lower()} is {state}"
