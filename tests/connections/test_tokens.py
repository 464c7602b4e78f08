"""A live access token whenever there can be one; one refresh at a time; nothing lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connections import oauth, tokens
from connections.models import Connection, Installation, Token
from connections.oauth import SignInRefused, SignInUnreachable, TokenPair
from connections.signing_in import lease

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pair(number: int, hard: int | None = None) -> TokenPair:
    return TokenPair(f"access-{number}", f"refresh-{number}", 3600, 8_640_000, hard)


@dataclass
class SignInService:
    """Stands for the sign-in service where a test needs to act in the middle of its call.

    Rotates like Intuit at its strictest: each refresh token works once.
    """

    valid: str = "refresh-1"
    made: int = 1
    calls: int = 0
    meanwhile: Callable[[], None] = lambda: None

    def refresh(self, *, connection: Connection, refresh_token: str) -> TokenPair:
        self.calls += 1
        self.meanwhile()
        if refresh_token != self.valid:
            raise SignInRefused("QuickBooks no longer accepts this sign-in.")
        self.made += 1
        self.valid = f"refresh-{self.made}"
        return pair(self.made)


class FakeTime:
    """Time that passes only while somebody sleeps; `events` happen at their second."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.events: dict[float, Callable[[], None]] = {}

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        for moment in [moment for moment in self.events if moment <= self.seconds]:
            self.events.pop(moment)()

    def watch(self, now: datetime = NOW) -> lease.Watch:
        return lease.Watch(now, monotonic=self.monotonic, sleep=self.sleep)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> SignInService:
    made = SignInService()
    monkeypatch.setattr(oauth, "refresh", made.refresh)
    return made


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def connection() -> Connection:
    made = Connection.objects.create(
        name="Main books", slug="main", realm="77", sign_in="connected", environment="emulator"
    )
    tokens.store(connection=made, pair=pair(1), now=NOW)
    return made


def stored() -> Token:
    return Token.objects.get()


def test_a_token_with_time_to_spare_is_used_as_it_is(
    connection: Connection, service: SignInService
) -> None:
    now = NOW + timedelta(minutes=54)

    assert tokens.live_access_token(connection=connection, now=now) == "access-1"
    assert service.calls == 0


def test_a_token_about_to_end_is_refreshed_and_stored(
    connection: Connection, service: SignInService
) -> None:
    now = NOW + timedelta(minutes=56)

    assert tokens.live_access_token(connection=connection, now=now) == "access-2"
    assert (stored().access, stored().refresh) == ("access-2", "refresh-2")
    assert stored().access_expires_at > now + timedelta(minutes=59)
    assert stored().lease_holder == ""


def test_a_401_refreshes_only_the_token_that_was_refused(
    connection: Connection, service: SignInService
) -> None:
    first = tokens.refresh(connection=connection, now=NOW, rejected="access-1")
    second = tokens.refresh(connection=connection, now=NOW, rejected="access-1")

    assert (first, second) == ("access-2", "access-2")
    assert service.calls == 1


def test_whoever_waits_uses_what_the_other_one_brought(
    connection: Connection, service: SignInService, time: FakeTime
) -> None:
    Token.objects.update(lease_holder="other", lease_until=NOW + lease.LEASE)
    time.events[3.0] = lambda: tokens.store(connection=connection, pair=pair(9), now=NOW) and None

    token = tokens.refresh(connection=connection, now=NOW, watch=time.watch())

    assert token == "access-9"
    assert service.calls == 0
    assert time.seconds == pytest.approx(3.0, abs=0.3)


def test_the_lease_of_a_dead_process_runs_out(
    connection: Connection, service: SignInService, time: FakeTime
) -> None:
    Token.objects.update(lease_holder="dead", lease_until=NOW + lease.LEASE)

    token = tokens.refresh(connection=connection, now=NOW, watch=time.watch())

    assert token == "access-2"
    assert time.seconds == pytest.approx(lease.LEASE.total_seconds(), abs=1)


def test_a_call_that_outlives_its_lease_does_not_overwrite_its_successors_pair(
    connection: Connection, service: SignInService, time: FakeTime
) -> None:
    def successor() -> None:
        service.meanwhile = lambda: None
        later = NOW + lease.LEASE
        tokens.refresh(connection=connection, now=later, watch=time.watch(later))

    service.meanwhile = successor

    assert tokens.refresh(connection=connection, now=NOW) == "access-2"
    assert stored().refresh == service.valid == "refresh-2"


