"""Does a row still stand in the right queue? Whose orders go where may have changed since.

What is linked or under way stays where it is (`routing.pins`); what was never sent moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connections.models import Connection
from sync_queue import enqueue, routing
from sync_queue.documents.outcome import Held, NotNeeded
from sync_queue.models import QueueRow

Key = tuple[str, str]


@dataclass(frozen=True)
class Owner:
    """`is_listening`: what changes in the store is put in its queue now."""

    connection: Connection
    is_listening: bool


def elsewhere(
    connection: Connection, rows: Sequence[QueueRow], entities: Mapping[Key, Any]
) -> dict[Key, Owner]:
    """The owners of those rows that belong to another connection than this one by now."""
    routes = routing.load()
    if not routes.are_several:
        return {}
    owners = {}
    for kind in routing.THROUGH_ORDER:
        keys = [(kind, row.key) for row in rows if row.kind == kind]
        of_kind = [entities[key] for key in keys if key in entities]
        bound = routing.pins(kind, of_kind, routes) if of_kind else {}
        for entity in of_kind:
            owner = routes.owner(kind, entity)
            if entity.key not in bound and owner is not None and owner.pk != connection.pk:
                owners[kind, entity.key] = Owner(owner, owner.pk in routes.active)
    return owners


def require_home(row: QueueRow, owners: Mapping[Key, Owner], *, now: datetime) -> None:
    """Raises NotNeeded after putting the wish in its owner's queue; Held where that one is off."""
    owner = owners.get((row.kind, row.key))
    if owner is None or row.operation == QueueRow.Operation.DELETE:
        return
    name = f"“{owner.connection}”"
    if not owner.is_listening:
        raise Held(
            reason="belongs_elsewhere",
            message=f"Its order belongs to {name} by now, which is switched off.",
            mend=f"Switch {name} on, then press Resend; or give the orders back to this "
            "connection in its settings.",
        )
    wish = enqueue.Wish(
        owner.connection.pk, row.kind, row.key, row.label, is_released=row.is_released
    )
    enqueue.put([wish], now=now)
    raise NotNeeded(
        reason="belongs_elsewhere",
        message=f"Its order belongs to {name} by now, so it waits in that queue.",
        has_stand_in=True,
    )
