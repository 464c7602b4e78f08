"""Which parts does a multipart body have? Strict writers and lenient ones are both understood.

quickbooks: lines may end in a bare line feed, and a part may be base64.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value
from itertools import pairwise


class BadMultipartError(ValueError):
    """The body has no parts that could be told apart; the message says why."""


@dataclass(frozen=True)
class Part:
    """One part: its name, its file name, its type and its decoded bytes."""

    name: str
    filename: str
    content_type: str
    data: bytes


def parts_of(body: bytes, content_type: str) -> list[Part]:
    """The parts in their order. Raises BadMultipartError."""
    boundary = _header(content_type).get_param("boundary")
    if not boundary:
        raise BadMultipartError("The Content-Type names no boundary.")
    mark = re.escape(f"--{boundary}".encode())
    found = list(re.finditer(rb"(?:\A|\r?\n)" + mark + rb"(--)?[ \t]*(?=\r?\n|\Z)", body))
    if not found:
        raise BadMultipartError("The body has no part.")
    return [_part(body[this.end() : following.start()]) for this, following in pairwise(found)]


def _part(raw: bytes) -> Part:
    """Headers, an empty line, content; `raw` begins with the line break after the boundary."""
    text = re.sub(rb"\A\r?\n", b"", raw, count=1)
    gap = re.search(rb"\r?\n\r?\n", text)
    if gap is None:
        raise BadMultipartError("A part has no empty line after its headers.")
    data = text[gap.end() :]
    headers = _headers(text[: gap.start()])
    disposition = _header(headers.get("content-disposition", ""))
    if headers.get("content-transfer-encoding", "").lower() == "base64":
        data = _decoded(data)
    return Part(
        _parameter(disposition, "name"),
        _parameter(disposition, "filename"),
        headers.get("content-type", "").strip(),
        data,
    )


def _headers(head: bytes) -> dict[str, str]:
    lines = re.split(rb"\r?\n", head)
    split = (line.decode("utf-8", "replace").partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in split}


def _header(value: str) -> Message:
    """A header value whose parameters can be asked for."""
    message = Message()
    message["Content-Type"] = value
    message["Content-Disposition"] = value
    return message


def _parameter(header: Message, name: str) -> str:
    value = header.get_param(name, header="content-disposition")
    return collapse_rfc2231_value(value) if value else ""


def _decoded(data: bytes) -> bytes:
    try:
        return base64.b64decode(data)
    except binascii.Error as error:
        raise BadMultipartError("A part is not the base64 it claims to be.") from error
