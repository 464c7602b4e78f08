"""One entry of QuickBooks' lists, chosen from those that fit; with what speaks for it and what
waits for it."""

from typing import Any

from django import forms

from connections.choosing.choices import Offers
from connections.choosing.suggest import Suggestion
from connections.choosing.tax_rates import percent
from connections.models import ListItem

GONE = "This is no longer in QuickBooks' list. Press Fetch lists and choose again."


class ItemChoice(forms.TypedChoiceField):
    """Cleans to a ListItem, or to None where nothing is chosen.

    `chosen` stays visible when QuickBooks has it no longer: it is not lost unseen. `reason` names
    the choice on rows that wait for it, `waiting` counts those rows.
    """

    def __init__(
        self,
        offers: Offers,
        offered: list[ListItem],
        *,
        chosen: int | None,
        empty: str = "Not chosen",
        reason: str = "",
        waiting: int = 0,
        suggestion: Suggestion | None = None,
        **kwargs: Any,
    ) -> None:
        self.offered, self.reason, self.waiting = offered, reason, waiting
        self.suggestion = suggestion
        shown = {item.pk: item for item in offered}
        if chosen in offers.by_pk:
            shown.setdefault(chosen, offers.by_pk[chosen])
        self.chosen = shown.get(chosen) if chosen else None
        labels = [(pk, label_of(item, offers=offers)) for pk, item in shown.items()]
        super().__init__(
            choices=[("", empty), *labels],
            coerce=lambda pk: shown[int(pk)],
            empty_value=None,
            required=False,
            initial=chosen,
            error_messages={"invalid_choice": GONE},
            **kwargs,
        )

    @property
    def suggested(self) -> Suggestion | None:
        """What may be taken over: a suggestion where nothing is chosen yet."""
        fits = self.suggestion is not None and self.suggestion.item in self.offered
        return self.suggestion if self.chosen is None and fits else None

    @property
    def evidence(self) -> str:
        """Why the chosen entry fits, where it is the one that suggests itself."""
        same = self.suggestion is not None and self.suggestion.item == self.chosen
        return self.suggestion.because if same and self.suggestion else ""


def label_of(item: ListItem, *, offers: Offers) -> str:
    """An entry as a person tells it from others: a foreign currency, a tax code's rate, the account
    an item books to."""
    home = offers.connection.home_currency
    notes = [item.currency] if item.currency not in ("", home) else []
    if item.rate is not None and item.kind == ListItem.Kind.TAX_CODE:
        notes.append(percent(item.rate))
    if account := offers.books_to.get(item.pk):
        notes.append(f"books to {account}")
    if not item.is_active:
        notes.append("gone from QuickBooks")
    return f"{item.name} ({', '.join(notes)})" if notes else item.name
