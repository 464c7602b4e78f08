"""Which accounts and codes a connection uses where nothing more special was chosen."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from connections.models.connection import Connection
from connections.models.lists import ListItem


def chosen(help_text: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        ListItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=help_text,
    )


class DefaultAccounts(models.Model):
    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="defaults")
    income = chosen("Where sales of products are booked.")
    expense = chosen("Where the cost of goods sold is booked.")
    inventory_asset = chosen("Where the value of the stock stands.")
    discount = chosen("Where discounts are booked.")
    shipping = chosen("Where shipping that customers pay is booked.")
    surcharge = chosen("Where payment surcharges are booked.")
    refund = chosen("Where returns without restocking, fees and goodwill are booked.")
    rounding = chosen("Where the cents go that rounding leaves, 0.05 of a document at most.")
    gateway_fees = chosen("Where the fees are booked that gateways keep from their payouts.")
    exchange = chosen("Where changed money's gain or loss against its worth is booked.")
    stock_adjustment = chosen("Where corrections of the stock are booked.")
    gift_cards = chosen("What is owed on gift cards that were sold and not redeemed yet.")
    store_credit = chosen("What is owed on store credit that was granted and not redeemed yet.")
    chargeback = chosen("Where money is booked that a customer's bank took back, until it is won.")
    payable = chosen("What is owed to vendors; purchase orders name it.")
    untaxed_code = chosen("The tax code of a line without tax.")
    term = chosen("The terms of an invoice that is not paid at once.")
    accounting_class = chosen("The class of whatever has no more special one.")

    # How a product that keeps stock begins in QuickBooks; sent once, when its item is made.
    stock_quantity = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Empty: as many as the store has of each.",
    )
    stock_starts_on = models.DateField(
        null=True, blank=True, help_text="Empty: the day on which the books start."
    )
    # Rule 21: who read what QuickBooks would book to Opening Balance Equity, and the sum they read.
    stock_amount_read = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    stock_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    stock_read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name_plural = "default accounts"
        constraints = [
            models.CheckConstraint(
                condition=Q(stock_quantity__isnull=True) | Q(stock_quantity__gte=0),
                name="default_stock_not_negative",
                violation_error_message="The quantity cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"Default accounts of {self.connection}"
