"""What a person may say about names: which inactive record is the same, and which link was wrong.

Nothing in QuickBooks is changed here; the queue does what follows, with the word in hand.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from sync_queue import enqueue
from sync_queue.models import Link, Naming, QueueRow
from sync_queue.preparing import naming
from sync_queue.steering import steer
from sync_queue.steering.steer import Counted, NotNow

WORDS = (naming.REVIVE, naming.MAKE_NEW)
UNLINKED = "A person said that it is somebody else."


def asked(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Those of `rows` that wait for such a word."""
    return rows.filter(state=QueueRow.State.HELD, reason=naming.INACTIVE)


def preview(rows: QuerySet[QueueRow]) -> Counted:
    return steer.counted(asked(rows))


@transaction.atomic
def decide(rows: QuerySet[QueueRow], word: str, *, user: Any, now: datetime) -> Counted:
    """The word for all of `rows` that wait for one; each is looked up once more and goes on."""
    mine = asked(rows)
    for row in mine.only("connection_id", "kind", "key"):
        said = Naming.objects.filter(connection=row.connection_id, kind=row.kind, key=row.key)
        said.update(decided_by=user, decided_at=now)
    approvals = Concat(F("approvals"), Value(f"{word} "))
    return steer.set_free(mine, by=user, now=now, approvals=approvals)


@transaction.atomic
def unlink(link: Link, *, user: Any, now: datetime) -> None:
    """Takes a record's link to QuickBooks away: what is there stays, with all that is booked to it.

    The record gets a new one under a name of its own. Raises NotNow while it is being sent.
    """
    locked = Link.objects.select_for_update().get(pk=link.pk)
    same = QueueRow.objects.of(connection_id=locked.connection_id, kind=locked.kind, key=locked.key)
    if same.in_flight().exists():
        raise NotNow("It is being sent to QuickBooks just now. Try again in a minute.")
    if not locked.qbo_id:
        raise NotNow("It is not linked to anything in QuickBooks.")
    found = {"type": locked.qbo_type, "id": locked.qbo_id, "name": locked.name}
    Naming.objects.update_or_create(
        connection=locked.connection,
        kind=locked.kind,
        key=locked.key,
        defaults={
            "name": locked.named_for or locked.name,
            "verdict": Naming.Verdict.UNLINKED,
            "evidence": UNLINKED,
            "found": found,
            "decided_by": user,
            "decided_at": now,
        },
    )
    label = locked.named_for or locked.name
    connection_id, kind, key = locked.connection_id, locked.kind, locked.key
    _forget(locked)
    enqueue.put([enqueue.Wish(connection_id, kind, key, label)], now=now)


def _forget(link: Link) -> None:
    """As if it had never been sent; but the generation stays: no request id comes twice."""
    link.qbo_type = link.qbo_id = link.sync_token = link.sent_hash = ""
    link.name = link.folded_name = link.named_for = link.asked_name = link.number = ""
    link.sent, link.is_gone, link.in_doubt, link.plain_name_taken = {}, False, False, False
    link.linked_at = link.last_sent_at = None
    link.save()
