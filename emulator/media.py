"""How does a body of the API become values, and values a body?

quickbooks: JSON in and out where JSON is said; the media type of a fault has no charset.
"""

from typing import Any

from werkzeug import Request

from emulator import wire
from emulator.faults import Fault, unsupported
from emulator.wire import Obj

JSON = "application/json"


def read(request: Request, data: bytes) -> Any:
    """The value of a request body; no body is an empty object.

    Raises Fault 500 for a media type that is not understood and 2010 for a malformed body.
    """
    return parsed(data, request.content_type or "") if data.strip() else {}


def parsed(data: bytes, content_type: str) -> Any:
    """The value of one body of that type; without a type it is taken for JSON. Raises Fault."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in {"", JSON, "text/json"}:
        raise unsupported("Cannot consume content type")
    try:
        return wire.loads(data)
    except ValueError as error:
        raise malformed() from error


def malformed() -> Fault:
    """quickbooks: what cannot be parsed is refused like an unknown property."""
    return Fault(
        "2010",
        "Property Name:failed to parse json object; a property specified is unsupported or invalid",
    )


def rendered(request: Request, status: int, body: Obj) -> tuple[bytes, str]:
    """The bytes of an answer and its Content-Type."""
    return wire.dumps(body).encode(), f"{JSON};charset=utf-8" if status == 200 else JSON
