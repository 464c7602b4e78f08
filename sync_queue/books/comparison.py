"""Do store and books agree? Each record of either side gets one of three verdicts.

*agreed*: there once, with the same net, tax, total, open balance, date and customer. *explained*:
not so, for a reason that a person can read. *unexplained*: not so, and nobody knows why.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone

from connections.models import Connection
from sync_queue import kinds
from sync_queue.books import books_side, clearing, store_side
from sync_queue.books.books_side import Booked
from sync_queue.books.clearing import Proof
from sync_queue.books.store_side import Expected
from sync_queue.documents import names, totals
from sync_queue.models import QueueRow

ZERO = Decimal(0)
SOMEBODY_ELSE = "Entered in QuickBooks by somebody else."
BOOKS_FEES = "It books what the gateway kept of a payout."
SETS_CREDIT = "It sets a credit memo against its invoice and moves no money."


class Verdict(StrEnum):
    AGREED = "agreed"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Finding:
    """`store` and `books` are the totals on either side; None where the record is missing there."""

    verdict: Verdict
    kind: str
    label: str
    currency: str
    store: Decimal | None
    books: Decimal | None
    reason: str = ""
    cause: str = ""


@dataclass
class Comparison:
    findings: list[Finding] = field(default_factory=list)
    clearing: list[Proof] = field(default_factory=list)

    def of(self, verdict: Verdict) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == verdict]

    @property
    def is_clean(self) -> bool:
        return not self.of(Verdict.UNEXPLAINED) and not self.unproved

    @property
    def unproved(self) -> list[Proof]:
        """Clearing accounts with money that nobody has explained."""
        return [one for one in self.clearing if one.can_be_proved and one.unexplained]

    def sums(self, kind: str) -> dict[str, tuple[int, Decimal, int, Decimal]]:
        """{currency: (count in store, its sum, count in books, its sum)}."""
        found: dict[str, tuple[int, Decimal, int, Decimal]] = {}
        for one in self.findings:
            if one.kind == kind:
                n, a, m, b = found.get(one.currency, (0, ZERO, 0, ZERO))
                n, a = (n + 1, a + one.store) if one.store is not None else (n, a)
                m, b = (m + 1, b + one.books) if one.books is not None else (m, b)
                found[one.currency] = (n, a, m, b)
        return found

    def as_json(self) -> dict[str, Any]:
        counts = Counter(str(finding.verdict) for finding in self.findings)
        return {
            "counts": {str(verdict): counts[str(verdict)] for verdict in Verdict},
            "findings": [
                {
                    "verdict": str(one.verdict),
                    "kind": one.kind,
                    "record": one.label,
                    "currency": one.currency,
                    "store": None if one.store is None else str(one.store),
                    "books": None if one.books is None else str(one.books),
                    "cause": one.cause,
                    "reason": one.reason,
                }
                for one in self.findings
            ],
            "clearing": [one.as_json() for one in self.clearing],
        }


def compare(connection: Connection) -> Comparison:
    """Compares the whole of both sides. Reads QuickBooks; raises what `exchanges.query` raises."""
    comparison = _Comparer(connection).run()
    clearing.ask(connection, now=timezone.now())
    comparison.clearing = clearing.prove(connection)
    return comparison


class _Comparer:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        documents = list(books_side.booked(connection))
        self.by_marker: dict[str, list[Booked]] = {}
        self.by_number: dict[tuple[str, str], list[Booked]] = {}
        for document in documents:
            if document.marker:
                self.by_marker.setdefault(document.marker, []).append(document)
            else:
                number = (document.qbo_type, document.number)
                self.by_number.setdefault(number, []).append(document)
        self.unseen = {(document.qbo_type, document.qbo_id): document for document in documents}
        self.rows = _latest_rows(connection)
        self.comparison = Comparison()

    def run(self) -> Comparison:
        for record in store_side.expected(self.connection):
            self.comparison.findings.append(self._of_store(record))
        for document in self.unseen.values():
            self.comparison.findings.append(self._of_books(document))
        return self.comparison

    def _of_store(self, record: Expected) -> Finding:
        found = self._find(record)
        for document in found:
            self.unseen.pop((document.qbo_type, document.qbo_id), None)
        if not found:
            return self._missing(record)
        if len(found) > 1:
            total = sum((document.total for document in found), ZERO)
            return _finding(record, Verdict.UNEXPLAINED, total, f"It is booked {len(found)} times.")
        wrong = [*_differences(record, found[0]), *self._fees_missing(record, found[0])]
        if wrong:
            return self._differing(record, found[0], "; ".join(wrong))
        return _finding(record, Verdict.AGREED, found[0].total)

    def _fees_missing(self, record: Expected, document: Booked) -> list[str]:
        """A transfer has its fees in an entry of their own."""
        if (
            document.qbo_type != "Transfer"
            or not record.fees
            or document.currency != record.currency
        ):
            return []
        mark = names.marker(kind=kinds.PAYOUT_FEE.name, key=record.key)
        kept = [one for one in self.by_marker.get(mark, []) if one.qbo_type == "JournalEntry"]
        if [-one.total for one in kept] == [record.fees]:
            return []
        return [f"fees {record.fees} here, {-sum((one.total for one in kept), ZERO)} there"]

    def _find(self, record: Expected) -> list[Booked]:
        """By our marker; else by number, among what nobody marked."""
        if record.on_receipt_of and (receipts := self._receipts(record)):
            return receipts
        marked = self.by_marker.get(record.marker, [])
        if marked:
            return [document for document in marked if document.qbo_type in BOOKED_AS[record.kind]]
        return [
            document
            for number in record.numbers
            for qbo_type in record.types
            for document in self.by_number.get((qbo_type, number), [])
        ]

    def _receipts(self, record: Expected) -> list[Booked]:
        """The sales receipt that states this payment, as the payment's own document."""
        receipts = [
            document
            for document in self.by_marker.get(record.on_receipt_of, [])
            if document.qbo_type == "SalesReceipt"
        ]
        return [_as_payment(document) for document in receipts]

    def _missing(self, record: Expected) -> Finding:
        if record.is_nothing:
            return _finding(
                record, Verdict.EXPLAINED, None, "It amounts to 0.00.", cause="zero_total"
            )
        if record.is_unbilled:
            return _finding(
                record, Verdict.EXPLAINED, None, "It has no invoice yet.", cause="not_billed"
            )
        row = self.rows.get((record.kind, record.key))
        if row is None or (row.state == QueueRow.State.DONE and row.flag in SENT):
            return _finding(record, Verdict.UNEXPLAINED, None, "It is missing in QuickBooks.")
        reason = row.message or row.spoken_state
        return _finding(record, Verdict.EXPLAINED, None, reason, cause=row.reason or row.state)

    def _differing(self, record: Expected, document: Booked, wrong: str) -> Finding:
        row = self.rows.get((record.kind, record.key))
        if row is None or row.state == QueueRow.State.DONE:
            return _finding(record, Verdict.UNEXPLAINED, document.total, wrong)
        reason = f"{wrong}. {row.message}"
        cause = row.reason or row.state
        return _finding(record, Verdict.EXPLAINED, document.total, reason, cause=cause)

    def _of_books(self, document: Booked) -> Finding:
        verdict, reason, cause = Verdict.EXPLAINED, SOMEBODY_ELSE, "somebody_else"
        if document.marker:
            kind, key = document.marker[1:-1].split(" ", 2)[1:]
            row = self.rows.get((kind, key))
            if kind == kinds.APPLICATION.name and self._has_memo(key):
                reason, cause = SETS_CREDIT, kind
            elif kind == kinds.PAYOUT_FEE.name and self._has_transfer(key):
                reason, cause = BOOKS_FEES, kind
            elif document.total == 0:
                reason, cause = "It was taken out of the books.", "taken_out"
            elif row is not None and row.state != QueueRow.State.DONE:
                reason, cause = row.message, row.reason or row.state
            else:
                verdict, reason, cause = Verdict.UNEXPLAINED, "The store does not know it.", ""
        kind = KIND_OF[document.qbo_type]
        return Finding(
            verdict, kind, document.label, document.currency, None, document.total, reason, cause
        )

    def _has_transfer(self, payout_key: str) -> bool:
        moved = names.marker(kind=kinds.PAYOUT.name, key=payout_key)
        return any(one.qbo_type == "Transfer" for one in self.by_marker.get(moved, []))

    def _has_memo(self, refund_key: str) -> bool:
        memo = names.marker(kind=kinds.REFUND.name, key=refund_key)
        return any(one.qbo_type == "CreditMemo" for one in self.by_marker.get(memo, []))


