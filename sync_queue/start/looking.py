"""Looks through QuickBooks for a person who waits only so long: the rest goes on by itself.

A company may have many thousand records, and QuickBooks tells them a thousand at a time.
"""

import logging
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.db import connections as databases
from django.db.models import Q

from connections.models import Connection, GuidedStart
from sync_queue.start import existing

log = logging.getLogger(__name__)

PATIENCE_S = 3.0
# Whoever looked died on the way: it may be begun anew.
GIVEN_UP_AFTER = timedelta(minutes=10)
BROKE_OFF = "It broke off half-way. Look again; the log says why, for your developer."
ALREADY = "QuickBooks is being looked through just now. This page shows how far it is."
THREADS = ThreadPoolExecutor(2, thread_name_prefix="looking")


def begin(connection: Connection, *, now: datetime, patience_s: float = PATIENCE_S) -> bool:
    """Looks as `existing.look` does; False where that takes longer and goes on by itself.

    Raises existing.NotNow while it is being looked through already, and whatever `existing.look`
    raises in that time; what stands in the way later is kept as `looking_trouble`.
    """
    _claim(connection, now)
    going = THREADS.submit(_look, connection.pk, now)
    wait([going], timeout=patience_s)
    if not going.done():
        return False
    going.result()
    return True


def is_on(start: GuidedStart, *, now: datetime) -> bool:
    return start.looking_since is not None and now - start.looking_since < GIVEN_UP_AFTER


def _claim(connection: Connection, now: datetime) -> None:
    GuidedStart.objects.get_or_create(connection=connection)
    free = Q(looking_since=None) | Q(looking_since__lte=now - GIVEN_UP_AFTER)
    mine = GuidedStart.objects.filter(free, connection=connection)
    if not mine.update(looking_since=now, looked_through=0, looking_trouble=""):
        raise existing.NotNow(ALREADY)


def _look(connection_id: int, now: datetime) -> None:
    mine = GuidedStart.objects.filter(connection=connection_id)
    trouble = BROKE_OFF
    try:
        connection = Connection.objects.get(pk=connection_id)
        existing.look(connection, now=now, tell=lambda read: mine.update(looked_through=read))
        trouble = ""
    except existing.TROUBLE as fault:
        trouble = str(fault)
        raise
    except Exception:
        log.exception("looking_failed", extra={"connection": connection_id})
        raise
    finally:
        mine.update(looking_since=None, looking_trouble=trouble)
        databases.close_all()
