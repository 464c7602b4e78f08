"""Sign-in as it may also be: every setting of that part, both ways."""

from typing import Any

import pytest
import requests

from emulator.server import Server
from tests.emulator.books import Books
from tests.emulator.test_oauth import (
    CLIENT,
    advance,
    connect,
    decide,
    decoded,
    exchange,
    opens,
    refresh,
    revoke,
)

DAY, YEARS = 86_400, 157_680_000


def setting(emulator: Server, **values: Any) -> None:
    emulator.installation.change_settings(values)


def remove_person(books: Books) -> None:
    pages = requests.Session()
    address = f"{books.url}/books/{books.realm}/apps"
    for grant in books_grants(pages.get(address, timeout=10).text):
        pages.post(address, data={"grant": grant, "do": "remove"}, timeout=10)


def signed_by(url: str) -> str:
    """The name of the key behind a new id_token."""
    head = connect(url, scope="openid")["id_token"].split(".")[0]
    return str(decoded(head)["kid"])


def number_of(key: str) -> int:
    return int(key.rpartition("-")[2])


def books_grants(text: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split('name="grant" value="')[1:]]


@pytest.mark.parametrize(("way", "status"), [("revoke", 400), ("refuse", 200)])
def test_a_second_exchange_of_a_code_ends_the_first_or_not(
    emulator: Server, way: str, status: int
) -> None:
    setting(emulator, code_reuse=way)
    code = decide(emulator.url, "connect")["code"][0]

    first, second = exchange(emulator.url, code), exchange(emulator.url, code)

    assert second.json() == {"error": "invalid_grant"}
    assert refresh(emulator.url, first.json()["refresh_token"]).status_code == status


@pytest.mark.parametrize(("way", "status"), [("refuse", 400), ("accept", 200)])
def test_a_token_nobody_knows_is_revoked_or_refused(
    emulator: Server, way: str, status: int
) -> None:
    setting(emulator, unknown_revocation=way)

    assert revoke(emulator.url, "nothing", CLIENT).status_code == status


def test_an_app_learns_that_a_person_left_the_company(books: Books) -> None:
    tokens = books.tokens()

    remove_person(books)

    assert refresh(books.url, tokens["refresh_token"]).json()["x_error_reason"]
    assert books.call("companyinfo/1").status_code == 403


def test_a_person_without_rights_still_refreshes_but_opens_nothing(books: Books) -> None:
    books.control("PUT", "settings", {"removed_person": "no rights"})
    tokens = books.tokens()

    remove_person(books)

    assert refresh(books.url, tokens["refresh_token"]).status_code == 200
    refused = books.call("companyinfo/1")
    fault = refused.json()["Fault"]
    assert (refused.status_code, fault["type"]) == (400, "AuthorizationFault")
    assert fault["Error"][0]["code"] == "120"


@pytest.mark.parametrize("seconds", [8_726_400, 100 * DAY])
def test_a_refresh_token_lives_as_long_as_it_is_told_to(emulator: Server, seconds: int) -> None:
    setting(emulator, refresh_token_s=seconds)
    tokens = connect(emulator.url)

    advance(emulator, 100 * DAY + 1)

    assert tokens["x_refresh_token_expires_in"] == seconds
    alive = refresh(emulator.url, tokens["refresh_token"]).status_code == 200
    assert alive == (seconds > 100 * DAY + 1)


@pytest.mark.parametrize(
    ("way", "promised"), [("count down", 50 * DAY), ("promise all", 101 * DAY)]
)
def test_in_the_last_days_of_a_connection_it_promises_what_is_left_or_all(
    emulator: Server, way: str, promised: int
) -> None:
    setting(emulator, last_days=way)
    token = connect(emulator.url)["refresh_token"]
    for _ in range(19):
        advance(emulator, (YEARS - 50 * DAY) / 19)
        answer = refresh(emulator.url, token).json()
        token = answer["refresh_token"]

    assert answer["x_refresh_token_expires_in"] == pytest.approx(promised, abs=5)
    advance(emulator, 50 * DAY + 1)
    assert refresh(emulator.url, token).status_code == 400


@pytest.mark.parametrize(("way", "answered"), [("accept", "code"), ("refuse", "error")])
def test_scopes_of_other_services_are_agreed_to_or_not(
    emulator: Server, way: str, answered: str
) -> None:
    setting(emulator, other_scopes=way)
    scope = "com.intuit.quickbooks.accounting com.intuit.quickbooks.payment"

    assert answered in decide(emulator.url, "connect", scope=scope)


@pytest.mark.parametrize(("seconds", "more"), [(0, 0), (DAY, 1)])
def test_the_signing_key_changes_when_it_is_told_to(
    emulator: Server, seconds: int, more: int
) -> None:
    setting(emulator, signing_key_s=seconds)

    first = signed_by(emulator.url)
    advance(emulator, DAY + 1)
    second = signed_by(emulator.url)

    keys = requests.get(f"{emulator.url}/op/v1/jwks", timeout=10).json()["keys"]
    assert number_of(second) == number_of(first) + more
    assert {first, second} <= {key["kid"] for key in keys}


def test_the_person_is_who_the_settings_say(emulator: Server) -> None:
    token = connect(emulator.url, scope="openid email")["access_token"]
    setting(emulator, person={"sub": "somebody", "emailVerified": False, "givenName": "Nobody"})

    bearer = {"Authorization": f"Bearer {token}"}
    address = f"{emulator.url}/v1/openid_connect/userinfo"
    known = requests.get(address, headers=bearer, timeout=10).json()

    assert (known["sub"], known["emailVerified"]) == ("somebody", False)
    assert known["email"] == "person@example.com"
    assert "givenName" not in known
    assert opens(emulator.url, token) == 403


@pytest.mark.parametrize(("seconds", "status"), [(600, 400), (900, 200)])
def test_a_code_lives_as_long_as_it_is_told_to(emulator: Server, seconds: int, status: int) -> None:
    setting(emulator, code_s=seconds)
    code = decide(emulator.url, "connect")["code"][0]

    advance(emulator, 700)

    assert exchange(emulator.url, code).status_code == status


@pytest.mark.parametrize(("way", "status"), [("keep", 200), ("end", 401)])
def test_a_refresh_leaves_access_tokens_alone_or_ends_them(
    emulator: Server, way: str, status: int
) -> None:
    setting(emulator, access_tokens_at_refresh=way)
    tokens = connect(emulator.url)

    answer = refresh(emulator.url, tokens["refresh_token"]).json()

    assert opens(emulator.url, tokens["access_token"]) == status
    assert opens(emulator.url, answer["access_token"]) == 200


def test_an_access_token_of_the_day_before_yesterday_is_expired(emulator: Server) -> None:
    tokens = connect(emulator.url)
    advance(emulator, 2 * DAY)

    refresh(emulator.url, tokens["refresh_token"])

    assert opens(emulator.url, tokens["access_token"]) == 401