SENT = (QueueRow.Flag.NONE, QueueRow.Flag.RENUMBERED)
BOOKED_AS = {
    kinds.INVOICE.name: ("Invoice", "SalesReceipt"),
    kinds.PAYMENT.name: ("Payment",),
    kinds.CHARGEBACK.name: ("RefundReceipt",),
    kinds.WON_BACK.name: ("SalesReceipt",),
    kinds.REFUND.name: ("RefundReceipt", "CreditMemo"),
    kinds.PAYOUT.name: ("Deposit", "Transfer", "JournalEntry"),
    kinds.STOCK.name: ("InventoryAdjustment",),
}
KIND_OF = {
    qbo_type: kind
    for kind, types in BOOKED_AS.items()
    for qbo_type in types
    if kind not in (kinds.CHARGEBACK.name, kinds.WON_BACK.name)
}


def _latest_rows(connection: Connection) -> dict[tuple[str, str], QueueRow]:
    rows = QueueRow.objects.filter(connection=connection).order_by("pk")
    return {(row.kind, row.key): row for row in rows.iterator()}


def _finding(
    record: Expected, verdict: Verdict, books: Decimal | None, reason: str = "", cause: str = ""
) -> Finding:
    return Finding(
        verdict=verdict,
        kind=record.kind,
        label=record.label,
        currency=record.currency,
        store=record.total,
        books=books,
        reason=reason,
        cause=cause,
    )


