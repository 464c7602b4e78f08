"""The three calls of OAuth2, and the address a person is sent to. The only user of intuit-oauth.

The library would fetch a discovery document in its constructor, wait for ever, let an answer
overwrite its own attributes, and carry both secrets inside its exceptions; none of that here.
"""

from dataclasses import dataclass
from typing import Any, Self

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from requests.adapters import HTTPAdapter

from connections.models import Connection
from connections.wire import endpoints

# Connect and read; the lease of a refresh is twice their sum.
TIMEOUT_S = (5, 25)
# All that an answer may set on the client.
ANSWERED = frozenset(
    {
        "access_token",
        "refresh_token",
        "expires_in",
        "x_refresh_token_expires_in",
        "x_refresh_token_hard_expires_in",
    }
)


class SignInError(Exception):
    """A sign-in call failed; the message is for a person and holds no secret."""


class SignInRefused(SignInError):
    """quickbooks: invalid_grant. The code or refresh token is used, expired or revoked: sign in
    again."""


class WrongClient(SignInError):
    """quickbooks: invalid_client. The client ID or secret is wrong: enter both again."""


class SignInUnreachable(SignInError):
    """No usable answer: try again later."""


@dataclass(frozen=True)
class TokenPair:
    """What a sign-in or refresh returns; lifetimes in seconds, `hard` where QuickBooks told it."""

    access: str
    refresh: str
    access_lifetime_s: int
    refresh_lifetime_s: int
    hard_lifetime_s: int | None

    def __repr__(self) -> str:
        return f"TokenPair(access_lifetime_s={self.access_lifetime_s})"


class _Client(AuthClient):  # type: ignore[misc]
    """AuthClient with known endpoints, time limits, and closed against what answers may set."""

    _is_sealed = False

    def __init__(self, connection: Connection, redirect_uri: str = "") -> None:
        requests.Session.__init__(self)
        self.trust_env = False
        self.mount("https://", HTTPAdapter(max_retries=0))
        self.mount("http://", HTTPAdapter(max_retries=0))
        # quickbooks: tells when the five years of a consent end.
        self.headers["x-include-refresh-token-hard-expires-in"] = "true"
        where = endpoints.sign_in(connection)
        self.auth_endpoint = where.authorize
        self.token_endpoint = where.token
        self.revoke_endpoint = where.revoke
        self.client_id = connection.client_id
        self.client_secret = connection.client_secret
        self.redirect_uri = redirect_uri
        self.state_token = None
        self.realm_id = None
        for name in ANSWERED:
            setattr(self, name, None)
        self._is_sealed = True

    def __setattr__(self, name: str, value: Any) -> None:
        if not self._is_sealed or name in ANSWERED or name in ("realm_id", "state_token"):
            super().__setattr__(name, value)

    def __enter__(self) -> Self:
        return self

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        answer: requests.Response = super().request(
            method, url, **{"timeout": TIMEOUT_S, "allow_redirects": False, **kwargs}
        )
        return answer

    def pair(self) -> TokenPair:
        """What the last answer set. Raises SignInUnreachable where it was no token pair."""
        if not self.access_token or not self.refresh_token:
            raise SignInUnreachable("QuickBooks' sign-in service gave an incomplete answer.")
        hard = self.x_refresh_token_hard_expires_in
        return TokenPair(
            access=str(self.access_token),
            refresh=str(self.refresh_token),
            access_lifetime_s=int(self.expires_in or 3600),
            refresh_lifetime_s=int(self.x_refresh_token_expires_in or 8_640_000),
            hard_lifetime_s=None if hard is None else int(hard),
        )


def authorize_url(*, connection: Connection, state: str, redirect_uri: str) -> str:
    """Where a person is sent to choose a company and agree. Makes no call."""
    with _Client(connection, redirect_uri) as client:
        return str(client.get_authorization_url([Scopes.ACCOUNTING], state_token=state))


def exchange_code(*, connection: Connection, code: str, realm: str, redirect_uri: str) -> TokenPair:
    """The token pair for a code, which works once. Raises SignInError's subclasses."""
    with _Client(connection, redirect_uri) as client:
        _call(client.get_bearer_token, code, realm_id=realm)
        return client.pair()


def refresh(*, connection: Connection, refresh_token: str) -> TokenPair:
    """A new pair, which must be stored before it is used (quickbooks: the old refresh token dies
    when its value changes, about once a day). Raises SignInError's subclasses."""
    with _Client(connection) as client:
        _call(client.refresh, refresh_token=refresh_token)
        return client.pair()


def revoke(*, connection: Connection, refresh_token: str) -> None:
    """Ends the consent at QuickBooks (quickbooks: revoking either token cuts the whole tie)."""
    with _Client(connection) as client:
        _call(client.revoke, token=refresh_token)


def _call(method: Any, *args: Any, **kwargs: Any) -> None:
    # `from None`: the library's exceptions carry the request, with both secrets in it.
    try:
        method(*args, **kwargs)
    except AuthClientError as fault:
        raise _refusal(fault.status_code, fault.content) from None
    except requests.RequestException:
        raise SignInUnreachable(
            "QuickBooks' sign-in service cannot be reached. Try again in a few minutes."
        ) from None


def _refusal(status: int, body: bytes) -> SignInError:
    if b"invalid_client" in body or status == 401:
        return WrongClient(
            "QuickBooks does not know this client ID and secret. Enter both again in "
            "Connection settings, for the same environment."
        )
    if b"invalid_grant" in body:
        return SignInRefused(
            "QuickBooks no longer accepts this sign-in. Connect again on the Token tab."
        )
    return SignInUnreachable(
        f"QuickBooks' sign-in service answered unexpectedly (status {status}). "
        "Try again in a few minutes."
    )
