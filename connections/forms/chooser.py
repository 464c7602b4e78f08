"""What the forms of the Default accounts tab share: what is on offer, what waits for a choice."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms

from connections import queue_side
from connections.choosing import suggest
from connections.choosing.choices import Offers
from connections.choosing.suggest import Suggestion
from connections.forms.item_choice import ItemChoice
from connections.models import Connection, DefaultAccounts, ListItem


class Chooser:
    """The lists of one company and the counts of waiting rows, read once for a whole page."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.offers = connection, Offers(connection)
        self.waiting = queue_side.ask().waiting(connection)

    @cached_property
    def defaults(self) -> DefaultAccounts:
        found = DefaultAccounts.objects.filter(connection=self.connection).first()
        return found or DefaultAccounts(connection=self.connection)

    @cached_property
    def suggested_defaults(self) -> dict[str, Suggestion]:
        return suggest.defaults(self.offers)

    def choice(
        self, offered: list[ListItem], *, chosen: int | None, reason: str = "", **kwargs: Any
    ) -> ItemChoice:
        """A field for one choice; `reason` names it on the rows that wait for it."""
        waiting = self.waiting.get(reason, 0) if reason else 0
        return ItemChoice(
            self.offers, offered, chosen=chosen, reason=reason, waiting=waiting, **kwargs
        )

    def awaited(self, start: str) -> list[str]:
        """What follows `start` ("tax:") in the reasons that rows wait for now."""
        found = (reason for reason in self.waiting if reason.startswith(start))
        return [reason.removeprefix(start) for reason in found]


class ChoicesForm(forms.Form):
    """Some of the choices of a connection. Pressing a field's "Use it" takes its suggestion over.

    A field that the sent page did not have yet keeps its choice: it was made in another window
    meanwhile. Subclasses say which fields there are, and save what was chosen.
    """

    def __init__(self, data: Any = None, *, chooser: Chooser) -> None:
        super().__init__(data)
        self.chooser, self.connection, self.offers = chooser, chooser.connection, chooser.offers
        self.fields.update(self.choices())
        if self.is_bound:
            self.data = {**dict(self.data.items()), **self._made_elsewhere(), **self._taken_over()}

    def _made_elsewhere(self) -> dict[str, str]:
        return {
            name: str(field.chosen.pk)
            for name, field in self._item_choices()
            if name not in self.data and field.chosen
        }

    def _taken_over(self) -> dict[str, str]:
        pressed = self.data.get("use", "")
        return {
            name: str(field.suggested.item.pk)
            for name, field in self._item_choices()
            if name == pressed and field.suggested
        }

    def _item_choices(self) -> list[tuple[str, ItemChoice]]:
        return [
            (name, field) for name, field in self.fields.items() if isinstance(field, ItemChoice)
        ]

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        raise NotImplementedError

    def save(self) -> None:
        raise NotImplementedError

    def warnings(self) -> list[str]:
        """What a person should know of what was saved: a sentence each."""
        return []

    def made(self) -> list[str]:
        """The reasons for which rows waited and that are mended by what was chosen."""
        return [
            field.reason
            for name, field in self._item_choices()
            if field.waiting and self.cleaned_data.get(name)
        ]
