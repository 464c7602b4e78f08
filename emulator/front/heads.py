"""What stands in the head of a request? Names and values, line by line, and as WSGI names them."""

from email.message import Message
from email.parser import Parser
from http import HTTPStatus
from http.client import HTTPMessage
from io import BufferedIOBase

MOST_LINES, LONGEST = 100, 65_536
PLAIN = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})
ENDS = frozenset({b"\r\n", b"\n", b""})


class BadHeadError(Exception):
    """The head cannot be read; `status` is what to answer."""

    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def read(lines: BufferedIOBase) -> HTTPMessage:
    """The headers up to the empty line. Raises BadHeadError for too many or too long ones."""
    found: list[str] = []
    while (line := lines.readline(LONGEST + 1)) not in ENDS:
        if len(line) > LONGEST or len(found) == MOST_LINES:
            raise BadHeadError("Too many or too long headers")
        found.append(line.decode("iso-8859-1"))
    message = HTTPMessage()
    for text in found:
        name, colon, value = text.partition(":")
        # A folded line or one without a name: rare enough to be read by the book.
        if not colon or not name or name != name.strip():
            return Parser(_class=HTTPMessage).parsestr("".join(found))
        message.set_raw(name, value.strip())
    return message


def as_wsgi(headers: Message) -> dict[str, str]:
    """The headers by their WSGI names; what is said twice stands there with a comma between."""
    found: dict[str, str] = {}
    for name, value in headers.raw_items():
        # A name with an underscore could pass for another one with a hyphen.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in PLAIN else f"HTTP_{key}"
        text = str(value).replace("\r\n", "")
        found[key] = f"{found[key]},{text}" if key in found and key not in PLAIN else text
    return found
