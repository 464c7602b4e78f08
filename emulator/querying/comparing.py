"""Does a value meet a condition of a query? Numbers, days, moments are compared as such."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from emulator.books.company import Company
from emulator.kinds.base import Kind
from emulator.protocol import schema
from emulator.protocol.faults import Fault
from emulator.querying.grammar import Condition

Test = Callable[[Any], bool]
NUMBERS = frozenset({"decimal", "int", "long", "positiveInteger"})
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
ORDERED = frozenset({"<", ">", "<=", ">=", "between"})


def test_of(company: Company, kind: Kind, condition: Condition) -> Test:
    """The condition as a test of one value. Raises Fault 4001 for what the property never holds."""
    if condition.sign == "like":
        pattern = ".*".join(re.escape(part) for part in condition.values[0].split("%"))
        return partial(_like, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    wanted = [_literal(company, kind, condition, text) for text in condition.values]
    if None in wanted:
        return _refused(company, condition, condition.values[wanted.index(None)])
    if condition.sign == "in":
        return partial(_any_of, wanted)
    if condition.sign == "between":
        return partial(_between, *wanted)
    return partial(_compare, condition.sign, wanted[0])


def _any_of(wanted: list[Any], value: Any) -> bool:
    return any(_compare("=", each, value) for each in wanted)


def _between(low: Any, high: Any, value: Any) -> bool:
    return _compare(">=", low, value) and _compare("<=", high, value)


def _like(pattern: re.Pattern[str], value: Any) -> bool:
    return value is not None and pattern.fullmatch(str(value)) is not None


def _compare(sign: str, wanted: Any, value: Any) -> bool:
    present = None if value is None else _comparable(value, wanted)
    return sign == "!=" if present is None else COMPARE[sign](present, wanted)


def _comparable(value: Any, wanted: Any) -> Any:
    """A stored value in the form of the wanted one; None where it has no such form."""
    if isinstance(wanted, bool):
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if isinstance(wanted, Decimal):
        return _number(str(value))
    if isinstance(wanted, datetime):
        return schema.moment(str(value))
    return str(value).casefold()


def _literal(company: Company, kind: Kind, condition: Condition, text: str) -> Any:
    """What a text of the statement means for the property it is compared with, None where that
    never holds such a value."""
    type_ = schema.type_at(kind.name, condition.name)
    by_number = condition.name.lower() == "id" and condition.sign in ORDERED
    meant: Any = text.casefold()
    if type_ in NUMBERS or by_number:
        meant = _number(text)
    elif type_ == "boolean":
        meant = {"true": True, "false": False}.get(meant)
    elif type_ == "dateTime":
        meant = _moment(company, text)
    elif type_ == "date":
        moment = _moment(company, text)
        meant = None if moment is None else moment.date().isoformat()
    return meant


def _refused(company: Company, condition: Condition, text: str) -> Test:
    """The test that nothing meets, or Fault 4001, for a value that the property never holds."""
    if company.settings.query_values == "no match":
        return lambda value: False
    detail = f"QueryValidationError: value {text} is not valid for property {condition.name}"
    raise Fault("4001", detail)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(company: Company, text: str) -> datetime | None:
    """A time stamp or a day; without an offset it is the company's time."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=company.now().tzinfo)
