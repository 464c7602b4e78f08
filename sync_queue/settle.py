"""Records what became of a dispatch (transaction 2): links, row states, pauses.

An answer is judged item by item. What QuickBooks surely did or surely refused is settled; what
nobody knows stays unsettled with its bytes, to be repeated or looked for.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from connections import exchanges, faults, tokens
from connections.faults import Fault, Kind
from connections.gateway import Answer
from connections.models import Connection, Exchange
from sync_queue import compared, enqueue, kinds, leases, retry, withdrawing
from sync_queue.documents import names, periods, stock
from sync_queue.models import Dispatch, Link, QueueRow

# quickbooks: the period of the document is closed.
CLOSED = ("6200", "6210")
PAUSE_AFTER_THROTTLE = timedelta(seconds=60)
PAUSE_WHEN_UNREACHABLE = timedelta(seconds=30)
PAUSE_WHEN_STOPPED = timedelta(minutes=10)


@dataclass(frozen=True)
class Terms:
    """What settling needs to know besides the answer."""

    lease: leases.Lease
    now: datetime
    quiet: timedelta
    chance: random.Random


@transaction.atomic
def settle(dispatch: Dispatch, answer: Answer, *, exchange: Exchange | None, terms: Terms) -> None:
    """Settles each row of `dispatch` that is still being sent, by its part of `answer`."""
    leases.require(terms.lease)
    if exchange is not None:
        exchanges.finish(exchange, answer)
    fault = answer.fault
    if fault is not None and not fault.spends_generation:
        _leave_unsettled(dispatch, fault, terms)
        return
    for row in dispatch.rows.in_flight().select_related("connection"):
        _settle_row(row, _part(dispatch, row, answer), terms)
    _close(dispatch, terms)


def book(row: QueueRow, found: Mapping[str, Any], *, now: datetime) -> None:
    """The row's object is in QuickBooks as `found`: link it, compare the money, finish the row."""
    frozen = row.frozen
    link = Link.objects.get(connection=row.connection, kind=row.kind, key=row.key)
    _count_stock(link, found, frozen)
    link.qbo_type, link.qbo_id = frozen["qbo_type"], str(found["Id"])
    link.sync_token = str(found.get("SyncToken", link.sync_token))
    link.sent = frozen["sent"]
    link.is_gone = frozen["operation"] in ("void", "delete", "deactivate", "mark")
    if frozen["operation"] == "mark":
        link.name = frozen["sent"]["Name"]
        link.folded_name = names.fold(link.name)
    link.in_doubt = False
    link.total, link.tax = compared.total(found), compared.tax(found)
    link.exchange_rate = _rate(found) or link.exchange_rate
    link.number = str(found.get("DocNumber") or link.number)[:40]
    link.document_date = _day(found) or link.document_date
    link.linked_at = link.linked_at or now
    link.last_sent_at = now
    link.save()
    if withdrawing.is_under_way(row):
        withdrawing.end(row, now=now)
        return
    flag, message = _compared(frozen, link, found)
    if flag and withdrawing.is_wanted(row):
        withdrawing.begin(row, unlike=message, now=now)
        return
    if not flag and link.number_suffix and not link.is_gone:
        flag = QueueRow.Flag.RENUMBERED
        message = f"Its number in QuickBooks is {link.number}: the store's own was in use there."
    row.finish(now=now, flag=flag, message=message)
    _queue_what_follows(row, link, now)


def _count_stock(link: Link, found: Mapping[str, Any], frozen: Mapping[str, Any]) -> None:
    """Keeps count of what QuickBooks has of each item, before the link remembers the new document.

    Of an item itself its answer tells; a document changes its items by what it now sells more.
    """
    if not frozen.get("counts_stock"):
        return
    qbo_type = frozen["qbo_type"]
    if qbo_type == "Item":
        if link.on_hand is None:
            link.on_hand = stock.counted(found)
        return
    is_ended = frozen["operation"] in ("void", "delete")
    changed = stock.changes(
        qbo_type,
        now={} if is_ended else frozen["sent"],
        before=link.sent if link.qbo_id and not link.is_gone else None,
    )
    counted = Link.objects.filter(
        connection=link.connection_id, qbo_type="Item", qbo_id__in=changed, on_hand__isnull=False
    )
    for pk, item in counted.values_list("pk", "qbo_id"):
        Link.objects.filter(pk=pk).update(on_hand=F("on_hand") + changed[item])


