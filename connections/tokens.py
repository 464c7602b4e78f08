"""Is there a live access token, and where does it come from? One refresh at a time per connection.

A refresh holds a lease on the Token row, taken and given back by compare-and-swap; others wait and
use what it brought. The new pair is stored before it is used, and no transaction is open meanwhile.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from connections import fields, oauth
from connections.models import Connection, Token
from connections.oauth import SignInError, SignInRefused, SignInUnreachable, TokenPair
from connections.signing_in import lease, standing
from connections.signing_in.lease import Watch
from connections.signing_in.standing import (
    UNUSABLE,
    Disconnected,
    NeedsReconnecting,
    NotAuthorised,
    NotConnected,
    needs_reconnecting,
)

__all__ = [
    "UNUSABLE",
    "CompanyTaken",
    "Disconnected",
    "NeedsReconnecting",
    "NotAuthorised",
    "NotConnected",
    "WrongCompany",
    "connect",
    "disconnect",
    "live_access_token",
    "needs_reconnecting",
    "refresh",
    "refresh_due",
    "store",
]

SPARE = timedelta(minutes=5)
# Beat looks every minute, and starts early enough to outlast some minutes of trouble.
AHEAD = timedelta(minutes=15)

SignIn = Connection.SignIn


class WrongCompany(Exception):
    """Another company was chosen than the one this connection's records lie in."""


class CompanyTaken(Exception):
    """Another live connection leads to this company already."""


def live_access_token(
    *, connection: Connection, now: datetime, spare: timedelta = SPARE, watch: Watch | None = None
) -> str:
    """An access token that lives for `spare` at least, refreshed if it must be.

    Raises NotConnected's three subclasses, SignInError where a refresh failed, or what else is
    in UNUSABLE.
    """
    token = standing.usable(connection)
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
    seen = standing.usable(connection)
    if rejected and seen.access != rejected:
        return str(seen.access)
    holder = secrets.token_hex(16)
    try:
        for _attempt in lease.turns(watch):
            if lease.take(seen, holder, watch.now()):
                return _refresh_as(holder, connection, seen, watch)
            current = standing.usable(connection)
            if current.sealed_access != seen.sealed_access:
                return str(current.access)
    finally:
        lease.give_back(seen, holder)
    raise SignInUnreachable(f"Another refresh of “{connection}” does not end. Try again.")


def store(*, connection: Connection, pair: TokenPair, now: datetime, user: Any = None) -> Token:
    """Keeps a pair as the connection's only one; `user` is who consented, if this is a consent."""
    token, _ = Token.objects.get_or_create(connection=connection)
    values = _columns(token, pair, now) | {"sealed_previous_refresh": ""}
    if user is not None:
        values |= {"connected_by": user, "connected_at": now}
    for name, value in values.items():
        setattr(token, name, value)
    token.save(update_fields=list(values))
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
    forgotten here all the same. Nothing happens to a connection that was never authorised.
    """
    if connection.sign_in == SignIn.NEVER:
        return None
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
        standing.set_sign_in(connection, SignIn.DISCONNECTED, "")
    return warning


def refresh_due(*, now: datetime, ahead: timedelta = AHEAD) -> Iterator[tuple[Connection, str]]:
    """Refreshes every sign-in that ends within `ahead`; yields each with its fault, or with "".

    One that cannot be refreshed does not keep the others from it. Also while a connection is off:
    it is to go on when it is switched on again (quickbooks: unused, a sign-in dies in 100 days).
    """
    connected = Connection.objects.filter(sign_in=SignIn.CONNECTED)
    due = connected.filter(token__access_expires_at__lte=now + ahead)
    for connection in due.select_related("token"):
        try:
            live_access_token(connection=connection, now=now, spare=ahead)
        except UNUSABLE as fault:
            yield connection, str(fault)
        else:
            yield connection, ""


def _refresh_as(holder: str, connection: Connection, seen: Token, watch: Watch) -> str:
    token = standing.usable(connection)
    if token.sealed_access != seen.sealed_access:
        return str(token.access)
    lease.refuse_lost(token, holder, watch.now())
    try:
        pair = oauth.refresh(connection=connection, refresh_token=token.refresh)
    except SignInRefused as fault:
        return _after_refusal(connection, token, fault, watch)
    except SignInError as fault:
        Token.objects.filter(pk=token.pk).update(refresh_result=str(fault))
        raise
    return _store_refreshed(connection, token, pair, watch.now())


def _after_refusal(connection: Connection, token: Token, fault: SignInRefused, watch: Watch) -> str:
    """quickbooks: invalid_grant is final only if nobody stored a newer pair meanwhile, and the
    refresh token before this one is dead as well."""
    current = standing.usable(connection)
    if current.sealed_refresh != token.sealed_refresh:
        return str(current.access)
    try:
        if not token.previous_refresh:
            raise fault
        pair = oauth.refresh(connection=connection, refresh_token=token.previous_refresh)
    except SignInRefused:
        Token.objects.filter(pk=token.pk).update(refresh_result=str(fault))
        raise standing.needs_reconnecting(
            connection=connection, reason="QuickBooks refused it."
        ) from fault
    return _store_refreshed(connection, token, pair, watch.now())


def _store_refreshed(connection: Connection, token: Token, pair: TokenPair, now: datetime) -> str:
    """Stores the pair only over the one it replaces; a newer pair, or a disconnect, stays."""
    values = _columns(token, pair, now)
    if token.refresh != pair.refresh:
        values["sealed_previous_refresh"] = token.sealed_refresh
    stored = Token.objects.filter(pk=token.pk, sealed_refresh=token.sealed_refresh).update(**values)
    return pair.access if stored else str(standing.usable(connection).access)


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
            standing.set_sign_in(connection, SignIn.CONNECTED, "", "realm")
    except IntegrityError:
        connection.refresh_from_db(fields=["realm", "sign_in", "sign_in_reason"])
        _refuse_taken(connection, realm)
        raise


def _revoke(connection: Connection, token: Token) -> str | None:
    try:
        oauth.revoke(connection=connection, refresh_token=token.refresh)
    except SignInRefused:
        return None  # QuickBooks has ended it already.
    except UNUSABLE as fault:
        return (
            f"“{connection}” is disconnected here, but QuickBooks could not be told: {fault} "
            "Remove the app in QuickBooks under Apps, too."
        )
    return None
