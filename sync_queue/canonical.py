"""How a document is written down so that equal documents are equal bytes, and money stays exact.

`encode` gives the bytes for the wire (Decimals as plain JSON numbers, never through a float);
`plain` gives the form in which a link remembers what was sent (numbers as strings).
"""

import hashlib
import json
from decimal import Decimal
from typing import Any


def encode(value: Any) -> bytes:
    """JSON with sorted keys and exact numbers, of dicts, lists, str, int, bool, None, Decimal."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, dict):
        inside = (f"{json.dumps(key)}:{_text(value[key])}" for key in sorted(value))
        return "{" + ",".join(inside) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(item) for item in value) + "]"
    return json.dumps(value)


def plain(value: Any) -> Any:
    """`value` with every number as a string without trailing zeros, so that 1 and 1.00 agree."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal | int | float):
        return number(Decimal(str(value)))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


def number(value: Decimal) -> str:
    """A Decimal in digits, without exponent and without trailing zeros: 12.50 is "12.5"."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def digest(*parts: str | bytes) -> str:
    """SHA-256 over the parts, each with its length, so that parts never run into one another."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sha.update(f"{len(data)}:".encode() + data)
    return sha.hexdigest()
