"""Nothing is written into books that nobody has recognised as the right ones (A-85)."""

from collections.abc import Callable
from typing import Any

import pytest

from connections import exchanges, readiness
from connections.gateway import Call
from connections.models import Connection
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, logged_in
from tests.factories import OrderFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unknown(books: Connection) -> Connection:
    """Connected and complete, but nobody has said that the company is the right one."""
    books.company_confirmed_at = None
    books.save()
    return books


def test_the_queue_sends_nothing_before_the_company_is_confirmed(
    unknown: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    OrderFactory()

    report = read(unknown)

    assert report.stopped == "Say whether “Test Company” is the right company."
    assert not live_emulator.state(unknown.realm).get("Invoice")


def test_a_person_writes_nothing_before_it_is_confirmed(
    unknown: Connection, live_emulator: LiveEmulator
) -> None:
    accounts = len(live_emulator.state(unknown.realm)["Account"])
    call = Call("POST", "/account", body=b'{"Name": "Float", "AccountType": "Bank"}')

    with pytest.raises(exchanges.NotConfirmed, match="Nothing was written to “Test Company”"):
        exchanges.ask(connection=unknown, call=call)

    assert len(live_emulator.state(unknown.realm)["Account"]) == accounts


def test_the_token_tab_asks_and_remembers_who_said_yes(unknown: Connection, alice: Any) -> None:
    client = logged_in(alice)

    assert "Is this the right company?" in client.get(address("token", unknown)).content.decode()
    client.post(address("confirm-company", unknown), {"realm": unknown.realm})

    unknown.refresh_from_db()
    assert unknown.company_confirmed_by == alice
    assert not [m for m in readiness.missing(connection=unknown) if m.point == "company"]
    page = client.get(address("token", unknown)).content.decode()
    assert "Is this the right company?" not in page


def test_a_yes_on_a_page_that_showed_another_company_confirms_nothing(
    unknown: Connection, alice: Any
) -> None:
    stale = {"realm": "9130350000000009"}

    answer = logged_in(alice).post(address("confirm-company", unknown), stale, follow=True)

    unknown.refresh_from_db()
    assert "It is “Test Company” now." in answer.content.decode()
    assert unknown.company_confirmed_at is None


def test_a_company_that_was_let_go_must_be_confirmed_anew(
    unknown: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    Connection.objects.update(company_confirmed_at="2026-11-01T00:00:00Z")
    unknown.exchanges.all().delete()
    unknown.payment_mappings.all().delete()
    unknown.defaults.delete()
    unknown.list_items.all().delete()

    logged_in(alice).post(address("other-company", unknown))

    unknown.refresh_from_db()
    assert (unknown.realm, unknown.company_confirmed_at) == ("", None)
