"""Whether QuickBooks keeps the stock, and with what a product begins there."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from connections.choosing import stock
from connections.choosing.stock import Opening
from connections.forms.chooser import Chooser
from connections.models import DefaultAccounts


class StockForm(forms.Form):
    """Switching it on, or beginning with other quantities, needs the tick beneath the sum that
    QuickBooks would book; the sum that was shown comes back with the form."""

    keeps_stock = forms.BooleanField(
        label="Keep stock in QuickBooks",
        required=False,
        help_text="QuickBooks then counts quantities and books the cost of goods sold. A product "
        "that went there without stock stays without, and one with stock cannot go back.",
    )
    stock_quantity = forms.DecimalField(
        label="Quantity at the beginning",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="Of each product that is new in QuickBooks. Empty: as many as the store has. "
        "Write 0 if the stock stands in your books already.",
    )
    stock_starts_on = forms.DateField(
        label="Stock starts on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: on the day on which your books start. No product can be sold in "
        "QuickBooks before this day.",
    )
    has_read = forms.BooleanField(label="I have read this and want it so", required=False)
    amount_read = forms.DecimalField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, chooser: Chooser, user: Any = None) -> None:
        self.connection, self.stored, self.user = chooser.connection, chooser.defaults, user
        initial = {
            "keeps_stock": self.connection.sells_from_stock,
            "stock_quantity": self.stored.stock_quantity,
            "stock_starts_on": self.stored.stock_starts_on,
        }
        super().__init__(data, initial=initial)
        if not self.can_keep:
            self.fields["keeps_stock"].disabled = True

    @property
    def can_keep(self) -> bool:
        """quickbooks: the smaller plans keep no stock; what is on already can be switched off."""
        company = self.connection
        return company.has_inventory or company.sells_from_stock or not company.tested_at

    @cached_property
    def opening(self) -> Opening:
        """What QuickBooks would book with the quantity that stands in the form."""
        quantity = self.stored.stock_quantity
        if self.is_bound:
            quantity = self.cleaned_data.get("stock_quantity")
        return stock.opening(connection=self.connection, quantity=quantity)

    def clean_stock_starts_on(self) -> date | None:
        start: date | None = self.cleaned_data["stock_starts_on"]
        if start == self.stored.stock_starts_on:
            return start  # It was right when it was chosen; books are closed behind it since.
        sale, closed = stock.first_sale(self.connection), self.connection.books_closed_on
        if start and sale and start > sale:
            raise forms.ValidationError(
                f"Your earliest order for these books is of {sale:%-d %B %Y}, and QuickBooks "
                "refuses sales from before the stock started. Choose that day or an earlier one."
            )
        if start and closed and start <= closed:
            raise forms.ValidationError(
                f"Your books are closed up to {closed:%-d %B %Y}. Choose a later day."
            )
        return start

    def clean(self) -> None:
        if self.errors or not self.needs_reading():
            return
        seen = self.cleaned_data.get("amount_read")
        if seen != self.opening.value:
            self.add_error(
                "has_read",
                "The sum is another one with these choices: read it above, tick, and save again.",
            )
        elif not self.cleaned_data["has_read"]:
            self.add_error("has_read", "Tick this once you have read the sum above.")

    def needs_reading(self) -> bool:
        """Whether what is chosen now books something that nobody has read yet."""
        chosen = self.cleaned_data
        if not chosen["keeps_stock"]:
            return False
        is_other = chosen["stock_quantity"] != self.stored.stock_quantity
        return is_other or not self.connection.sells_from_stock

    def save(self) -> None:
        chosen = self.cleaned_data
        columns = {name: chosen[name] for name in ("stock_quantity", "stock_starts_on")}
        if self.needs_reading():
            columns |= {
                "stock_amount_read": self.opening.value,
                "stock_read_at": timezone.now(),
                "stock_read_by": self.user,
            }
        DefaultAccounts.objects.update_or_create(connection=self.connection, defaults=columns)
        self.connection.sells_from_stock = chosen["keeps_stock"]
        self.connection.save(update_fields=["sells_from_stock", "updated_at"])

    def made(self) -> list[str]:
        return []

    def warnings(self) -> list[str]:
        if not self.cleaned_data["keeps_stock"] or not self.opening.without_cost:
            return []
        waiting = f"{self.opening.without_cost} products with stock have no cost in the store"
        return [f"{waiting}: they wait until you enter it."]
