"""What keeps a row from going until a person has said so: doubt, closed periods, what is gone."""

from sync_queue.documents import periods, posting
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, Removal
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import intent, rewriting
from sync_queue.preparing.intent import Intent


def require_certainty(row: QueueRow, link: Link) -> None:
    """What may be in QuickBooks already is created only on a person's word."""
    if link.in_doubt and not row.has_approval("unknown_outcome"):
        raise Held(
            reason="unknown_outcome",
            message="It was sent before, and nobody knows whether it arrived.",
            mend="Look in QuickBooks. If it is not there, send it; if it is, delete this row.",
        )


def require_alive(built: Document, link: Link) -> None:
    if link.is_gone and not built.name_space:
        raise Held(
            reason="was_taken_out",
            message="It was taken out of QuickBooks before, and cannot be revived there.",
            mend="Enter it anew in the store.",
        )


def require_open_past(
    row: QueueRow, built: Document | Removal, wanted: Intent, *, link: Link, company: Company
) -> None:
    """Closed periods and earlier months are not rewritten without a person (rules 7, 8)."""
    days = [link.document_date if link.qbo_id else None]
    days += [built.booked_on] if isinstance(built, Document) else []
    if days == [None] * len(days) or row.has_approval(periods.REASON):
        return
    periods.require_open(days, connection=company.connection)
    is_old = not posting.is_this_month(booked_on=link.document_date, today=company.today)
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
