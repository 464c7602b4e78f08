"""A way back from QuickBooks is accepted once, from the session that began it."""

from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import signing

from connections.models import Connection
from connections.signing_in import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    return SessionStore()


@pytest.fixture
def connection() -> Connection:
    return Connection.objects.create(name="Main books", slug="main")


def test_it_leads_back_to_its_connection(
    session: SessionStore, connection: Connection, alice: Any
) -> None:
    issued = state.issue(session=session, connection=connection, user=alice)

    assert state.redeem(session=session, state=issued, user=alice) == connection.pk


def test_it_works_once(session: SessionStore, connection: Connection, alice: Any) -> None:
    issued = state.issue(session=session, connection=connection, user=alice)
    state.redeem(session=session, state=issued, user=alice)

    with pytest.raises(state.StateReplayed, match="used before"):
        state.redeem(session=session, state=issued, user=alice)


def test_two_tabs_may_be_on_their_way_at_once(
    session: SessionStore, connection: Connection, alice: Any
) -> None:
    first, second = (
        state.issue(session=session, connection=connection, user=alice) for _ in range(2)
    )

    assert state.redeem(session=session, state=second, user=alice) == connection.pk
    assert state.redeem(session=session, state=first, user=alice) == connection.pk


def test_another_session_is_refused(
    session: SessionStore, connection: Connection, alice: Any
) -> None:
    issued = state.issue(session=session, connection=connection, user=alice)

    with pytest.raises(state.StateOfOtherSession, match="another login session"):
        state.redeem(session=SessionStore(), state=issued, user=alice)


def test_another_person_in_the_same_browser_is_refused(
    session: SessionStore, connection: Connection, alice: Any, bob: Any
) -> None:
    issued = state.issue(session=session, connection=connection, user=alice)

    with pytest.raises(state.StateOfOtherSession):
        state.redeem(session=session, state=issued, user=bob)


def test_ten_minutes_are_enough(
    session: SessionStore, connection: Connection, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = state.issue(session=session, connection=connection, user=alice)
    monkeypatch.setattr(state, "LIFETIME_S", -1)

    with pytest.raises(state.StateExpired, match="ten minutes"):
        state.redeem(session=session, state=issued, user=alice)


@pytest.mark.parametrize("forged", ["", "abc", "a:b:c"])
def test_what_we_did_not_sign_is_refused(session: SessionStore, alice: Any, forged: str) -> None:
    with pytest.raises(state.StateForged, match="not opened by this site"):
        state.redeem(session=session, state=forged, user=alice)


def test_what_we_signed_for_something_else_is_refused(session: SessionStore, alice: Any) -> None:
    elsewhere = signing.dumps({"connection": 1, "user": alice.pk, "nonce": "n"}, salt="other")

    with pytest.raises(state.StateForged):
        state.redeem(session=session, state=elsewhere, user=alice)
