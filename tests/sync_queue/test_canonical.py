"""Equal documents are equal bytes, and money never passes through a float."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_queue import canonical

money = st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("0.000001"), "0.000001"),
        (Decimal("100"), "100"),
        (Decimal("14999999999.99"), "14999999999.99"),
    ],
)
def test_a_number_is_written_in_plain_digits(value: Decimal, text: str) -> None:
    assert canonical.number(value) == text


def test_the_order_of_keys_does_not_matter() -> None:
    one = canonical.encode({"a": 1, "b": {"x": True, "y": None}})
    other = canonical.encode({"b": {"y": None, "x": True}, "a": 1})

    assert one == other == b'{"a":1,"b":{"x":true,"y":null}}'


@given(money)
def test_the_wire_carries_exactly_the_amount(amount: Decimal) -> None:
    sent = json.loads(canonical.encode({"Amount": amount}), parse_float=Decimal, parse_int=Decimal)

    assert sent["Amount"] == amount


@given(money)
def test_equal_amounts_are_remembered_alike_however_they_are_written(amount: Decimal) -> None:
    longer = amount.quantize(Decimal("0.0001"))

    assert canonical.plain([amount]) == canonical.plain([longer])


@pytest.mark.parametrize("value", [True, None, "12.50", {"a": ["b"]}, []])
def test_what_is_no_number_is_remembered_as_it_is(value: Any) -> None:
    assert canonical.plain(value) == value


def test_text_of_any_script_survives_the_wire() -> None:
    body = {"Name": "Köln ☕ “Tee”\n"}

    assert json.loads(canonical.encode(body)) == body


def test_parts_of_a_digest_never_run_into_one_another() -> None:
    assert canonical.digest("ab", "c") != canonical.digest("a", "bc")
    assert canonical.digest("ab", b"c") == canonical.digest(b"ab", "c")
