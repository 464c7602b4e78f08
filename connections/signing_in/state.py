"""Did this login session really send the person to QuickBooks? A signed state that works once.

It is bound to the session, the person and the connection, and lives for ten minutes.
"""

import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing

from connections.models import Connection

SALT = "connections.signing_in.state"
LIFETIME_S = 600
OPEN, REDEEMED = "sign_ins_open", "sign_ins_redeemed"
# Several tabs may be on their way to QuickBooks at once.
KEPT = 10


class StateRefused(Exception):
    """The way back from QuickBooks cannot be trusted: start again on the Token tab."""


class StateForged(StateRefused):
    """Nothing that we signed."""


class StateExpired(StateRefused):
    """More than ten minutes old."""


class StateReplayed(StateRefused):
    """Used before, in this session."""


class StateOfOtherSession(StateRefused):
    """Issued to another login session or another person."""


AGAIN = "Nothing was changed. Press Connect to QuickBooks on the Token tab again."


def issue(*, session: SessionBase, connection: Connection, user: Any) -> str:
    """A fresh state for one trip to QuickBooks; its nonce is remembered in `session`."""
    nonce = secrets.token_urlsafe(24)
    session[OPEN] = [*session.get(OPEN, []), nonce][-KEPT:]
    claims = {"connection": connection.pk, "user": user.pk, "nonce": nonce}
    return signing.dumps(claims, salt=SALT, compress=True)


def redeem(*, session: SessionBase, state: str, user: Any) -> int:
    """The connection's pk that `state` was issued for; works once. Raises StateRefused."""
    claims = _claims(state)
    nonce = claims["nonce"]
    if nonce in session.get(REDEEMED, []):
        raise StateReplayed(f"This way back from QuickBooks was used before. {AGAIN}")
    if nonce not in session.get(OPEN, []) or claims["user"] != user.pk:
        raise StateOfOtherSession(
            f"This way back from QuickBooks began in another login session. {AGAIN}"
        )
    session[OPEN] = [other for other in session[OPEN] if other != nonce]
    session[REDEEMED] = [*session.get(REDEEMED, []), nonce][-KEPT:]
    return int(claims["connection"])


def _claims(state: str) -> Any:
    try:
        return signing.loads(state, salt=SALT, max_age=LIFETIME_S)
    except signing.SignatureExpired as fault:
        raise StateExpired(
            f"The way back from QuickBooks took more than ten minutes. {AGAIN}"
        ) from fault
    except signing.BadSignature as fault:
        raise StateForged(f"This way back was not opened by this site. {AGAIN}") from fault
