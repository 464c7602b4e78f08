"""What must be in QuickBooks before the rows at hand, and is not yet: queued ahead of them.

A row that needs a parent points at the parent's row; settling the parent frees it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sync_queue import enqueue, kinds
from sync_queue.documents import registry
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import NeedsParent
from sync_queue.models import QueueRow
from sync_queue.models.row import SENT_STATES

Key = tuple[str, str]


class Parents:
    """The rows of one freeze that wait for a parent, each with the first that it needs."""

    def __init__(self, company: Company, entities: Mapping[Key, Any], *, now: datetime) -> None:
        self.company, self.connection = company, company.connection
        self.entities, self.now = entities, now
        self.waiting: list[tuple[QueueRow, NeedsParent]] = []

    def need(self, row: QueueRow, reason: NeedsParent) -> None:
        """`row` waits for what `reason` names."""
        self.waiting.append((row, reason))

    def queue(self) -> None:
        """Puts missing parents in the queue and their children behind them."""
        wanted = {(reason.kind, reason.key): reason for _, reason in self.waiting}
        rows = self._parent_rows(wanted)
        self._release_parents(rows)
        missing = [reason for key, reason in wanted.items() if key not in rows]
        enqueue.put([self._wish(reason) for reason in missing], now=self.now)
        rows |= self._parent_rows({(reason.kind, reason.key): reason for reason in missing})
        self._send_parents_ahead()
        for row, reason in self.waiting:
            row.wait_for(rows[reason.kind, reason.key], now=self.now)

    def _send_parents_ahead(self) -> None:
        """What a sale waits for goes before all other names, with what it needs in turn."""
        hurried = [row for row, _ in self.waiting if row.rank < 0 or _is_document(row.kind)]
        wanted: dict[str, set[str]] = {}
        for row in hurried:
            for kind, key in registry.parents(row.kind, self.entities[row.kind, row.key]):
                if not _is_document(kind) and self.company.link(kind, key) is None:
                    wanted.setdefault(kind, set()).add(key)
        mine = QueueRow.objects.filter(
            connection=self.connection,
            state=QueueRow.State.WAITING,
            operation=QueueRow.Operation.UPSERT,
        )
        for kind, keys in wanted.items():
            mine.filter(kind=kind, key__in=keys).update(rank=kinds.BY_NAME[kind].urgent_rank)

    def _release_parents(self, rows: dict[Key, QueueRow]) -> None:
        for row, reason in self.waiting:
            parent = rows.get((reason.kind, reason.key))
            if parent and row.is_released and parent.reason == "auto_post":
                parent.is_released = True
                parent.wait(reason="", message="", now=self.now)

    def _wish(self, reason: NeedsParent) -> enqueue.Wish:
        released = any(
            row.is_released
            for row, its in self.waiting
            if (its.kind, its.key) == (reason.kind, reason.key)
        )
        return enqueue.Wish(
            connection_id=self.connection.pk,
            kind=reason.kind,
            key=reason.key,
            label=reason.label,
            is_released=released,
        )

    def _parent_rows(self, wanted: dict[Key, NeedsParent]) -> dict[Key, QueueRow]:
        found: dict[Key, QueueRow] = {}
        for kind in {kind for kind, _ in wanted}:
            its_keys = [key for its_kind, key in wanted if its_kind == kind]
            rows = QueueRow.objects.unfinished().filter(
                connection=self.connection, kind=kind, key__in=its_keys
            )
            # The one in flight wins: once it is settled the parent is there, edited or not.
            for row in sorted(rows, key=lambda row: row.state in SENT_STATES):
                found[kind, row.key] = row
        return found


def _is_document(kind: str) -> bool:
    return kinds.BY_NAME[kind].is_document
