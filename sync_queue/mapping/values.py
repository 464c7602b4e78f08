"""Which types of values are there, and how does each read as text?"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sync_queue import canonical

YES, NO = "yes", "no"
SAYS_YES = frozenset({"yes", "true", "1", "y", "on"})
SAYS_NO = frozenset({"no", "false", "0", "n", "off"})


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "date"
    YES_NO = "yes or no"


def text_of(value: Any) -> str:
    """A value in letters: 12.5, 2026-11-20, yes; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return canonical.number(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def yes_or_no(value: Any) -> bool | None:
    """True or False for what says so; None for what says neither."""
    if isinstance(value, bool):
        return value
    said = text_of(value).strip().casefold()
    if said in SAYS_YES:
        return True
    return False if said in SAYS_NO else None
