"""A company to talk to: the emulator in this process, over real HTTP, and connections into it.

`live_emulator` is empty again for every test. `connected()` makes a company and a connection that
is ready to send: signed in, tested, lists fetched, defaults suggested, clearing accounts mapped.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests
from django.utils import timezone

from connections import lists, tokens
from connections.choosing import suggest
from connections.models import Connection, ListItem, PaymentMapping
from connections.oauth import TokenPair
from emulator import server
from entities.models import StorePaymentMethod

CLIENT_ID, CLIENT_SECRET = "emulator-client", "emulator-secret"
# Far above what a test sends: limits are tested where they are the subject.
NO_LIMITS = {
    "requests_per_minute": 100_000,
    "requests_per_second": 10_000,
    "in_flight": 10,
    "batches_per_minute": 100_000,
    "items_per_batch": 30,
    "reserved_for_console": 20,
}


class LiveEmulator:
    """The emulator's control calls, as architecture and docs/emulator.md name them."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.http = requests.Session()
        self.http.trust_env = False

    def control(self, method: str, call: str, **kwargs: Any) -> Any:
        answer = self.http.request(method, f"{self.url}/_emulator/{call}", timeout=30, **kwargs)
        assert answer.ok, f"{method} {call}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def reset(self) -> None:
        self.control("POST", "reset", json={})

    def found(self, profile: str = "us", **wishes: Any) -> str:
        """A new company; returns its realm."""
        wanted = {"profile": profile, "name": "Test Company", **wishes}
        return str(self.control("POST", "companies", json=wanted)["realm"])

    def tokens(self, realm: str) -> TokenPair:
        wanted = {"realm": realm, "client_id": CLIENT_ID}
        pair = self.control("POST", "tokens", json=wanted)
        return TokenPair(
            pair["access_token"], pair["refresh_token"], pair["expires_in"], 8_640_000, None
        )

    def schedule(self, realm: str, fault: str, times: int = 1, **match: Any) -> None:
        """`fault` happens to the next `times` calls that match (method, path, entity, …)."""
        wanted = {"realm": realm, "match": match, "fault": fault, "times": times}
        self.control("POST", "faults", json=wanted)

    def set(self, **values: Any) -> None:
        self.control("PUT", "settings", json=values)

    def state(self, realm: str) -> Any:
        return self.control("GET", "state", params={"realm": realm})

    def log(self, realm: str) -> Any:
        return self.control("GET", "log", params={"realm": realm})


@pytest.fixture(scope="session")
def emulator_server() -> Iterator[LiveEmulator]:
    running = server.serve("127.0.0.1", 0, state=None, quiet=True)
    live = LiveEmulator(running.url)
    yield live
    live.http.close()
    running.stop()


@pytest.fixture
def live_emulator(emulator_server: LiveEmulator, settings: Any) -> LiveEmulator:
    emulator_server.reset()
    settings.EMULATOR_URL = emulator_server.url
    settings.QBO_LIMITS = NO_LIMITS
    return emulator_server


@pytest.fixture
def connected(live_emulator: LiveEmulator, db: None) -> Callable[..., Connection]:
    """`connected("gb", name="UK books", multicurrency=True)`; the rest goes to the company."""

    def connect(profile: str = "us", *, name: str = "Main books", **wishes: Any) -> Connection:
        return ready_connection(live_emulator, profile, name, wishes)

    return connect


@pytest.fixture
def unconnected(live_emulator: LiveEmulator, db: None) -> Connection:
    """A connection with its client's keys and a company waiting for it, never signed in."""
    return new_connection("Main books")


def new_connection(name: str) -> Connection:
    connection = Connection(
        name=name,
        slug=name.lower().replace(" ", "-").replace("'", ""),
        environment=Connection.Environment.EMULATOR,
        client_id=CLIENT_ID,
        books_start_on=date(2000, 1, 1),
        auto_post=True,
    )
    connection.client_secret = CLIENT_SECRET
    connection.save()
    return connection


def signed_in(live: LiveEmulator, profile: str, name: str, wishes: dict[str, Any]) -> Connection:
    """A connection with a fresh sign-in into a new company; nothing was asked yet."""
    connection = new_connection(name)
    connection.realm = live.found(profile, **wishes)
    connection.sign_in = Connection.SignIn.CONNECTED
    connection.company_confirmed_at = timezone.now()
    connection.save()
    tokens.store(connection=connection, pair=live.tokens(connection.realm), now=timezone.now())
    return connection


def ready_connection(
    live: LiveEmulator, profile: str, name: str, wishes: dict[str, Any]
) -> Connection:
    connection = signed_in(live, profile, name, wishes)
    lists.test_connection(connection=connection, now=timezone.now())
    lists.fetch_lists(connection=connection, now=timezone.now())
    StorePaymentMethod.objects.get_or_create(name="Card")
    for method in StorePaymentMethod.objects.filter(is_active=True):
        give_clearing_account(connection, method)
    suggest.suggest_defaults(connection=connection)
    connection.refresh_from_db()
    # The clocks of tests stand anywhere: what a test counts is not to depend on when it runs.
    connection.closing_asked_at = datetime(2100, 1, 1, tzinfo=UTC)
    connection.save(update_fields=["closing_asked_at"])
    return connection


def give_clearing_account(
    connection: Connection, method: StorePaymentMethod, currency: str = ""
) -> ListItem:
    """Creates the method's clearing account in QuickBooks and maps it."""
    currency = currency or connection.home_currency
    account = suggest.create_account(
        connection=connection,
        name=f"{method.name} clearing",
        account_type="Other Current Asset",
        account_subtype="OtherCurrentAssets",
    )
    PaymentMapping.objects.update_or_create(
        connection=connection,
        method=method,
        currency=currency,
        defaults={"clearing_account": account},
    )
    return account
