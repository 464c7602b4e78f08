"""Counts figures again that take long and that somebody has looked at lately."""

from datetime import datetime

from connections.models import Connection
from sync_queue.figures import overview, remembering
from sync_queue.troubles import cause_figures


def renew_due(connection: Connection, *, now: datetime) -> int:
    """Renews what is due; returns how many counts that were."""
    names = list(remembering.due(connection, now=now))
    for name in names:
        remembering.renew(connection, name, _count(connection, name), now=now)
    return len(names)


def _count(connection: Connection, name: str) -> remembering.Count:
    if name == cause_figures.REMEMBERED_AS:
        return lambda: cause_figures.recount(connection)
    return overview.counts_of(connection, name)[name]