def _differences(record: Expected, document: Booked) -> Iterable[str]:
    if document.qbo_type not in record.types:
        return [f"it is booked as {document.qbo_type}"]
    day, balance = record.types[document.qbo_type]
    document = _in_home(document, record)
    allowed = {names.fold(name) for name in record.customer_names}
    pairs: list[tuple[str, Any, Any]] = [
        ("net", record.total - record.tax, document.total - document.tax),
        ("tax", record.tax, document.tax),
        ("total", record.total, document.total),
        ("open balance", balance, document.balance),
        ("date", day, document.day),
        ("currency", record.currency, document.currency),
    ]
    wrong = [
        f"{what} {ours} here, {theirs} there" for what, ours, theirs in pairs if ours != theirs
    ]
    if record.customer_names and names.fold(document.customer) not in allowed:
        wrong.append(f"customer {record.customer_names[0]} here, {document.customer} there")
    return wrong


def _in_home(document: Booked, record: Expected) -> Booked:
    """A payout that the gateway changed is booked in its own currency, or in the bank's."""
    if record.kind != kinds.PAYOUT.name or document.currency == record.currency:
        return document
    total = totals.to_cents(document.total * document.rate)
    return replace(document, total=total, currency=record.currency)


def _as_payment(receipt: Booked) -> Booked:
    return Booked(
        qbo_type="Payment",
        qbo_id=f"receipt {receipt.qbo_id}",
        number=receipt.number,
        day=receipt.day,
        customer=receipt.customer,
        currency=receipt.currency,
        total=receipt.total,
        tax=ZERO,
        balance=ZERO,
        marker=receipt.marker,
    )
