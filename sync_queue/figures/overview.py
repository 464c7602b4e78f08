"""How does each connection stand: this month in count and money, its health, the one next step?

Asks the database only, in a fixed number of queries per connection. Amounts are in each
document's own currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from connections.models import Connection
from sync_queue import sight
from sync_queue.figures import health, remembering, sums, tally, trading
from sync_queue.figures.health import Health
from sync_queue.figures.next_step import NextStep, next_step
from sync_queue.figures.trading import Balance, Day
from sync_queue.intake import unbooked
from sync_queue.models import QueueRow

State = QueueRow.State
URGENCY = (State.ERROR, State.HELD, State.UNCERTAIN, State.SENDING, State.WAITING)
# How many days the picture of the present month shows.
PICTURED = 14
MISSING = "missing"


@dataclass(frozen=True)
class Month:
    """A month of a company: `days` are those of the picture, `counted_at` when they were counted
    (None: just now); `earlier` and `later`: the months beside it that may be looked at."""

    first: date
    earlier: date | None
    later: date | None
    balances: list[Balance]
    pictured: list[date]
    days: list[Day]
    counted_at: datetime | None = None

    @property
    def title(self) -> str:
        return "Store and QuickBooks" if self.later else "This month"


@dataclass(frozen=True)
class Standing:
    """How one connection stands. `counts`: rows per state, finished ones left out, `tally.MOST` + 1
    where there are more; `not_in_books`: of all time, not only of this month."""

    connection: Connection
    month: Month
    health: Health
    counts: Mapping[str, int]
    next_step: NextStep
    not_in_books: unbooked.Orders

    @property
    def spoken_counts(self) -> list[tuple[str, str, str]]:
        """[(state, its words, number of rows)], what needs a person first."""
        found = [state for state in URGENCY if self.counts.get(state)]
        return [(str(s), str(s.label), sums.capped(self.counts[s])) for s in found]


def home(*, user: Any, now: datetime, month: date | None = None) -> list[Standing]:
    """How each connection stands whose queue this person may see, the default one first.

    `month`: any day of the month that is shown; None for the present one.
    """
    seen = sight.connections(user).order_by("-is_default", "name")
    return [standing(connection, user=user, now=now, month=month) for connection in seen]


def standing(
    connection: Connection, *, user: Any, now: datetime, month: date | None = None
) -> Standing:
    found = tally.by_state(sight.rows(user=user, connection=connection))
    missing = not_in_books(connection, user=user, now=now)
    is_whole = sight.is_whole(user=user, connection=connection)
    how_well = health.of(connection, is_whole=is_whole, now=now)
    return Standing(
        connection=connection,
        month=month_of(connection, user=user, now=now, month=month),
        health=how_well,
        counts=found,
        next_step=next_step(
            connection,
            counts=found,
            not_in_books=missing.count,
            is_unread=how_well.is_unread,
        ),
        not_in_books=missing,
    )


def month_of(
    connection: Connection, *, user: Any, now: datetime, month: date | None = None
) -> Month:
    """The orders billed in a month of the company, against their links."""
    today = now.astimezone(connection.zone).date()
    first = (month or today).replace(day=1)
    is_present = first == today.replace(day=1)
    last = today if is_present else _next(first) - timedelta(days=1)
    shown_from = min(first, today - timedelta(days=PICTURED - 1)) if is_present else first
    found, counted_at = _days(connection, user=user, first=shown_from, last=last, now=now)
    drawn_from = today - timedelta(days=PICTURED - 1) if is_present else first
    return Month(
        first=first,
        earlier=_earlier(connection, first),
        later=None if is_present else _next(first),
        balances=trading.balances(one for one in found if one.day >= first),
        pictured=[drawn_from + timedelta(days=n) for n in range((last - drawn_from).days + 1)],
        days=[one for one in found if one.day >= drawn_from],
        counted_at=counted_at,
    )


def not_in_books(connection: Connection, *, user: Any, now: datetime) -> unbooked.Orders:
    """The orders that should be in the company's books and are not, of all time."""
    if sight.is_whole(user=user, connection=connection):
        count = counts_of(connection)[MISSING]
        data = remembering.counted(connection, MISSING, count, now=now).data
        return unbooked.Orders(data[0], {name: Decimal(sum_) for name, sum_ in data[1].items()})
    missing = unbooked.missing_orders(connection)
    return unbooked.sum_of(sight.orders(missing, user=user, connection=connection))


def counts_of(connection: Connection, name: str = "") -> dict[str, remembering.Count]:
    """The long counts of this page by the names under which they are remembered."""
    found: dict[str, remembering.Count] = {MISSING: lambda: _missing(connection)}
    kind, _, span = name.partition(":")
    if kind == "days":
        first, last = map(date.fromisoformat, span.split(":"))
        found[name] = lambda: _counted_days(connection, first, last)
    return found


def _days(
    connection: Connection, *, user: Any, first: date, last: date, now: datetime
) -> tuple[list[Day], datetime | None]:
    if sight.is_whole(user=user, connection=connection):
        name = f"days:{first}:{last}"
        kept = remembering.counted(connection, name, counts_of(connection, name)[name], now=now)
        return trading.read(kept.data), kept.at
    due = sight.orders(unbooked.due_orders(connection), user=user, connection=connection)
    return trading.days(due, connection, first=first, last=last), None


def _counted_days(connection: Connection, first: date, last: date) -> Any:
    due = unbooked.due_orders(connection)
    return trading.written(trading.days(due, connection, first=first, last=last))


def _missing(connection: Connection) -> Any:
    found = unbooked.sum_of(unbooked.missing_orders(connection))
    return [found.count, {name: str(amount) for name, amount in found.amounts.items()}]


def _earlier(connection: Connection, first: date) -> date | None:
    """The first day of the month before, as long as the books had begun."""
    start = connection.books_start_on
    if start is not None and start >= first:
        return None
    return (first - timedelta(days=1)).replace(day=1)


def _next(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)
