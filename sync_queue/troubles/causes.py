"""Why do rows need a person? Grouped by cause, with orders, money, who mends it and by what.

A cause is the short `reason` on a row. Rows of one cause are mended by one deed and sent again
together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from connections.choosing import places
from connections.choosing.places import Place
from connections.models import Connection
from sync_queue import sight
from sync_queue.figures import sums, tally
from sync_queue.models import QueueRow
from sync_queue.troubles import cause_figures, remedies
from sync_queue.troubles.cause_figures import Figures, Stuck
from sync_queue.troubles.remedies import Remedy

STUCK = cause_figures.STUCK
# What a person's word alone sets free; everything else is mended first and then tried again.
APPROVABLE = (
    "auto_post",
    "closed_period",
    "earlier_month",
    "negative_stock",
    "before_stock",
    "deleted_in_store",
    "changed_in_quickbooks",
    "unknown_outcome",
    "new_currency",
)


@dataclass(frozen=True)
class Cause:
    """One cause in one company. `rows`: how many are stuck for it; `orders`: how many orders it
    keeps out, with those that wait behind, `amounts`: their money in each currency; `message`
    and `mend` are those of one of its rows. `counted_at`: when orders and money were counted, None
    for just now.
    """

    connection: Connection
    stuck: Stuck
    remedy: Remedy
    place: Place
    figures: Figures = field(default_factory=Figures)
    counted_at: datetime | None = None

    @property
    def reason(self) -> str:
        return self.stuck.reason

    @property
    def state(self) -> str:
        return self.stuck.state

    @property
    def message(self) -> str:
        return self.stuck.message

    @property
    def mend(self) -> str:
        return self.stuck.mend

    @property
    def rows(self) -> int:
        return self.stuck.rows

    @property
    def orders(self) -> int:
        return self.figures.orders

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        return self.figures.amounts

    @property
    def title(self) -> str:
        return remedies.title(self.reason, self.message)

    @property
    def figure(self) -> str:
        """ "398 orders, 41,220.10 USD"; records where no order hangs on it."""
        if self.orders:
            return f"{sums.number(self.orders, 'order')}, {sums.money(self.amounts)}"
        if self.rows > tally.MOST:
            return f"{sums.capped(self.rows)} records"
        return sums.number(self.rows, "record")

    @property
    def example(self) -> str:
        """What one of its rows says, where the title does not say it already."""
        is_said = self.reason not in remedies.COMMON_TITLES or self.reason == "auto_post"
        return "" if is_said else self.message

    @property
    def who(self) -> str:
        return self.remedy.who

    @property
    def page(self) -> str:
        """The console page where it is mended, or ""."""
        return self.place.page

    @property
    def has_one_message(self) -> bool:
        return self.stuck.has_one_message

    @property
    def is_approvable(self) -> bool:
        return self.state == QueueRow.State.HELD and self.reason in APPROVABLE


def causes(connection: Connection, *, user: Any, now: datetime) -> list[Cause]:
    """What needs a person in this company, what keeps most orders out first; in a fixed number of
    queries. Only of the rows that `user` may see."""
    if sight.is_whole(user=user, connection=connection):
        return of_company(connection, now=now)
    rows = sight.rows(user=user, connection=connection)
    return _causes(connection, rows, cause_figures.stuck_among(rows), is_whole=False, now=now)


def of_company(connection: Connection, *, now: datetime) -> list[Cause]:
    """As `causes`, of all rows."""
    rows = QueueRow.objects.filter(connection=connection)
    return _causes(connection, rows, cause_figures.stuck(connection), is_whole=True, now=now)


def _causes(
    connection: Connection,
    rows: QuerySet[QueueRow],
    found: Sequence[Stuck],
    *,
    is_whole: bool,
    now: datetime,
) -> list[Cause]:
    where = places.of([one.reason for one in found])
    counted = cause_figures.of(connection, rows, found, is_whole=is_whole, now=now)
    made = [_cause(connection, one, where.get(one.reason), *counted[one.key]) for one in found]
    return sorted(made, key=lambda cause: (-cause.orders, -cause.rows, cause.reason))


def _cause(
    connection: Connection,
    stuck: Stuck,
    place: Place | None,
    figures: Figures,
    counted_at: datetime | None,
) -> Cause:
    remedy = remedies.of(stuck.reason, fault_kind=stuck.fault_kind)
    return Cause(connection, stuck, remedy, place or Place(remedy.page), figures, counted_at)


def rows_of(*, user: Any, connection: Connection, reason: str) -> QuerySet[QueueRow]:
    """All rows of one cause that this person may see."""
    rows = sight.rows(user=user, connection=connection)
    return rows.filter(state__in=STUCK, reason=reason)


def approvable() -> Q:
    """Rows that a person's word sets free."""
    return Q(state=QueueRow.State.HELD, reason__in=APPROVABLE)
