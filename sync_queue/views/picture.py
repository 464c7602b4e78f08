"""The picture of some days: for each day a bar of the store's orders, filled as far as booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sync_queue.figures.overview import Month
from sync_queue.figures.trading import Day

# In units of the picture, which is scaled to its place.
WIDTH, GROUND, TOP = 560, 118, 18


@dataclass(frozen=True)
class Bar:
    """The bar of a day stands on the ground: what is booked below, what is open on top of it.
    `middle` is where its label stands, "" where it has none."""

    day: date
    store: int
    booked: int
    left: float
    width: float
    open_top: float
    open_height: float
    booked_top: float
    booked_height: float
    label: str

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 2)


@dataclass(frozen=True)
class Picture:
    bars: list[Bar]
    days: list[Day]
    store: int
    booked: int


def of(month: Month) -> Picture:
    counts = {day: _counts(one for one in month.days if one.day == day) for day in month.pictured}
    most = max([1, *(store for store, _ in counts.values())])
    slot = WIDTH / max(1, len(counts))
    bars = [
        _bar(day, counts[day], place, slot=slot, most=most, label=_label(month.pictured, place))
        for place, day in enumerate(month.pictured)
    ]
    return Picture(
        bars,
        month.days[::-1],
        sum(store for store, _ in counts.values()),
        sum(booked for _, booked in counts.values()),
    )


def _counts(days: Iterable[Day]) -> tuple[int, int]:
    found = list(days)
    return (
        sum(one.balance.store_count for one in found),
        sum(one.balance.books_count for one in found),
    )


def _label(days: Sequence[date], place: int) -> str:
    """Each day's number; where there are many, every third one's."""
    return str(days[place].day) if len(days) <= 16 or place % 3 == 0 else ""


def _bar(
    day: date, counts: tuple[int, int], place: int, *, slot: float, most: int, label: str
) -> Bar:
    store, booked = counts
    height, filled = (round((GROUND - TOP) * count / most, 2) for count in counts)
    return Bar(
        day=day,
        store=store,
        booked=booked,
        left=round(place * slot + slot * 0.16, 2),
        width=round(slot * 0.68, 2),
        open_top=round(GROUND - height, 2),
        open_height=round(height - filled, 2),
        booked_top=round(GROUND - filled, 2),
        booked_height=filled,
        label=label,
    )
