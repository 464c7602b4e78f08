"""What a developer needs to help from afar, as one file, with nothing secret in it.

Settings and columns are named one by one, so that a new secret does not slip in by being new. Every
secret that this installation knows is blotted out of the finished text besides.
"""

import io
import json
import platform
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core import checks
from django.db import connection as database
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count

from connections.fields import SecretUnreadable
from connections.models import Alert, Connection, Exchange, Token
from qbo_bridge.redaction import HIDDEN, hide_in_text
from sync_queue.intake import unbooked
from sync_queue.models import QueueRow

CALLS, FAULTS = 200, 100
# Shorter texts are no secrets, and would blot out half of every sentence.
SHORTEST = 6
SHOWN_SETTINGS = (
    *("DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "CSRF_TRUSTED_ORIGINS", "TIME_ZONE"),
    *("EMULATOR_URL", "EMULATOR_URLS", "ALLOW_EMULATOR", "READ_EVERY_S", "PULL_EVERY_S"),
    *("QBO_LIMITS", "READER", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_SECURITY", "DEFAULT_FROM_EMAIL"),
)
SHOWN_OF_CONNECTION = (
    *("pk", "name", "slug", "environment", "accounting_vendor", "is_active", "while_off"),
    *("is_default", "client_secret_set_at", "books_start_on", "posting_statuses", "document_kind"),
    *("guests", "auto_invoice", "auto_post", "address_updates", "deleted_orders"),
    *("sells_from_stock", "gift_cards_taxed", "identify_products_by", "uses_classes"),
    *("allows_overrides", "number_prefix"),
    *("realm", "country", "home_currency", "plan", "time_zone", "multicurrency", "uses_sales_tax"),
    *("automated_sales_tax", "custom_numbers", "has_inventory", "class_tracking"),
    *("books_closed_on", "tested_at", "requestid_trust", "went_live_at", "sign_in"),
    *("sign_in_reason", "paused_until", "pause_reason", "created_at", "updated_at"),
)
SHOWN_OF_TOKEN = (
    *("access_expires_at", "refresh_expires_at", "hard_expires_at", "connected_at"),
    *("refreshed_at", "refresh_result"),
)
SHOWN_OF_CALL = (
    *("connection_id", "started_at", "method", "path", "request_id", "items", "is_batch"),
    *("took_ms", "status", "fault_code", "fault_text", "intuit_tid"),
)
# Not `trouble`: a mail server's words name who should have got the mail.
SHOWN_OF_ALERT = ("connection_id", "kind", "opened_at", "mailed_at", "closed_at")
SHOWN_OF_FAULT = ("code", "message", "detail", "element", "http_status", "kind")
READ_ME = """Diagnostics of QBO Bridge, {moment}

In it: versions, settings, the connections with their choices, how many rows are in which state and
for which cause, the last {calls} calls to QuickBooks without what was sent or answered, the last
faults in QuickBooks' own words, database migrations, and what the checks at start say.

Not in it: passwords, keys, tokens, client secrets, and the contents of orders, customers or
documents. QuickBooks' words about a fault may name a record.
"""


def bundle(*, now: datetime) -> bytes:
    """A zip of text files."""
    known = sorted(secrets(), key=len, reverse=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for name, content in contents(now=now):
            files.writestr(name, blotted(content, known))
    return packed.getvalue()


def contents(*, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, text) of each file."""
    yield "README.txt", READ_ME.format(moment=now.isoformat(timespec="seconds"), calls=CALLS)
    yield "versions.json", _json(versions())
    yield "settings.json", _json(shown_settings())
    yield "connections.json", _json([of_connection(one) for one in Connection.objects.all()])
    yield "queue.json", _json([of_queue(one) for one in Connection.objects.all()])
    yield "calls.json", _json(list(Exchange.objects.values(*SHOWN_OF_CALL)[:CALLS]))
    yield "faults.json", _json(list(faults()))
    yield "alerts.json", _json(list(Alert.objects.values(*SHOWN_OF_ALERT)[:FAULTS]))
    yield "migrations.txt", "\n".join(migrations()) + "\n"
    yield "checks.txt", "\n".join(map(str, checks.run_checks())) + "\n"


def blotted(text: str, known: Iterable[str]) -> str:
    """`text` without the secrets that are known, and without what looks like one."""
    for one in known:
        text = text.replace(one, HIDDEN)
    return hide_in_text(text)


def secrets() -> set[str]:
    """Every secret of this installation, as far as it can be read."""
    found = {settings.SECRET_KEY, *settings.TOKEN_KEYS, settings.EMAIL_HOST_PASSWORD}
    found.add(str(database.settings_dict.get("PASSWORD") or ""))
    found.add(urlsplit(settings.CELERY_BROKER_URL).password or "")
    for connection in Connection.objects.all():
        found |= {connection.read_key_hash, *_opened(connection, "client_secret")}
    for token in Token.objects.select_related("connection"):
        found |= {*_opened(token, "access", "refresh", "previous_refresh")}
    return {one for one in found if one and len(one) >= SHORTEST}


def versions() -> dict[str, str]:
    found = {one.metadata["Name"]: one.version for one in metadata.distributions()}
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "django": django.get_version(),
        "database": f"{database.vendor} {'.'.join(map(str, database.get_database_version()))}",
        **dict(sorted(found.items(), key=lambda pair: pair[0].casefold())),
    }


def shown_settings() -> dict[str, Any]:
    broker = urlsplit(settings.CELERY_BROKER_URL)
    return {
        **{name: getattr(settings, name) for name in SHOWN_SETTINGS},
        "DATABASE": database.vendor,
        "BROKER": f"{broker.scheme}://{broker.hostname or ''}",
        "BEAT": {name: str(one["schedule"]) for name, one in settings.CELERY_BEAT_SCHEDULE.items()},
    }


def of_connection(connection: Connection) -> dict[str, Any]:
    token = Token.objects.filter(connection=connection).first()
    return {
        **{name: getattr(connection, name) for name in SHOWN_OF_CONNECTION},
        "has_client_secret": bool(connection.sealed_client_secret),
        "token": {name: getattr(token, name) for name in SHOWN_OF_TOKEN} if token else None,
        "list_items": connection.list_items.count(),
    }


def of_queue(connection: Connection) -> dict[str, Any]:
    rows = QueueRow.objects.filter(connection=connection)
    missing = unbooked.sum_of(unbooked.missing_orders(connection))
    unfinished = rows.unfinished().order_by()
    return {
        "connection": connection.name,
        "rows": list(
            rows.order_by().values("state", "kind", "operation").annotate(rows=Count("pk"))
        ),
        "causes": list(unfinished.values("state", "reason").annotate(rows=Count("pk"))),
        "orders_not_in_books": missing.count,
    }


def faults() -> Iterator[dict[str, Any]]:
    """The newest faults that stand on rows, without the records that they stand for."""
    broken = QueueRow.objects.filter(state=QueueRow.State.ERROR).order_by("-pk")
    columns = ("connection_id", "kind", "reason", "attempts", "updated_at", "fault")
    for row in broken.values(*columns)[:FAULTS]:
        fault = row.pop("fault")
        yield {**row, **{name: fault.get(name) for name in SHOWN_OF_FAULT}}


def migrations() -> Iterator[str]:
    executor = MigrationExecutor(database)
    applied = executor.loader.applied_migrations
    for app, name in sorted(executor.loader.graph.nodes):
        yield f"[{'X' if (app, name) in applied else ' '}] {app}.{name}"


def _opened(owner: Any, *names: str) -> Iterator[str]:
    for name in names:
        try:
            yield getattr(owner, name) or ""
        except SecretUnreadable:
            continue


def _json(data: Any) -> str:
    return json.dumps(data, indent=1, default=str, ensure_ascii=False) + "\n"
