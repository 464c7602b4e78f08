"""One entry of QuickBooks' lists, chosen from those that fit."""

from decimal import Decimal
from typing import Any

from django import forms

from connections.choices import Offers
from connections.models import ListItem

GONE = "This is no longer in QuickBooks' list. Press Fetch lists and choose again."


class ItemChoice(forms.TypedChoiceField):
    """Cleans to a ListItem, or to None where nothing is chosen.

    `chosen` stays visible when QuickBooks has it no longer: it is not lost unseen.
    """

    def __init__(
        self, offers: Offers, offered: list[ListItem], *, chosen: int | None, **kwargs: Any
    ) -> None:
        self.offered = offered
        shown = {item.pk: item for item in offered}
        if chosen in offers.by_pk:
            shown.setdefault(chosen, offers.by_pk[chosen])
        home = offers.connection.home_currency
        labels = [(pk, label_of(item, home_currency=home)) for pk, item in shown.items()]
        super().__init__(
            choices=[("", "Not chosen"), *labels],
            coerce=lambda pk: shown[int(pk)],
            empty_value=None,
            required=False,
            initial=chosen,
            error_messages={"invalid_choice": GONE},
            **kwargs,
        )


def label_of(item: ListItem, *, home_currency: str) -> str:
    """An entry as a person tells it from others: a foreign currency, a tax code's rate."""
    notes = [item.currency] if item.currency not in ("", home_currency) else []
    if item.rate is not None and item.kind == ListItem.Kind.TAX_CODE:
        notes.append(f"{plain(item.rate)} %")
    if not item.is_active:
        notes.append("gone from QuickBooks")
    return f"{item.name} ({', '.join(notes)})" if notes else item.name


def plain(rate: Decimal) -> str:
    """A rate without closing zeros: 8.2500 is 8.25."""
    return f"{rate.normalize():f}"
