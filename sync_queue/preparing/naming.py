"""Asks QuickBooks whose a name is before a record of that name is made, many names in one question.

A row of a customer, vendor or currency that is not linked waits with the reason `look_up:name`, is
looked up together with others, and goes on: linked, under a name of its own, or held for a person.
What was found and decided is kept as a Naming. What is linked is left as it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from connections import exchanges
from connections.models import Connection
from connections.wire import query
from sync_queue import kinds, leases
from sync_queue.documents import company as companies
from sync_queue.documents import company_currency, registry
from sync_queue.documents.outcome import Document, Held, NoDocument
from sync_queue.models import Link, Naming, Proposal, QueueRow
from sync_queue.preparing import adopting, whose
from sync_queue.preparing.intent import NAME_FIELD
from sync_queue.preparing.whose import Ours, Ruling, Theirs, Verdict

LOOK_UP_NAME = "look_up:name"
INACTIVE, NEW_CURRENCY = "name_inactive", "new_currency"
# A person's word on a record that was made inactive there.
REVIVE, MAKE_NEW = "revive", "make_new"
ASKED_ABOUT = (
    *(kinds.CUSTOMER.name, kinds.CUSTOMER_ABROAD.name, kinds.GUESTS.name),
    *(kinds.VENDOR.name, kinds.CURRENCY.name),
)
MOST_ROWS = 50
# quickbooks: a statement may be long, but names of 500 characters add up.
MOST_CHARACTERS = 20_000
NAMED = "SELECT * FROM {} WHERE DisplayName IN ({}) AND Active IN (true, false)"
CURRENCIES = f"SELECT * FROM {company_currency.TYPE} WHERE Active IN (true, false)"
DECIDED = {REVIVE: Naming.Verdict.REVIVED, MAKE_NEW: Naming.Verdict.NEW}


def is_wanted(*, link: Link, document: Document) -> bool:
    """Whether QuickBooks is to be asked first whose the name is."""
    if link.qbo_id or link.kind not in ASKED_ABOUT or not whose.is_asked_about(document):
        return False
    return link.asked_name != whose.folded(document)


def require_word(row: QueueRow, link: Link, document: Document) -> None:
    """Raises Held for a currency that would be new to the company, until a person says so."""
    if document.qbo_type != company_currency.TYPE or link.qbo_id or row.has_approval(NEW_CURRENCY):
        return
    code = whose.asked_for(document)
    raise Held(
        reason=NEW_CURRENCY,
        message=f"{code} is not in the company's list of currencies in QuickBooks.",
        mend=f"Send it to add {code} there, which changes no figure; or add it in QuickBooks under "
        "Currencies, then send it.",
    )


def waiting(connection: Connection, *, now: datetime) -> list[QueueRow]:
    """The rows whose names are to be looked up, as many as one question may ask for."""
    rows = QueueRow.objects.filter(connection=connection, reason=LOOK_UP_NAME).ready(now)
    return list(rows.order_by("rank", "id")[:MOST_ROWS])


class Desk:
    """Some rows with what the store would send of each. What one question cannot ask waits."""

    def __init__(self, connection: Connection, rows: Sequence[QueueRow], now: datetime) -> None:
        self.connection, self.now = connection, now
        own = [(row.kind, row.key) for row in rows]
        entities = registry.load(own)
        above = [
            one for key, entity in entities.items() for one in registry.parents(key[0], entity)
        ]
        self.company = companies.load(connection=connection, keys=[*own, *above], now=now)
        built = {key: self._document(key[0], entity) for key, entity in entities.items()}
        self.documents = {key: one for key, one in built.items() if one is not None}
        self.rows = list(self._askable(rows))

    def look(self) -> list[Theirs]:
        """Everybody in QuickBooks who bears one of these names. Raises what `exchanges` raises."""
        found: list[Theirs] = []
        if any(document.qbo_type == company_currency.TYPE for document in self._asked()):
            found += self._ask(company_currency.TYPE, CURRENCIES)
        literals = ", ".join(query.quote(name) for name in self._names())
        if literals:
            for qbo_type in whose.BEARERS:
                found += self._ask(qbo_type, NAMED.format(qbo_type, literals))
        return found

    @transaction.atomic
    def settle(self, found: Iterable[Theirs], *, lease: leases.Lease) -> None:
        """Writes on each row what came of the question; not on one that moved meanwhile."""
        leases.require(lease)
        self.found = list(found)
        self._know_links()
        said = Proposal.objects.filter(
            connection=self.connection,
            verdict=Proposal.Verdict.CREATE,
            decided_by__isnull=False,
            key__in=[row.key for row in self.rows],
        )
        others = Naming.objects.filter(
            connection=self.connection,
            verdict__in=(Naming.Verdict.UNLINKED, Naming.Verdict.NEW),
            key__in=[row.key for row in self.rows],
        )
        self.made_new = {
            *said.values_list("kind", "key"),
            *others.values_list("kind", "key"),
        }
        for row in QueueRow.objects.unmoved(self.rows):
            document = self.documents.get((row.kind, row.key))
            if document is None:
                # What has changed since is for freezing to say.
                row.wait(reason="", message="", now=self.now)
            else:
                self._settle(row, document)

    def _know_links(self) -> None:
        self.claimed: dict[str, adopting.Claims] = {}
        self.linked: dict[str, dict[str, Link]] = {}
        for qbo_type in {one.qbo_type for one in self.found}:
            mine = [one for one in self.found if one.qbo_type == qbo_type]
            ids = [one.id for one in mine]
            links = Link.objects.filter(
                connection=self.connection, qbo_type=qbo_type, qbo_id__in=ids
            )
            self.linked[qbo_type] = {link.qbo_id: link for link in links}
            if qbo_type in NAME_FIELD:
                records = [one.record for one in mine]
                self.claimed[qbo_type] = adopting.claims(self.connection, qbo_type, records)

    def _settle(self, row: QueueRow, document: Document) -> None:
        link = self.company.links.get((row.kind, row.key)) or Link(
            connection=self.connection, kind=row.kind, key=row.key
        )
        word = next((one for one in DECIDED if row.has_approval(one)), "")
        is_new = word == MAKE_NEW or (row.kind, row.key) in self.made_new
        linked = self.linked.get(document.qbo_type, {})
        ruling = whose.judge(Ours(document, may_link=not is_new, linked=linked), self.found)
        theirs = ruling.theirs
        if ruling.verdict == Verdict.LINK and theirs is not None:
            self._link(row, link, document, ruling, theirs)
        elif ruling.verdict == Verdict.ASK and theirs is not None:
            self._inactive(row, link, document, ruling, theirs, is_revived=word == REVIVE)
        else:
            link.asked_name = whose.folded(document)
            link.plain_name_taken = ruling.verdict == Verdict.MARK
            link.save()
            self._go_on(row, document, ruling, word)

    def _go_on(self, row: QueueRow, document: Document, ruling: Ruling, word: str) -> None:
        if ruling.verdict == Verdict.MARK:
            verdict = DECIDED.get(word, Naming.Verdict.MARKED)
            self._note(row, document, verdict, ruling)
            message = f"It gets a name of its own. {ruling.evidence}"
            row.wait(reason="name_taken", message=message, now=self.now)
        else:
            if word:
                self._decided(row, DECIDED[word])
            row.wait(reason="", message="", now=self.now)

    def _inactive(
        self,
        row: QueueRow,
        link: Link,
        document: Document,
        ruling: Ruling,
        theirs: Theirs,
        *,
        is_revived: bool,
    ) -> None:
        is_currency = document.qbo_type == company_currency.TYPE
        if is_revived or (is_currency and row.has_approval(NEW_CURRENCY)):
            self._link(row, link, document, ruling, theirs)
            return
        if is_currency:
            link.asked_name = whose.folded(document)
            link.save()
            row.wait(reason="", message="", now=self.now)
            return
        self._note(row, document, Naming.Verdict.ASKED, ruling)
        row.hold(
            reason=INACTIVE,
            message=ruling.evidence,
            mend="Say whether it is the same: then it is made active again and goes on; or have a "
            "new one made, and the inactive one stays as it is.",
            now=self.now,
        )

    def _link(
        self, row: QueueRow, link: Link, document: Document, ruling: Ruling, theirs: Theirs
    ) -> None:
        """Ties the record to `theirs`; one that is inactive is sent its name and made active."""
        if document.qbo_type == company_currency.TYPE:
            _tie_currency(link, theirs, now=self.now)
        else:
            adopting.adopt(
                link,
                theirs.record,
                document,
                qbo_type=document.qbo_type,
                claimed=self.claimed[document.qbo_type],
                now=self.now,
            )
        if not theirs.is_active:
            link.sent = {**link.sent, "Active": False}
            link.name = link.folded_name = link.named_for = ""
        link.asked_name, link.plain_name_taken = whose.folded(document), False
        link.save()
        self.linked.setdefault(document.qbo_type, {})[theirs.id] = link
        verdict = Naming.Verdict.LINKED if theirs.is_active else Naming.Verdict.REVIVED
        self._note(row, document, verdict, ruling)
        message = f"It was linked to “{theirs.name}”. {ruling.evidence}"
        row.wait(reason="adopted", message=message, now=self.now)

    def _note(
        self, row: QueueRow, document: Document, verdict: Naming.Verdict, ruling: Ruling
    ) -> None:
        theirs = ruling.theirs
        assert theirs is not None  # only what was found is worth a note
        found = {
            "type": theirs.qbo_type,
            "id": theirs.id,
            "name": theirs.name,
            "detail": theirs.email,
            "is_active": theirs.is_active,
        }
        kept = {
            "name": whose.asked_for(document)[:500],
            "verdict": verdict,
            "evidence": ruling.evidence[:500],
            "found": found,
            "decided_at": self.now,
        }
        Naming.objects.update_or_create(
            connection=self.connection, kind=row.kind, key=row.key, defaults=kept
        )

    def _decided(self, row: QueueRow, verdict: Naming.Verdict) -> None:
        mine = Naming.objects.filter(connection=self.connection, kind=row.kind, key=row.key)
        mine.update(verdict=verdict, decided_at=self.now)

    def _askable(self, rows: Sequence[QueueRow]) -> Iterator[QueueRow]:
        """The first rows whose names one question may ask for; one row always."""
        length = 0
        for place, row in enumerate(rows):
            document = self.documents.get((row.kind, row.key))
            length += 2 * len(whose.asked_for(document)) if document else 0
            if place and length > MOST_CHARACTERS:
                return
            yield row

    def _asked(self) -> list[Document]:
        keys = [(row.kind, row.key) for row in self.rows]
        return [self.documents[key] for key in keys if key in self.documents]

    def _names(self) -> list[str]:
        plain = {
            whose.asked_for(document)
            for document in self._asked()
            if document.qbo_type != company_currency.TYPE
        }
        return sorted({*plain, *(f"{name} (deleted)" for name in plain)})

    def _ask(self, qbo_type: str, statement: str) -> list[Theirs]:
        """quickbooks: not everybody may see employees; a name of theirs is refused when it comes
        to that."""
        try:
            found = list(exchanges.query(connection=self.connection, statement=statement))
        except exchanges.Refused:
            if qbo_type != "Employee":
                raise
            return []
        return [Theirs(qbo_type, record) for record in found]

    def _document(self, kind: str, entity: Any) -> Document | None:
        try:
            built = registry.build(kind, entity, self.company)
        except NoDocument:
            return None
        return built if isinstance(built, Document) else None


def _tie_currency(link: Link, theirs: Theirs, *, now: datetime) -> None:
    link.qbo_type, link.qbo_id = company_currency.TYPE, theirs.id
    link.sync_token, link.linked_at = str(theirs.record.get("SyncToken", "")), now
    link.sent = {"Code": theirs.name, "Active": True}
