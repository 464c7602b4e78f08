"""Takes the reader's turn for a company: while it lasts, nothing is frozen or settled there."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import sleep as pause

from connections.models import Connection
from sync_queue import leases

LOOK_EVERY_S = 0.2


class TurnTaken(Exception):
    """The queue is being read: what was wanted can be done in a moment."""

    def __init__(self) -> None:
        super().__init__("The queue is being read just now. Try again in a minute.")


@contextmanager
def of(connection: Connection, *, patience_s: float = 10.0) -> Iterator[leases.Lease]:
    """The company's lease. Raises TurnTaken when its reader does not end in time."""
    lease = _wait_for(connection, patience_s)
    try:
        yield lease
    finally:
        leases.give_back(lease, now=leases.database_clock())


def _wait_for(connection: Connection, patience_s: float) -> leases.Lease:
    until = leases.database_clock() + timedelta(seconds=patience_s)
    while True:
        now = leases.database_clock()
        lease = leases.take(connection_id=connection.pk, holder=uuid.uuid4().hex, now=now)
        if lease is not None:
            return lease
        if now >= until:
            raise TurnTaken
        pause(LOOK_EVERY_S)
