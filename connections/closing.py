"""Until when are a company's books closed? Asked so often that it is known before anything is sent.

quickbooks: BookCloseDate stands in the preferences; whoever keeps the books moves it on.
"""

from datetime import date, datetime, timedelta
from typing import Any

from connections import exchanges, queue_side
from connections.gateway import Call, Gateway
from connections.models import Connection

FRESH_FOR = timedelta(hours=1)


def told(preferences: Any) -> date | None:
    """What a company's preferences say of it."""
    closed_on = preferences["AccountingInfoPrefs"].get("BookCloseDate")
    return date.fromisoformat(closed_on) if closed_on else None


def is_due(connection: Connection, *, now: datetime) -> bool:
    asked = connection.closing_asked_at
    return asked is None or asked <= now - FRESH_FOR


def refresh(connection: Connection, *, now: datetime, door: Gateway | None = None) -> None:
    """Asks QuickBooks; what waited for a closed period is looked at again where that has changed.

    Raises exchanges.Refused, and what `exchanges.ask` raises.
    """
    asked = exchanges.ask_or_raise(
        connection=connection, call=Call("GET", "/preferences"), door=door
    )
    before = connection.books_closed_on
    connection.books_closed_on = told(asked["Preferences"])
    connection.closing_asked_at = now
    connection.save(update_fields=["books_closed_on", "closing_asked_at", "updated_at"])
    noted(connection, before=before, now=now)


def noted(connection: Connection, *, before: date | None, now: datetime) -> None:
    """The company has told until when its books are closed; `before` is what it had told."""
    if connection.books_closed_on != before:
        queue_side.ask().look_at_closed_again(connection, now=now)
