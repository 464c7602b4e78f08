"""Discovery, consent, codes, rotation, revocation, identity, and what a bearer token opens."""

import json
import re
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulator.installation import DEMO_REALM
from emulator.server import Server, serve
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


def connect(url: str, **asked: str) -> Any:
    return exchange(url, decide(url, "connect", **asked)["code"][0]).json()


def opens(url: str, token: str, realm: str = DEMO_REALM) -> int:
    """The status with which the API answers that token."""
    bearer = {"Authorization": f"Bearer {token}"}
    path = f"/v3/company/{realm}/companyinfo/{realm}"
    return requests.get(url + path, headers=bearer, timeout=10).status_code


def revoke(url: str, token: str, auth: tuple[str, str] = CLIENT) -> requests.Response:
    url = f"{url}/v2/oauth2/tokens/revoke"
    return requests.post(url, json={"token": token}, auth=auth, timeout=10)


def advance(emulator: Server, seconds: float) -> None:
    emulator.installation.change_settings({"advance_s": seconds})


def decoded(part: str) -> Any:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def refresh(url: str, token: str) -> requests.Response:
    return ask(url, grant_type="refresh_token", refresh_token=token)


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration/"])
def test_it_tells_where_its_endpoints_are(emulator: Server, name: str) -> None:
    found = requests.get(f"{emulator.url}/.well-known/{name}", timeout=10).json()

    assert found["token_endpoint"] == f"{emulator.url}/oauth2/v1/tokens/bearer"
    wanted = ("authorization", "token", "userinfo", "revocation")
    assert all(found[f"{each}_endpoint"].startswith(emulator.url) for each in wanted)


def test_it_tells_all_that_the_real_discovery_tells(emulator: Server) -> None:
    url = f"{emulator.url}/.well-known/openid_configuration"

    found = requests.get(url, timeout=10).json()

    assert found["token_endpoint_auth_methods_supported"] == [
        "client_secret_post",
        "client_secret_basic",
    ]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    assert set(found) == {
        *("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint"),
        *("revocation_endpoint", "jwks_uri", "response_types_supported"),
        *("subject_types_supported", "id_token_signing_alg_values_supported"),
        *("scopes_supported", "token_endpoint_auth_methods_supported", "claims_supported"),
    }


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

    assert list(back) == ["code", "state", "realmId"]
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
    implicit = requests.get(url, params={**ASKED, "response_type": "token"}, timeout=10)

    assert [each.status_code for each in (unknown, place, implicit)] == [400, 400, 400]
    assert "The redirect_uri query parameter value is invalid." in place.text


def test_it_sends_nobody_to_a_place_that_is_not_registered(emulator: Server) -> None:
    settings = {"redirect_uris": {"emulator-client": [BACK]}}
    emulator.installation.change_settings(settings)
    url = f"{emulator.url}/connect/oauth2"

    known = requests.get(url, params=ASKED, timeout=10)
    longer = requests.get(url, params={**ASKED, "redirect_uri": BACK + "/"}, timeout=10)

    assert (known.status_code, longer.status_code) == (200, 400)
    assert "matches it exactly" in longer.text


def test_it_asks_again_when_nobody_picked_a_company(emulator: Server) -> None:
    form = {**ASKED, "decision": "connect", "realm": "1"}

    answer = requests.post(f"{emulator.url}/connect/oauth2", data=form, timeout=10)

    assert (answer.status_code, "Pick one of the companies" in answer.text) == (200, True)


def test_a_code_dies_after_ten_minutes(emulator: Server) -> None:
    quick, slow = (decide(emulator.url, "connect")["code"][0] for _ in range(2))

    advance(emulator, 599)
    in_time = exchange(emulator.url, quick)
    advance(emulator, 2)

    assert in_time.status_code == 200
    assert exchange(emulator.url, slow).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("other", ["http://127.0.0.1:9/elsewhere", ""])
def test_a_code_is_only_good_where_it_was_sent(emulator: Server, other: str) -> None:
    code = decide(emulator.url, "connect")["code"][0]

    wrong = ask(emulator.url, grant_type="authorization_code", code=code, redirect_uri=other)

    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_grant"})
    assert exchange(emulator.url, code).status_code == 200


def test_a_code_is_only_good_for_its_own_app(emulator: Server) -> None:
    emulator.installation.change_settings({"clients": {"other": "o"}})
    code = decide(emulator.url, "connect")["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}

    assert ask(emulator.url, ("other", "o"), **form).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("form", "error"),
    [({"grant_type": "password"}, "unsupported_grant_type"), ({}, "invalid_request")],
)
def test_it_gives_nothing_for_another_kind_of_grant(
    emulator: Server, form: dict[str, str], error: str
) -> None:
    answer = ask(emulator.url, **form)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_its_token_answers_have_the_recorded_headers(emulator: Server) -> None:
    answer = exchange(emulator.url, decide(emulator.url, "connect")["code"][0])

    headers = answer.headers
    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert headers["Cache-Control"] == "no-cache, no-store"
    assert (headers["Pragma"], headers["X-Frame-Options"]) == ("no-cache", "SAMEORIGIN")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-XSS-Protection"] == "1; mode=block"
    assert headers["Strict-Transport-Security"]
    assert headers["intuit_tid"]
    assert list(answer.json()) == [
        *("x_refresh_token_expires_in", "refresh_token", "access_token"),
        *("token_type", "expires_in"),
    ]


