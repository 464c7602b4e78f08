"""Consent in a real browser: a person picks the company, or refuses, and comes back to the app."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from playwright.sync_api import Browser, expect

from emulator.server import Server, serve
from tests.browser.person import PHONE, Person
from tests.emulator.conftest import open_company


class App(BaseHTTPRequestHandler):
    """An app's whole web site: it says that somebody came back."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b'<link rel="icon" href="data:,">Back in the app')

    def log_message(self, *_told: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def callback() -> Iterator[str]:
    """Where the app wants people back."""
    site = HTTPServer(("127.0.0.1", 0), App)
    Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/callback"
    site.shutdown()
    site.server_close()


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    server = serve()
    for number in range(40):
        open_company(server.url, name=f"Shop {number:02}")
    yield server
    server.stop()


@pytest.fixture
def person(chromium: Browser, running: Server) -> Iterator[Person]:
    """Somebody whom an app sends to QuickBooks."""
    made = Person(chromium, running.url)
    yield made
    made.leave()


def asks(person: Person, callback: str, **asked: str) -> int:
    wanted = {
        "client_id": "emulator-client",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": callback,
        "state": "s/1&x=é",
        **asked,
    }
    return person.open(f"/connect/oauth2?{urlencode(wanted)}")


def brought_back(person: Person) -> dict[str, list[str]]:
    """What the app is told when somebody has come back to it."""
    person.reads("Back in the app")
    return parse_qs(urlsplit(person.page.url).query)


def test_a_person_finds_the_company_and_connects(
    person: Person, callback: str, running: Server
) -> None:
    asks(person, callback)
    person.reads("emulator-client", "Read and change all accounting data", callback)

    person.page.get_by_label("Search for one").fill("shop 17")
    expect(person.page.locator(".choice:visible")).to_have_count(1)
    person.page.get_by_label("Shop 17").check()
    person.press("Connect")

    back = brought_back(person)
    assert running.installation.companies[back["realmId"][0]].about["name"] == "Shop 17"
    assert back["state"] == ["s/1&x=é"]
    assert back["code"]


def test_a_person_who_picked_nothing_is_not_sent_back(person: Person, callback: str) -> None:
    asks(person, callback)

    person.press("Connect")

    assert "/connect/oauth2" in person.page.url
    person.reads("Which company?")


def test_a_person_refuses_without_picking(person: Person, callback: str) -> None:
    asks(person, callback)

    person.press("Cancel")

    assert brought_back(person) == {"error": ["access_denied"], "state": ["s/1&x=é"]}


def test_an_app_that_only_wants_to_know_the_person_needs_no_company(
    person: Person, callback: str
) -> None:
    asks(person, callback, scope="openid email")
    person.reads("Know who you are", "See your e-mail address")
    assert "Which company?" not in person.sight()

    person.press("Connect")

    assert "realmId" not in brought_back(person)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"redirect_uri": "app://phone"}, "redirect_uri query parameter value is invalid"),
        ({"client_id": "nobody"}, "client_id query parameter value is invalid"),
        ({"response_type": "token"}, "response_type query parameter value is invalid"),
    ],
)
def test_a_wrong_request_is_told_to_the_person(
    person: Person, callback: str, asked: dict[str, str], words: str
) -> None:
    assert asks(person, callback, **asked) == 400

    person.reads("There is a connection problem", words)


def test_a_scope_that_does_not_exist_goes_back_to_the_app(person: Person, callback: str) -> None:
    asks(person, callback, scope="com.intuit.quickbooks.accounting everything")

    assert brought_back(person)["error"] == ["invalid_scope"]


def test_the_page_fits_a_phone(chromium: Browser, running: Server, callback: str) -> None:
    person = Person(chromium, running.url, viewport=PHONE, color_scheme="dark")
    asks(person, callback)

    assert person.overflow() <= 0
    person.picture("emulator-consent")
    person.leave()


def test_intuits_own_client_connects_through_the_page(
    person: Person, callback: str, running: Server
) -> None:
    discovery = f"{running.url}/.well-known/openid_configuration"
    app = AuthClient("emulator-client", "emulator-secret", callback, discovery)
    person.page.goto(app.get_authorization_url([Scopes.ACCOUNTING, Scopes.OPENID]))
    person.page.get_by_label("Shop 03").check()
    person.press("Connect")
    back = brought_back(person)

    app.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])

    url = f"{running.url}/v3/company/{app.realm_id}/companyinfo/{app.realm_id}"
    bearer = {"Authorization": f"Bearer {app.access_token}"}
    assert requests.get(url, headers=bearer, timeout=10).status_code == 200
    assert app.id_token
    assert app.revoke(app.refresh_token)
    assert requests.get(url, headers=bearer, timeout=10).status_code == 401
