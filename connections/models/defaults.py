"""Which accounts and codes a connection uses where nothing more special was chosen."""

from typing import Any

from django.db import models

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
    untaxed_code = chosen("The tax code of a line without tax.")
    term = chosen("The terms of an invoice that is not paid at once.")

    class Meta:
        verbose_name_plural = "default accounts"

    def __str__(self) -> str:
        return f"Default accounts of {self.connection}"
