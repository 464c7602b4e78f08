"""How many things of a company need somebody: its causes, hindrances and documents that differ?"""

from collections.abc import Collection
from datetime import datetime

from connections.models import Connection, FailedAccount
from sync_queue.models import Difference, QueueRow
from sync_queue.troubles import cause_figures, differing, hindrances

SIGNED_OUT = (Connection.SignIn.NEEDS_RECONNECTING, Connection.SignIn.DISCONNECTED)


def how_many(connection: Connection, *, now: datetime) -> int:
    """The number of cards under *Needs you* for who sees all of the company; no row is counted."""
    rows = QueueRow.objects.filter(connection=connection)
    differ = differing.among(rows).exists()
    return cause_figures.how_many(connection) + len(hindrances.of(connection, now=now)) + differ


def at_least(connections: Collection[Connection]) -> int:
    """As `how_many` for all of these together, in four queries however many they are.

    What each company would have to be looked at for is left out: a pause, an unfinished set-up,
    missing choices, unequal tax rates, missing payments, mails that do not go.
    """
    among = {"connection__in": connections}
    differ = differing.among(QueueRow.objects.filter(**among)).order_by().values("connection")
    changed = Difference.objects.filter(**among).order_by().values("connection")
    return (
        cause_figures.how_many_of(connections)
        + sum(one.sign_in in SIGNED_OUT for one in connections)
        + differ.distinct().count()
        + changed.distinct().count()
        + FailedAccount.objects.still().filter(**among).count()
    )
