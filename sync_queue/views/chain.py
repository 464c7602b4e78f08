"""What became of an order, from the sale to the books, as one story in the order of time."""

from collections.abc import Iterable, Iterator
from typing import Any

from entities.models import Order
from sync_queue import kinds
from sync_queue.models import QueueRow, RowEvent
from sync_queue.views import lines
from sync_queue.views.history import Moment
from sync_queue.views.papers import Paper

State = QueueRow.State


def of_order(order: Order, found: Iterable[Paper], rows: Any) -> list[Moment]:
    """The newest first; one query for what happened to the rows beside being sent.

    `found` are its papers, `rows` all rows that the person may see.
    """
    shown = list(found)
    told = [*_in_store(order), *_in_books(shown), *_of_rows(shown, rows)]
    return sorted(told, key=lambda moment: moment.at)[::-1]


def _in_store(order: Order) -> Iterator[Moment]:
    yield Moment(order.placed_at, "Placed in the store", "plain", str(order.customer))
    for invoice in order.invoices.all():
        yield Moment(invoice.issued_at, "Billed", "plain", str(invoice))
    for payment in order.payments.all():
        if payment.captured_at is not None:
            amount = f"{payment.amount:,.2f} {payment.currency} by {payment.method}"
            yield Moment(payment.captured_at, payment.get_state_display(), "plain", amount)
    for refund in order.refunds.all():
        amount = f"{refund.total:,.2f} {refund.currency}"
        yield Moment(refund.refunded_at, "Refunded", "plain", f"{refund.number}: {amount}")


def _in_books(papers: Iterable[Paper]) -> Iterator[Moment]:
    for paper in papers:
        link = paper.link
        if link is None or link.linked_at is None:
            continue
        text = f"{paper.title} {link.number}".strip()
        began = "Written into" if paper.moves_nothing else "Booked in"
        yield Moment(link.linked_at, f"{began} {_company(paper)}", "good", text)
        if link.last_sent_at and link.last_sent_at > link.linked_at:
            ended = "Taken out of QuickBooks" if paper.moves_nothing else "Taken out of the books"
            title = ended if link.is_gone else "Brought up to date"
            yield Moment(link.last_sent_at, title, "plain" if link.is_gone else "good", text)


def _of_rows(papers: Iterable[Paper], rows: Any) -> Iterator[Moment]:
    """When each document came into the queue, why it stood still, and who sent it on."""
    keys = {
        (p.line.row.connection_id, p.line.row.kind, p.line.row.key): p for p in papers if p.line
    }
    # By kinds and by keys, as the index knows them.
    named = {"kind__in": {kind for _, kind, _ in keys}, "key__in": {key for _, _, key in keys}}
    wanted = [row.pk for row in rows.filter(**named) if _key(row) in keys]
    for paper in keys.values():
        row = paper.line.row if paper.line else None
        if row is not None:
            yield Moment(row.created_at, "Came into the queue", "info", _name(row))
    for event in RowEvent.objects.filter(row__in=wanted).select_related("row"):
        title = str(State(event.state).label)
        text = f"{_name(event.row)}: {event.message}"
        yield Moment(event.at, title, str(lines.TONES[State(event.state)]), text, event.by)


def _key(row: QueueRow) -> tuple[int, str, str]:
    return row.connection_id, row.kind, row.key


def _name(row: QueueRow) -> str:
    return row.label or kinds.BY_NAME[row.kind].title


def _company(paper: Paper) -> str:
    return paper.connection.company_name or paper.connection.name
