"""How does a person stop the reading of a queue, and how does it go on?

A stop is a pause of the company: the reader looks at it between two batches, settles what it has
sent and ends. It ends by itself after a while, so that a forgotten one does not stop the books.
"""

from datetime import datetime, timedelta
from typing import Any

from connections.models import Connection
from sync_queue.models import ReaderLease

PAUSE = timedelta(minutes=15)


def stop(connection: Connection, *, user: Any, now: datetime) -> datetime:
    """Stops the reading; returns when it goes on by itself."""
    until = now + PAUSE
    resumes = f"{until.astimezone(connection.zone):%H:%M}"
    reason = (
        f"{user} stopped the reading. It goes on by itself at {resumes} in the company's time, or "
        "as soon as somebody presses Read queue."
    )
    ReaderLease.objects.update_or_create(connection=connection, defaults={"stopped_until": until})
    connection.pause(until=until, reason=reason)
    return until


def lift(connection: Connection) -> None:
    """Ends a person's stop; a pause for QuickBooks' own reasons stays."""
    lease = ReaderLease.objects.filter(connection=connection, stopped_until__isnull=False).first()
    if lease is None:
        return
    if connection.paused_until == lease.stopped_until:
        connection.paused_until, connection.pause_reason = None, ""
        connection.save(update_fields=["paused_until", "pause_reason", "updated_at"])
    lease.stopped_until = None
    lease.save(update_fields=["stopped_until"])
