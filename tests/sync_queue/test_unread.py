"""The console says when nobody reads a queue in which something is due, and only then."""

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from connections.checking import last_seen
from connections.models import Connection, Installation
from sync_queue import tasks
from sync_queue.figures import overview, unread
from sync_queue.models import QueueRow, ReaderLease
from sync_queue.steering import steer
from sync_queue.troubles import hindrances
from tests.connections.console_parts import address, logged_in
from tests.factories import OrderFactory
from tests.sync_queue.console_rows import NOW, sending

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def waiting(books: Connection) -> Connection:
    """Something waits for an hour in a connection that lacks nothing and was never read."""
    OrderFactory()
    return aged(books)


def aged(connection: Connection, *, by: timedelta = HOUR) -> Connection:
    """As if all of it had been done before that time."""
    QueueRow.objects.update(created_at=NOW - by, updated_at=NOW - by)
    Connection.objects.update(updated_at=NOW - 24 * HOUR)
    connection.refresh_from_db()
    return connection


def read(connection: Connection, at: datetime) -> None:
    ReaderLease.objects.update_or_create(connection=connection, defaults={"served_at": at})


def points(connection: Connection) -> list[str]:
    return [one.point for one in hindrances.of(connection, now=NOW)]


def test_where_nothing_ever_read_the_developer_has_to_start_it(waiting: Connection) -> None:
    (found,) = hindrances.of(waiting, now=NOW)

    assert (found.title, found.who) == ("Nobody reads this queue", "Your developer")
    assert found.text == (
        "This queue was never read, although something in it could be sent. The background program "
        "has never been seen here. Your developer has to start it. What waits keeps its place."
    )
    assert found.figure == "2 rows wait"


def test_a_dead_worker_is_told_with_when_it_was_last_seen(waiting: Connection) -> None:
    """In the time of the company, in California."""
    read(waiting, NOW - HOUR)
    last_seen.note(now=NOW - HOUR + MINUTE)

    (found,) = hindrances.of(waiting, now=NOW)

    assert "last read on 20 November at 03:00" in found.text
    assert "last seen on 20 November at 03:01. Your developer has to start it again" in found.text


def test_who_was_read_by_key_alone_is_not_told_that_nothing_ever_ran(waiting: Connection) -> None:
    read(waiting, NOW - HOUR)

    (found,) = hindrances.of(waiting, now=NOW)

    assert "Nobody has read it since." in found.text
    assert "never" not in found.text


def test_a_cron_without_the_line_that_reads_is_told_apart(waiting: Connection) -> None:
    last_seen.note(now=NOW - MINUTE)

    (found,) = hindrances.of(waiting, now=NOW)

    assert "runs, but does not come here" in found.text


@pytest.mark.parametrize("field", ["served_at", "until"])
def test_while_somebody_reads_nothing_is_said(waiting: Connection, field: str) -> None:
    ReaderLease.objects.create(connection=waiting, **{field: NOW - 5 * MINUTE})

    assert points(waiting) == []


def test_a_queue_in_which_nothing_is_due_may_stay_unread(books: Connection) -> None:
    read(books, NOW - 24 * HOUR)

    assert points(aged(books)) == []


def test_what_has_just_come_is_given_its_time(books: Connection) -> None:
    read(books, NOW - 24 * HOUR)
    OrderFactory()

    assert points(aged(books, by=MINUTE)) == []


@pytest.mark.parametrize(
    "columns",
    [{"due_at": NOW + HOUR}, {"due_at": NOW - MINUTE}, {"state": "held"}, {"state": "error"}],
    ids=["later", "just now", "held", "error"],
)
def test_rows_that_could_not_go_all_the_time_do_not_count(
    waiting: Connection, columns: dict[str, Any]
) -> None:
    QueueRow.objects.update(**columns)

    assert points(waiting) == []


def test_what_a_dead_reader_left_on_the_way_counts(books: Connection) -> None:
    sending(OrderFactory())
    QueueRow.objects.filter(state="waiting").delete()

    assert points(aged(books)) == ["unread"]


def test_where_nothing_may_be_sent_only_that_is_told(waiting: Connection) -> None:
    Installation.objects.create(pk=1, is_on=False, switched_at=NOW - HOUR)

    assert points(waiting) == ["installation"]


@pytest.mark.parametrize("lifted", ["pause", "switch", "connection"])
def test_what_was_let_go_just_now_is_given_its_time(waiting: Connection, lifted: str) -> None:
    if lifted == "pause":
        Connection.objects.update(paused_until=NOW - MINUTE)
    elif lifted == "switch":
        Installation.objects.create(pk=1, is_on=True, switched_at=NOW - MINUTE)
    else:
        Connection.objects.update(updated_at=NOW - MINUTE)
    waiting.refresh_from_db()

    assert points(waiting) == []


def test_a_clock_that_stopped_beside_a_living_worker_is_told(books: Connection) -> None:
    last_seen.note(now=NOW - HOUR)
    read(books, NOW - MINUTE)

    (found,) = hindrances.of(aged(books), now=NOW)

    assert (found.point, found.title) == ("jobs", "What runs by the clock has stopped")
    assert "last seen on 20 November at 03:00" in found.text


@pytest.mark.parametrize("seen", [None, NOW - MINUTE], ids=["never there", "there"])
def test_a_clock_that_runs_or_was_never_there_is_no_trouble(
    books: Connection, seen: datetime | None
) -> None:
    read(books, NOW - MINUTE)
    if seen:
        last_seen.note(now=seen)

    assert points(aged(books)) == []


def test_home_says_so_and_makes_it_the_next_step(waiting: Connection, alice: Any) -> None:
    standing = overview.standing(waiting, user=alice, now=NOW)

    assert (standing.health.tone, standing.health.word) == ("bad", "Not sending")
    assert "never been seen" in standing.health.sending
    assert standing.next_step.title == "Have the background program started"


def test_the_button_that_nobody_hears_promises_nothing(
    waiting: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tasks.read_queue.app.conf, "broker_url", "memory://")

    with pytest.raises(steer.NotNow, match="perhaps nobody hears it"):
        steer.read_now(waiting, now=NOW)


def test_the_shell_says_so_too(waiting: Connection) -> None:
    QueueRow.objects.update(created_at=NOW - 9000 * HOUR, updated_at=NOW - 9000 * HOUR)
    said = StringIO()

    call_command("queue_status", "--json", stdout=said)

    assert "never read" in json.loads(said.getvalue())[0]["stopped"]


def test_the_watch_is_the_sign_of_life_that_the_settings_show(
    books: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(address("settings", books)).content.decode()
    assert "Their last sign of life: <strong>never</strong>" in page

    call_command("watch_connections")

    page = logged_in(alice).get(address("settings", books)).content.decode()
    assert "Their last sign of life: <strong>just now</strong>" in page


def test_the_sign_of_life_leaves_the_switch_as_it_stands() -> None:
    Installation.objects.create(pk=1, is_on=False, switched_at=NOW)

    last_seen.note(now=NOW)

    assert Installation.objects.get().is_on is False


def test_how_long_it_may_stay_unread_is_a_setting(waiting: Connection, settings: Any) -> None:
    settings.READER = settings.READER | {"missed_after_s": 7200.0}

    assert unread.unread(waiting, now=NOW) is None
