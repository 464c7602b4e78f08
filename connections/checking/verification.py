"""Does what was decided still hold in QuickBooks? Asked there, point by point, and remembered."""

from datetime import datetime

from connections import lists
from connections.exchanges import Busy, Refused
from connections.models import Connection
from connections.tokens import UNUSABLE


def verify(*, connection: Connection, now: datetime) -> None:
    """Asks the company who it is, how it is set up, and whether what was chosen is still there.

    Accounts and codes are asked for only where they were fetched before: until then nobody has
    said that this is the right company. Raises exchanges.Refused, Busy and tokens.UNUSABLE, whose
    sentence then stands on the checklist.
    """
    try:
        lists.test_connection(connection=connection, now=now)
        if connection.list_items.exists():
            lists.fetch_lists(connection=connection, now=now)
    except (Refused, Busy, *UNUSABLE) as fault:
        _remember(connection, now, trouble=str(fault))
        raise
    _remember(connection, now, trouble="")


def _remember(connection: Connection, now: datetime, *, trouble: str) -> None:
    connection.checked_at, connection.check_trouble = now, trouble[:500]
    connection.save(update_fields=["checked_at", "check_trouble", "updated_at"])
