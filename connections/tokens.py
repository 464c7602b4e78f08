"""Is there a live access token, and where does it come from? One refresh at a time per connection.

A refresh holds a lease on the Token row, taken and given back by compare-and-swap; others wait and
use what it brought. The new pair is stored before it is used, and no transaction is open meanwhile.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from connections import fields, oauth
from connections.endpoints import AddressRefused
from connections.fields import SecretUnreadable
from connections.models import Connection, Token
from connections.oauth import SignInError, SignInRefused, SignInUnreachable, TokenPair

OAUTH_TIMEOUT = timedelta(seconds=sum(oauth.TIMEOUT_S))
LEASE = 2 * OAUTH_TIMEOUT
POLL_S = 0.2
SPARE = timedelta(minutes=5)
# Beat looks every minute, and starts early enough to outlast some minutes of trouble.
AHEAD = timedelta(minutes=15)

SignIn = Connection.SignIn


class NotConnected(Exception):
    """Nothing can be asked of QuickBooks: the connection must be (re)connected on the Token tab."""


class NotAuthorised(NotConnected):
    """The connection was never authorised."""


class Disconnected(NotConnected):
    """The connection was authorised, and somebody disconnected it."""


class NeedsReconnecting(NotConnected):
    """QuickBooks refused the sign-in; a person must sign in again."""


# All that may keep an access token from being there; each message is for a person.
UNUSABLE = (NotConnected, SignInError, AddressRefused, SecretUnreadable)


class WrongCompany(Exception):
    """Another company was chosen than the one this connection's records lie in."""


class CompanyTaken(Exception):
    """Another live connection leads to this company already."""


@dataclass
class Watch:
    """How time passes while a refresh waits: `now` goes on from the moment it was asked at."""

    start: datetime
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self._started = self.monotonic()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.monotonic() - self._started)


def live_access_token(
    *, connection: Connection, now: datetime, spare: timedelta = SPARE, watch: Watch | None = None
) -> str:
    """An access token that lives for `spare` at least, refreshed if it must be.

    Raises NotConnected's three subclasses, SignInError where a refresh failed, or what else is
    in UNUSABLE.
    """
    token = _usable(connection)
    if token.access_expires_at and token.access_expires_at - spare > now:
        return str(token.access)
    return refresh(connection=connection, now=now, watch=watch)


def refresh(
    *, connection: Connection, now: datetime, rejected: str = "", watch: Watch | None = None
) -> str:
    """A new access token. With `rejected` (the one a 401 answered) only if that is still stored.

    Raises as `live_access_token` does.
    """
    watch = watch or Watch(now)
    seen = _usable(connection)
    if rejected and seen.access != rejected:
        return str(seen.access)
    holder = secrets.token_hex(16)
    try:
        for _attempt in _turns(watch):
            if _take_lease(seen, holder, watch.now()):
                return _refresh_as(holder, connection, seen, watch)
            current = _usable(connection)
            if current.sealed_access != seen.sealed_access:
                return str(current.access)
    finally:
        Token.objects.filter(pk=seen.pk, lease_holder=holder).update(
            lease_holder="", lease_until=None
        )
    raise SignInUnreachable(f"Another refresh of “{connection}” does not end. Try again.")


def store(*, connection: Connection, pair: TokenPair, now: datetime, user: Any = None) -> Token:
    """Keeps a pair as the connection's only one; `user` is who consented, if this is a consent."""
    token, _ = Token.objects.get_or_create(connection=connection)
    values = _columns(token, pair, now) | {"sealed_previous_refresh": ""}
    if user is not None:
        values |= {"connected_by": user, "connected_at": now}
    for name, value in values.items():
        setattr(token, name, value)
    token.save()
    return token


