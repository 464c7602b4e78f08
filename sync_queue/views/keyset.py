"""Which rows stand on this page of a long list, and where do the pages beside it begin?

No row is skipped by counting it: a page is found by the place where its neighbour ended, so the
last page of a million rows costs what the first one does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MOST_TICKS = (datetime(9999, 1, 1, tzinfo=UTC) - EPOCH) // TICK
# Where a row stands: the number of its stretch, then its values of that stretch's order.
Place = tuple[Any, ...]


@dataclass(frozen=True)
class Stretch:
    """Rows that stand together on the list, in an `order` that an index keeps; the last of its
    columns is the id."""

    rows: QuerySet[Any]
    order: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name.lstrip("-") for name in self.order)

    def backwards(self) -> "Stretch":
        turned = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in self.order)
        return Stretch(self.rows, turned)

    def beyond(self, values: Sequence[Any]) -> Iterator[QuerySet[Any]]:
        """The rows after these values, in pieces of which each is one range of the index."""
        for depth in reversed(range(len(self.order))):
            same = dict(zip(self.columns[:depth], values, strict=False))
            side = "lt" if self.order[depth].startswith("-") else "gt"
            yield self.rows.filter(**same, **{f"{self.columns[depth]}__{side}": values[depth]})


@dataclass(frozen=True)
class Page:
    """`ids`: its rows in their order. `earlier`, `later`: the words that lead there, or ""."""

    ids: list[int] = field(default_factory=list)
    earlier: str = ""
    later: str = ""


def page(stretches: Sequence[Stretch], *, after: str = "", before: str = "", size: int) -> Page:
    """The page behind `after`, or the one in front of `before`; the first one where neither is a
    place on this list, or nothing stands there any more."""
    if place := _place(before, stretches):
        back = [stretch.backwards() for stretch in stretches]
        found = list(reversed(_walk(back, place, -1, size + 1)))
        if len(found) > size:
            return _page(found[1:], has_earlier=True, has_later=True)
    elif place := _place(after, stretches):
        found = _walk(stretches, place, 1, size + 1)
        if found:
            return _page(found[:size], has_earlier=True, has_later=len(found) > size)
    found = _walk(stretches, (0,), 1, size + 1)
    return _page(found[:size], has_earlier=False, has_later=len(found) > size)


def _page(places: list[Place], *, has_earlier: bool, has_later: bool) -> Page:
    return Page(
        ids=[place[-1] for place in places],
        earlier=_said(places[0]) if has_earlier else "",
        later=_said(places[-1]) if has_later else "",
    )


def _walk(stretches: Sequence[Stretch], place: Place, step: int, most: int) -> list[Place]:
    """Up to `most` places from `place` on, in the direction of `step`."""
    found: list[Place] = []
    numbers = range(place[0], len(stretches) if step > 0 else -1, step)
    for number in numbers:
        stretch = stretches[number]
        starts_here = number == place[0] and len(place) > 1
        for rows in stretch.beyond(place[1:]) if starts_here else [stretch.rows]:
            listed = rows.order_by(*stretch.order).values_list(*stretch.columns)
            found += [(number, *values) for values in listed[: most - len(found)]]
            if len(found) == most:
                return found
    return found


def _said(place: Place) -> str:
    """ "3.4.1999": a place as it stands in an address; moments are microseconds."""
    return ".".join(
        str((value - EPOCH) // TICK if isinstance(value, datetime) else value) for value in place
    )


def _place(said: str, stretches: Sequence[Stretch]) -> Place | None:
    """The place that an address names; None where it names none on this list."""
    parts = said.split(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        return None
    number, *values = map(int, parts)
    if number >= len(stretches) or len(values) != len(stretches[number].columns):
        return None
    return (number, *map(_value, stretches[number].columns, values))


def _value(column: str, said: int) -> Any:
    return EPOCH + min(said, MOST_TICKS) * TICK if column.endswith("_at") else said
