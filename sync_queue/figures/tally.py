"""How many rows stand in a queue, by state and by cause, without counting a million of them?

A count ends at `MOST`: beyond it nobody reads the number, only that there are many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection as database
from django.db.models import QuerySet

from connections.models import Connection
from sync_queue.models import QueueRow

MOST = 10_000
MOST_CAUSES = 40
UNFINISHED = tuple(state for state in QueueRow.State if state != QueueRow.State.DONE)
# Leaps from one reason to the next by index, where GROUP BY would read every row.
REASONS = """
WITH RECURSIVE found(reason) AS (
    SELECT MIN(reason) FROM sync_queue_queuerow
    WHERE connection_id = %s AND NOT (state = 'done') AND reason > ''
    UNION ALL
    SELECT (
        SELECT MIN(reason) FROM sync_queue_queuerow
        WHERE connection_id = %s AND NOT (state = 'done') AND reason > found.reason
    ) FROM found WHERE found.reason IS NOT NULL
)
SELECT reason, (
    SELECT message FROM sync_queue_queuerow
    WHERE connection_id = %s AND NOT (state = 'done') AND reason = found.reason
    ORDER BY state, id LIMIT 1
) FROM found WHERE reason IS NOT NULL LIMIT %s
"""


@dataclass(frozen=True)
class Reason:
    """A cause that rows have, with what one of them says."""

    name: str
    message: str


def capped(rows: QuerySet[Any], most: int = MOST, *, order: Sequence[str] = ()) -> int:
    """The number of rows, or `most` + 1 where there are more.

    Told the `order` of the index that finds them, PostgreSQL stops there as well, instead of
    gathering all of them first.
    """
    return rows.order_by(*order)[: most + 1].count()


def by_state(rows: QuerySet[QueueRow]) -> dict[str, int]:
    """{state: capped number of rows}, without what is done; five short queries."""
    unfinished = rows.exclude(state=QueueRow.State.DONE)
    found = {
        state.value: capped(unfinished.filter(state=state), order=("rank", "id"))
        for state in UNFINISHED
    }
    return {state: count for state, count in found.items() if count}


def reasons(connection: Connection, most: int = MOST_CAUSES) -> list[Reason]:
    """The causes among the unfinished rows of a queue, in one query; `most` at most."""
    values = [connection.pk, connection.pk, connection.pk, most]
    with database.cursor() as cursor:
        cursor.execute(REASONS, values)
        return [Reason(*row) for row in cursor.fetchall()]
