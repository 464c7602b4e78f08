"""How does a notice of changes look? Its two bodies, its signature, its way over the wire."""

import base64
import hashlib
import hmac
import http.client
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from emulator import wire
from emulator.books.company import Company, Record
from emulator.wire import Obj

# quickbooks: the kinds whose changes are told; attachments and taxes are not among them.
TOLD = frozenset(
    {"Account", "Bill", "BillPayment", "Class", "CreditMemo", "Currency", "Customer"}
    | {"Department", "Deposit", "Employee", "Estimate", "Invoice", "Item", "JournalEntry"}
    | {"Payment", "PaymentMethod", "Preferences", "Purchase", "PurchaseOrder", "RefundReceipt"}
    | {"SalesReceipt", "Term", "TimeActivity", "Transfer", "Vendor", "VendorCredit"}
)
CALLED = {"CompanyCurrency": "Currency"}
OPERATIONS = {"create": "Create", "delete": "Delete", "void": "Void", "send": "Emailed"}
VERBS = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Void": "voided",
    "Emailed": "emailed",
}
SOURCE = "intuit." + base64.b64encode(hashlib.sha256(b"emulator").digest()).decode()


@dataclass(frozen=True)
class Change:
    """One object of one company was created, updated, deleted, voided or e-mailed."""

    realm: str
    name: str
    id: str
    operation: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """The bytes that are sent and what stands above them."""

    body: bytes
    headers: dict[str, str]


def changes(company: Company, asked: Mapping[tuple[str, str], str]) -> list[Change]:
    """What a call touched, each object once. `asked` names what it was asked to do to which."""
    touched = {record.key: record for record in company.touched}
    return [
        _change(company, record, asked.get(key, "update"))
        for key, record in touched.items()
        if CALLED.get(record.kind, record.kind) in TOLD
    ]


def _change(company: Company, record: Record, operation: str) -> Change:
    gone = record.deleted or _was_deactivated(company, record)
    name = "Delete" if gone else OPERATIONS.get(operation, "Update")
    at = datetime.fromisoformat(record.updated).astimezone(UTC)
    return Change(company.realm, CALLED.get(record.kind, record.kind), record.id, name, at)


def _was_deactivated(company: Company, record: Record) -> bool:
    """quickbooks: a list entry is never deleted, yet deletions of list entries are told."""
    if record.active or company.settings.webhook_deactivated != "delete":
        return False
    before = next((each for each in reversed(company.versions) if each.key == record.key), None)
    return before is not None and before.obj.get("Active") is not False


def legacy(told: list[Change]) -> bytes:
    """The older form: one part per company, as recorded."""
    realms: dict[str, list[Obj]] = {}
    for change in told:
        entity = {
            "name": change.name,
            "id": change.id,
            "operation": change.operation,
            "lastUpdated": change.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        realms.setdefault(change.realm, []).append(entity)
    parts = [
        {"realmId": realm, "dataChangeEvent": {"entities": entities}}
        for realm, entities in realms.items()
    ]
    return wire.dumps({"eventNotifications": parts}).encode()


def cloud_events(told: list[Change]) -> bytes:
    """The newer form: a flat list of events."""
    events = [
        {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": SOURCE,
            "type": f"qbo.{change.name.lower()}.{VERBS[change.operation]}.v1",
            "datacontenttype": "application/json",
            "time": change.at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
            "intuitentityid": change.id,
            "intuitaccountid": change.realm,
            "data": {},
        }
        for change in told
    ]
    return wire.dumps(events).encode()


def headers(body: bytes, verifier_token: str, now: datetime) -> dict[str, str]:
    """What a receiver checks the body by, and by what Intuit finds it again."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "User-Agent": "intuit_notification_server/0.1",
        "intuit-signature": signature(body, verifier_token),
        "intuit-created-time": now.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "intuit-t-id": str(uuid.uuid4()),
        "intuit-notification-schema-version": "0.1",
    }


def signature(body: bytes, verifier_token: str) -> str:
    """quickbooks: base64 of HMAC-SHA256 over the raw body, keyed with the verifier token."""
    digest = hmac.new(verifier_token.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def post(url: str, notice: Notice, *, timeout: float) -> tuple[int | None, str]:
    """The status of the answer, or what kept it from coming. Redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body=notice.body, headers=notice.headers)
        return connection.getresponse().status, ""
    except (OSError, http.client.HTTPException) as error:
        return None, str(error) or type(error).__name__
    finally:
        connection.close()
