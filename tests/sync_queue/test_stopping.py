"""Stop ends the reading between two batches; it goes on by itself, or by Read queue."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from sync_queue import leases
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer, stopping
from tests.bridge import LiveEmulator
from tests.factories import ProductFactory
from tests.sync_queue.conftest import Clock

Read = Callable[..., Report]
pytestmark = pytest.mark.django_db(transaction=True)


def states() -> dict[str, int]:
    found = list(QueueRow.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


def test_what_was_sent_is_settled_and_the_rest_stays_in_the_queue(
    books: Connection, read: Read, clock: Clock, settings: Any, live_emulator: LiveEmulator
) -> None:
    settings.QBO_LIMITS = {**settings.QBO_LIMITS, "in_flight": 1, "items_per_batch": 5}
    for _ in range(20):
        ProductFactory()

    def stopped_meanwhile() -> bool:
        if QueueRow.objects.filter(state="done").exists() and not books.is_paused(now=clock()):
            company = Connection.objects.get(pk=books.pk)
            stopping.stop(company, user="alice", now=clock())
        return False

    report = read(books, is_ending=stopped_meanwhile)

    assert "alice stopped the reading" in report.stopped
    left = states()
    assert set(left) == {"done", "waiting"}
    assert len(live_emulator.state(books.realm)["Item"]) == left["done"] < 20


def test_a_stopped_queue_is_left_alone_until_its_time(
    books: Connection, read: Read, clock: Clock
) -> None:
    ProductFactory()
    stopping.stop(books, user="alice", now=clock())

    assert read(books).settled == 0
    clock.advance(minutes=16)
    assert read(books).settled == 1


def test_read_queue_goes_on_at_once(
    books: Connection, read: Read, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_queue.tasks.read_queue.apply_async", lambda **_: None)
    ProductFactory()
    stopping.stop(books, user="alice", now=clock())
    books.refresh_from_db()

    steer.read_now(books, now=clock())

    assert read(books).settled == 1


def test_read_queue_does_not_end_a_pause_that_quickbooks_asked_for(
    books: Connection, clock: Clock
) -> None:
    stopping.stop(books, user="alice", now=clock())
    books.pause(until=clock() + timedelta(minutes=1), reason="Too many requests.")

    with pytest.raises(steer.NotNow, match="Too many requests"):
        steer.read_now(books, now=clock())


def test_there_is_nothing_to_stop_while_nobody_reads(shelf: Connection, alice: Any) -> None:
    with pytest.raises(steer.NotNow, match="nothing to stop"):
        steer.stop_reading(shelf, user=alice, now=timezone.now())


def test_a_running_reading_is_stopped_by_name(shelf: Connection, alice: Any) -> None:
    now = timezone.now()
    leases.take(connection_id=shelf.pk, holder="reader", now=now)

    until = steer.stop_reading(shelf, user=alice, now=now)

    assert shelf.paused_until == until
    assert shelf.pause_reason.startswith("alice stopped the reading.")
