"""What stands in the head of a request? Names and values, line by line."""

from email.parser import Parser
from http import HTTPStatus
from http.client import HTTPMessage
from io import BufferedIOBase

MOST_LINES, LONGEST = 100, 65_536
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
