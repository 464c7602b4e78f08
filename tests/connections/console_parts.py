"""What the tests of the console's pages share: who holds which right, and the consent page."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connections.models import Connection, Grant, Right
from tests.bridge import LiveEmulator


def grant(user: Any, connection: Connection, *rights: Right) -> None:
    for right in rights:
        Grant.objects.create(user=user, connection=connection, right=right)


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def questions_of(client: Client, path: str) -> int:
    """How many questions a page asks the database, once what is remembered is remembered."""
    client.get(path)
    with CaptureQueriesContext(database) as asked:
        client.get(path)
    return len(asked)


def address(name: str, connection: Connection, *more: str) -> str:
    return reverse(f"console:{name}", args=[connection.slug, *more])


def go_to_quickbooks(client: Client, connection: Connection) -> str:
    """Presses Connect; returns where QuickBooks would be opened."""
    answer = client.post(address("connect", connection))
    assert answer.status_code == 302
    return str(answer["Location"])


def agree(
    live: LiveEmulator, consent_page: str, realm: str, decision: str = "connect"
) -> dict[str, str]:
    """Clicks on the consent page; returns the query QuickBooks sends the browser back with."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(consent_page).query).items()}
    answer = live.http.post(
        f"{live.url}/connect/oauth2",
        data={**asked, "realm": realm, "decision": decision},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == requests.codes.found, answer.text
    back = urlsplit(answer.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(back).items()}
