"""The trip to QuickBooks and back: every ending has its page, and none of them says too much."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from connections import endings, fields, oauth, tokens
from connections.models import Connection, Right
from connections.signing_in import state
from connections.wire import endpoints
from tests.bridge import LiveEmulator, new_connection
from tests.connections.console_parts import (
    address,
    agree,
    go_to_quickbooks,
    grant,
    logged_in,
)

CALLBACK = "/console/callback/"


def page_after(client: Client, query: dict[str, str]) -> str:
    """The ending's page, after checking that the way back itself answered by a redirect only."""
    answer = client.get(CALLBACK, query)
    assert answer.status_code == 302
    assert not answer.content
    return client.get(answer["Location"]).content.decode()


def test_connect_sends_the_browser_to_quickbooks_with_a_state_of_ours(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    away = go_to_quickbooks(logged_in(alice), unconnected)

    asked = parse_qs(urlsplit(away).query)
    assert away.startswith(f"{live_emulator.url}/connect/oauth2?")
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/console/callback/"]
    assert len(asked["state"][0]) > 60
    assert "emulator-secret" not in away


def test_agreeing_connects_and_asks_whether_it_is_the_right_company(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found(name="Alice's Attic")

    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    page = page_after(client, back)

    unconnected.refresh_from_db()
    assert "Is this the right company?" in page
    assert "Alice&#x27;s Attic" in page
    assert unconnected.is_connected
    assert unconnected.token.connected_by == alice


def test_bob_connects_with_the_right_to(
    unconnected: Connection, live_emulator: LiveEmulator, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW, Right.MANAGE_TOKEN)
    client, realm = logged_in(bob), live_emulator.found()

    page = page_after(client, agree(live_emulator, go_to_quickbooks(client, unconnected), realm))

    assert "Is this the right company?" in page


def test_a_right_that_was_taken_away_on_the_way_ends_the_trip(
    unconnected: Connection, live_emulator: LiveEmulator, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW, Right.MANAGE_TOKEN)
    client, realm = logged_in(bob), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    bob.grants.filter(right=Right.MANAGE_TOKEN).delete()

    answer = client.get(CALLBACK, back)

    unconnected.refresh_from_db()
    assert answer.status_code == 403
    assert not unconnected.is_connected


def test_not_agreeing_ends_with_what_happened(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()

    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm, decision="cancel")
    page = page_after(client, back)

    unconnected.refresh_from_db()
    assert "You did not agree" in page
    assert unconnected.sign_in == Connection.SignIn.NEVER


def test_a_state_works_once(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    page_after(client, back)

    assert "This page was used before" in page_after(client, back)


def test_a_state_of_another_session_is_refused(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    begun_elsewhere, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(begun_elsewhere, unconnected), realm)

    page = page_after(logged_in(alice), back)

    unconnected.refresh_from_db()
    assert "This sign-in began somewhere else" in page
    assert not unconnected.realm


def test_a_state_that_is_too_old_is_refused(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any, monkeypatch: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    monkeypatch.setattr(state, "LIFETIME_S", -1)

    assert "That took too long" in page_after(client, back)


@pytest.mark.parametrize("forged", ["", "nonsense", "a:b:c"])
def test_a_state_that_we_never_signed_is_refused(
    forged: str, unconnected: Connection, alice: Any
) -> None:
    page = page_after(logged_in(alice), {"state": forged, "code": "c", "realmId": "1"})

    assert "This did not come from here" in page


def test_coming_back_logged_out_asks_to_log_in_and_start_again(
    unconnected: Connection, alice: Any
) -> None:
    answer = Client().get(CALLBACK, {"state": "s", "code": "c", "realmId": "1"})

    after_login = logged_in(alice).get(answer["Location"]).content.decode()
    assert "code=" not in answer["Location"]
    assert "You were logged out of QBO Bridge meanwhile" in after_login


@pytest.mark.parametrize(
    "spoiled", [{"code": ""}, {"realmId": ""}, {"realmId": "12/../34"}, {"error": "server_error"}]
)
def test_an_incomplete_answer_is_not_used(
    spoiled: dict[str, str], unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)

    assert "QuickBooks sent an incomplete answer" in page_after(client, {**back, **spoiled})


def test_another_company_than_before_is_refused_with_both_names(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    connection = connected()
    own, client = connection.realm, logged_in(alice)
    other = live_emulator.found(name="Another Company")

    back = agree(live_emulator, go_to_quickbooks(client, connection), other)
    page = page_after(client, back)

    connection.refresh_from_db()
    assert "This is another company" in page
    assert "belongs to Test Company" in page
    assert connection.realm == own


def test_a_company_that_is_connected_already_is_refused_with_its_connection(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    first, second = connected(), new_connection("Second books")
    client = logged_in(alice)

    back = agree(live_emulator, go_to_quickbooks(client, second), first.realm)
    page = page_after(client, back)

    assert "This company is connected already" in page
    assert "as “Main books”" in page


def test_a_wrong_client_secret_leads_to_where_it_is_entered(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    unconnected.client_secret = "mistyped"
    unconnected.save()

    page = page_after(client, back)

    assert "The client ID or secret is wrong" in page
    assert address("settings", unconnected) in page
    assert "mistyped" not in page


def test_a_secret_that_cannot_be_read_is_told_before_leaving(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]

    page = logged_in(alice).post(address("connect", unconnected), follow=True).content.decode()

    assert "Put the key it was written with back into TOKEN_KEYS" in page


def test_a_secret_that_cannot_be_read_on_the_way_back_is_an_ending_too(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any, settings: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]

    assert "A stored secret cannot be read" in page_after(client, back)


def test_a_code_that_was_spent_is_refused(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)

    page = page_after(client, {**back, "code": "spent-before"})

    assert "QuickBooks refused the sign-in" in page


def test_no_network_after_agreeing_is_an_ending_too(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any, settings: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)
    settings.EMULATOR_URL = "http://127.0.0.1:9"

    assert "QuickBooks could not be reached" in page_after(client, back)


def test_a_company_that_does_not_answer_yet_is_connected_and_asked_again(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    live_emulator.schedule(realm, "429", times=5)
    back = agree(live_emulator, go_to_quickbooks(client, unconnected), realm)

    page = page_after(client, back)

    unconnected.refresh_from_db()
    assert unconnected.is_connected
    assert "has not told its name yet" in page


def test_an_environment_that_is_not_there_is_told_before_leaving(
    unconnected: Connection, alice: Any, settings: Any
) -> None:
    settings.EMULATOR_URL = ""
    client = logged_in(alice)

    answer = client.post(address("connect", unconnected), follow=True)

    assert "this installation has none" in answer.content.decode()


@pytest.mark.parametrize("name", endings.ENDINGS)
def test_every_ending_says_what_happened_and_what_mends_it(
    name: str, unconnected: Connection, alice: Any
) -> None:
    client, ending = logged_in(alice), endings.ENDINGS[name]

    for where in (
        address("sign-in-ending", unconnected, name),
        reverse("console:sign-in-ended", args=[name]),
    ):
        page = client.get(where)
        assert page.status_code == 200
        assert page.context["ending"] == ending
        assert "What mends it" in page.content.decode()


def test_nobody_is_told_to_be_connected_who_is_not(unconnected: Connection, alice: Any) -> None:
    answer = logged_in(alice).get(address("sign-in-ending", unconnected, "connected"))

    assert answer["Location"] == address("token", unconnected)


def test_an_ending_that_does_not_exist_is_not_found(unconnected: Connection, alice: Any) -> None:
    client = logged_in(alice)

    assert client.get(address("sign-in-ending", unconnected, "nonsense")).status_code == 404
    assert client.get("/console/sign-in/nonsense/").status_code == 404


@pytest.mark.parametrize(
    "module", [state, oauth, endpoints, fields, tokens], ids=lambda module: module.__name__
)
def test_every_fault_of_a_trip_has_an_ending(module: Any) -> None:
    faults = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Exception)
        and thing.__module__ == module.__name__
        and not issubclass(thing, tokens.NotConnected)
    ]

    assert faults
    assert all(endings.of_fault(fault("")) in endings.ENDINGS for fault in faults)


def test_saying_yes_fetches_the_accounts_to_choose_from(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, realm = logged_in(alice), live_emulator.found()
    page_after(client, agree(live_emulator, go_to_quickbooks(client, unconnected), realm))

    answer = client.post(address("fetch-lists", unconnected))

    assert answer["Location"] == address("accounts", unconnected)
    assert unconnected.list_items.accounts("Income").exists()


def test_saying_no_lets_go_of_a_company_that_was_never_worked_with(
    unconnected: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    client, wrong, right = logged_in(alice), live_emulator.found(), live_emulator.found()
    page_after(client, agree(live_emulator, go_to_quickbooks(client, unconnected), wrong))

    client.post(address("other-company", unconnected))
    page = page_after(client, agree(live_emulator, go_to_quickbooks(client, unconnected), right))

    unconnected.refresh_from_db()
    assert "Is this the right company?" in page
    assert unconnected.realm == right


def test_saying_no_later_keeps_the_company_the_records_lie_in(connected: Any, alice: Any) -> None:
    connection = connected()
    realm = connection.realm

    answer = logged_in(alice).post(address("other-company", connection), follow=True)

    connection.refresh_from_db()
    assert connection.realm == realm
    assert "it stays with it" in answer.content.decode()