def test_it_knows_an_app_by_basic_or_form(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}

    wrong = ask(emulator.url, ("emulator-client", "wrong"), **form)
    posted = ask(emulator.url, None, **form, client_id=CLIENT[0], client_secret=CLIENT[1])

    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert wrong.headers["WWW-Authenticate"] == 'Basic realm="Intuit"'
    assert posted.status_code == 200


@pytest.mark.parametrize("auth", [None, ("emulator-client", ""), ("nobody", ""), ("", "")])
def test_it_knows_no_app_without_its_secret(emulator: Server, auth: tuple[str, str] | None) -> None:
    assert ask(emulator.url, auth, grant_type="refresh_token").status_code == 401
    nobody = {"Authorization": "Basic ???"}
    url = f"{emulator.url}/v2/oauth2/tokens/revoke"
    assert requests.post(url, json={}, headers=nobody, timeout=10).status_code == 401


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


def test_it_can_refuse_a_replaced_token_and_leave_the_new_one_alone(emulator: Server) -> None:
    emulator.installation.change_settings({"rotate_s": 0, "token_reuse": "refuse"})
    token = connect(emulator.url)["refresh_token"]
    new = refresh(emulator.url, token).json()["refresh_token"]

    assert refresh(emulator.url, token).status_code == 400
    assert refresh(emulator.url, new).status_code == 200


def test_reuse_ends_every_access_token_of_the_connection(emulator: Server) -> None:
    emulator.installation.change_settings({"rotate_s": 0})
    tokens = connect(emulator.url)
    newer = refresh(emulator.url, tokens["refresh_token"]).json()["access_token"]
    assert [opens(emulator.url, each) for each in (tokens["access_token"], newer)] == [200, 200]

    refresh(emulator.url, tokens["refresh_token"])

    assert [opens(emulator.url, each) for each in (tokens["access_token"], newer)] == [401, 401]


def test_a_connection_nobody_uses_ends_after_a_hundred_days(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]

    advance(emulator, 8_640_000)
    late = refresh(emulator.url, token).json()
    advance(emulator, 8_726_401)

    assert late["x_refresh_token_expires_in"] == 8_726_400
    assert refresh(emulator.url, late["refresh_token"]).status_code == 400


def test_the_hundred_days_count_down_between_changes_of_the_token(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]
    advance(emulator, 3600)

    left = refresh(emulator.url, token).json()["x_refresh_token_expires_in"]

    assert 8_726_400 - 3700 < left <= 8_726_400 - 3600


def test_every_connection_ends_after_five_years(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]
    for _ in range(18):
        advance(emulator, 100 * 86_400)
        answer = refresh(emulator.url, token).json()
        token = answer["refresh_token"]
    left = 157_680_000 - 18 * 100 * 86_400
    assert left - 60 < answer["x_refresh_token_expires_in"] <= left

    advance(emulator, left + 1)

    assert refresh(emulator.url, token).json()["error"] == "invalid_grant"


def test_it_tells_the_end_of_the_five_years_to_who_asks(emulator: Server) -> None:
    token = connect(emulator.url)["refresh_token"]
    advance(emulator, 1000)
    form = {"grant_type": "refresh_token", "refresh_token": token}
    url, asked = (
        f"{emulator.url}/oauth2/v1/tokens/bearer",
        "x-include-refresh-token-hard-expires-in",
    )

    told = requests.post(url, data=form, auth=CLIENT, headers={asked: "true"}, timeout=10).json()

    limit = told["x_refresh_token_hard_expires_in"]
    assert 157_680_000 - 1060 < limit <= 157_680_000 - 1000
    assert "x_refresh_token_hard_expires_in" not in refresh(emulator.url, token).json()


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
def test_revoking_either_token_ends_the_connection(emulator: Server, kind: str) -> None:
    tokens = connect(emulator.url)

    first, second = (revoke(emulator.url, tokens[kind]) for _ in range(2))

    assert (first.status_code, first.content, second.status_code) == (200, b"", 400)
    assert refresh(emulator.url, tokens["refresh_token"]).status_code == 400
    assert opens(emulator.url, tokens["access_token"]) == 401


def test_nobody_revokes_for_another_app(emulator: Server) -> None:
    emulator.installation.change_settings({"clients": {"other": "o"}})
    tokens = connect(emulator.url)

    strange = revoke(emulator.url, tokens["refresh_token"], ("other", "o"))
    unknown = revoke(emulator.url, tokens["refresh_token"], ("other", "wrong"))

    assert (strange.status_code, unknown.status_code) == (400, 401)
    assert unknown.headers["WWW-Authenticate"] == 'Basic realm="Intuit"'
    assert opens(emulator.url, tokens["access_token"]) == 200


