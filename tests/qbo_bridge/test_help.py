"""The Help page, and the diagnostics: all that helps, nothing that is secret."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as installed
from django.test import Client

from connections import read_key, tokens
from connections.models import Alert, Connection, Exchange, Token
from connections.oauth import TokenPair
from qbo_bridge import diagnostics
from tests.connections.console_parts import logged_in
from tests.factories import CustomerFactory, OrderFactory
from tests.sync_queue.console_rows import failed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRETS = {
    "client_secret": "my-client-secret-4711",
    "access": "eyJaccess.token-0815",
    "refresh": "AB11refresh-token-2342",
    "password": "mail-password-99",
}


@pytest.fixture
def full(settings: Any) -> Connection:
    """A connection with every secret that there is, and calls that echo some of them."""
    settings.EMAIL_HOST_PASSWORD = SECRETS["password"]
    connection = Connection(name="Main books", slug="main-books", is_default=True)
    connection.client_secret = SECRETS["client_secret"]
    connection.save()
    pair = TokenPair(SECRETS["access"], SECRETS["refresh"], 3600, 8_640_000, None)
    tokens.store(connection=connection, pair=pair, now=NOW)
    for number in range(210):
        Exchange.objects.create(
            connection=connection,
            method="POST",
            path="/invoice",
            started_at=NOW,
            fault_text=f"Token expired: {SECRETS['access']} and {SECRETS['client_secret']}",
            intuit_tid=f"tid-{number}",
        )
    return connection


def unpacked(packed: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_no_secret_of_database_or_settings_is_in_it(full: Connection, settings: Any) -> None:
    key = read_key.make(connection=full, now=NOW)
    text = "\n".join(unpacked(diagnostics.bundle(now=NOW)).values())

    sealed = Token.objects.get()
    known = [
        *SECRETS.values(),
        installed.SECRET_KEY,
        *installed.TOKEN_KEYS,
        key,
        full.read_key_hash,
        full.sealed_client_secret,
        sealed.sealed_access,
        sealed.sealed_refresh,
    ]
    assert [secret for secret in known if secret in text] == []
    assert "Token expired: [hidden]" in text


def test_the_contents_of_the_store_are_not_in_it(full: Connection) -> None:
    customer = CustomerFactory(
        first_name="Philippa", email="philippa@example.com", tax_number="GB 123 4567 89"
    )
    failed(OrderFactory(customer=customer, number="SECRET-ORDER-1"))

    text = "\n".join(unpacked(diagnostics.bundle(now=NOW)).values())

    assert "Philippa" not in text
    assert "4567 89" not in text
    assert "SECRET-ORDER-1" not in text


def test_nobodys_mail_address_is_in_it(full: Connection) -> None:
    Alert.objects.create(
        connection=full,
        kind=Alert.Kind.BROKEN,
        message="Please connect it again",
        opened_at=NOW,
        trouble="The mail server takes no mails for bookkeeper@example.com.",
    )

    told = unpacked(diagnostics.bundle(now=NOW))["alerts.json"]

    assert '"kind": "broken"' in told
    assert "bookkeeper@example.com" not in told


def test_it_says_what_a_developer_asks_first(full: Connection) -> None:
    failed(OrderFactory())

    files = unpacked(diagnostics.bundle(now=NOW))

    assert json.loads(files["versions.json"])["Django"].startswith("5.2")
    (connection,) = json.loads(files["connections.json"])
    assert (connection["name"], connection["has_client_secret"]) == ("Main books", True)
    (queue,) = json.loads(files["queue.json"])
    assert {"state": "error", "reason": "fault:6540", "rows": 1} in queue["causes"]
    assert len(json.loads(files["calls.json"])) == 200
    assert json.loads(files["faults.json"])[0]["code"] == "6540"
    assert "[X] connections.0001_initial" in files["migrations.txt"]
    assert "checks.txt" in files


def test_settings_that_nobody_named_stay_out(settings: Any) -> None:
    settings.SOME_NEW_SECRET = "do-not-show"

    assert "do-not-show" not in json.dumps(diagnostics.shown_settings(), default=str)


def test_alice_downloads_it(full: Connection, alice: Any) -> None:
    answer = logged_in(alice).get("/console/help/diagnostics/")

    assert answer["Content-Type"] == "application/zip"
    assert "qbo-bridge-diagnostics-" in answer["Content-Disposition"]
    assert "README.txt" in unpacked(answer.content)


def test_nobody_else_does(full: Connection, bob: Any, dave: Any) -> None:
    assert logged_in(bob).get("/console/help/diagnostics/").status_code == 403
    assert logged_in(dave).get("/console/help/diagnostics/").status_code == 404
    assert Client().get("/console/help/diagnostics/").status_code == 302


def test_help_leads_to_the_pages_that_mend(full: Connection, alice: Any, bob: Any) -> None:
    hers = logged_in(alice).get("/console/help/").content.decode()
    his = logged_in(bob).get("/console/help/").content.decode()

    for page in ("/console/needs-you/", "/console/main-books/token/", "Download diagnostics"):
        assert page in hers
        assert page not in his


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("help@example.com", "mailto:help@example.com"),
        ("https://help.example.com/qbo", "https://help.example.com/qbo"),
    ],
)
def test_help_names_whom_to_ask(alice: Any, settings: Any, contact: str, href: str) -> None:
    settings.HELP_CONTACT = contact

    assert f'href="{href}"' in logged_in(alice).get("/console/help/").content.decode()
