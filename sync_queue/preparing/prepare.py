"""Can this row go, and with what? Builds its document, or writes on the row why it cannot.

A Bench serves the rows of one freeze: entities, parents, links and settings are read together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from connections.models import Connection
from sync_queue import canonical, withdrawing
from sync_queue.documents import company as companies
from sync_queue.documents import registry, stock
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
from sync_queue.preparing import (
    barriers,
    claim,
    foresight,
    identify,
    intent,
    naming,
    undecided,
)
from sync_queue.preparing.intent import Intent
from sync_queue.preparing.parents import Parents

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
        self.parents = Parents(self.company, self.entities, now=now)

    def prepare(self, row: QueueRow) -> Ready | None:
        """The row ready to go, or None with the reason written on it."""
        link = self._link(row)
        try:
            barriers.require_certainty(row, link)
            moved.require_home(row, self.owners, now=self.now)
            built = self._build_if_on(row, link)
            self._require_release(row, built, link)
            if self._is_asked_first(row, built, link):
                return None
            wanted = self._intent(row, built, link)
            undecided.require(row, wanted, self.undecided)
            barriers.require_open_past(row, built, wanted, link=link, company=self.company)
            self._require_stock(row, built, link)
        except NotNeeded as reason:
            self._leave_out(row, link, reason)
            return None
        except Held as reason:
            row.hold(reason=reason.reason, message=reason.message, mend=reason.mend, now=self.now)
            return None
        except NeedsParent as reason:
            self._wait_for_parent(row, reason)
            return None
        return self._ready(row, link, wanted, built)

    def _is_asked_first(self, row: QueueRow, built: Document | Removal, link: Link) -> bool:
        """Whether QuickBooks is asked about its code or name before it can be written."""
        entity = self.entities.get((row.kind, row.key))
        if identify.is_wanted(connection=self.company.connection, link=link, entity=entity):
            message = "QuickBooks is asked first whether an item has its code."
            row.wait(reason=identify.LOOK_UP_CODE, message=message, now=self.now)
            return True
        if not isinstance(built, Document):
            return False
        if naming.is_wanted(link=link, document=built):
            message = "QuickBooks is asked first whose its name is."
            row.wait(reason=naming.LOOK_UP_NAME, message=message, now=self.now)
            return True
        naming.require_word(row, link, built)
        return False

    def _leave_out(self, row: QueueRow, link: Link, why: NotNeeded) -> None:
        """The row is done without sending; what needs its record is told."""
        if not why.has_stand_in and (not link.qbo_id or link.is_gone):
            mend = switches.MEND if why.reason.startswith(switches.OFF) else ""
            row.strand_children(why=why.message, now=self.now, mend=mend)
        flag = QueueRow.Flag.NOTHING_TO_DO
        row.finish(now=self.now, flag=flag, reason=why.reason, message=why.message)

    def _wait_for_parent(self, row: QueueRow, reason: NeedsParent) -> None:
        try:
            self._require_release(row)
        except Held as hold:
            row.hold(reason=hold.reason, message=hold.message, mend=hold.mend, now=self.now)
        else:
            self.parents.need(row, reason)

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
        barriers.require_alive(built, link)
        name = claim.claim(built, link=link)
        wanted = intent.of_document(built, link=link, name=name)
        if row.has_approval(intent.NEW_ACCOUNTS):
            wanted = intent.with_accounts(wanted, document=built, link=link)
        if wanted is None:
            message = "QuickBooks has it exactly so already."
            raise NotNeeded(reason="unchanged", message=message)
        return wanted

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