def connect(
    *,
    connection: Connection,
    code: str,
    realm: str,
    user: Any,
    redirect_uri: str,
    now: datetime,
) -> Token:
    """Ends a consent: exchanges the code and ties the connection to company `realm`.

    Raises WrongCompany, CompanyTaken, and SignInError where the exchange failed; the code is
    spent on neither of the first two.
    """
    if connection.realm and connection.realm != realm:
        raise WrongCompany(
            f"“{connection}” belongs to {connection.company_name or 'another company'}. Its "
            "records lie there, so it cannot move: choose that company in QuickBooks, or make a "
            "new connection for the other one."
        )
    _refuse_taken(connection, realm)
    pair = oauth.exchange_code(
        connection=connection, code=code, realm=realm, redirect_uri=redirect_uri
    )
    with transaction.atomic():
        _tie(connection, realm)
        return store(connection=connection, pair=pair, now=now, user=user)


def disconnect(*, connection: Connection, now: datetime) -> str | None:
    """Revokes the sign-in at QuickBooks and forgets it here; every other setting stays.

    Returns None, or where QuickBooks could not be told the sentence that says so: the sign-in is
    forgotten here all the same.
    """
    token = Token.objects.filter(connection=connection).first()
    warning = _revoke(connection, token) if token and token.sealed_refresh else None
    with transaction.atomic():
        Token.objects.filter(connection=connection).update(
            sealed_access="",
            sealed_refresh="",
            sealed_previous_refresh="",
            access_expires_at=None,
            refresh_expires_at=None,
            refresh_result=f"Disconnected on {now:%Y-%m-%d %H:%M} UTC.",
        )
        _set_sign_in(connection, SignIn.DISCONNECTED, "")
    return warning


def refresh_due(*, now: datetime, ahead: timedelta = AHEAD) -> Iterator[tuple[Connection, str]]:
    """Refreshes every sign-in that ends within `ahead`; yields each with its fault, or with "".

    One that cannot be refreshed does not keep the others from it.
    """
    due = Connection.objects.live().filter(token__access_expires_at__lte=now + ahead)
    for connection in due.select_related("token"):
        try:
            live_access_token(connection=connection, now=now, spare=ahead)
        except UNUSABLE as fault:
            yield connection, str(fault)
        else:
            yield connection, ""


def needs_reconnecting(*, connection: Connection, reason: str) -> NeedsReconnecting:
    """Marks the connection, which pauses it until somebody signs in; returns what to raise."""
    _set_sign_in(connection, SignIn.NEEDS_RECONNECTING, reason)
    return NeedsReconnecting(_needs_reconnecting_sentence(connection))


def _usable(connection: Connection) -> Token:
    """The token as it stands in the database now. Raises NotConnected's subclasses."""
    token = Token.objects.select_related("connection").filter(connection=connection).first()
    sign_in = token.connection.sign_in if token else connection.sign_in
    if sign_in == SignIn.DISCONNECTED:
        raise Disconnected(
            f"“{connection}” is disconnected from QuickBooks. Press Connect to QuickBooks on its "
            "Token tab."
        )
    if token is None or sign_in == SignIn.NEVER:
        raise NotAuthorised(
            f"“{connection}” has no connection credentials yet: it was never connected. Press "
            "Connect to QuickBooks on its Token tab."
        )
    if sign_in == SignIn.NEEDS_RECONNECTING:
        raise NeedsReconnecting(_needs_reconnecting_sentence(token.connection))
    return token


def _needs_reconnecting_sentence(connection: Connection) -> str:
    return (
        f"The QuickBooks sign-in of “{connection}” is no longer valid. Press Connect to "
        f"QuickBooks on its Token tab. {connection.sign_in_reason}".rstrip()
    )


def _turns(watch: Watch) -> Iterator[int]:
    """One turn per poll, until a lease that somebody died with has surely run out."""
    for turn in range(int((LEASE + OAUTH_TIMEOUT).total_seconds() / POLL_S)):
        yield turn
        watch.sleep(POLL_S)


def _take_lease(token: Token, holder: str, now: datetime) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = Token.objects.filter(free, pk=token.pk).update(
        lease_holder=holder, lease_until=now + LEASE
    )
    return taken == 1


