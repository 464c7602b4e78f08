"""How does an answer leave the API? Its status, its headers and its body.

quickbooks: the tracing headers stand on every answer; version, time taken and the word not to keep
it only on those that succeeded.
"""

import secrets
import time
import uuid
from dataclasses import dataclass

from werkzeug import Request, Response

from emulator.protocol import media
from emulator.settings import Settings
from emulator.wire import Obj

SUCCEEDED = {
    "Expires": "0",
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
}
VERSION = {"QBO-Version": "1988.128"}


@dataclass(frozen=True)
class Document:
    """An answer that is no object: a PDF, the address of a file."""

    content_type: str
    data: bytes


Body = Obj | Document


def answer(
    request: Request, status: int, body: Body, settings: Settings, *, took_s: float = 0
) -> Response:
    """The answer to a call that came through, in the form that it asks for.

    quickbooks: since 2026 without its version and without a charset of JSON.
    """
    if isinstance(body, Document):
        data, kind = body.data, body.content_type
    else:
        data, kind = media.rendered(request, status, body, settings)
    if status != 200:
        return Response(data, status, content_type=kind)
    spent = int(took_s * 1000)
    headers = {**SUCCEEDED, "Service-Time": f"total={spent}, db={spent // 3}"}
    if settings.generation == "2026":
        kind = media.JSON if kind.startswith(media.JSON) else kind
    else:
        headers = {**VERSION, **headers}
    return Response(data, status, headers, content_type=kind)


def page(status: int, text: str) -> Response:
    """What a broken server answers: a page, nothing to parse."""
    return Response(f"<html><body><h1>{text}</h1></body></html>", status, mimetype="text/html")


def traced(response: Response) -> Response:
    """The same answer with the headers by which Intuit finds a call again."""
    tid = new_tid()
    traces = {"intuit_tid": tid, "X-Amzn-Trace-Id": f"Root={tid}", "X-SpanId": str(uuid.uuid4())}
    response.headers.extend({**traces, "Strict-Transport-Security": "max-age=15552000"})
    return response


def new_tid() -> str:
    """An intuit_tid in the usual form."""
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
