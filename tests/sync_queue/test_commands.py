"""The console's work from a shell: read the queue, count it, compare the books."""

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from connections.models import Connection
from entities.models import Order
from sync_queue import tasks
from sync_queue.models import PullMark, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.conftest import Clock
from tests.sync_queue.test_switches import switch

pytestmark = pytest.mark.django_db


def said(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_read_queue_sends_what_is_waiting_and_says_how_much(books: Connection) -> None:
    ProductFactory()

    assert said("read_queue", "--drain") == "Main books: 1 settled.\n"
    assert QueueRow.objects.get().state == "done"


def test_read_queue_says_why_it_sends_nothing(books: Connection) -> None:
    books.is_active = False
    books.save()

    assert "The connection is switched off." in said("read_queue", "--connection", "main-books")


@pytest.mark.parametrize("name", ["Main books", "main-books"])
def test_a_connection_is_chosen_by_name_or_short_name(books: Connection, name: str) -> None:
    assert said("read_queue", "--connection", name).startswith("Main books:")


def test_an_unknown_connection_is_named_in_the_answer(books: Connection) -> None:
    with pytest.raises(CommandError, match="no connection “Elsewhere”"):
        said("read_queue", "--connection", "Elsewhere")


def test_queue_status_counts_in_the_words_of_the_console(books: Connection) -> None:
    ProductFactory.create_batch(2)
    QueueRow.objects.filter(pk=QueueRow.objects.latest("pk").pk).update(state="error")

    assert said("queue_status") == "Main books: 1 Needs mending, 1 Waiting.\n"


def test_queue_status_for_programs(books: Connection) -> None:
    ProductFactory()

    [status] = json.loads(said("queue_status", "--json"))

    assert status == {"connection": "Main books", "rows": {"Waiting": 1}, "stopped": ""}


def test_an_empty_queue_is_said_so(books: Connection) -> None:
    assert said("queue_status") == "Main books: nothing in the queue.\n"


def test_compare_books_prints_both_sides_and_ends_well(books: Connection) -> None:
    OrderFactory(lines=[{"unit_price": "20.00"}])
    said("read_queue", "--drain")

    text = said("compare_books")

    assert "store      1          20.00   books      1          20.00" in text
    assert "0 unexplained" in text


def test_compare_books_fails_on_anything_unexplained(books: Connection) -> None:
    OrderFactory(number="1042")
    QueueRow.objects.all().delete()
    out = StringIO()

    with pytest.raises(SystemExit) as ending:
        call_command("compare_books", stdout=out)

    assert ending.value.code == 1
    assert "unexplained: Order 1042: It is missing in QuickBooks." in out.getvalue()


def test_compare_books_for_programs(books: Connection) -> None:
    found = json.loads(said("compare_books", "--json"))

    assert found["Main books"]["counts"] == {"agreed": 0, "explained": 0, "unexplained": 0}


def test_compare_books_says_in_one_sentence_that_the_company_cannot_be_asked(
    books: Connection, settings: Any
) -> None:
    settings.EMULATOR_URL = "http://127.0.0.1:1"

    with pytest.raises(CommandError, match="Main books cannot be compared"):
        said("compare_books")


def test_the_task_of_a_bell_reads_that_companys_queue(books: Connection) -> None:
    ProductFactory()

    tasks.read_queue(books.pk)

    assert QueueRow.objects.get().state == "done"


def test_a_task_rings_again_only_while_more_can_be_done(
    shelf: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(tasks.read_queue, "apply_async", lambda **given: rung.append(given["args"]))
    reports = iter([Report(has_more=True), Report(), Report(has_more=True, stopped="Paused.")])
    monkeypatch.setattr("sync_queue.reader.read", lambda **_: next(reports))

    for _ in range(3):
        tasks.read_queue(shelf.pk)

    assert rung == [(shelf.pk,)]


def test_beat_rings_for_every_company_that_has_something_to_do(
    books: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(tasks.read_queue, "apply_async", lambda **given: rung.append(given["args"]))
    tasks.read_due_queues()
    ProductFactory()
    tasks.read_due_queues()

    assert rung == [(books.pk,)]


def test_the_task_of_the_sweep_finds_what_nobody_told(books: Connection) -> None:
    order = OrderFactory()
    QueueRow.objects.all().delete()

    tasks.sweep()

    assert QueueRow.objects.filter(kind="invoice", key=order.key).exists()
    assert Order.objects.count() == 1


def test_sweep_store_says_how_many_it_found(books: Connection) -> None:
    order = OrderFactory()
    QueueRow.objects.all().delete()

    assert said("sweep_store") == "2 records found that nobody had told of.\n"

    assert QueueRow.objects.filter(kind="invoice", key=order.key, state="waiting").exists()


def test_a_second_reader_of_the_same_company_does_nothing(
    books: Connection, read: Callable[..., Report], lease: Any, clock: Clock
) -> None:
    ProductFactory()
    lease(books)

    report = read(books)

    assert report.stopped == "The queue is being read already."
    assert QueueRow.objects.get().state == "waiting"


def test_pull_changes_brings_back_what_is_switched_on_and_says_what(books: Connection) -> None:
    switch(books, "lists", "pull_update", on=True)

    assert re.fullmatch(r"Main books: [\d,]+ list entries fetched\.\n", said("pull_changes"))


def test_pull_changes_says_where_nothing_is_switched_on(books: Connection) -> None:
    assert said("pull_changes") == "Main books: nothing is switched on to be brought back.\n"


def test_pull_changes_goes_on_with_the_next_company_after_a_failure(
    books: Connection, live_emulator: LiveEmulator
) -> None:
    switch(books, "customer", "pull_update", on=True)
    live_emulator.schedule(books.realm, "http-503", times=5)

    with pytest.raises(CommandError, match="comes next time"):
        said("pull_changes")


def test_the_clock_pulls_only_where_something_is_switched_on(
    books: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(tasks.pull_changes, "apply_async", lambda **how: rung.append(how["args"]))
    tasks.pull_due_changes()
    switch(books, "lists", "pull_update", on=True)
    tasks.pull_due_changes()

    assert rung == [(books.pk,)]


def test_the_task_that_pulls_leaves_a_trouble_to_the_next_time(
    books: Connection, live_emulator: LiveEmulator
) -> None:
    switch(books, "lists", "pull_update", on=True)
    live_emulator.schedule(books.realm, "http-503", times=1)

    tasks.pull_changes(books.pk)
    assert not PullMark.objects.exists()
    tasks.pull_changes(books.pk)

    assert PullMark.objects.get().qbo_type == "Lists"
