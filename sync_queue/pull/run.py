"""One pull of one company: what its switches bring back, and nothing else.

Reads first, with no turn taken; then compares and writes while the queue's reader pauses. What
could not be compared is read again next time, since the mark stays before it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from connections import exchanges, flows, gateway, lists
from connections.flows import Flows
from connections.gateway import Gateway
from connections.models import Connection
from connections.models.flow import Subject, Way
from connections.tokens import UNUSABLE
from connections.wire import endpoints
from sync_queue import kinds
from sync_queue.mapping import extending
from sync_queue.models import PullMark
from sync_queue.pull import arrivals, changes, fields, figures, taking, turn
from sync_queue.pull.changes import Record, Seen

log = logging.getLogger(__name__)
# What concerns the whole company, whichever type is asked for.
NOT_NOW = (exchanges.Busy, endpoints.AddressRefused, turn.TurnTaken, *UNUSABLE)
TROUBLE = (exchanges.Refused, *NOT_NOW)
# By the clock there is time to wait for the slice of a reader to end.
PATIENCE_S = 90.0
# Marks of what has no change data capture, or is not read by its changes.
LISTS, BALANCES = "Lists", "Balances"
ONCE_A_DAY = timedelta(hours=20)
Every = Connection.BalancesEvery
RHYTHMS = {Every.PULL: timedelta(), Every.DAY: ONCE_A_DAY, Every.WEEK: timedelta(days=6, hours=20)}
NAMES = ((kinds.CUSTOMER.name, Subject.CUSTOMER), (kinds.PRODUCT.name, Subject.PRODUCT))
SALES = ("Invoice", "SalesReceipt")


@dataclass
class Report:
    """What one pull brought. `figures`: documents and balances whose state is known now.

    `failed`: the types whose extension took nothing, each with the reason.
    """

    taken: int = 0
    asked: int = 0
    offered: int = 0
    figures: int = 0
    lists: int = 0
    extended: int = 0
    put_off: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """ "3 changes taken over into the store; 1 difference for you to decide." """
        said = (
            (self.taken, "change", "taken over into the store"),
            (self.asked, "difference", "for you to decide"),
            (self.offered, "new record", "offered to you"),
            (self.figures, "state or balance", "read"),
            (self.lists, "list entry", "fetched"),
            (self.extended, "record", "taken over by an extension"),
            (self.put_off, "record", "left for the next time, since it is on its way"),
        )
        parts = [f"{_number(count, one)} {what}" for count, one, what in said if count]
        sentences = [f"{'; '.join(parts)}."] if parts else []
        sentences += [
            f"An extension could not take over {one}; its records come again next time."
            for one in self.failed
        ]
        return " ".join(sentences) or "Nothing has changed in QuickBooks."


def pull(
    connection: Connection, *, now: datetime, is_asked_for: bool = True, patience_s: float = 10.0
) -> Report:
    """Brings what the switches of `connection` bring.

    `is_asked_for`: a person pressed the button, so that what is read once a day is read now as
    well. Raises exchanges.Refused, exchanges.Busy, tokens.UNUSABLE, turn.TurnTaken.
    """
    with gateway.for_connection(connection) as door:
        return _Pull(connection, door, now, is_asked_for, patience_s).go()


def attempt(connection: Connection, *, now: datetime) -> None:
    """As `pull`, by the clock: what stands in the way is logged, and the next run goes on there."""
    try:
        report = pull(connection, now=now, is_asked_for=False, patience_s=PATIENCE_S)
    except TROUBLE as trouble:
        log.warning("pull_failed", extra={"connection": connection.pk, "why": str(trouble)})
    else:
        log.info("pulled", extra={"connection": connection.pk, "what": report.sentence})


def due_connections() -> list[int]:
    """The live companies that something is brought back from."""
    return [one.pk for one in Connection.objects.live() if brings_anything(one)]


def brings_anything(connection: Connection) -> bool:
    """Whether a switch or an extension brings something back from this company."""
    return bool(extending.PULLS) or flows.of(connection).brings_anything


class _Pull:
    def __init__(
        self,
        connection: Connection,
        door: Gateway,
        now: datetime,
        is_asked_for: bool,
        patience_s: float,
    ) -> None:
        self.connection, self.door, self.now = connection, door, now
        self.is_asked_for, self.patience_s = is_asked_for, patience_s
        self.switched: Flows = flows.of(connection)
        self.report = Report()

    def go(self) -> Report:
        for kind, subject in NAMES:
            if self._brings(subject, Way.PULL_CREATE) or self._brings(subject, Way.PULL_UPDATE):
                self._names(kind, subject)
        if self._brings(Subject.PAYMENT, Way.PULL_UPDATE) or self._brings_invoices:
            self._payments()
        if self._brings_invoices:
            for qbo_type in SALES:
                self._documents(qbo_type, self._changed(qbo_type))
        if self._brings(Subject.BALANCE, Way.PULL_UPDATE) and self._is_due(
            BALANCES, every=RHYTHMS[Every(self.connection.balances_every)]
        ):
            self._balances()
        if self._brings(Subject.LISTS, Way.PULL_UPDATE) and self._is_due(LISTS):
            counts = lists.fetch_lists(connection=self.connection, now=self.now)
            self.report.lists = sum(counts.values())
            changes.remember(self.connection, LISTS, seen_until=None, now=self.now)
        for method in extending.PULLS.values():
            self._extended(method)
        return self.report

    def _extended(self, method: extending.Pull) -> None:
        """What an extension brings back; where that breaks, or QuickBooks does not tell of such
        records, the report says so and the records come again next time."""
        try:
            seen = self._changed(method.qbo_type)
            with turn.of(self.connection, patience_s=self.patience_s), transaction.atomic():
                self.report.extended += method.take(self.connection, seen.records, self.now)
        except NOT_NOW:
            raise
        except Exception as fault:
            log.exception("extension_failed", extra={"pulls": method.qbo_type})
            self.report.failed.append(f"{method.qbo_type} ({str(fault).rstrip('.')})")
            return
        self._remember(method.qbo_type, seen, set())

    @property
    def _brings_invoices(self) -> bool:
        return self._brings(Subject.INVOICE, Way.PULL_UPDATE)

    def _brings(self, subject: Subject, way: Way) -> bool:
        return self.switched.is_on(subject, way)

    def _is_due(self, name: str, every: timedelta = ONCE_A_DAY) -> bool:
        if self.is_asked_for:
            return True
        since = PullMark.objects.filter(connection=self.connection, qbo_type=name)
        return not since.filter(pulled_at__gt=self.now - every).exists()

    def _changed(self, qbo_type: str) -> Seen:
        return changes.since(self.connection, qbo_type, door=self.door, now=self.now)

    def _names(self, kind: str, subject: Subject) -> None:
        seen, put_off = self._changed(fields.TYPES[kind]), set[str]()
        with turn.of(self.connection, patience_s=self.patience_s) as lease:
            if self._brings(subject, Way.PULL_UPDATE):
                taken = taking.take_in(
                    self.connection, kind, seen.records, lease=lease, now=self.now
                )
                self.report.taken += taken.taken
                self.report.asked += taken.asked
                put_off = taken.put_off
            if kind == kinds.PRODUCT.name:
                figures.of_items(self.connection, seen.records)
            if self._brings(subject, Way.PULL_CREATE):
                self.report.offered += arrivals.offer(
                    self.connection, kind, seen.records, now=self.now
                )
        self.report.put_off += len(put_off)
        self._remember(fields.TYPES[kind], seen, put_off)

    def _remember(self, qbo_type: str, seen: Seen, put_off: set[str]) -> None:
        left = [changes.changed_at(one) for one in seen.records if str(one["Id"]) in put_off]
        until = min([seen.until, *left])
        changes.remember(self.connection, qbo_type, seen_until=until, now=self.now)

    def _payments(self) -> None:
        """Payments, and the invoices whose open amount they change.

        A payment that was deleted or made void says no more which invoice it had paid: then all
        invoices are read anew.
        """
        seen = self._changed("Payment")
        if self._brings(Subject.PAYMENT, Way.PULL_UPDATE):
            self.report.figures += figures.of_documents(
                self.connection, "Payment", seen.records, now=self.now
            )
        if self._brings_invoices and not seen.is_whole:
            self._invoices_of(seen.records)
        self._remember("Payment", seen, set())

    def _invoices_of(self, payments: list[Record]) -> None:
        is_loose = [one for one in payments if changes.is_deleted(one) or not one.get("Line")]
        if is_loose:
            changes.remember(self.connection, "Invoice", seen_until=None, now=self.now)
            return
        paid = {str(txn["TxnId"]) for one in payments for txn in _linked(one)}
        self.report.figures += figures.of_documents(
            self.connection,
            "Invoice",
            changes.by_ids(self.connection, "Invoice", paid, door=self.door),
            now=self.now,
        )

    def _documents(self, qbo_type: str, seen: Seen) -> None:
        self.report.figures += figures.of_documents(
            self.connection, qbo_type, seen.records, now=self.now
        )
        self._remember(qbo_type, seen, set())

    def _balances(self) -> None:
        customers = exchanges.query(
            connection=self.connection,
            statement="SELECT * FROM Customer WHERE Active IN (true, false)",
            door=self.door,
        )
        self.report.figures += figures.of_customers(self.connection, customers, now=self.now)
        changes.remember(self.connection, BALANCES, seen_until=None, now=self.now)


def _number(count: int, one: str) -> str:
    several = {"state or balance": "states or balances", "list entry": "list entries"}
    return f"1 {one}" if count == 1 else f"{count:,} {several.get(one, f'{one}s')}"


def _linked(payment: Record) -> Iterable[Record]:
    lines = [txn for line in payment["Line"] for txn in line.get("LinkedTxn", ())]
    return [txn for txn in lines if txn.get("TxnType") == "Invoice"]
