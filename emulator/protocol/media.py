"""How does a body of the API become values, and values a body?

quickbooks: JSON where JSON is asked for, XML where XML is, and XML where nobody says anything; the
media type of a fault has no charset.
"""

import json
import zlib
from datetime import UTC
from functools import lru_cache
from typing import Any

from werkzeug import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from emulator import wire
from emulator.protocol import xml_body
from emulator.protocol.faults import Fault, unsupported
from emulator.settings import Settings
from emulator.wire import Obj

NO_UTF_8 = (
    "com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException: "
    "Invalid byte 1 of 1-byte UTF-8 sequence"
)
PACKINGS = frozenset({"gzip", "deflate"})
# Lets zlib tell gzip from deflate by how the bytes begin.
EITHER_PACKING = 32
MOST_UNPACKED = 140_000_000
JSON, XML = "application/json", "application/xml"
JSON_TYPES = frozenset({JSON, "text/json"})
XML_TYPES = frozenset({XML, "text/xml"})


def read(request: Request, data: bytes, settings: Settings) -> Any:
    """The value of a request body; no body is an empty object, or a malformed one.

    Raises Fault 500 for a media type that is not understood and 2010 for a malformed body.
    """
    if not data.strip():
        if settings.empty_body != "object":
            raise malformed()
        return {}
    namespaced, type_ = settings.xml_namespace == "required", request.content_type or ""
    return parsed(data, type_, wanted=_entity(request), namespaced=namespaced)


def unpacked(request: Request) -> bytes:
    """The bytes of a body, which Intuit's own libraries may pack. Raises Fault 2010."""
    data = request.get_data()
    if not data or request.headers.get("Content-Encoding", "").lower() not in PACKINGS:
        return data
    inflater = zlib.decompressobj(zlib.MAX_WBITS | EITHER_PACKING)
    try:
        plain = inflater.decompress(data, MOST_UNPACKED)
    except zlib.error as error:
        raise malformed() from error
    if not inflater.eof:
        raise malformed()
    return plain


def parsed(data: bytes, content_type: str, *, wanted: str = "", namespaced: bool = False) -> Any:
    """The value of one body of that type; without a type its look decides. Raises Fault.

    `wanted` is the kind of object that must stand in XML, where it says what it is; `namespaced`
    XML must name Intuit's namespace.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if not kind:
        kind = XML if data.lstrip()[:1] == b"<" else JSON
    if kind in XML_TYPES:
        return _from_xml(data, wanted, namespaced=namespaced)
    if kind not in JSON_TYPES:
        raise unsupported("Cannot consume content type")
    try:
        value = wire.loads(data)
        if b"\\u" in data:
            _refuse_half_characters(value)
    except (ValueError, RecursionError) as error:
        raise malformed() from error
    return value


def _refuse_half_characters(value: Any) -> None:
    """Raises ValueError where half of a pair of surrogates stands alone: it is no text."""
    json.dumps(value, ensure_ascii=False, default=str).encode()


def _entity(request: Request) -> str:
    """The kind of object an address speaks of: /v3/company/<realm>/<kind>."""
    return request.path.split("/")[4]


def _from_xml(data: bytes, wanted: str, *, namespaced: bool) -> Obj:
    _refuse_bad_bytes(data)
    try:
        return xml_body.loads(data, wanted, namespaced=namespaced)
    except (xml_body.BadXmlError, RecursionError) as error:
        raise malformed("xml") from error


def _refuse_bad_bytes(data: bytes) -> None:
    """quickbooks: XML that is not the UTF-8 it says is refused in the words of its parser (500)."""
    head = data.lstrip()[:100].lower()
    if not head.startswith(b"<") or (b"encoding=" in head and b"utf-8" not in head):
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise unsupported(NO_UTF_8) from error


def malformed(language: str = "json") -> Fault:
    """quickbooks: what cannot be parsed is refused like an unknown property."""
    return Fault(
        "2010",
        f"Property Name:failed to parse {language} object; "
        "a property specified is unsupported or invalid",
    )


def rendered(request: Request, status: int, body: Obj, settings: Settings) -> tuple[bytes, str]:
    """The bytes of an answer and its Content-Type."""
    if wants_xml(request, settings):
        is_said = status == 200 or settings.xml_fault_charset == "utf-8"
        kind = f"{XML};charset=UTF-8" if is_said else XML
        zone = UTC if settings.gateway_zone == "utc" else wire.PACIFIC
        wrapped = settings.tax_service_xml == "wrapped"
        return xml_body.dumps(body, zone=zone, wrapped=wrapped).encode(), kind
    return wire.dumps(body).encode(), f"{JSON};charset=utf-8" if status == 200 else JSON


def wants_xml(request: Request, settings: Settings) -> bool:
    """What the Accept header prefers; where it takes both alike a setting decides, and JSON where
    it takes neither."""
    wanted = request.headers.get("Accept", "").strip()
    if not wanted:
        return settings.default_body == "xml"
    return _prefers_xml(wanted, first=settings.wildcard_body)


@lru_cache(maxsize=200)
def _prefers_xml(accept: str, *, first: str) -> bool:
    """A client says the same with every call: what it means is worked out once."""
    known = parse_accept_header(accept, MIMEAccept)
    types = [JSON, *sorted(XML_TYPES)] if first == "json" else [*sorted(XML_TYPES), JSON]
    return known.best_match(types, JSON) in XML_TYPES
