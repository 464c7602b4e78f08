"""The address that has the queue read: with the right key only, without a session, never twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connections import read_key
from connections.models import Connection, Installation, Right
from sync_queue import tasks
from sync_queue.models import ReaderLease
from sync_queue.views import read_by_key
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import ProductFactory

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def key(books: Connection) -> str:
    return read_key.make(connection=books, now=timezone.now())


@pytest.fixture
def call(books: Connection, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call(key)` as cron would: from nowhere, signed in to nothing; the bell rings in memory."""
    monkeypatch.setitem(tasks.read_queue.app.conf, "broker_url", "memory://")

    def send(key: str = "", *, slug: str = books.slug, method: str = "POST") -> tuple[int, str]:
        given = {"HTTP_X_READ_KEY": key} if key else {}
        client = Client(enforce_csrf_checks=True)
        answer = client.generic(method, f"/console/{slug}/read/", **given)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert not answer.cookies
        return answer.status_code, answer.content.decode()

    return send


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_with_the_key_reading_begins_and_says_how_much_waits(
    method: str, key: str, call: Call
) -> None:
    ProductFactory.create_batch(2)

    assert call(key, method=method) == (200, "Reading has begun: 2 rows wait.\n")


def test_a_key_in_the_address_is_refused_for_the_logs_it_may_stand_in(
    key: str, books: Connection, call: Call
) -> None:
    answer = Client().get(address("read-by-key", books), {"key": key})

    assert answer.status_code == 403
    assert "Send it as the header X-Read-Key" in answer.content.decode()
    assert not ReaderLease.objects.filter(connection=books).exists()


@pytest.mark.parametrize("wrong", ["", "wrong", "e3b0c44298fc1c149afbf4c8996fb924"])
def test_without_the_right_key_nothing_is_read(wrong: str, key: str, call: Call) -> None:
    status, sentence = call(wrong)

    assert status == 403
    assert "This key opens nothing." in sentence


def test_a_connection_that_does_not_exist_answers_like_a_wrong_key(key: str, call: Call) -> None:
    assert call(key, slug="no-such-books") == call("wrong")


def test_where_there_is_no_key_no_key_is_right(books: Connection, call: Call) -> None:
    assert call("")[0] == call("anything")[0] == 403


def test_a_login_is_no_key(books: Connection, key: str, alice: Any) -> None:
    assert logged_in(alice).post(address("read-by-key", books)).status_code == 403


def test_another_key_makes_the_first_one_worthless(key: str, books: Connection, call: Call) -> None:
    second = read_key.make(connection=books, now=timezone.now())

    assert call(key)[0] == 403
    assert call(second)[0] == 200


def test_a_key_that_was_taken_back_opens_nothing(key: str, books: Connection, call: Call) -> None:
    read_key.forget(connection=books)

    assert call(key)[0] == 403


def test_while_somebody_reads_it_says_so_and_is_content(
    key: str, books: Connection, call: Call
) -> None:
    until = timezone.now() + timedelta(minutes=1)
    ReaderLease.objects.create(connection=books, holder="beat", until=until)

    assert call(key) == (200, "The queue is being read already.\n")


def test_what_keeps_it_from_being_read_is_said_in_words(key: str, call: Call) -> None:
    Installation.objects.create(pk=Installation.ONLY, is_on=False)

    status, sentence = call(key)

    assert status == 503
    assert "switched off for all connections" in sentence


def test_a_long_queue_is_not_counted_to_its_end(
    key: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_by_key, "MOST_COUNTED", 1)
    ProductFactory.create_batch(2)

    assert "more than 1 rows wait" in call(key)[1]


def test_the_key_is_shown_once_and_kept_as_a_fingerprint(books: Connection, alice: Any) -> None:
    client = logged_in(alice)

    first = client.post(address("make-key", books), follow=True)
    shown = first.context["new_key"]

    books.refresh_from_db()
    assert f'value="{shown}"' in first.content.decode()
    assert shown not in client.get(address("settings", books)).content.decode()
    assert shown not in books.read_key_hash
    assert read_key.connection_with(slug=books.slug, key=shown) == books


def test_the_page_of_another_connection_does_not_swallow_a_new_key(
    books: Connection, alice: Any
) -> None:
    client = logged_in(alice)
    other = Connection.objects.create(name="Other books", slug="other-books")
    client.post(address("make-key", books))

    client.get(address("settings", other))

    assert client.get(address("settings", books)).context["new_key"]


def test_the_key_is_taken_back_by_a_button(key: str, books: Connection, alice: Any) -> None:
    logged_in(alice).post(address("forget-key", books))

    assert read_key.connection_with(slug=books.slug, key=key) is None


@pytest.mark.parametrize("button", ["make-key", "forget-key", "check", "without-stock"])
def test_the_buttons_need_the_right_to_change_settings(
    button: str, books: Connection, bob: Any
) -> None:
    grant(bob, books, *(right for right in Right if right != Right.EDIT_SETTINGS))

    assert logged_in(bob).post(address(button, books)).status_code == 403
