"""Who is connected to which company? Codes, access and refresh tokens, rotation, revocation.

quickbooks: the value of a refresh token changes about once a day; the replaced one is dead.
"""

import math
import secrets
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from emulator.clock import Clock
from emulator.settings import GRACE, REVOKE, Settings
from emulator.store import Store
from emulator.wire import Obj

CODE_S = 600
REFRESH_S = 8_726_400
HARD_S = 157_680_000
GRACE_S = 86_400


class RefusedError(Exception):
    """The token endpoint's refusal: `error` and perhaps a description."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(description or error)
        self.body: Obj = {"error": error}
        if description:
            self.body["error_description"] = description


@dataclass
class Grant:
    """One connection of an app to a company, from consent to revocation."""

    id: str
    realm: str
    client: str
    refresh_token: str
    issued: float
    began: float
    replaced: dict[str, float] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    revoked: bool = False


@dataclass
class Code:
    realm: str
    client: str
    redirect_uri: str
    issued: float
    grant: str = ""


class Grants:
    """All grants of one emulator; safe to use from several threads."""

    def __init__(self, *, clock: Clock, settings: Settings, store: Store) -> None:
        self._clock, self._settings, self._store = clock, settings, store
        self._lock = threading.RLock()
        self._codes: dict[str, Code] = {}
        self._grants: dict[str, Grant] = {}
        self._by_access: dict[str, str] = {}
        self._by_refresh: dict[str, str] = {}
        for _key, saved in store.load("grant"):
            self._index(_restored(saved))

    def authorise(self, *, realm: str, client: str, redirect_uri: str) -> str:
        """A code that may be exchanged once within ten minutes."""
        code = "XAB" + secrets.token_hex(24)
        self._codes[code] = Code(realm, client, redirect_uri, self._clock.timestamp())
        return code

    def exchange(self, *, code: str, client: str, redirect_uri: str) -> Obj:
        """Tokens for a code. A second exchange is refused and revokes what the first gave."""
        with self._lock:
            known = self._codes.get(code)
            if known is None or known.client != client or known.redirect_uri != redirect_uri:
                raise RefusedError("invalid_grant")
            if known.grant:
                self._revoke(self._grants[known.grant])
                raise RefusedError("invalid_grant")
            if self._clock.timestamp() - known.issued > CODE_S:
                raise RefusedError("invalid_grant")
            grant = self.open(realm=known.realm, client=client)
            known.grant = grant.id
            return self._answer(grant)

    def open(self, *, realm: str, client: str) -> Grant:
        """A new connection without clicking."""
        with self._lock:
            now = self._clock.timestamp()
            grant = Grant(secrets.token_hex(8), realm, client, _refresh_value(), now, now)
            self._index(grant)
            return grant

    def tokens(self, grant: Grant) -> Obj:
        with self._lock:
            return self._answer(grant)

    def refresh(self, *, token: str, client: str) -> Obj:
        """A new access token; the refresh token's value changes when it is old enough."""
        with self._lock:
            grant = self._refreshable(token, client)
            if self._clock.timestamp() - grant.issued >= self._settings.rotate_s:
                self._rotate(grant)
            return self._answer(grant)

    def revoke(self, token: str) -> bool:
        """End the grant that a token of either kind belongs to; False if there is none."""
        with self._lock:
            id_ = self._by_refresh.get(token) or self._by_access.get(token)
            if id_ is None or self._grants[id_].revoked:
                return False
            self._revoke(self._grants[id_])
            return True

    def bearer(self, token: str) -> tuple[Grant | None, str]:
        """The grant an access token stands for, or None and why not."""
        with self._lock:
            grant = self._grants.get(self._by_access.get(token, ""))
            if grant is None:
                return None, f"Malformed bearer token: {token}"
            if grant.revoked:
                return None, f"Token revoked: {token}"
            if grant.access[token] <= self._clock.timestamp():
                return None, f"Token expired: {token}"
            return grant, ""

    def clear(self) -> None:
        with self._lock:
            for known in (self._codes, self._grants, self._by_access, self._by_refresh):
                known.clear()

    def _refreshable(self, token: str, client: str) -> Grant:
        if token in self._by_access:
            raise RefusedError("invalid_grant", "Incorrect Token type or clientID")
        grant = self._grants.get(self._by_refresh.get(token, ""))
        if grant is None or grant.revoked:
            raise RefusedError("invalid_grant", "Incorrect or invalid refresh token")
        if grant.client != client:
            raise RefusedError("invalid_grant", "Incorrect Token type or clientID")
        now = self._clock.timestamp()
        if now - grant.issued > REFRESH_S or now - grant.began > HARD_S:
            raise RefusedError("invalid_grant", "Incorrect or invalid refresh token")
        if token != grant.refresh_token:
            self._refuse_replaced(grant, token, now)
        return grant

    def _refuse_replaced(self, grant: Grant, token: str, now: float) -> None:
        """A replaced token: alive for a day under `grace`, taken as theft under `revoke`."""
        if self._settings.token_reuse == GRACE and now - grant.replaced[token] <= GRACE_S:
            return
        if self._settings.token_reuse == REVOKE:
            self._revoke(grant)
        raise RefusedError("invalid_grant", "Incorrect or invalid refresh token")

    def _rotate(self, grant: Grant) -> None:
        now = self._clock.timestamp()
        grant.replaced[grant.refresh_token] = now
        grant.refresh_token, grant.issued = _refresh_value(), now
        self._index(grant)

    def _answer(self, grant: Grant) -> Obj:
        now = self._clock.timestamp()
        token = "eyJlbmMiOiJFTVVMQVRPUiJ9." + secrets.token_urlsafe(72)
        lifetime = int(self._settings.access_token_s)
        grant.access = {t: until for t, until in grant.access.items() if until > now - 86_400}
        grant.access[token] = now + lifetime
        self._by_access[token] = grant.id
        self._save(grant)
        return {
            "x_refresh_token_expires_in": math.ceil(REFRESH_S - (now - grant.issued)),
            "refresh_token": grant.refresh_token,
            "access_token": token,
            "token_type": "bearer",
            "expires_in": lifetime,
        }

    def _revoke(self, grant: Grant) -> None:
        grant.revoked = True
        self._save(grant)

    def _index(self, grant: Grant) -> None:
        self._grants[grant.id] = grant
        for token in (grant.refresh_token, *grant.replaced):
            self._by_refresh[token] = grant.id
        for token in grant.access:
            self._by_access[token] = grant.id

    def _save(self, grant: Grant) -> None:
        saved: dict[str, Any] = asdict(grant)
        for name in ("issued", "began"):
            saved[name] = repr(saved[name])
        saved["access"] = {token: repr(until) for token, until in grant.access.items()}
        saved["replaced"] = {token: repr(since) for token, since in grant.replaced.items()}
        self._store.save([("grant", grant.id, saved)])


def _refresh_value() -> str:
    return "AB11" + secrets.token_hex(23)


def _restored(saved: dict[str, Any]) -> Grant:
    for name in ("issued", "began"):
        saved[name] = float(saved[name])
    for name in ("access", "replaced"):
        saved[name] = {token: float(at) for token, at in saved[name].items()}
    return Grant(**saved)
