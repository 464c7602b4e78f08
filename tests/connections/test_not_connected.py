"""One guard for all calls: never authorised and disconnected say what they are, everywhere."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from connections import tokens
from connections.models import Connection
from tests.connections.console_parts import address, logged_in

BUTTONS = ["check", "create-account", "fetch-lists", "refresh-token", "test-connection"]
COMMANDS = ["fetch_lists", "test_connection"]
NEW_ACCOUNT = {"purpose": "income", "name": "Sales of the shop"}
NEVER = "No connection credentials are available: “Main books” was never connected."
DISCONNECTED = "Not connected: “Main books” was disconnected from QuickBooks."


def press(user: Any, button: str, connection: Connection) -> str:
    client = logged_in(user)
    page = client.post(address(button, connection), NEW_ACCOUNT, follow=True)
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def disconnected(unconnected: Connection) -> Connection:
    unconnected.realm = "1"
    unconnected.sign_in = Connection.SignIn.DISCONNECTED
    unconnected.save()
    return unconnected


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_of_a_connection_that_was_never_authorised_says_so(
    button: str, unconnected: Connection, alice: Any
) -> None:
    assert press(alice, button, unconnected).startswith(NEVER)


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_of_a_disconnected_connection_says_so(
    button: str, disconnected: Connection, alice: Any
) -> None:
    assert press(alice, button, disconnected).startswith(DISCONNECTED)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_the_same(command: str, disconnected: Connection) -> None:
    with pytest.raises(CommandError, match="Not connected: “Main books” was disconnected"):
        call_command(command, "main-books")


def test_what_runs_by_itself_meets_the_same_guard(disconnected: Connection) -> None:
    with pytest.raises(tokens.Disconnected, match="Not connected"):
        tokens.live_access_token(connection=disconnected, now=disconnected.created_at)


def test_reconnecting_is_the_cure_that_is_named(disconnected: Connection, alice: Any) -> None:
    assert "Press Connect to QuickBooks on its Token tab." in press(alice, "check", disconnected)
