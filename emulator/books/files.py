"""Where are the bytes of attachments, and who may fetch them? Whoever has a signed, fresh link.

quickbooks: the link leads to a foreign store, needs no token and dies after 15 minutes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from emulator.books.company import Company
from emulator.protocol import address

LIFE = timedelta(seconds=900)
ALGORITHM = "AWS4-HMAC-SHA256"
MOMENT = "%Y%m%dT%H%M%SZ"
KEY = secrets.token_bytes(32)


class BadLinkError(ValueError):
    """A link that was never signed or is too old; the message is S3's."""


def keep(company: Company, id_: str, data: bytes) -> None:
    """Keep the bytes of an attachment; stored together with what else the call changes."""
    if company.store.lasting:
        text = base64.b64encode(data).decode()
        company.keep(("file", f"{company.realm}/{id_}", text))
    else:
        company.files[id_] = data


def drop(company: Company, id_: str) -> None:
    company.files.pop(id_, None)
    company.keep(("file", f"{company.realm}/{id_}", None))


def find(company: Company, id_: str) -> bytes | None:
    """The bytes of an attachment; None for a note."""
    if not company.store.lasting:
        return company.files.get(id_)
    text = company.store.find("file", f"{company.realm}/{id_}")
    return None if text is None else base64.b64decode(text)


def link(company: Company, id_: str, name: str) -> str:
    """An address that answers the bytes for the next 15 minutes."""
    path = f"/attachments/{company.realm}/{id_}/{quote(name, safe='')}"
    signed = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Date": company.now().astimezone(UTC).strftime(MOMENT),
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Expires": str(int(LIFE.total_seconds())),
    }
    signature = _signature(company.realm, id_, signed["X-Amz-Date"])
    return f"{address.reached.get()}{path}?{urlencode({**signed, 'X-Amz-Signature': signature})}"


def check(company: Company, id_: str, date: str, signature: str) -> None:
    """Raises BadLinkError unless the link was signed here within its life."""
    expected = _signature(company.realm, id_, date)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise BadLinkError("SignatureDoesNotMatch")
    signed = datetime.strptime(date, MOMENT).replace(tzinfo=UTC)
    if company.now() > signed + LIFE:
        raise BadLinkError("AccessDenied")


def _signature(realm: str, id_: str, date: str) -> str:
    return hmac.new(KEY, f"{realm}/{id_}/{date}".encode(), hashlib.sha256).hexdigest()
