"""Discovery, consent, codes, rotation, revocation, and what a bearer token opens."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from emulator.installation import DEMO_REALM
from emulator.server import Server
from tests.emulator.books import Books

CLIENT = ("emulator-client", "emulator-secret")
BACK = "http://127.0.0.1:9/callback"
ASKED = {
    "client_id": "emulator-client",
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": BACK,
    "state": "s-1",
}


def decide(url: str, decision: str, **asked: str) -> dict[str, list[str]]:
    form = {**ASKED, "realm": DEMO_REALM, "decision": decision, **asked}
    answer = requests.post(f"{url}/connect/oauth2", data=form, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def ask(url: str, auth: tuple[str, str] | None = CLIENT, **form: str) -> requests.Response:
    return requests.post(f"{url}/oauth2/v1/tokens/bearer", data=form, auth=auth, timeout=10)


def exchange(url: str, code: str) -> requests.Response:
    return ask(url, grant_type="authorization_code", code=code, redirect_uri=BACK)


def connect(url: str) -> Any:
    return exchange(url, decide(url, "connect")["code"][0]).json()


def refresh(url: str, token: str) -> requests.Response:
    return ask(url, grant_type="refresh_token", refresh_token=token)


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration/"])
def test_it_tells_where_its_endpoints_are(emulator: Server, name: str) -> None:
    found = requests.get(f"{emulator.url}/.well-known/{name}", timeout=10).json()

    assert found["token_endpoint"] == f"{emulator.url}/oauth2/v1/tokens/bearer"
    wanted = ("authorization", "token", "userinfo", "revocation")
    assert all(found[f"{each}_endpoint"].startswith(emulator.url) for each in wanted)


def test_it_asks_a_person_which_company(emulator: Server) -> None:
    text = requests.get(f"{emulator.url}/connect/oauth2", params=ASKED, timeout=10).text

    assert "Bridge Demo Company" in text
    assert re.findall(r'name="decision" value="(\w+)"', text) == ["connect", "cancel"]


def test_it_escapes_what_the_app_sent(emulator: Server) -> None:
    asked = {**ASKED, "state": '"><script>alert(1)</script>'}

    text = requests.get(f"{emulator.url}/connect/oauth2", params=asked, timeout=10).text

    assert "<script>" not in text


def test_it_gives_tokens_for_a_code_once(emulator: Server) -> None:
    back = decide(emulator.url, "connect")
    code = back["code"][0]

    first, second = exchange(emulator.url, code), exchange(emulator.url, code)

    assert (back["realmId"], back["state"]) == ([DEMO_REALM], ["s-1"])
    assert first.json()["token_type"] == "bearer"
    assert (first.json()["expires_in"], first.json()["x_refresh_token_expires_in"]) == (
        3600,
        8_726_400,
    )
    assert (second.status_code, second.json()) == (400, {"error": "invalid_grant"})
    assert refresh(emulator.url, first.json()["refresh_token"]).status_code == 400


def test_it_goes_back_with_an_error_when_a_person_cancels(emulator: Server) -> None:
    back = decide(emulator.url, "cancel")

    assert back == {"error": ["access_denied"], "state": ["s-1"]}
    assert decide(emulator.url, "connect", scope="everything")["error"] == ["invalid_scope"]


def test_it_refuses_unknown_apps_and_places(emulator: Server) -> None:
    url = f"{emulator.url}/connect/oauth2"

    unknown = requests.get(url, params={**ASKED, "client_id": "nobody"}, timeout=10)
    place = requests.get(url, params={**ASKED, "redirect_uri": "javascript:1"}, timeout=10)

    assert (unknown.status_code, place.status_code) == (400, 400)


def test_it_knows_an_app_by_basic_or_form(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}

    wrong = ask(emulator.url, ("emulator-client", "wrong"), **form)
    posted = ask(emulator.url, None, **form, client_id=CLIENT[0], client_secret=CLIENT[1])

    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert posted.status_code == 200


def test_it_changes_the_refresh_token_after_a_day(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]

    same = refresh(emulator.url, token).json()["refresh_token"]
    emulator.installation.change_settings({"advance_s": 86_400})
    new = refresh(emulator.url, token).json()["refresh_token"]

    assert same == token != new


def test_it_takes_a_replaced_token_as_theft(emulator: Server) -> None:
    emulator.installation.change_settings({"rotate_s": 0})
    token = connect(emulator.url)["refresh_token"]
    new = refresh(emulator.url, token).json()["refresh_token"]

    reused = refresh(emulator.url, token)

    assert reused.json()["error_description"] == "Incorrect or invalid refresh token"
    assert refresh(emulator.url, new).status_code == 400


def test_it_can_leave_a_replaced_token_alive_for_a_day(emulator: Server) -> None:
    emulator.installation.change_settings({"rotate_s": 0, "token_reuse": "grace"})
    token = connect(emulator.url)["refresh_token"]
    refresh(emulator.url, token)

    within = refresh(emulator.url, token).status_code
    emulator.installation.change_settings({"advance_s": 86_401})

    assert (within, refresh(emulator.url, token).status_code) == (200, 400)


def test_it_tells_an_access_token_from_a_refresh_token(emulator: Server) -> None:
    answer = refresh(emulator.url, connect(emulator.url)["access_token"])

    assert answer.json()["error_description"] == "Incorrect Token type or clientID"


def test_it_ends_a_connection_that_is_revoked(emulator: Server) -> None:
    tokens = connect(emulator.url)
    url = f"{emulator.url}/v2/oauth2/tokens/revoke"
    given = {"token": tokens["refresh_token"]}

    codes = [requests.post(url, json=given, auth=CLIENT, timeout=10).status_code for _ in range(2)]

    assert codes == [200, 400]
    assert refresh(emulator.url, tokens["refresh_token"]).status_code == 400


def test_it_refuses_an_expired_token_in_lower_case(books: Books) -> None:
    books.control("PUT", "settings", {"advance_s": 3601})

    answer = books.call("companyinfo/1")

    error = answer.json()["fault"]["error"][0]
    assert (answer.status_code, error["code"]) == (401, "3200")
    assert error["detail"].startswith("Token expired: ")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_it_refuses_another_company_in_lower_case(books: Books) -> None:
    answer = books.session.get(
        f"{books.url}/v3/company/{DEMO_REALM}/companyinfo/{DEMO_REALM}", timeout=10
    )

    assert (answer.status_code, answer.json()["fault"]["type"]) == (403, "SERVICE")
    assert answer.json()["fault"]["error"][0]["code"] == "3100"


def test_it_puts_a_trace_id_on_everything(books: Books) -> None:
    urls = ("/", "/.well-known/openid_configuration", "/_emulator/companies", "/nowhere")

    answers = [requests.get(books.url + path, timeout=10) for path in urls]

    assert all(answer.headers["intuit_tid"] for answer in answers)
    assert books.call("companyinfo/1").headers["intuit_tid"].startswith("1-")
