"""A value stays a value inside a statement, whatever it contains."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from connections.wire.query import Value, ValueRefused, quote


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("Alice", "'Alice'"),
        ("O'Brien", r"'O\'Brien'"),
        ("back\\slash", r"'back\\slash'"),
        ("Löwe 🦁", "'Löwe 🦁'"),
        ("", "''"),
        (True, "true"),
        (False, "false"),
        (7, "'7'"),
        (Decimal("12.50"), "'12.50'"),
        (Decimal("1E+3"), "'1000'"),
        (date(2026, 1, 31), "'2026-01-31'"),
        (datetime(2026, 1, 31, 23, 5, tzinfo=UTC), "'2026-01-31T23:05:00+00:00'"),
    ],
)
def test_it_writes_each_kind_of_value(value: Value, literal: str) -> None:
    assert quote(value) == literal


def test_a_value_cannot_end_its_own_literal() -> None:
    attack = "x\\' OR Active = true OR DisplayName = \\'y"

    literal = quote(attack)

    inside = literal[1:-1].replace("\\\\", "").replace("\\'", "")
    assert "'" not in inside


def test_a_trailing_backslash_does_not_swallow_the_closing_quote() -> None:
    assert quote("x\\") == r"'x\\'"


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "a\x7fb", "a\tb"])
def test_it_refuses_control_characters(text: str) -> None:
    with pytest.raises(ValueRefused, match="control characters"):
        quote(text)


def test_it_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueRefused, match="time zone"):
        quote(datetime(2026, 1, 31, 23, 5))  # noqa: DTZ001
