"""The matrix of what is exchanged as a form: one tick box per cell that can be switched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from connections import flows
from connections.flows import CELLS, PULLS, PUSHES, Cell
from connections.models import Connection, Flow
from connections.models.flow import Subject, Way


@dataclass(frozen=True)
class Square:
    """A cell on the page: its tick box, or None where it cannot be switched."""

    cell: Cell
    field: forms.BoundField | None


@dataclass(frozen=True)
class Line:
    subject: Subject
    squares: list[Square]


SWITCHES = tuple(cell for cell in CELLS if not cell.why_not)


class FlowsForm(forms.Form):
    """`shown` names the switches that were on when the page was opened: only what a person threw
    there counts, so that an old page takes back nothing that was thrown elsewhere since."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, connection: Connection) -> None:
        super().__init__(data)
        self.connection = connection
        self.before = flows.of(connection)
        for cell in SWITCHES:
            self.fields[cell.name] = forms.BooleanField(
                label=cell.label,
                required=False,
                initial=self._was_on(cell),
                help_text=cell.meaning,
            )
        self.initial["shown"] = ",".join(cell.name for cell in SWITCHES if self._was_on(cell))
        self.fields["balances_every"] = forms.ChoiceField(
            label="Customer balances come",
            choices=Connection.BalancesEvery.choices,
            initial=connection.balances_every,
            required=False,
            help_text="While their switch is on. “Pull now” brings them at once.",
        )

    def pushes(self) -> list[Line]:
        return list(self._lines(PUSHES, flows.SENT))

    def pulls(self) -> list[Line]:
        return list(self._lines(PULLS, flows.SUBJECTS))

    def save(self, *, user: Any, now: datetime) -> list[Cell]:
        """Stores what was thrown; returns the cells that were switched."""
        switched = [cell for cell in SWITCHES if self._is_switched(cell)]
        with transaction.atomic():
            self._save_rhythm()
            for cell in switched:
                Flow.objects.update_or_create(
                    connection=self.connection,
                    subject=cell.subject,
                    way=cell.way,
                    defaults={
                        "is_on": self.cleaned_data[cell.name],
                        "decided_by": user,
                        "decided_at": now,
                    },
                )
        return switched

    def _save_rhythm(self) -> None:
        rhythm = self.cleaned_data["balances_every"]
        if rhythm and rhythm != self.connection.balances_every:
            self.connection.balances_every = rhythm
            self.connection.save(update_fields=["balances_every", "updated_at"])

    def _is_switched(self, cell: Cell) -> bool:
        wanted, was_on = bool(self.cleaned_data[cell.name]), self._was_on(cell)
        shown = self.cleaned_data["shown"].split(",")
        was_shown_on = cell.name in shown if "shown" in self.data else was_on
        return wanted not in (was_shown_on, was_on)

    def _was_on(self, cell: Cell) -> bool:
        return self.before.is_on(cell.subject, cell.way)

    def _lines(self, ways: tuple[Way, ...], subjects: tuple[Subject, ...]) -> Iterator[Line]:
        by_name = {(cell.subject, cell.way): cell for cell in CELLS}
        for subject in subjects:
            squares = [self._square(by_name[subject, way]) for way in ways]
            yield Line(subject, squares)

    def _square(self, cell: Cell) -> Square:
        return Square(cell, None if cell.why_not else self[cell.name])
