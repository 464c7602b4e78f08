"""Who may refresh a sign-in just now? A lease on the Token row, taken by compare-and-swap.

It works the same on every database, and no transaction is open while it is held.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from connections import oauth
from connections.models import Token
from connections.oauth import SignInUnreachable

OAUTH_TIMEOUT = timedelta(seconds=sum(oauth.TIMEOUT_S))
LEASE = 2 * OAUTH_TIMEOUT
POLL_S = 0.2


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


def turns(watch: Watch) -> Iterator[int]:
    """One turn per poll, until a lease that somebody died with has surely run out."""
    for turn in range(int((LEASE + OAUTH_TIMEOUT).total_seconds() / POLL_S)):
        yield turn
        watch.sleep(POLL_S)


def take(token: Token, holder: str, now: datetime) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = Token.objects.filter(free, pk=token.pk).update(
        lease_holder=holder, lease_until=now + LEASE
    )
    return taken == 1


def give_back(token: Token, holder: str) -> None:
    """Ends the lease, unless it ran out and somebody else holds it by now."""
    Token.objects.filter(pk=token.pk, lease_holder=holder).update(lease_holder="", lease_until=None)


def refuse_lost(token: Token, holder: str, now: datetime) -> None:
    """A process that slept may wake up after its lease: then another one refreshes already."""
    if (
        token.lease_holder == holder
        and token.lease_until
        and now + OAUTH_TIMEOUT <= token.lease_until
    ):
        return
    raise SignInUnreachable("This refresh was overtaken by another one. Try again.")
