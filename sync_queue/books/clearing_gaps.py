"""What of the clearing accounts' money is not in QuickBooks as the store has it, and why?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Invoice, Payment, Payout, Refund
from sync_queue import kinds
from sync_queue.books import clearing_side
from sync_queue.books.clearing_side import CAME_IN, ZERO, Way
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import postings

BEFORE, STATUS, NOWHERE = "before_start", "status", "nowhere"
# Beyond this many changes that wait, the rest is looked at once these are through.
MOST_CHANGES = 500


@dataclass(frozen=True)
class Gap:
    """`amount` is how much more QuickBooks has than the store because of it.

    `why`: before_start, status, nowhere, or the state of the queue's row.
    """

    what: str
    why: str
    count: int
    amount: Decimal


def missing(connection: Connection) -> dict[Way, list[Gap]]:
    """What is not in QuickBooks at all, for each way."""
    found: dict[Way, list[Gap]] = defaultdict(list)
    for what, rows in (
        ("payment", _payments(connection)),
        ("refund", _refunds(connection)),
        ("payout", _payouts(connection)),
        ("fee", _fees(connection)),
        ("void", _taken_back(connection)),
        ("chargeback", _lost(connection)),
        ("won", _won(connection)),
    ):
        for method, currency, why, count, amount in rows:
            found[method, currency].append(Gap(what, why, count, to_the_cent(amount)))
    return found


def changed(connection: Connection) -> "Changes":
    """What is in QuickBooks, but not as the store has it now, or not in the store any more."""
    booked = Link.objects.linked().filter(
        connection=connection, is_gone=False, kind=OuterRef("kind"), key=OuterRef("key")
    )
    rows = QueueRow.objects.open().filter(connection=connection, kind__in=EFFECTS)
    found = list(rows.filter(Exists(booked)).order_by("pk")[:MOST_CHANGES])
    keys = {kind: [row.key for row in found if row.kind == kind] for kind in EFFECTS}
    keys[kinds.PAYOUT_FEE.name] += keys[kinds.PAYOUT.name]
    links = Link.objects.linked().filter(
        connection=connection, kind__in=EFFECTS, key__in={row.key for row in found}
    )
    ours = {kind: EFFECTS[kind](of_kind) for kind, of_kind in keys.items() if of_kind}
    return Changes({(one.kind, one.key): one for one in links}, found, ours)


@dataclass(frozen=True)
class Changes:
    """`ours`: {kind: {key: what the record moves by the store}}."""

    links: dict[tuple[str, str], Link]
    rows: list[QueueRow]
    ours: dict[str, dict[str, Decimal]]

    def on(self, account: str) -> Iterator[Gap]:
        """Those that concern the account with this id."""
        for row in self.rows:
            link = self.links.get((row.kind, row.key))
            theirs = effect(link.qbo_type, link.sent, account) if link else ZERO
            if link is None or not theirs:
                continue
            is_deleted = row.operation == QueueRow.Operation.DELETE
            ours = ZERO if is_deleted else self._by_store(link)
            if theirs != ours:
                yield Gap("deleted" if is_deleted else "change", row.state, 1, theirs - ours)

    def _by_store(self, link: Link) -> Decimal:
        moved = self.ours.get(link.kind, {}).get(link.key, ZERO)
        if link.qbo_type == "Transfer":
            # Its fees stand in an entry of their own.
            return moved - self.ours.get(kinds.PAYOUT_FEE.name, {}).get(link.key, ZERO)
        return moved


def effect(qbo_type: str, sent: dict[str, Any], account: str) -> Decimal:
    """What a document puts into an account (less than 0: takes out of it)."""
    chart = postings.Chart(accounts={account: account})
    entries = postings.entries(qbo_type=qbo_type, sent=sent, chart=chart)
    return sum((one.debit - one.credit for one in entries if one.account == account), ZERO)


def _of_payments(keys: list[str]) -> dict[str, Decimal]:
    came = Payment.objects.filter(key__in=keys, state__in=CAME_IN)
    return dict(came.values_list("key", "amount"))


def _of_sales(keys: list[str]) -> dict[str, Decimal]:
    """Of receipts: the payment that they state."""
    money = Payment.objects.with_money().filter(state__in=CAME_IN)
    paid = money.filter(order__invoices__key__in=keys).order_by()
    return dict(paid.values_list("order__invoices__key").annotate(Sum("amount")))


def _of_refunds(keys: list[str]) -> dict[str, Decimal]:
    back = Refund.objects.filter(key__in=keys).values_list("key", "total")
    return {key: -total for key, total in back}


def _of_payouts(keys: list[str]) -> dict[str, Decimal]:
    out = Payout.objects.filter(key__in=keys).values_list("key", "gross", "refunds")
    return {key: refunds - gross for key, gross, refunds in out}


def _of_fees(keys: list[str]) -> dict[str, Decimal]:
    return {
        key: -fees for key, fees in Payout.objects.filter(key__in=keys).values_list("key", "fees")
    }


EFFECTS = {
    kinds.PAYMENT.name: _of_payments,
    kinds.INVOICE.name: _of_sales,
    kinds.REFUND.name: _of_refunds,
    kinds.PAYOUT.name: _of_payouts,
    kinds.PAYOUT_FEE.name: _of_fees,
}
Rows = Iterable[tuple[int, str, str, int, Decimal]]


def _start(connection: Connection) -> datetime | None:
    day = connection.books_start_on
    return datetime.combine(day, time.min, connection.zone) if day else None


def _linked(connection: Connection, kind: str, **columns: Any) -> Exists:
    links = Link.objects.linked().filter(connection=connection, kind=kind, is_gone=False)
    return Exists(links.filter(key=OuterRef("key"), **columns))


def _why(connection: Connection, kind: str, *known: When) -> Case:
    rows = QueueRow.objects.filter(connection=connection, kind=kind, key=OuterRef("key"))
    unfinished = rows.exclude(state=QueueRow.State.DONE).order_by("-pk").values("state")[:1]
    state = Coalesce(Subquery(unfinished), Value(NOWHERE), output_field=CharField())
    return Case(*known, default=state, output_field=CharField())


def _grouped(found: QuerySet[Any], way: str, why: Case, amount: Any) -> Rows:
    """(method, currency, why, count, how much more QuickBooks has)."""
    by_way = found.annotate(why=why, by=F(way)).values_list("by", "currency", "why")
    rows: Rows = by_way.annotate(number=Count("pk"), sum=Sum(amount))
    return rows


def _payments(connection: Connection) -> Rows:
    came = clearing_side.payments(connection).filter(state__in=CAME_IN)
    not_booked = came.exclude(_linked(connection, kinds.PAYMENT.name)).exclude(
        _on_receipt(connection)
    )
    known = [When(~Q(order__status__in=connection.posting_statuses), then=Value(STATUS))]
    if start := _start(connection):
        known.insert(0, When(order__placed_at__lt=start, then=Value(BEFORE)))
    why = _why(connection, kinds.PAYMENT.name, *known)
    return _grouped(not_booked, "method", why, -F("amount"))


def _on_receipt(connection: Connection) -> GreaterThan:
    """Payments that sales receipts of their order state: as many as there are receipts, the
    earliest first. Gift cards and store credit are no money, so they are none of them."""
    receipts = Invoice.objects.filter(order=OuterRef("order")).filter(
        _linked(connection, kinds.INVOICE.name, qbo_type="SalesReceipt")
    )
    earlier = Payment.objects.with_money().filter(
        Q(captured_at__lt=OuterRef("captured_at"))
        | Q(captured_at=OuterRef("captured_at"), pk__lt=OuterRef("pk")),
        order=OuterRef("order"),
        state__in=CAME_IN,
    )
    return GreaterThan(_count(receipts), _count(earlier))


def _count(of_one_order: QuerySet[Any]) -> Coalesce:
    counted = of_one_order.order_by().values("order").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), Value(0))


def _taken_back(connection: Connection) -> Rows:
    """Booked while it was captured, and voided or failed since."""
    gone = clearing_side.payments(connection).exclude(state__in=CAME_IN)
    booked = gone.filter(_linked(connection, kinds.PAYMENT.name))
    return _grouped(booked, "method", _why(connection, kinds.PAYMENT.name), F("amount"))


def _refunds(connection: Connection) -> Rows:
    back = clearing_side.refunds(connection)
    not_booked = back.exclude(_linked(connection, kinds.REFUND.name))
    start = _start(connection)
    known = [When(refunded_at__lt=start, then=Value(BEFORE))] if start else []
    return _grouped(not_booked, "way", _why(connection, kinds.REFUND.name, *known), F("total"))


def _payouts(connection: Connection) -> Rows:
    out = clearing_side.payouts(connection).exclude(_linked(connection, kinds.PAYOUT.name))
    day = connection.books_start_on
    known = [When(paid_on__lt=day, then=Value(BEFORE))] if day else []
    amount = F("gross") - F("refunds")
    return _grouped(out, "method", _why(connection, kinds.PAYOUT.name, *known), amount)


def _fees(connection: Connection) -> Rows:
    """The fees of a transfer, while their own entry is missing."""
    moved = clearing_side.payouts(connection).filter(
        _linked(connection, kinds.PAYOUT.name, qbo_type="Transfer")
    )
    open_fees = moved.exclude(_linked(connection, kinds.PAYOUT_FEE.name)).exclude(fees=0)
    return _grouped(open_fees, "method", _why(connection, kinds.PAYOUT_FEE.name), F("fees"))


def _lost(connection: Connection) -> Rows:
    not_booked = clearing_side.lost(connection).exclude(_linked(connection, kinds.CHARGEBACK.name))
    why = _why(connection, kinds.CHARGEBACK.name)
    return _grouped(not_booked, "method", why, F("taken"))


def _won(connection: Connection) -> Rows:
    not_booked = clearing_side.won(connection).exclude(_linked(connection, kinds.WON_BACK.name))
    return _grouped(not_booked, "method", _why(connection, kinds.WON_BACK.name), -F("amount"))