def _refresh_as(holder: str, connection: Connection, seen: Token, watch: Watch) -> str:
    token = _usable(connection)
    if token.sealed_access != seen.sealed_access:
        return str(token.access)
    _refuse_lost_lease(token, holder, watch.now())
    try:
        pair = oauth.refresh(connection=connection, refresh_token=token.refresh)
    except SignInRefused as fault:
        return _after_refusal(connection, token, fault, watch)
    except SignInError as fault:
        Token.objects.filter(pk=token.pk).update(refresh_result=str(fault))
        raise
    return _store_refreshed(connection, token, pair, watch.now())


def _refuse_lost_lease(token: Token, holder: str, now: datetime) -> None:
    """A process that slept may wake up after its lease: then another one refreshes already."""
    if (
        token.lease_holder == holder
        and token.lease_until
        and now + OAUTH_TIMEOUT <= token.lease_until
    ):
        return
    raise SignInUnreachable("This refresh was overtaken by another one. Try again.")


def _after_refusal(connection: Connection, token: Token, fault: SignInRefused, watch: Watch) -> str:
    """quickbooks: invalid_grant is final only if nobody stored a newer pair meanwhile, and the
    refresh token before this one is dead as well."""
    current = _usable(connection)
    if current.sealed_refresh != token.sealed_refresh:
        return str(current.access)
    try:
        if not token.previous_refresh:
            raise fault
        pair = oauth.refresh(connection=connection, refresh_token=token.previous_refresh)
    except SignInRefused:
        Token.objects.filter(pk=token.pk).update(refresh_result=str(fault))
        raise needs_reconnecting(connection=connection, reason="QuickBooks refused it.") from fault
    return _store_refreshed(connection, token, pair, watch.now())


def _store_refreshed(connection: Connection, token: Token, pair: TokenPair, now: datetime) -> str:
    """Stores the pair only over the one it replaces; a newer pair, or a disconnect, stays."""
    values = _columns(token, pair, now)
    if token.refresh != pair.refresh:
        values["sealed_previous_refresh"] = token.sealed_refresh
    stored = Token.objects.filter(pk=token.pk, sealed_refresh=token.sealed_refresh).update(**values)
    return pair.access if stored else str(_usable(connection).access)


def _columns(token: Token, pair: TokenPair, now: datetime) -> dict[str, Any]:
    hard = pair.hard_lifetime_s
    return {
        "sealed_access": fields.seal(pair.access, owner=token.secret_owner),
        "sealed_refresh": fields.seal(pair.refresh, owner=token.secret_owner),
        "access_expires_at": now + timedelta(seconds=pair.access_lifetime_s),
        "refresh_expires_at": now + timedelta(seconds=pair.refresh_lifetime_s),
        "hard_expires_at": token.hard_expires_at if hard is None else now + timedelta(seconds=hard),
        "refreshed_at": now,
        "refresh_result": "Refreshed.",
    }


def _refuse_taken(connection: Connection, realm: str) -> None:
    other = (
        Connection.objects.filter(
            environment=connection.environment,
            realm=realm,
            sign_in__in=[SignIn.CONNECTED, SignIn.NEEDS_RECONNECTING],
        )
        .exclude(pk=connection.pk)
        .first()
    )
    if other is not None:
        raise CompanyTaken(
            f"This company is connected already, as “{other}”. Use that connection, or "
            "disconnect it first: two of them would book everything twice."
        )


def _tie(connection: Connection, realm: str) -> None:
    connection.realm = realm
    try:
        with transaction.atomic():
            _set_sign_in(connection, SignIn.CONNECTED, "", "realm")
    except IntegrityError:
        _refuse_taken(connection, realm)
        raise


def _set_sign_in(connection: Connection, sign_in: str, reason: str, *also: str) -> None:
    connection.sign_in, connection.sign_in_reason = sign_in, reason
    connection.save(update_fields=["sign_in", "sign_in_reason", "updated_at", *also])


def _revoke(connection: Connection, token: Token) -> str | None:
    try:
        oauth.revoke(connection=connection, refresh_token=token.refresh)
    except SignInError as fault:
        return (
            f"“{connection}” is disconnected here, but QuickBooks could not be told: {fault} "
            "Remove the app in QuickBooks under Apps, too."
        )
    return None
