"""What a person can click, a command can do, in one clear sentence per fault."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from connections import tasks, tokens
from connections.models import Connection, ListItem, Token
from tests.bridge import LiveEmulator

Connect = Callable[..., Connection]


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def ending_soon() -> None:
    Token.objects.update(access_expires_at=timezone.now() + timedelta(minutes=3))


def test_test_connection_tells_the_company(connected: Connect) -> None:
    connected()

    said = run("test_connection", "Main books")

    assert "company name: Test Company" in said
    assert "home currency: USD" in said


def test_fetch_lists_tells_how_many(connected: Connect) -> None:
    connected()
    ListItem.objects.filter(kind="Class").delete()

    assert "TaxCode: 5" in run("fetch_lists", "main-books")


@pytest.mark.parametrize("command", ["test_connection", "fetch_lists"])
def test_an_unknown_name_lists_the_names_there_are(connected: Connect, command: str) -> None:
    connected()

    with pytest.raises(CommandError, match="There is: Main books"):
        run(command, "Mian books")


@pytest.mark.parametrize("command", ["test_connection", "fetch_lists"])
def test_a_disconnected_company_is_one_sentence(connected: Connect, command: str) -> None:
    tokens.disconnect(connection=connected(), now=timezone.now())

    with pytest.raises(CommandError, match="Not connected: “Main books” was disconnected"):
        run(command, "Main books")


def test_refresh_tokens_refreshes_what_ends_soon(connected: Connect) -> None:
    connected()
    assert run("refresh_tokens") == ""
    ending_soon()

    assert run("refresh_tokens") == "Main books: refreshed.\n"
    assert Token.objects.get().access_expires_at > timezone.now() + timedelta(minutes=50)


def test_refresh_tokens_fails_when_one_could_not_be_refreshed(
    connected: Connect, settings: Any
) -> None:
    connected()
    ending_soon()
    settings.EMULATOR_URL = "http://quickbooks.invalid"

    with pytest.raises(CommandError, match=r"1 sign-in\(s\) could not be refreshed"):
        run("refresh_tokens")


def test_beats_task_does_the_same(connected: Connect, live_emulator: LiveEmulator) -> None:
    connected()
    ending_soon()

    assert tasks.refresh_due_tokens() == 1
    assert tasks.refresh_due_tokens() == 0
