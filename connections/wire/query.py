"""How a value is written inside a statement of QuickBooks' query language."""

from datetime import date, datetime
from decimal import Decimal

Value = str | bool | int | Decimal | date | datetime


class ValueRefused(ValueError):
    """A value that no statement may carry: a control character, or a moment without a zone."""


def quote(value: Value) -> str:
    r"""The literal for `value`: 'O\'Brien', true, '12.50', '2026-01-31'.

    quickbooks: a backslash escapes the quote, so it must itself be escaped first. Raises
    ValueRefused.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{_escaped(_text(value))}'"


def _text(value: Value) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueRefused("A moment in a query needs its time zone.")
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _escaped(text: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueRefused("A value in a query must not contain control characters.")
    return text.replace("\\", "\\\\").replace("'", "\\'")
