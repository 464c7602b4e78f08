"""Which products book to other accounts in QuickBooks than are chosen now? From now on they may
book to these, at a person's word (rule 4).

The stock account stays: what lies on the old one would be sold off the new one.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from connections.models import Connection, DefaultAccounts
from sync_queue import doorbell, enqueue, kinds
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import intent

CHUNK = 500


def elsewhere(connection: Connection) -> QuerySet[Link]:
    """The links of the products whose items book elsewhere."""
    chosen = DefaultAccounts.objects.select_related(*intent.ACCOUNTS.values()).get_or_create(
        connection=connection
    )[0]
    other = Q(pk__in=[])
    for name, purpose in intent.ACCOUNTS.items():
        account = getattr(chosen, purpose)
        if account is not None and account.is_active:
            has_one = Q(**{f"sent__{name}__value__isnull": False})
            other |= has_one & ~Q(**{f"sent__{name}__value": account.qbo_id})
    mine = Link.objects.linked().filter(connection=connection, kind=kinds.PRODUCT.name)
    return mine.filter(other, qbo_type="Item", is_gone=False)


@transaction.atomic
def move(connection: Connection, *, user: Any, now: datetime) -> int:
    """Queues them with the person's word; returns how many. What is booked stays where it is."""
    found = list(elsewhere(connection).values_list("key", "name"))
    for start in range(0, len(found), CHUNK):
        some = found[start : start + CHUNK]
        enqueue.put(
            [
                enqueue.Wish(connection.pk, kinds.PRODUCT.name, key, name, is_released=True)
                for key, name in some
            ],
            now=now,
        )
        rows = QueueRow.objects.open().filter(
            connection=connection, kind=kinds.PRODUCT.name, key__in=[key for key, _ in some]
        )
        word = Value(f"{intent.NEW_ACCOUNTS} ")
        rows.exclude(approvals__contains=intent.NEW_ACCOUNTS).update(
            approvals=Concat(F("approvals"), word)
        )
    doorbell.ring({connection.pk})
    return len(found)
