"""What does a link remember of a record that was in QuickBooks before the bridge came to it?

The record stays as it stands: it keeps its name and all it has, and later only what the store
changes is sent (rule 5).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from connections.models import Connection
from sync_queue import canonical
from sync_queue.documents import names, stock
from sync_queue.documents.outcome import Document
from sync_queue.models import Link
from sync_queue.preparing.intent import NAME_FIELD, ONCE

# What `adopt` writes on a link; its generation stays.
WRITTEN = [
    *("qbo_type", "qbo_id", "sync_token", "sent", "is_gone", "in_doubt"),
    *("name_space", "name", "folded_name", "named_for", "linked_at", "on_hand"),
]
Found = Mapping[str, Any]
# {folded name: (kind, key) of the record of the store that bears it}
Claims = dict[str, tuple[str, str]]


def claims(connection: Connection, qbo_type: str, found: Iterable[Found]) -> Claims:
    """Which of the names that these records bear are claimed already; one query."""
    wanted = {names.fold(name_of(qbo_type, record)) for record in found}
    space = Link.NameSpace.ITEMS if qbo_type == "Item" else Link.NameSpace.NAMES
    links = Link.objects.filter(connection=connection, name_space=space, folded_name__in=wanted)
    found_ones = links.values_list("folded_name", "kind", "key")
    return {folded: (kind, key) for folded, kind, key in found_ones}


def adopt(
    link: Link,
    found: Found,
    document: Document,
    *,
    qbo_type: str,
    claimed: Claims,
    now: datetime,
) -> None:
    """Ties `link` to the record `found`, unsaved; `document` is what the store would send now.

    The name it takes is noted in `claimed`. quickbooks: below another category an item may bear
    the same name, which then is claimed by the first.
    """
    # A parent that is not in QuickBooks yet has no id to remember.
    own = {field: value for field, value in document.fields.items() if not _is_imagined(value)}
    kept = {field: found[field] for field in ONCE if field in found}
    name, owner = name_of(qbo_type, found), (link.kind, link.key)
    folded = names.fold(name)
    link.qbo_type, link.qbo_id = qbo_type, str(found["Id"])
    link.sync_token, link.linked_at = str(found.get("SyncToken", "")), now
    link.sent = canonical.plain({**own, **kept, NAME_FIELD[qbo_type]: name})
    link.name_space, link.name, link.named_for = document.name_space, name, document.names[0]
    link.folded_name = folded if claimed.setdefault(folded, owner) == owner else ""
    link.on_hand = stock.counted(found)
    link.is_gone = link.in_doubt = False


def name_of(qbo_type: str, found: Found) -> str:
    """The name that a record of QuickBooks bears there."""
    return str(found[NAME_FIELD[qbo_type]])


def _is_imagined(value: Any) -> bool:
    return isinstance(value, dict) and ":" in str(value.get("value", ""))
