"""Which causes do the rows of a company have, and how many orders and how much money hang on each?

The causes themselves are found by leaps along an index, however many rows there are. Orders and
money are counted on the spot for causes of few rows; those of many are remembered for a while.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection as database
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from connections.models import Connection
from entities.amounts import to_the_cent
from sync_queue import kinds
from sync_queue.figures import remembering, tally
from sync_queue.figures.row_money import with_money
from sync_queue.models import QueueRow

STUCK = (QueueRow.State.HELD, QueueRow.State.ERROR)
# The money of so many rows is added up while a person waits.
FEW = 1_000
MOST_CAUSES = 100
# In so many rows of a cause it is looked whether they all say the same.
LOOKED_AT = 100
REMEMBERED_AS = "causes"
# Leaps over the reasons of all unfinished rows, in the words of the index queue_row_of_reason.
CAUSES = f"""
WITH RECURSIVE found(reason) AS (
    SELECT MIN(reason) FROM sync_queue_queuerow
    WHERE connection_id = %s AND NOT (state = 'done') AND reason > ''
    UNION ALL
    SELECT (
        SELECT MIN(reason) FROM sync_queue_queuerow
        WHERE connection_id = %s AND NOT (state = 'done') AND reason > found.reason
    ) FROM found WHERE found.reason IS NOT NULL
)
SELECT found.reason, states.state, (
    SELECT COUNT(*) FROM (
        SELECT 1 FROM sync_queue_queuerow AS row
        WHERE row.connection_id = %s AND NOT (row.state = 'done')
            AND row.reason = found.reason AND row.state = states.state
        ORDER BY row.id LIMIT {tally.MOST + 1}
    ) AS counted
), (
    SELECT MIN(row.id) FROM sync_queue_queuerow AS row
    WHERE row.connection_id = %s AND NOT (row.state = 'done')
        AND row.reason = found.reason AND row.state = states.state
), (
    SELECT COUNT(DISTINCT looked_at.message) FROM (
        SELECT row.message FROM sync_queue_queuerow AS row
        WHERE row.connection_id = %s AND NOT (row.state = 'done')
            AND row.reason = found.reason AND row.state = states.state
        ORDER BY row.id LIMIT {LOOKED_AT}
    ) AS looked_at
)
FROM found, (SELECT 'held' AS state UNION ALL SELECT 'error') AS states
WHERE found.reason IS NOT NULL LIMIT {2 * MOST_CAUSES}
"""
# The same leaps in several companies at once, where only the number of causes is wanted.
CAUSES_OF_MANY = """
WITH RECURSIVE found(company, reason) AS (
    SELECT company.id, (
        SELECT MIN(reason) FROM sync_queue_queuerow
        WHERE connection_id = company.id AND NOT (state = 'done') AND reason > ''
    ) FROM connections_connection AS company WHERE company.id IN ({companies})
    UNION ALL
    SELECT found.company, (
        SELECT MIN(reason) FROM sync_queue_queuerow
        WHERE connection_id = found.company AND NOT (state = 'done') AND reason > found.reason
    ) FROM found WHERE found.reason IS NOT NULL
)
SELECT COUNT(*)
FROM found, (SELECT 'held' AS state UNION ALL SELECT 'error') AS states
WHERE found.reason IS NOT NULL AND EXISTS (
    SELECT 1 FROM sync_queue_queuerow AS row
    WHERE row.connection_id = found.company AND NOT (row.state = 'done')
        AND row.reason = found.reason AND row.state = states.state
)
"""
Key = tuple[str, str]


@dataclass(frozen=True)
class Stuck:
    """The rows of one cause: how many (`tally.MOST` + 1 where there are more), and what the first
    of them says."""

    reason: str
    state: str
    rows: int
    message: str
    mend: str
    fault_kind: str
    has_one_message: bool

    @property
    def key(self) -> Key:
        return self.reason, self.state


@dataclass(frozen=True)
class Figures:
    """Orders, with their sum in each currency."""

    orders: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def stuck(connection: Connection) -> list[Stuck]:
    """The causes among all rows of a company; two queries."""
    return _told(_found(connection))


def how_many(connection: Connection) -> int:
    """The number of causes in a company; one short query."""
    return len(_found(connection))


def how_many_of(connections: Collection[Connection]) -> int:
    """The number of causes in all of these companies, one query however many they are."""
    if not connections:
        return 0
    statement = CAUSES_OF_MANY.format(companies=", ".join(["%s"] * len(connections)))
    with database.cursor() as cursor:
        cursor.execute(statement, [connection.pk for connection in connections])
        return int(cursor.fetchone()[0])


def _found(connection: Connection) -> list[Any]:
    with database.cursor() as cursor:
        cursor.execute(CAUSES, [connection.pk] * 5)
        return [row for row in cursor.fetchall() if row[2]]


def stuck_among(rows: QuerySet[QueueRow]) -> list[Stuck]:
    """The causes among some rows; two queries."""
    groups = rows.filter(state__in=STUCK).order_by().values_list("reason", "state")
    found = groups.annotate(Count("pk"), Min("pk"), Min("message"), Max("message"))
    return _told((*group[:4], 1 if group[4] == group[5] else 2) for group in found[:MOST_CAUSES])


def of(
    connection: Connection,
    rows: QuerySet[QueueRow],
    found: Sequence[Stuck],
    *,
    is_whole: bool,
    now: datetime,
) -> dict[Key, tuple[Figures, datetime | None]]:
    """{cause: its figures, and when they were counted, None for just now}."""
    many = {one.key for one in found if is_whole and one.rows > FEW}
    few = {one.key for one in found} - many
    result: dict[Key, tuple[Figures, datetime | None]] = {
        key: (figures, None) for key, figures in count(rows, few).items()
    }
    if many:
        kept = remembering.counted(
            connection, REMEMBERED_AS, lambda: written(count(rows, many)), now=now
        )
        known = read(kept.data)
        result |= {key: (known[key], kept.at) for key in many & known.keys()}
        fresh = count(rows, many - known.keys())
        result |= {key: (figures, None) for key, figures in fresh.items()}
    return result


def recount(connection: Connection) -> Any:
    """What is remembered of a company's causes, counted anew."""
    rows = QueueRow.objects.filter(connection=connection)
    many = {one.key for one in stuck(connection) if one.rows > FEW}
    return written(count(rows, many))