def test_a_process_that_slept_through_its_lease_does_not_call(
    connection: Connection, service: SignInService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = FakeTime()
    take = lease.take

    def take_and_sleep(*args: Any) -> bool:
        taken = take(*args)
        asleep.seconds += lease.LEASE.total_seconds()
        return taken

    monkeypatch.setattr(lease, "take", take_and_sleep)

    with pytest.raises(SignInUnreachable, match="overtaken"):
        tokens.refresh(connection=connection, now=NOW, watch=asleep.watch())

    assert service.calls == 0


def test_a_refused_refresh_is_not_final_if_a_newer_pair_was_stored(
    connection: Connection, service: SignInService
) -> None:
    service.valid = "refresh-9"
    service.meanwhile = lambda: tokens.store(connection=connection, pair=pair(9), now=NOW) and None

    assert tokens.refresh(connection=connection, now=NOW) == "access-9"
    connection.refresh_from_db()
    assert connection.is_connected


def test_a_refused_refresh_tries_the_token_before_it_once(
    connection: Connection, service: SignInService
) -> None:
    tokens.refresh(connection=connection, now=NOW)
    service.valid = "refresh-1"

    assert tokens.refresh(connection=connection, now=NOW) == "access-3"


def test_a_final_refusal_needs_reconnecting_and_is_said_once_more_without_a_call(
    connection: Connection, service: SignInService
) -> None:
    service.valid = "revoked"

    for _ in range(2):
        with pytest.raises(tokens.NeedsReconnecting, match="no longer valid"):
            tokens.live_access_token(connection=connection, now=NOW + HOUR)

    connection.refresh_from_db()
    assert connection.sign_in == "needs_reconnecting"
    assert service.calls == 1
    assert stored().lease_holder == ""


def test_an_unreachable_service_leaves_everything_as_it_was(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(**_kwargs: Any) -> TokenPair:
        raise SignInUnreachable("QuickBooks' sign-in service cannot be reached.")

    monkeypatch.setattr(oauth, "refresh", unreachable)

    with pytest.raises(SignInUnreachable):
        tokens.live_access_token(connection=connection, now=NOW + HOUR)

    assert stored().refresh == "refresh-1"
    assert stored().lease_until is None
    assert "cannot be reached" in stored().refresh_result


def test_a_disconnect_during_a_refresh_wins(
    connection: Connection, service: SignInService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "revoke", lambda **_kwargs: None)
    service.meanwhile = lambda: tokens.disconnect(connection=connection, now=NOW) and None

    with pytest.raises(tokens.Disconnected):
        tokens.refresh(connection=connection, now=NOW)

    assert stored().sealed_refresh == ""


def test_the_three_ways_of_not_being_connected_have_three_sentences() -> None:
    said = set()
    for sign_in, error in (
        ("never", tokens.NotAuthorised),
        ("disconnected", tokens.Disconnected),
        ("needs_reconnecting", tokens.NeedsReconnecting),
    ):
        connection = Connection.objects.create(name=sign_in, slug=sign_in, sign_in=sign_in)
        Token.objects.create(connection=connection)
        with pytest.raises(error) as refused:
            tokens.live_access_token(connection=connection, now=NOW)
        said.add(str(refused.value).replace(sign_in, ""))

    assert len(said) == 3
    assert sum("No connection credentials are available" in sentence for sentence in said) == 1


def test_a_connection_never_touched_has_no_credentials() -> None:
    connection = Connection.objects.create(name="New", slug="new")

    with pytest.raises(tokens.NotAuthorised):
        tokens.live_access_token(connection=connection, now=NOW)


def test_a_stale_object_in_memory_does_not_hide_a_disconnect(
    connection: Connection, service: SignInService
) -> None:
    Connection.objects.update(sign_in="disconnected")

    with pytest.raises(tokens.Disconnected):
        tokens.live_access_token(connection=connection, now=NOW)


def test_the_hard_end_is_kept_when_a_refresh_does_not_tell_it(
    connection: Connection, service: SignInService
) -> None:
    tokens.store(connection=connection, pair=pair(1, hard=157_680_000), now=NOW)
    ends = stored().hard_expires_at

    tokens.refresh(connection=connection, now=NOW)

    assert stored().hard_expires_at == ends == NOW + timedelta(days=1825)


def test_beat_refreshes_what_ends_soon_and_goes_on_after_a_fault(
    connection: Connection, service: SignInService
) -> None:
    broken = Connection.objects.create(
        name="Broken", slug="broken", realm="78", sign_in="connected"
    )
    tokens.store(connection=broken, pair=pair(50), now=NOW)
    fresh = Connection.objects.create(name="Fresh", slug="fresh", realm="79", sign_in="connected")
    tokens.store(connection=fresh, pair=pair(60), now=NOW + HOUR)

    told = dict(tokens.refresh_due(now=NOW + timedelta(minutes=50)))

    assert {each.name: bool(fault) for each, fault in told.items()} == {
        "Broken": True,
        "Main books": False,
    }


def test_an_unreadable_secret_or_address_keeps_no_other_sign_in_from_its_refresh(
    connection: Connection, service: SignInService
) -> None:
    odd = Connection.objects.create(name="Aged", slug="aged", realm="78", sign_in="connected")
    tokens.store(connection=odd, pair=pair(50), now=NOW)
    Token.objects.filter(connection=odd).update(sealed_refresh="written with a lost key")

    told = dict(tokens.refresh_due(now=NOW + HOUR))

    assert "TOKEN_KEYS" in told[odd]
    assert told[connection] == ""


def test_beat_leaves_alone_what_is_not_connected(
    connection: Connection, service: SignInService
) -> None:
    Connection.objects.update(sign_in=Connection.SignIn.DISCONNECTED)

    assert list(tokens.refresh_due(now=NOW + HOUR)) == []
    assert service.calls == 0


def test_a_sign_in_is_kept_alive_while_everything_is_off(
    connection: Connection, service: SignInService
) -> None:
    Connection.objects.update(is_active=False)
    Installation.objects.create(pk=Installation.ONLY, is_on=False)

    assert dict(tokens.refresh_due(now=NOW + HOUR)) == {connection: ""}


def test_refreshes_are_stored_encrypted(connection: Connection, service: SignInService) -> None:
    tokens.refresh(connection=connection, now=NOW)

    raw = Token.objects.values_list("sealed_access", "sealed_refresh", "sealed_previous_refresh")
    assert not any("access-" in text or "refresh-" in text for text in raw.get())
