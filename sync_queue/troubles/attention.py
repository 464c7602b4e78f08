"""How many things of a company need somebody: its causes, hindrances and documents that differ?"""

from datetime import datetime

from connections.models import Connection
from sync_queue.models import QueueRow
from sync_queue.troubles import cause_figures, differing, hindrances


def how_many(connection: Connection, *, now: datetime) -> int:
    """The number of cards under *Needs you* for who sees all of the company; no row is counted."""
    rows = QueueRow.objects.filter(connection=connection)
    differ = differing.among(rows).exists()
    return cause_figures.how_many(connection) + len(hindrances.of(connection, now=now)) + differ
