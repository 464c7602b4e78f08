"""The Token tab: three ways of not being connected, each with its own words; and the buttons."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from connections.models import Connection
from connections.templatetags.moments import ago, countdown
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, logged_in

SignIn = Connection.SignIn


def shown(user: Any, connection: Connection) -> str:
    return logged_in(user).get(address("token", connection)).content.decode()


def press(user: Any, button: str, connection: Connection) -> str:
    return logged_in(user).post(address(button, connection), follow=True).content.decode()


@pytest.mark.parametrize(
    ("sign_in", "sentence"),
    [
        (SignIn.NEVER, "No connection credentials are available"),
        (SignIn.DISCONNECTED, "Not connected: it was disconnected."),
        (SignIn.NEEDS_RECONNECTING, "QuickBooks no longer accepts this sign-in."),
    ],
)
def test_each_way_of_not_being_connected_has_its_own_words(
    sign_in: str, sentence: str, unconnected: Connection, alice: Any
) -> None:
    Connection.objects.update(sign_in=sign_in)

    page = shown(alice, unconnected)

    assert "Connection authorised: <strong>No</strong>" in page
    assert sentence in page
    assert "Connect to QuickBooks</button>" in page


def test_without_client_and_secret_it_asks_for_them_first(
    unconnected: Connection, alice: Any
) -> None:
    Connection.objects.update(sealed_client_secret="")

    page = shown(alice, unconnected)

    assert "First enter your Intuit app" in page
    assert "Connect to QuickBooks</button>" not in page


def test_a_connection_shows_company_person_and_all_three_ends(connected: Any, alice: Any) -> None:
    connection = connected()
    hard_end = timezone.now() + timedelta(days=4 * 366)
    type(connection.token).objects.update(connected_at=timezone.now(), connected_by=alice)
    type(connection.token).objects.update(hard_expires_at=hard_end)

    page = shown(alice, connection)

    assert "Connection authorised: <strong>Yes</strong>" in page
    assert "alice, " in page
    assert "in 59\xa0minutes" in page or "in 1\xa0hour" in page
    assert "in 3\xa0months" in page
    assert "in 4\xa0years" in page


def test_no_token_and_no_secret_is_ever_on_the_page(connected: Any, alice: Any) -> None:
    connection = connected()

    page = shown(alice, connection)

    secrets = [connection.token.access, connection.token.refresh, connection.client_secret]
    assert all(secrets)
    assert not any(secret in page for secret in secrets)


def test_the_redirect_url_is_absolute_and_can_be_copied(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://bridge.example.com"

    page = shown(alice, unconnected)

    assert 'value="https://bridge.example.com/console/callback/"' in page
    assert 'data-copy="redirect-url"' in page


def test_another_host_than_the_public_one_is_told(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://bridge.example.com"

    assert "where you are not logged in" in shown(alice, unconnected)


def test_the_public_host_gives_no_warning(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "http://testserver"

    assert "This would not work yet" not in shown(alice, unconnected)


def test_production_without_https_is_told(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    Connection.objects.update(environment=Connection.Environment.PRODUCTION)

    assert "Production needs an address that begins with https" in shown(alice, unconnected)


def test_nobody_signs_in_to_real_books_over_http(unconnected: Connection, alice: Any) -> None:
    Connection.objects.update(environment=Connection.Environment.PRODUCTION)

    page = press(alice, "connect", unconnected)

    assert "Production needs an address that begins with https" in page
    assert Connection.objects.get().sign_in == SignIn.NEVER


def test_the_dates_that_concern_a_sign_in_stand_on_its_page(connected: Any, alice: Any) -> None:
    connection = connected()
    type(connection.token).objects.update(connected_at=timezone.now())

    page = shown(alice, connection)

    assert "Dates to know" in page
    assert "Connect again by hand before" in page


def test_what_the_company_can_do_is_shown(connected: Any, alice: Any) -> None:
    page = shown(alice, connected("us-simple-start", multicurrency=True))

    assert "No stock" in page
    assert "Several currencies" in page


def test_testing_shows_company_country_currency_and_plan(connected: Any, alice: Any) -> None:
    page = press(alice, "test-connection", connected(name="Test books"))

    assert "The connection works: Test Company (US, USD, " in page


def test_testing_a_company_that_is_away_says_so(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    connection = connected()
    live_emulator.schedule(connection.realm, "http-503", times=5)

    page = press(alice, "test-connection", connection)

    assert "The connection works" not in page


def test_refreshing_now_brings_another_token(connected: Any, alice: Any) -> None:
    connection = connected()
    before = connection.token.access

    page = press(alice, "refresh-token", connection)

    connection.token.refresh_from_db()
    assert "Your QuickBooks sign-in is refreshed." in page
    assert connection.token.access != before


@pytest.mark.parametrize("button", ["refresh-token", "test-connection", "fetch-lists"])
def test_while_never_connected_every_call_says_so(
    button: str, unconnected: Connection, alice: Any
) -> None:
    assert "No connection credentials are available: “Main books”" in press(
        alice, button, unconnected
    )


@pytest.mark.parametrize("button", ["refresh-token", "test-connection", "fetch-lists"])
def test_while_disconnected_every_call_says_so(button: str, connected: Any, alice: Any) -> None:
    connection = connected()
    press(alice, "disconnect", connection)

    assert "Not connected: “Main books” was disconnected" in press(alice, button, connection)


def test_disconnecting_keeps_everything_else(connected: Any, alice: Any) -> None:
    connection = connected()
    income = connection.defaults.income

    page = press(alice, "disconnect", connection)

    connection = Connection.objects.get()
    assert connection.sign_in == SignIn.DISCONNECTED
    assert connection.defaults.income == income
    assert connection.client_secret == "emulator-secret"
    assert "All settings, accounts and the queue are kept" in page


def test_disconnecting_without_a_network_still_disconnects_and_says_so(
    connected: Any, alice: Any, settings: Any
) -> None:
    connection = connected()
    settings.EMULATOR_URL = "http://127.0.0.1:9"

    page = press(alice, "disconnect", connection)

    assert Connection.objects.get().sign_in == SignIn.DISCONNECTED
    assert "could not be told" in page


def test_disconnecting_is_asked_in_a_dialog_that_names_what_stays(
    connected: Any, alice: Any
) -> None:
    page = shown(alice, connected())

    assert 'data-dialog="disconnect"' in page
    assert '<dialog class="qb-dialog" id="disconnect"' in page
    assert "Nothing already in QuickBooks is removed." in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "just now"), (5 * 60 + 1, "5\xa0minutes ago"), (26 * 3600, "1\xa0day ago")],
)
def test_how_long_ago_is_said_in_words(seconds: int, said: str) -> None:
    assert ago(timezone.now() - timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (30, "in less than a minute"),
        (601, "in 10\xa0minutes"),
        (-20, "ended just now"),
        (-601, "ended 10\xa0minutes ago"),
    ],
)
def test_how_long_to_go_is_said_in_words(seconds: int, said: str) -> None:
    assert countdown(timezone.now() + timedelta(seconds=seconds)) == said


def test_no_moment_is_said_in_words_too() -> None:
    assert ago(None) == "never"
    assert countdown(None) == "not known"


@pytest.mark.parametrize("button", ["refresh-token", "test-connection"])
def test_a_lost_key_of_the_secrets_is_told_in_words(
    button: str, connected: Any, alice: Any, settings: Any
) -> None:
    connection = connected()
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]

    page = press(alice, button, connection)

    assert "Put the key it was written with back into TOKEN_KEYS" in page
