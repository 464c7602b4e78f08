"""Connecting, refreshing and disconnecting against a sign-in service over real HTTP."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.fernet import Fernet
from django.utils import timezone

from connections import exchanges, oauth, tokens
from connections.gateway import Call
from connections.models import Connection, Token
from tests.bridge import LiveEmulator, new_connection

Connect = Callable[..., Connection]
BACK = "http://127.0.0.1:8000/console/callback"


def consent(connection: Connection, realm: str) -> str:
    """What a person does at QuickBooks: chooses a company, agrees; returns the code."""
    url = oauth.authorize_url(connection=connection, state="s-1", redirect_uri=BACK)
    with requests.Session() as browser:
        browser.trust_env = False
        answer = browser.post(
            url, data={"realm": realm, "decision": "connect"}, allow_redirects=False, timeout=10
        )
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (told["state"], told["realmId"]) == (["s-1"], [realm])
    return told["code"][0]


def connect(connection: Connection, realm: str, code: str, user: Any = None) -> Token:
    return tokens.connect(
        connection=connection,
        code=code,
        realm=realm,
        user=user,
        redirect_uri=BACK,
        now=timezone.now(),
    )


def test_a_person_connects_a_company(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    realm = live_emulator.found()

    token = connect(unconnected, realm, consent(unconnected, realm), alice)

    unconnected.refresh_from_db()
    assert (unconnected.realm, unconnected.sign_in) == (realm, "connected")
    assert token.connected_by == alice
    assert token.refresh_expires_at > timezone.now()
    answer = exchanges.ask(connection=unconnected, call=Call("GET", "/preferences"))
    assert answer.fault is None


def test_a_code_works_once(unconnected: Connection, live_emulator: LiveEmulator) -> None:
    realm = live_emulator.found()
    code = consent(unconnected, realm)
    connect(unconnected, realm, code)

    with pytest.raises(oauth.SignInRefused):
        connect(unconnected, realm, code)


def test_a_wrong_client_secret_is_told_and_connects_nothing(
    unconnected: Connection, live_emulator: LiveEmulator
) -> None:
    realm = live_emulator.found()
    code = consent(unconnected, realm)
    unconnected.client_secret = "mistyped"

    with pytest.raises(oauth.WrongClient, match="client ID and secret"):
        connect(unconnected, realm, code)

    unconnected.refresh_from_db()
    assert (unconnected.realm, unconnected.sign_in) == ("", "never")


def test_another_company_than_before_is_refused_before_the_code_is_spent(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    connection = connected()
    before = Token.objects.get().sealed_refresh
    other = live_emulator.found("us", name="Another Company")

    with pytest.raises(tokens.WrongCompany, match="Test Company"):
        connect(connection, other, "any-code")

    assert Token.objects.get().sealed_refresh == before


def test_a_company_that_another_connection_holds_is_refused(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    first = connected()
    second = new_connection("Second books")

    with pytest.raises(tokens.CompanyTaken, match="Main books"):
        connect(second, first.realm, "any-code")


def test_a_disconnected_company_may_be_connected_by_another_connection(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    first = connected()
    tokens.disconnect(connection=first, now=timezone.now())
    second = new_connection("Second books")

    connect(second, first.realm, consent(second, first.realm))

    assert second.is_connected


def test_a_race_for_one_company_is_decided_by_the_database(
    connected: Connect, live_emulator: LiveEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = connected()
    second = new_connection("Second books")
    code = consent(second, first.realm)
    looked: list[str] = []
    look = tokens._refuse_taken

    def look_too_early(connection: Connection, realm: str) -> None:
        looked.append(realm)
        if len(looked) > 1:
            look(connection, realm)

    monkeypatch.setattr(tokens, "_refuse_taken", look_too_early)

    with pytest.raises(tokens.CompanyTaken):
        connect(second, first.realm, code)

    assert not Token.objects.filter(connection=second).exists()
    assert second.realm == ""


def test_disconnecting_revokes_at_quickbooks_and_keeps_every_setting(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    connection = connected()
    refresh_token, income = Token.objects.get().refresh, connection.defaults.income

    warning = tokens.disconnect(connection=connection, now=timezone.now())

    connection.refresh_from_db()
    assert warning is None
    assert connection.sign_in == "disconnected"
    assert (connection.realm != "", connection.defaults.income) == (True, income)
    with pytest.raises(oauth.SignInRefused):
        oauth.refresh(connection=connection, refresh_token=refresh_token)


def test_disconnecting_works_without_quickbooks_and_says_so(
    connected: Connect, settings: Any
) -> None:
    connection = connected()
    settings.EMULATOR_URL = "http://quickbooks.invalid"

    warning = tokens.disconnect(connection=connection, now=timezone.now())

    connection.refresh_from_db()
    assert connection.sign_in == "disconnected"
    assert Token.objects.get().sealed_refresh == ""
    assert warning is not None
    assert "could not be told" in warning


def test_disconnecting_works_with_a_lost_key(connected: Connect, settings: Any) -> None:
    connection = connected()
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]

    warning = tokens.disconnect(connection=connection, now=timezone.now())

    connection.refresh_from_db()
    assert connection.sign_in == "disconnected"
    assert "TOKEN_KEYS" in str(warning)


def test_what_was_never_connected_stays_so(unconnected: Connection) -> None:
    assert tokens.disconnect(connection=unconnected, now=timezone.now()) is None

    unconnected.refresh_from_db()
    assert unconnected.sign_in == "never"


def test_reconnecting_works_with_a_lost_key(connected: Connect, settings: Any) -> None:
    connection = connected()
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    connection.client_secret = "emulator-secret"
    connection.save()

    connect(connection, connection.realm, consent(connection, connection.realm))

    assert tokens.live_access_token(connection=connection, now=timezone.now())


def test_reconnecting_the_same_company_brings_it_back(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    connection = connected()
    tokens.needs_reconnecting(connection=connection, reason="QuickBooks refused it.")

    connect(connection, connection.realm, consent(connection, connection.realm))

    assert tokens.live_access_token(connection=connection, now=timezone.now())
    assert connection.sign_in_reason == ""


def test_each_refresh_may_rotate_and_the_chain_holds(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    live_emulator.set(rotate_s=0)
    connection = connected()
    seen = {Token.objects.get().refresh}

    for _ in range(5):
        tokens.refresh(connection=connection, now=timezone.now())
        seen.add(Token.objects.get().refresh)

    assert len(seen) == 6


def test_a_consent_that_was_withdrawn_needs_reconnecting(
    connected: Connect, live_emulator: LiveEmulator
) -> None:
    connection = connected()
    oauth.revoke(connection=connection, refresh_token=Token.objects.get().refresh)

    with pytest.raises(tokens.NeedsReconnecting):
        exchanges.ask(connection=connection, call=Call("GET", "/preferences"))

    connection.refresh_from_db()
    assert connection.sign_in == "needs_reconnecting"
