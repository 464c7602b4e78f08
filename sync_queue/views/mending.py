"""Where is mended what keeps a document back? The address of the very field, where one is known."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from connections.choosing import places
from connections.choosing.places import Place
from connections.models import Connection
from sync_queue.documents.outcome import Held
from sync_queue.models import QueueRow
from sync_queue.troubles import remedies
from sync_queue.troubles.causes import STUCK
from sync_queue.views import cards

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Trouble:
    """What keeps something back in a company, as a row names it."""

    connection: Connection
    reason: str
    fault_kind: str = ""


def of_row(row: QueueRow | None, connection: Connection) -> Trouble | None:
    """What a row is stuck for; None for one that is not."""
    if row is None or row.state not in STUCK:
        return None
    return Trouble(connection, row.reason, row.fault.get("kind", ""))


def of_why(why: Any, connection: Connection) -> Trouble | None:
    """Why a document would be held if it were sent now; None where it would not be."""
    return Trouble(connection, why.reason) if isinstance(why, Held) else None


def addresses(troubles: Mapping[K, Trouble | None]) -> dict[K, str]:
    """The address for each of these, none for what is mended elsewhere; two queries at most."""
    known = {key: one for key, one in troubles.items() if one is not None}
    where = places.of({one.reason for one in known.values()})
    found = {key: cards.address(one.connection, _place(one, where)) for key, one in known.items()}
    return {key: address for key, address in found.items() if address}


def _place(trouble: Trouble, where: Mapping[str, Place]) -> Place:
    page = remedies.of(trouble.reason, fault_kind=trouble.fault_kind).page
    return where.get(trouble.reason) or Place(page)
