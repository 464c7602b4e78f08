"""Which rows of the queue does the person want to see, and in which order do they stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from sync_queue import kinds
from sync_queue.models import QueueRow
from sync_queue.models.row import QueueRowQuerySet
from sync_queue.views import search
from sync_queue.views.keyset import Stretch

State = QueueRow.State
# What needs a person stands first, what is done last.
FIRST = (State.ERROR, State.HELD, State.UNCERTAIN, State.SENDING, State.WAITING)
AGES = {
    "hour": ("Longer than an hour", timedelta(hours=1)),
    "day": ("Longer than a day", timedelta(days=1)),
    "week": ("Longer than a week", timedelta(weeks=1)),
}


@dataclass(frozen=True)
class Filters:
    """What the person asked to see; "" shows everything that is not done."""

    state: str = ""
    kind: str = ""
    text: str = ""
    reason: str = ""
    age: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        state, kind, age = (query.get(name, "") for name in ("state", "kind", "age"))
        known = (*State.values, "all")
        return cls(
            state=state if state in known else "",
            kind=kind if kind in kinds.BY_NAME else "",
            text=_clean(query.get("q", ""))[:100],
            reason=_clean(query.get("reason", ""))[:100],
            age=age if age in AGES else "",
        )

    @property
    def is_set(self) -> bool:
        return bool(self.state or self.narrows)

    @property
    def narrows(self) -> bool:
        """Whether some rows of a state are shown and others are not."""
        return bool(self.kind or self.text or self.reason or self.age)

    @property
    def states(self) -> Sequence[str]:
        if self.state == "all":
            return (*FIRST, State.DONE)
        return (self.state,) if self.state else FIRST

    def stretches(self, rows: QueueRowQuerySet, *, now: datetime) -> list[Stretch]:
        """The list that is asked for: its rows state by state, each in an order of its own."""
        parts = [self._stretch(rows, state, now) for state in self.states]
        if not self.text:
            return parts
        listed = [part.rows.order_by(*part.order) for part in parts]
        found = search.ids(rows, self.text, listed=listed)
        # By their ids alone: told of the connection too, SQLite would walk through all its rows.
        some = QueueRow.objects.filter(pk__in=found)
        return [self._stretch(some, state, now) for state in self.states]

    def _stretch(self, rows: QueueRowQuerySet, state: str, now: datetime) -> Stretch:
        part: QuerySet[Any] = rows.filter(state=state)
        if self.kind:
            part = part.filter(kind=self.kind)
        if self.reason:
            part = part.filter(reason=self.reason)
        before = now - AGES[self.age][1] if self.age else now
        if state == State.DONE:
            if self.age:
                part = part.filter(done_at__lte=before)
            return Stretch(part, ("-done_at", "-id"))
        # Told besides the state itself: SQLite knows the indexes of the unfinished by these words.
        part = part.exclude(state=State.DONE)
        if self.age:
            return Stretch(part.filter(created_at__lte=before), ("created_at", "id"))
        return Stretch(part, ("id",) if self.kind or self.reason else ("rank", "id"))


def _clean(text: str) -> str:
    """Without what no row contains and PostgreSQL refuses to look for."""
    return text.replace("\x00", "").strip()
