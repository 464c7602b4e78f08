"""Can this row go, and with what? Builds its document, or writes on the row why it cannot.

A Bench serves the rows of one freeze: entities, parents, links and settings are read together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from connections.models import Connection
from sync_queue import canonical, enqueue, kinds, withdrawing
from sync_queue.documents import company as companies
from sync_queue.documents import periods, posting, registry, stock
from sync_queue.documents.outcome import (
    Document,
    Held,
    NeedsParent,
    NoDocument,
    NotNeeded,
    Removal,
)
from sync_queue.intake import moved, switches
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import SENT_STATES
from sync_queue.preparing import (
    claim,
    foresight,
    identify,
    intent,
    naming,
    rewriting,
    undecided,
)
from sync_queue.preparing.intent import Intent

Key = tuple[str, str]


@dataclass
class Ready:
    """A row that can go, with everything that goes with it."""

    row: QueueRow
    link: Link
    intent: Intent
    fingerprint: str
    frozen: dict[str, Any]
    moves_stock: bool


class Bench:
    """The rows of one freeze with all they need at hand, read in a fixed number of queries."""

    def __init__(self, connection: Connection, rows: Sequence[QueueRow], now: datetime) -> None:
        self.now = now
        own = [(row.kind, row.key) for row in rows]
        self.entities = registry.load(own)
        others = [
            parent
            for key, entity in self.entities.items()
            for parent in registry.parents(key[0], entity)
        ]
        self.company = companies.load(connection=connection, keys=[*own, *others], now=now)
        self.owners = moved.elsewhere(connection, rows, self.entities)
        self.undecided = undecided.load(connection, own)
        # {item: how many more or fewer} by what of this freeze goes.
        self.on_their_way: dict[str, Decimal] = {}
        self.waiting: list[tuple[QueueRow, NeedsParent]] = []

    def prepare(self, row: QueueRow) -> Ready | None:
        """The row ready to go, or None with the reason written on it."""
        link = self._link(row)
        try:
            self._require_certainty(row, link)
            moved.require_home(row, self.owners, now=self.now)
            built = self._build_if_on(row, link)
            self._require_release(row, built, link)
            entity = self.entities.get((row.kind, row.key))
            if identify.is_wanted(connection=self.company.connection, link=link, entity=entity):
                message = "QuickBooks is asked first whether an item has its code."
                row.wait(reason=identify.LOOK_UP_CODE, message=message, now=self.now)
                return None
            if isinstance(built, Document) and naming.is_wanted(link=link, document=built):
                message = "QuickBooks is asked first whose its name is."
                row.wait(reason=naming.LOOK_UP_NAME, message=message, now=self.now)
                return None
            if isinstance(built, Document):
                naming.require_word(row, link, built)
            wanted = self._intent(row, built, link)
            undecided.require(row, wanted, self.undecided)
            self._require_open_past(row, built, wanted, link)
            self._require_stock(row, built, link)
        except NotNeeded as reason:
            flag = QueueRow.Flag.NOTHING_TO_DO
            if not reason.has_stand_in and (not link.qbo_id or link.is_gone):
                is_off = reason.reason.startswith(switches.OFF)
                mend = switches.MEND if is_off else ""
                row.strand_children(why=reason.message, now=self.now, mend=mend)
            row.finish(now=self.now, flag=flag, reason=reason.reason, message=reason.message)
            return None
        except Held as reason:
            row.hold(reason=reason.reason, message=reason.message, mend=reason.mend, now=self.now)
            return None
        except NeedsParent as reason:
            self._wait_for_parent(row, reason)
            return None
        return self._ready(row, link, wanted, built)

    def _wait_for_parent(self, row: QueueRow, reason: NeedsParent) -> None:
        try:
            self._require_release(row)
        except Held as hold:
            row.hold(reason=hold.reason, message=hold.message, mend=hold.mend, now=self.now)
        else:
            self.waiting.append((row, reason))

    def queue_parents(self) -> None:
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
            connection=self.company.connection,
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
            connection_id=self.company.connection.pk,
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
                connection=self.company.connection, kind=kind, key__in=its_keys
            )
            # The one in flight wins: once it is settled the parent is there, edited or not.
            for row in sorted(rows, key=lambda row: row.state in SENT_STATES):
                found[kind, row.key] = row
        return found

    def _link(self, row: QueueRow) -> Link:
        found = self.company.links.get((row.kind, row.key))
        return found or Link(connection=self.company.connection, kind=row.kind, key=row.key)

    def _build_if_on(self, row: QueueRow, link: Link) -> Document | Removal:
        """As `_build`; raises NotNeeded where the company's switches do not let it pass."""
        if withdrawing.is_under_way(row) and link.qbo_id:
            return withdrawing.removal(link)
        try:
            built = self._build(row, link)
        except (Held, NeedsParent) as reason:
            self._require_on(row, link, reason)
            raise
        self._require_on(row, link, built)
        return built

    def _require_on(
        self, row: QueueRow, link: Link, outcome: Document | Removal | NoDocument
    ) -> None:
        switches.require(
            row.kind,
            link=link,
            outcome=outcome,
            is_delete=row.operation == QueueRow.Operation.DELETE,
            switched=self.company.switches,
        )

    def _build(self, row: QueueRow, link: Link) -> Document | Removal:
        entity = self.entities.get((row.kind, row.key))
        if entity is None or row.operation == QueueRow.Operation.DELETE:
            return registry.remove(
                kind=row.kind,
                link=link,
                label=row.label or f"{row.kind} {row.key}",
                is_approved=row.has_approval("deleted_in_store"),
                company=self.company,
            )
        return registry.build(row.kind, entity, self.company)

    def _require_certainty(self, row: QueueRow, link: Link) -> None:
        """What may be in QuickBooks already is created only on a person's word."""
        if link.in_doubt and not row.has_approval("unknown_outcome"):
            raise Held(
                reason="unknown_outcome",
                message="It was sent before, and nobody knows whether it arrived.",
                mend="Look in QuickBooks. If it is not there, send it; if it is, delete this row.",
            )

    def _require_release(
        self, row: QueueRow, built: Document | Removal | None = None, link: Link | None = None
    ) -> None:
        """Nothing goes by itself before a person has gone live (rule 2)."""
        if row.is_released or self.company.connection.auto_post:
            return
        raise Held(
            reason="auto_post",
            message=" ".join(["Nothing is sent by itself yet.", *self._foreseen(built, link)]),
            mend="Press its Send button; or go live in the guided start.",
        )

    def _require_open_past(
        self, row: QueueRow, built: Document | Removal, wanted: Intent, link: Link
    ) -> None:
        """Closed periods and earlier months are not rewritten without a person (rules 7, 8)."""
        days = [link.document_date if link.qbo_id else None]
        days += [built.booked_on] if isinstance(built, Document) else []
        if days == [None] * len(days) or row.has_approval(periods.REASON):
            return
        periods.require_open(days, connection=self.company.connection)
        is_old = not posting.is_this_month(booked_on=link.document_date, today=self.company.today)
        is_rewritten = is_old and not intent.only_pays_others(built, link=link)
        if link.qbo_id and is_rewritten and not row.has_approval("earlier_month"):
            compared = ""
            if isinstance(built, Document):
                compared = rewriting.said(built, wanted=wanted, link=link)
            raise Held(
                reason="earlier_month",
                message=f"It was changed after it had been booked on {link.document_date}, "
                f"in an earlier month.{compared}",
                mend="Send it to change the booked document, or delete the row to leave it.",
            )

    def _foreseen(self, built: Document | Removal | None, link: Link | None) -> list[str]:
        if not isinstance(built, Document):
            return []
        return foresight.of(built, link=link, company=self.company, already=self.on_their_way)

    def _require_stock(self, row: QueueRow, built: Document | Removal, link: Link) -> None:
        """What stock cannot bear waits for a person, where the company wants that (rule 21)."""
        if not isinstance(built, Document):
            return
        if not row.has_approval(stock.BEFORE_START):
            stock.require_started(built, links=self.company.links.values())
        changed = foresight.changes(built, link=link)
        found = stock.shortfalls(
            changed, links=self.company.links.values(), already=self.on_their_way
        )
        holds = self.company.connection.negative_stock == Connection.NegativeStock.HOLD
        if found and holds and not row.has_approval(stock.NEGATIVE):
            raise Held(
                reason=stock.NEGATIVE,
                message=" ".join(str(one) for one in found),
                mend="Enter in the store what came in, as a stock correction; or send it all the "
                "same.",
            )
        for item, number in changed.items():
            self.on_their_way[item] = self.on_their_way.get(item, Decimal(0)) + number

    def _intent(self, row: QueueRow, built: Document | Removal, link: Link) -> Intent:
        if isinstance(built, Removal):
            return intent.of_removal(built, link=link)
        self._require_alive(built, link)
        name = claim.claim(built, link=link)
        wanted = intent.of_document(built, link=link, name=name)
        if row.has_approval(intent.NEW_ACCOUNTS):
            wanted = intent.with_accounts(wanted, document=built, link=link)
        if wanted is None:
            message = "QuickBooks has it exactly so already."
            raise NotNeeded(reason="unchanged", message=message)
        return wanted

    def _require_alive(self, built: Document, link: Link) -> None:
        if link.is_gone and not built.name_space:
            raise Held(
                reason="was_taken_out",
                message="It was taken out of QuickBooks before, and cannot be revived there.",
                mend="Enter it anew in the store.",
            )

    def _ready(self, row: QueueRow, link: Link, wanted: Intent, built: Document | Removal) -> Ready:
        if link.pk is None:
            link.save()
        uid = self.company.connection.uid.hex
        fingerprint = wanted.fingerprint(connection_uid=uid, link=link)
        document = built if isinstance(built, Document) else None
        frozen = {
            "operation": wanted.operation,
            "qbo_type": wanted.qbo_type,
            "body": canonical.plain(wanted.body),
            "sent": wanted.sent,
            "name": link.name,
            "total": str(document.total) if document and document.total is not None else None,
            "tax": str(document.tax) if document and document.tax is not None else None,
            "by_rate": {rate: str(tax) for rate, tax in document.by_rate.items()}
            if document
            else {},
            "date": str(document.booked_on) if document and document.booked_on else None,
            "counts_stock": self._counts_stock(wanted, link),
        }
        stock = document.moves_stock if document else wanted.operation in ("void", "delete")
        return Ready(row, link, wanted, fingerprint, frozen, stock)

    def _counts_stock(self, wanted: Intent, link: Link) -> bool:
        """Something of it is counted: then it is counted anew once this has arrived."""
        if wanted.qbo_type == "Item" or wanted.operation in ("void", "delete"):
            return True
        items = stock.changes(wanted.qbo_type, now=wanted.sent, before=link.sent)
        known = self.company.links.values()
        return any(one.on_hand is not None and one.qbo_id in items for one in known)


def _is_document(kind: str) -> bool:
    return kinds.BY_NAME[kind].is_document
