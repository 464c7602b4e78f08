"""The lines of orders and refunds with what they name, read together with them.

Fetched by themselves, the products of long orders would be asked for with one condition each, and
SQLite takes a thousand in a query (Django 5.2 writes them so: "Expression tree is too large").
"""

from typing import Any

from django.db.models import Prefetch

from entities.models import InvoiceLine, OrderLine, RefundLine


def order_lines(path: str = "lines") -> "Prefetch[Any]":
    """`Order.objects.prefetch_related(order_lines())`; `path` leads from the model to the lines."""
    return Prefetch(path, queryset=OrderLine.objects.select_related("product", "tax"))


def refund_lines(path: str = "lines") -> "Prefetch[Any]":
    return Prefetch(path, queryset=RefundLine.objects.select_related("product", "tax"))


def shipped_lines(path: str = "lines") -> "Prefetch[Any]":
    """The lines of an invoice that bills a shipment."""
    named = ("order_line__product", "order_line__tax")
    return Prefetch(path, queryset=InvoiceLine.objects.select_related(*named))
