"""Which dates of the platform concern this connection, and what must be done before them?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from connections.models import Connection, Token

# quickbooks: a consent lives for five years at most; first met by sign-ins of October 2023.
LONGEST = timedelta(days=5 * 365)
# So early a person is told that a sign-in ends for good.
NOTICE = timedelta(days=60)


@dataclass(frozen=True)
class Deadline:
    """`moment` is None for what has been so for some time; `is_near`: something is to be done."""

    title: str
    sentence: str
    moment: datetime | None = None
    is_near: bool = False


def deadlines(*, connection: Connection, token: Token | None, now: datetime) -> list[Deadline]:
    """What concerns this connection, the most urgent first."""
    if token is None or not connection.is_connected:
        return []
    found = [*_hard_end(token, now), *_unused(token), *_reconnect_address(connection)]
    return sorted(found, key=lambda one: not one.is_near)


def hard_end(token: Token) -> datetime | None:
    """When the consent ends whatever happens: as QuickBooks told it, else five years after it."""
    if token.hard_expires_at is not None:
        return token.hard_expires_at
    return token.connected_at + LONGEST if token.connected_at else None


def _hard_end(token: Token, now: datetime) -> Iterator[Deadline]:
    end = hard_end(token)
    if end is None:
        return
    told = "" if token.hard_expires_at else "QuickBooks did not tell the day; it is no later. "
    yield Deadline(
        "Connect again by hand before",
        f"{told}A sign-in lives for five years. Connecting again takes a minute, changes nothing "
        "else and begins five new years.",
        end,
        is_near=end - now < NOTICE,
    )


def _unused(token: Token) -> Iterator[Deadline]:
    """quickbooks: 100 days after the last renewal, which is one a day here."""
    if token.refresh_expires_at is not None:
        yield Deadline(
            "Ends if it is not used until",
            "The bridge renews the sign-in all the time, and this day moves on with it. Only a "
            "bridge that stands still for so long loses it.",
            token.refresh_expires_at,
        )


def _reconnect_address(connection: Connection) -> Iterator[Deadline]:
    """quickbooks: asked of every app since January 2026."""
    if connection.environment == Connection.Environment.PRODUCTION:
        yield Deadline(
            "Reconnect URL, since January 2026",
            "Intuit asks every app for the address at which a person connects again. Enter the "
            "address of this page in your Intuit app.",
        )
