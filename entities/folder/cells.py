"""What a cell means: text into the value of a field, and back into the same text."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, DateTimeField, DecimalField, Field
from django.utils import timezone

TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
MONEY_PLACES = 2


class BadCell(ValueError):
    """The text does not fit the column; the message says what would."""


def read(field: "Field[Any, Any]", text: str) -> Any:
    """The value of `field` that `text` stands for. An empty cell means the field's default.

    Raises BadCell with words that make sense after "file, line, column:".
    """
    if text == "":
        return _empty(field)
    if "\0" in text:
        raise BadCell("has a NUL character in it. Remove it.")
    value = _parse(field, text)
    try:
        field.run_validators(value)
    except ValidationError as error:
        raise BadCell(f"“{_short(text)}” does not fit. {' '.join(error.messages)}") from error
    return value


def write(value: Any) -> str:
    """The text that `read` turns into `value` again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    return str(value)


def _empty(field: "Field[Any, Any]") -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.blank:
        return ""
    raise BadCell("is empty. It needs a value.")


def _parse(field: "Field[Any, Any]", text: str) -> Any:
    if field.choices:
        return _choice(field, text.strip())
    if isinstance(field, BooleanField):
        return _truth(text.strip().lower())
    if isinstance(field, DecimalField):
        return _decimal(text.strip())
    if isinstance(field, DateTimeField):
        return _moment(text.strip())
    if isinstance(field, DateField):
        return _day(text.strip())
    if field.get_internal_type() == "PositiveIntegerField":
        return read_count(text)
    return text


def _choice(field: "Field[Any, Any]", text: str) -> str:
    known = [str(value) for value, _ in field.flatchoices]
    if text in known:
        return text
    raise BadCell(f"“{_short(text)}” is not known here. Use one of: {', '.join(known)}.")


def _truth(text: str) -> bool:
    if text in TRUTHS:
        return TRUTHS[text]
    raise BadCell(f"“{_short(text)}” is neither true nor false. Write true or false.")


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite():
        return value
    raise BadCell(
        f"“{_short(text)}” is not a number. Write it with a point and without separators of "
        "thousands, like 1234.50."
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadCell(
            f"“{_short(text)}” is not a date with a time. Write it like 2026-11-02T14:30:00+00:00."
        ) from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadCell(f"“{_short(text)}” is not a date. Write it like 2026-11-02.") from error


def read_count(text: str) -> int:
    """A whole number from 0. Raises BadCell."""
    digits = text.strip()
    if digits.isascii() and digits.isdigit():
        return int(digits)
    raise BadCell(f"“{_short(text)}” is not a whole number. Write it like 3.")


def _number(value: Decimal) -> str:
    shown = value.normalize()
    places = -int(shown.as_tuple().exponent)
    # Money reads best with its cents; a quantity of 2 is written as it is counted.
    exponent = int(value.as_tuple().exponent)
    if exponent == -MONEY_PLACES and places < MONEY_PLACES:
        return f"{value:.2f}"
    return f"{shown:f}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}…"
