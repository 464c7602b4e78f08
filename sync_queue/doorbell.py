"""Wakes a reader after the commit: once per connection and transaction, and never at a price.

A bell that does not ring costs nothing but time, since beat reads the queues anyway. So it is rung
without retries, and not at all for a while after it failed.
"""

import logging
import time
from collections.abc import Iterable

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
READ_QUEUE = "sync_queue.tasks.read_queue"
SILENCE_S = 30.0


class Bell:
    """Rings for one connection; `muted_until` is shared by the whole process (monotonic time)."""

    muted_until = 0.0

    def __init__(self, connection_id: int) -> None:
        self.connection_id = connection_id

    def __call__(self) -> None:
        if time.monotonic() < Bell.muted_until:
            return
        try:
            current_app.send_task(READ_QUEUE, (self.connection_id,), retry=False, expires=60)
        except (OperationalError, OSError):
            Bell.muted_until = time.monotonic() + SILENCE_S
            log.warning("doorbell_silent", extra={"connection": self.connection_id})


def ring(connection_ids: Iterable[int]) -> None:
    """Rings for each of these connections when the present transaction has been committed."""
    waiting = transaction.get_connection().run_on_commit
    already = {entry[1].connection_id for entry in waiting if isinstance(entry[1], Bell)}
    for connection_id in set(connection_ids) - already:
        transaction.on_commit(Bell(connection_id), robust=True)
