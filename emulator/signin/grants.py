"""Who is connected to which company? Codes, access and refresh tokens, rotation, revocation.

quickbooks: the value of a refresh token changes about once a day; the replaced one is dead. A
connection ends 100 days after its last change of token, and five years after its consent.
"""

import math
import secrets
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from emulator.books.store import Store
from emulator.clock import Clock
from emulator.settings import Settings
from emulator.silences import GRACE, REVOKE
from emulator.wire import Obj

HARD_S = 157_680_000
GRACE_S = 86_400
ACCOUNTING = "com.intuit.quickbooks.accounting"
INVALID = "Incorrect or invalid refresh token"
FOREIGN = "Incorrect Token type or clientID"
MALFORMED = "Malformed bearer token: too short or too long"
# The head of a sealed token; quickbooks: those have about 800 characters.
SEALED = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0"


class RefusedError(Exception):
    """The token endpoint's refusal: `error`, perhaps a description, perhaps a reason."""

    def __init__(
        self, error: str, description: str = "", *, reason: str = "", detail: str = ""
    ) -> None:
        super().__init__(description or error)
        said = {
            "error_description": description,
            "x_error_reason": reason,
            "x_error_reason_detail": detail,
            "error": error,
        }
        self.body: Obj = {name: text for name, text in said.items() if text}


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
    scopes: str = ACCOUNTING
    person_removed: bool = False

    def may(self, scope: str) -> bool:
        return scope in self.scopes.split()

    def opens(self, realm: str) -> bool:
        """Whether its tokens open the books of that company."""
        return self.realm == realm and self.may(ACCOUNTING) and not self.person_removed