def count(rows: QuerySet[QueueRow], causes: Iterable[Key]) -> dict[Key, Figures]:
    """The figures of these causes: of their own rows and of two levels that wait behind them.

    Of an order's invoice and its payment only one counts: they are the same money.
    """
    wanted = set(causes)
    found: dict[Key, dict[str, dict[str, tuple[int, Decimal]]]] = {key: {} for key in wanted}
    for behind in ("", "blocked_by__", "blocked_by__blocked_by__") if wanted else ():
        for group in _groups(rows, wanted, behind):
            kind = found[group["its_reason"], group["its_state"]].setdefault(group["kind"], {})
            orders, amount = kind.get(group["money_currency"], (0, Decimal(0)))
            total = amount + to_the_cent(group["sum"])
            kind[group["money_currency"]] = (orders + group["orders"], total)
    return {key: _of_first_kind(by_kind) for key, by_kind in found.items()}


def written(figures: Mapping[Key, Figures]) -> Any:
    """Figures as JSON."""
    return [
        [*key, one.orders, {currency: str(amount) for currency, amount in one.amounts.items()}]
        for key, one in figures.items()
    ]


def read(data: Any) -> dict[Key, Figures]:
    return {
        (reason, state): Figures(orders, {name: Decimal(amount) for name, amount in sums.items()})
        for reason, state, orders, sums in data
    }


def _told(groups: Iterable[Any]) -> list[Stuck]:
    """Each (reason, state, rows, first row, number of messages) with what the first row says."""
    found = list(groups)
    firsts = QueueRow.objects.in_bulk([group[3] for group in found])
    return [
        Stuck(
            reason=reason,
            state=state,
            rows=count,
            message=firsts[first].message,
            mend=firsts[first].mend,
            fault_kind=firsts[first].fault.get("kind", ""),
            has_one_message=messages == 1,
        )
        for reason, state, count, first, messages in found
        if first in firsts
    ]


def _groups(rows: QuerySet[QueueRow], wanted: set[Key], behind: str) -> Any:
    """Orders and money per cause, kind and currency, of the rows that stand `behind` a cause."""
    of_cause = Q(pk__in=[])
    for state in STUCK:
        reasons = [reason for reason, its_state in wanted if its_state == state]
        of_cause |= Q(**{f"{behind}state": state, f"{behind}reason__in": reasons})
    # SQLite chooses the index on reasons only where it can read that nothing is done.
    named = rows.exclude(state=QueueRow.State.DONE).filter(of_cause)
    if behind:
        named = named.filter(state=QueueRow.State.WAITING)
    annotated: Any = with_money(named).order_by()
    groups = (
        annotated.annotate(its_reason=F(f"{behind}reason"), its_state=F(f"{behind}state"))
        .filter(money_currency__isnull=False)
        .values("its_reason", "its_state", "kind", "money_currency")
    )
    return groups.annotate(orders=Count("order_pk", distinct=True), sum=Sum("money"))


def _of_first_kind(by_kind: Mapping[str, Mapping[str, tuple[int, Decimal]]]) -> Figures:
    if not by_kind:
        return Figures()
    first = min(by_kind, key=lambda kind: kinds.BY_NAME[kind].rank)
    sums = by_kind[first]
    return Figures(
        orders=sum(orders for orders, _ in sums.values()),
        amounts={currency: amount for currency, (_, amount) in sums.items()},
    )
