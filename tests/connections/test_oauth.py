"""The sign-in calls: what goes out, what comes back, and that no secret ever leaks."""

import base64
import json
import logging
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connections import oauth
from connections.models import Connection
from tests.connections.odd_server import Handler, OddServer, Reply

Start = Callable[[Reply], OddServer]
ANSWERED = {
    "x_refresh_token_expires_in": 8726400,
    "refresh_token": "AB115812345",
    "access_token": "eyJlbmMiOiJ",
    "token_type": "bearer",
    "expires_in": 3600,
}


def replying(status: int, body: Any) -> Reply:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda handler: handler.answer(status, text)


@pytest.fixture
def connection() -> Connection:
    made = Connection(name="Main books", environment="emulator", client_id="client")
    made.client_secret = "client-s3cret"
    return made


@pytest.fixture
def signing_in(odd_server: Start, settings: Any) -> Callable[[int, Any], OddServer]:
    def serve(status: int, body: Any) -> OddServer:
        server = odd_server(replying(status, body))
        settings.EMULATOR_URL = server.url
        return server

    return serve


def test_the_consent_page_is_addressed_without_any_call(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.environment = "production"
    monkeypatch.setattr(requests.Session, "send", None)

    url = oauth.authorize_url(
        connection=connection, state="s-1", redirect_uri="https://shop.example/back"
    )

    asked = urlsplit(url)
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == (
        "https://appcenter.intuit.com/connect/oauth2"
    )
    assert parse_qs(asked.query) == {
        "client_id": ["client"],
        "response_type": ["code"],
        "scope": ["com.intuit.quickbooks.accounting"],
        "redirect_uri": ["https://shop.example/back"],
        "state": ["s-1"],
    }


def test_a_code_is_exchanged_with_one_call(connection: Connection, signing_in: Any) -> None:
    server = signing_in(200, ANSWERED)

    pair = oauth.exchange_code(
        connection=connection, code="c-1", realm="77", redirect_uri="https://shop.example/back"
    )

    (request,) = server.requests
    assert request.path == "/oauth2/v1/tokens/bearer"
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["c-1"],
        "redirect_uri": ["https://shop.example/back"],
    }
    assert (pair.access, pair.refresh) == ("eyJlbmMiOiJ", "AB115812345")
    assert (pair.access_lifetime_s, pair.refresh_lifetime_s) == (3600, 8726400)


def test_a_refresh_identifies_the_client_and_asks_for_the_hard_end(
    connection: Connection, signing_in: Any
) -> None:
    server = signing_in(200, {**ANSWERED, "x_refresh_token_hard_expires_in": 157680000})

    pair = oauth.refresh(connection=connection, refresh_token="AB11-old")

    (request,) = server.requests
    basic = base64.b64encode(b"client:client-s3cret").decode()
    assert request.headers["Authorization"] == f"Basic {basic}"
    assert request.headers["x-include-refresh-token-hard-expires-in"] == "true"
    assert pair.hard_lifetime_s == 157680000


def test_revoking_sends_the_token_as_json(connection: Connection, signing_in: Any) -> None:
    server = signing_in(200, b"")

    oauth.revoke(connection=connection, refresh_token="AB11-old")

    (request,) = server.requests
    assert request.path == "/v2/oauth2/tokens/revoke"
    assert json.loads(request.body) == {"token": "AB11-old"}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_grant"}, oauth.SignInRefused),
        (
            400,
            {
                "error_description": "Incorrect or invalid refresh token",
                "error": "invalid_grant",
            },
            oauth.SignInRefused,
        ),
        (401, {"error": "invalid_client"}, oauth.WrongClient),
        (500, b"<html>oops</html>", oauth.SignInUnreachable),
        (429, b"", oauth.SignInUnreachable),
        (302, b"", oauth.SignInUnreachable),
        (200, b"<html>welcome to the hotel</html>", oauth.SignInUnreachable),
        (200, {"access_token": "only-half"}, oauth.SignInUnreachable),
    ],
)
def test_each_refusal_is_an_error_of_its_own(
    connection: Connection, signing_in: Any, status: int, body: Any, error: type[Exception]
) -> None:
    signing_in(status, body)

    with pytest.raises(error):
        oauth.refresh(connection=connection, refresh_token="AB11-old")


@pytest.mark.parametrize("status", [400, 401, 500])
def test_no_secret_is_in_an_error_or_in_what_it_carries(
    connection: Connection, signing_in: Any, status: int
) -> None:
    signing_in(status, {"error": "invalid_grant", "echo": "AB11-old"})

    with pytest.raises(oauth.SignInError) as refused:
        oauth.refresh(connection=connection, refresh_token="AB11-old")

    shown = "".join(traceback.format_exception(refused.value)) + repr(vars(refused.value))
    assert refused.value.__suppress_context__
    assert "client-s3cret" not in shown
    assert "AB11-old" not in shown.replace('refresh_token="AB11-old"', "")


def test_a_pair_does_not_show_its_tokens() -> None:
    pair = oauth.TokenPair("access-s3cret", "refresh-s3cret", 3600, 8640000, None)

    assert "s3cret" not in f"{pair} {pair!r}"


def test_nothing_secret_is_logged(
    connection: Connection, signing_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signing_in(200, ANSWERED)

    with caplog.at_level(logging.DEBUG):
        oauth.refresh(connection=connection, refresh_token="AB11-old")

    for secret in ("AB11-old", "client-s3cret", ANSWERED["access_token"]):
        assert str(secret) not in caplog.text


def test_an_answer_cannot_change_the_client(connection: Connection, signing_in: Any) -> None:
    attack = {"headers": {}, "token_endpoint": "https://evil.example", "auth": ["a", "b"]}
    signing_in(200, {**ANSWERED, **attack})

    pair = oauth.refresh(connection=connection, refresh_token="AB11-old")

    assert pair.access == ANSWERED["access_token"]


def test_an_unreachable_service_is_told(connection: Connection, settings: Any) -> None:
    settings.EMULATOR_URL = "http://quickbooks.invalid"

    with pytest.raises(oauth.SignInUnreachable, match="cannot be reached"):
        oauth.refresh(connection=connection, refresh_token="AB11-old")


def test_a_silent_service_is_given_up_on_time(
    connection: Connection, odd_server: Start, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "TIMEOUT_S", (1, 0.2))
    settings.EMULATOR_URL = odd_server(lambda _handler: None).url

    with pytest.raises(oauth.SignInUnreachable):
        oauth.refresh(connection=connection, refresh_token="AB11-old")


def test_a_dropped_call_is_not_repeated(
    connection: Connection, odd_server: Start, settings: Any
) -> None:
    server = odd_server(Handler.hang_up)
    settings.EMULATOR_URL = server.url

    with pytest.raises(oauth.SignInUnreachable):
        oauth.refresh(connection=connection, refresh_token="AB11-old")

    assert len(server.requests) == 1