@dataclass
class Code:
    realm: str
    client: str
    redirect_uri: str
    issued: float
    scopes: str
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

    def authorise(self, *, realm: str, client: str, redirect_uri: str, scopes: str) -> str:
        """A code that may be exchanged once within some minutes."""
        code = "XAB" + secrets.token_hex(24)
        self._codes[code] = Code(realm, client, redirect_uri, self._clock.timestamp(), scopes)
        return code

    def exchange(self, *, code: str, client: str, redirect_uri: str) -> tuple[Obj, Grant]:
        """Tokens for a code. A second exchange is refused and may revoke what the first gave."""
        with self._lock:
            known = self._codes.get(code)
            if known is None or known.client != client or known.redirect_uri != redirect_uri:
                raise RefusedError("invalid_grant")
            if known.grant:
                if self._settings.code_reuse == REVOKE:
                    self.end(self._grants[known.grant])
                raise RefusedError("invalid_grant")
            if self._clock.timestamp() - known.issued > self._settings.code_s:
                raise RefusedError("invalid_grant")
            grant = self.open(realm=known.realm, client=client, scopes=known.scopes)
            known.grant = grant.id
            return self._answer(grant), grant

    def open(self, *, realm: str, client: str, scopes: str = ACCOUNTING) -> Grant:
        """A new connection without clicking."""
        with self._lock:
            now, id_ = self._clock.timestamp(), secrets.token_hex(8)
            grant = Grant(id_, realm, client, _refresh_value(), now, now, scopes=scopes)
            self._index(grant)
            return grant

    def of(self, realm: str) -> list[Grant]:
        """All connections of a company, the ended ones too, the oldest first."""
        with self._lock:
            return [grant for grant in self._grants.values() if grant.realm == realm]

    def tokens(self, grant: Grant) -> Obj:
        with self._lock:
            return self._answer(grant)

    def refresh(self, *, token: str, client: str) -> tuple[Obj, Grant]:
        """A new access token; the refresh token's value changes when it is old enough."""
        with self._lock:
            grant = self._refreshable(token, client)
            if self._clock.timestamp() - grant.issued >= self._settings.rotate_s:
                self._rotate(grant)
            if self._settings.access_tokens_at_refresh == "end":
                grant.access = {}
            return self._answer(grant), grant

    def hard_limit(self, grant: Grant) -> int:
        """Seconds until the connection ends whatever happens."""
        return math.ceil(HARD_S - (self._clock.timestamp() - grant.began))

    def revoke(self, token: str, *, client: str) -> bool:
        """End the grant that an app's token of either kind belongs to; False if there is none."""
        with self._lock:
            id_ = self._by_refresh.get(token) or self._by_access.get(token)
            grant = self._grants.get(id_ or "")
            if grant is None or grant.revoked or grant.client != client:
                return False
            self.end(grant)
            return True

    def end(self, grant: Grant) -> None:
        """From now on none of its tokens opens anything."""
        with self._lock:
            grant.revoked = True
            self._save(grant)

    def remove_person(self, grant: Grant) -> None:
        """Whoever agreed is no longer a user of the company: its tokens open nothing any more."""
        with self._lock:
            grant.person_removed = True
            self._save(grant)

    def bearer(self, token: str) -> tuple[Grant | None, str]:
        """The grant an access token stands for, or None and why not."""
        with self._lock:
            grant = self._grants.get(self._by_access.get(token, ""))
            if grant is None:
                return None, MALFORMED
            if grant.revoked:
                return None, f"Token revoked: {token}"
            if grant.access.get(token, 0) <= self._clock.timestamp():
                return None, f"Token expired: {token}"
            return grant, ""

    def clear(self) -> None:
        with self._lock:
            for known in (self._codes, self._grants, self._by_access, self._by_refresh):
                known.clear()

    def _refreshable(self, token: str, client: str) -> Grant:
        if token in self._by_access:
            raise RefusedError("invalid_grant", FOREIGN)
        grant = self._grants.get(self._by_refresh.get(token, ""))
        if grant is None or grant.revoked:
            raise RefusedError("invalid_grant", INVALID)
        if grant.client != client:
            raise RefusedError("invalid_grant", FOREIGN)
        if grant.person_removed and self._settings.removed_person == "no realm":
            raise RefusedError(
                "invalid_grant",
                "Unauthorized Request: User is not a member of the specified Realm",
                reason="user_not_in_realm",
                detail="The user is not in the specified realm",
            )
        now = self._clock.timestamp()
        if now - grant.issued > self._settings.refresh_token_s or now - grant.began > HARD_S:
            raise RefusedError("invalid_grant", INVALID)
        if token != grant.refresh_token:
            self._refuse_replaced(grant, token, now)
        return grant

    def _refuse_replaced(self, grant: Grant, token: str, now: float) -> None:
        """A replaced token: alive for a day under `grace`, taken as theft under `revoke`."""
        if self._settings.token_reuse == GRACE and now - grant.replaced[token] <= GRACE_S:
            return
        if self._settings.token_reuse == REVOKE:
            self.end(grant)
        raise RefusedError("invalid_grant", INVALID)

    def _rotate(self, grant: Grant) -> None:
        now = self._clock.timestamp()
        grant.replaced[grant.refresh_token] = now
        grant.refresh_token, grant.issued = _refresh_value(), now
        self._index(grant)

    def _answer(self, grant: Grant) -> Obj:
        now = self._clock.timestamp()
        token = _access_value()
        lifetime = int(self._settings.access_token_s)
        grant.access = {t: until for t, until in grant.access.items() if until > now - 86_400}
        grant.access[token] = now + lifetime
        self._by_access[token] = grant.id
        self._save(grant)
        return {
            "x_refresh_token_expires_in": self._left(grant, now),
            "refresh_token": grant.refresh_token,
            "access_token": token,
            "token_type": "bearer",
            "expires_in": lifetime,
        }

    def _left(self, grant: Grant, now: float) -> int:
        """Seconds for which the refresh token will still be taken, as far as it is told."""
        rolling = grant.issued + self._settings.refresh_token_s - now
        if self._settings.last_days == "promise all":
            return math.ceil(rolling)
        return math.ceil(min(rolling, grant.began + HARD_S - now))

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


def _access_value() -> str:
    nonce, text, tag = (secrets.token_urlsafe(size) for size in (16, 528, 16))
    return f"{SEALED}..{nonce}.{text}.{tag}"


def _refresh_value() -> str:
    return "AB11" + secrets.token_hex(23)


def _restored(saved: dict[str, Any]) -> Grant:
    for name in ("issued", "began"):
        saved[name] = float(saved[name])
    for name in ("access", "replaced"):
        saved[name] = {token: float(at) for token, at in saved[name].items()}
    return Grant(**saved)