def spend_generation(row: QueueRow) -> None:
    """The next attempt goes out under a new request id: this one has been answered."""
    Link.objects.filter(connection=row.connection, kind=row.kind, key=row.key).update(
        generation=F("generation") + 1
    )


def _part(dispatch: Dispatch, row: QueueRow, answer: Answer) -> dict[str, Any] | Fault | None:
    """The row's object, its fault, or None where the answer does not speak of it."""
    if answer.fault is not None:
        return answer.fault
    if not dispatch.is_batch:
        found = answer.body.get(row.frozen["qbo_type"])
        return found if isinstance(found, dict) else None
    for item in answer.body.get("BatchItemResponse", []):
        if item.get("bId") == row.item_id:
            if "Fault" in item:
                return faults.of_item(item)
            found = item.get(row.frozen["qbo_type"])
            return found if isinstance(found, dict) else None
    return None


def _settle_row(row: QueueRow, part: dict[str, Any] | Fault | None, terms: Terms) -> None:
    if part is None:
        row.doubt(message="QuickBooks' answer left this record out.", now=terms.now)
    elif isinstance(part, Fault):
        _refused(row, part, terms)
    else:
        book(row, part, now=terms.now)


def _refused(row: QueueRow, fault: Fault, terms: Terms) -> None:
    """QuickBooks answered no: the request id is spent, and the kind of the fault decides."""
    spend_generation(row)
    row.attempts += 1
    if fault.kind == Kind.NEEDS_RECONNECTING:
        tokens.needs_reconnecting(connection=row.connection, reason=fault.headline)
        row.wait(reason="needs_reconnecting", message=fault.headline, now=terms.now)
    elif fault.stops_company:
        reason = f"{fault.headline} {fault.mend}"
        row.connection.pause(until=terms.now + PAUSE_WHEN_STOPPED, reason=reason)
        row.wait(reason="company_stopped", message=fault.headline, now=terms.now)
    elif fault.code in CLOSED:
        _closed(row, fault, terms)
    elif fault.kind in (Kind.STALE, Kind.EXISTS_ALREADY):
        row.wait(reason=f"look_up:{fault.kind}", message=fault.headline, now=terms.now)
        row.fault = _details(fault)
        row.save(update_fields=["fault"])
    elif fault.kind == Kind.UNKNOWN_OUTCOME:
        row.doubt(message=fault.headline, now=terms.now)
    elif fault.kind == Kind.TRANSIENT:
        _try_later(row, fault, terms)
    else:
        fail(row, fault, now=terms.now)


def _closed(row: QueueRow, fault: Fault, terms: Terms) -> None:
    """The same words as where it is known beforehand; and it is asked which periods are closed."""
    Connection.objects.filter(pk=row.connection_id).update(closing_asked_at=None)
    said = periods.said_by_quickbooks(row.frozen.get("date"))
    row.approvals = " ".join(one for one in row.approvals.split() if one != periods.REASON)
    row.hold(reason=periods.REASON, message=said, mend=periods.MEND, now=terms.now)
    row.fault = _details(fault)
    row.save(update_fields=["fault"])


def fail(row: QueueRow, fault: Fault, *, now: datetime) -> None:
    """A person must mend something: what happened and what mends it stand on the row."""
    row.fail(
        reason=f"fault:{fault.code or fault.kind}",
        message=fault.headline,
        mend=fault.mend,
        fault=_details(fault),
        now=now,
    )


def _try_later(row: QueueRow, fault: Fault, terms: Terms) -> None:
    due_at = retry.next_try(attempts=row.attempts, now=terms.now, chance=terms.chance)
    if due_at is None:
        fail(row, fault, now=terms.now)
    else:
        row.wait(reason="transient", message=fault.headline, now=terms.now, due_at=due_at)