def test_a_token_of_another_app_is_told_apart(emulator: Server) -> None:
    emulator.installation.change_settings({"clients": {"other": "o"}})
    token = connect(emulator.url)["refresh_token"]

    answer = ask(emulator.url, ("other", "o"), grant_type="refresh_token", refresh_token=token)

    assert answer.json()["error_description"] == "Incorrect Token type or clientID"


def test_who_left_the_company_takes_the_connection_along(emulator: Server, books: Books) -> None:
    tokens = connect(emulator.url, realm=books.realm)
    grant = emulator.installation.grants.of(books.realm)[-1].id

    pressed = {"grant": grant, "do": "remove"}
    requests.post(f"{books.url}/books/{books.realm}/apps", data=pressed, timeout=10)

    answer = refresh(emulator.url, tokens["refresh_token"])
    assert answer.status_code == 400
    assert answer.json()["x_error_reason"] == "user_not_in_realm"
    assert opens(emulator.url, tokens["access_token"], books.realm) == 403


def test_an_access_token_lives_an_hour_and_survives_a_refresh(emulator: Server) -> None:
    tokens = connect(emulator.url)
    refresh(emulator.url, tokens["refresh_token"])

    assert opens(emulator.url, tokens["access_token"]) == 200
    advance(emulator, 3601)

    assert opens(emulator.url, tokens["access_token"]) == 401


def test_it_signs_who_agreed_when_an_app_asks_for_openid(emulator: Server) -> None:
    token = connect(emulator.url, scope=f"{ASKED['scope']} openid")["id_token"]
    head, claims, signature = token.split(".")
    key = requests.get(f"{emulator.url}/op/v1/jwks", timeout=10).json()["keys"][0]
    modulus, exponent = (
        int.from_bytes(urlsafe_b64decode(key[name] + "=="), "big") for name in ("n", "e")
    )
    public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    signed = urlsafe_b64decode(signature + "==")

    public.verify(signed, f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())

    assert decoded(head) == {"kid": key["kid"], "alg": "RS256"}
    assert decoded(claims)["iss"] == f"{emulator.url}/op/v1"
    assert decoded(claims)["aud"] == ["emulator-client"]
    assert decoded(claims)["realmid"] == DEMO_REALM
    with pytest.raises(InvalidSignature):
        public.verify(signed, f"{head}.{claims}x".encode(), padding.PKCS1v15(), hashes.SHA256())


def test_it_signs_nothing_for_an_app_that_did_not_ask(emulator: Server) -> None:
    assert "id_token" not in connect(emulator.url)


def test_it_tells_of_the_person_what_the_scopes_allow(emulator: Server) -> None:
    def told(scope: str) -> Any:
        token = connect(emulator.url, scope=scope)["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        url = f"{emulator.url}/v1/openid_connect/userinfo"
        return requests.get(url, headers=bearer, timeout=10)

    assert set(told("openid").json()) == {"sub"}
    assert set(told("openid email").json()) == {"sub", "email", "emailVerified"}
    assert set(told("openid profile").json()) == {"sub", "givenName", "familyName"}
    assert told(ASKED["scope"]).status_code == 403
    url = f"{emulator.url}/v1/openid_connect/userinfo"
    assert requests.get(url, timeout=10).status_code == 401


def test_an_app_that_only_knows_the_person_opens_no_books(emulator: Server) -> None:
    back = decide(emulator.url, "connect", scope="openid profile")
    tokens = exchange(emulator.url, back["code"][0]).json()

    assert "realmId" not in back
    assert "realmid" not in decoded(tokens["id_token"].split(".")[1])
    assert opens(emulator.url, tokens["access_token"]) == 403


def test_its_connections_survive_its_death(tmp_path: Path) -> None:
    first = serve(state=tmp_path / "books")
    tokens = connect(first.url, scope=f"{ASKED['scope']} openid")
    first.stop()
    second = serve(state=tmp_path / "books")

    again = refresh(second.url, tokens["refresh_token"]).json()

    assert opens(second.url, tokens["access_token"]) == 200
    assert "id_token" in again
    second.stop()


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


def test_its_tokens_are_as_long_as_recorded(emulator: Server) -> None:
    answer = connect(emulator.url)

    assert (len(answer["access_token"]), len(answer["refresh_token"])) == (799, 50)


def test_it_refuses_a_code_in_as_many_bytes_as_recorded(emulator: Server) -> None:
    assert exchange(emulator.url, "used").headers["Content-Length"] == "25"


def test_it_reads_the_word_bearer_in_any_case_and_needs_it(books: Books) -> None:
    token = books.tokens()["access_token"]

    def opens_with(header: str) -> int:
        headers = {"Authorization": header}
        return requests.get(f"{books.base}/companyinfo/1", headers=headers, timeout=10).status_code

    assert (opens_with(f"bearer {token}"), opens_with(token)) == (200, 401)


def test_it_says_what_is_wrong_with_a_token_that_it_never_gave(books: Books) -> None:
    headers = {"Authorization": "Bearer stolen"}

    answer = requests.get(f"{books.base}/companyinfo/1", headers=headers, timeout=10)

    detail = answer.json()["fault"]["error"][0]["detail"]
    assert detail == "Malformed bearer token: too short or too long"