def _leave_unsettled(dispatch: Dispatch, fault: Fault, terms: Terms) -> None:
    """The same bytes will go again under the same request id; no attempt is spent."""
    was_not_done = fault.kind in (Kind.THROTTLED, Kind.UNAUTHORISED) or fault is faults.UNREACHABLE
    due_at = _pause(dispatch.connection, fault, terms)
    if not was_not_done:
        due_at = terms.now + retry.repeat_after(sends=dispatch.sends)
    doubt = F("sends_in_doubt") - 1 if was_not_done else F("sends_in_doubt")
    Dispatch.objects.filter(pk=dispatch.pk).update(
        due_at=due_at, sends_in_doubt=doubt, outcome=fault.code[:20]
    )
    dispatch.rows.in_flight().update(message=fault.headline, updated_at=terms.now)


def _pause(connection: Connection, fault: Fault, terms: Terms) -> datetime:
    """A company in trouble is left alone for a while; returns when it may be tried again.

    Without the pause a queue would be sent into an outage row by row, each of them in doubt.
    """
    if fault.kind == Kind.UNAUTHORISED:
        return terms.now
    is_throttled = fault.kind == Kind.THROTTLED
    until = terms.now + (PAUSE_AFTER_THROTTLE if is_throttled else PAUSE_WHEN_UNREACHABLE)
    connection.pause(until=until, reason=f"{fault.headline} {fault.mend}")
    return until


def _close(dispatch: Dispatch, terms: Terms) -> None:
    if not dispatch.rows.in_flight().exists():
        Dispatch.objects.filter(pk=dispatch.pk).update(
            settled_at=terms.now, outcome="settled", due_at=None
        )


def close(dispatch: Dispatch, *, now: datetime) -> None:
    """Settles a dispatch whose rows have all been decided, one by one."""
    if not dispatch.rows.in_flight().exists():
        Dispatch.objects.filter(pk=dispatch.pk).update(settled_at=now, due_at=None)


def _compared(frozen: Mapping[str, Any], link: Link, found: Mapping[str, Any]) -> tuple[str, str]:
    """The flag and sentence for a document whose money QuickBooks added up differently (A-95)."""
    if link.is_gone or frozen["total"] is None:
        return "", ""
    unlike = compared.unlike(frozen, found)
    return (QueueRow.Flag.DIFFERS, " ".join(unlike)) if unlike else ("", "")


def _queue_what_follows(row: QueueRow, link: Link, now: datetime) -> None:
    """A credit memo is set against its invoice next; a transfer's fees stand beside it."""
    is_memo = link.qbo_type == "CreditMemo" and link.total and not link.is_gone
    if row.kind == kinds.REFUND.name and is_memo:
        _queue(row, kinds.APPLICATION, "against its invoice", now)
    elif row.kind == kinds.PAYOUT.name and link.qbo_type == "Transfer" and not link.is_gone:
        _queue(row, kinds.PAYOUT_FEE, "and its fees", now)
    elif row.kind == kinds.PAYOUT.name and link.is_gone:
        fees = Link.objects.linked().filter(kind=kinds.PAYOUT_FEE.name, key=row.key, is_gone=False)
        if fees.filter(connection=row.connection).exists():
            _queue(row, kinds.PAYOUT_FEE, "and its fees", now, QueueRow.Operation.DELETE)


def _queue(
    row: QueueRow,
    kind: kinds.Kind,
    words: str,
    now: datetime,
    operation: str = QueueRow.Operation.UPSERT,
) -> None:
    wish = enqueue.Wish(
        connection_id=row.connection_id,
        kind=kind.name,
        key=row.key,
        label=f"{row.label} {words}",
        operation=str(operation),
        is_released=row.is_released,
    )
    enqueue.put([wish], now=now)


def _details(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "message": fault.message,
        "detail": fault.detail,
        "element": fault.element,
        "http_status": fault.http_status,
        "kind": str(fault.kind),
        "existing_id": fault.existing_id,
    }


def _rate(found: Mapping[str, Any]) -> Decimal | None:
    return Decimal(str(found["ExchangeRate"])) if found.get("ExchangeRate") else None


def _day(found: Mapping[str, Any]) -> date | None:
    day = found.get("TxnDate")
    return date.fromisoformat(day) if day else None
