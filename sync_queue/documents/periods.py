"""Which day may a document bear while part of the books is closed? (rule 8)

By default what is dated in a closed period waits for a person. Where a connection chose so instead,
it is booked on the first open day, with its true date in the note; and what was booked so stays.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from connections.models import Connection, ListItem
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link

REASON = "closed_period"
MEND = "Reopen the period in QuickBooks, or let someone who may approve send it."
TRUE_DATE = "Its date in the store is"
NOTE_LENGTH = 4000


def first_closed(days: Iterable[date | None], *, connection: Connection) -> date | None:
    """The first of `days` on which this company's books are closed; None where none is."""
    closed = connection.books_closed_on
    found = [day for day in days if day is not None and closed is not None and day <= closed]
    return min(found, default=None)


def require_open(days: Iterable[date | None], *, connection: Connection) -> None:
    """Raises Held where one of these days lies in a closed period."""
    if day := first_closed(days, connection=connection):
        raise Held(
            reason=REASON,
            message=f"It is dated {day}, and the books are closed until "
            f"{connection.books_closed_on}.",
            mend=MEND,
        )


def said_by_quickbooks(day: str | None) -> str:
    """What stands on a row of which only QuickBooks knew that its period is closed."""
    dated = f"It is dated {day}, and" if day else "QuickBooks says that"
    return f"{dated} the books are closed for that day."


def dated(document: Document, *, link: Link | None, company: Company) -> Document:
    """`document` on the day on which it may stand, where that is not its own."""
    day = document.booked_on
    if day is None or "TxnDate" not in document.fields:
        return document
    if link is not None and link.qbo_id:
        moved_to = _moved_to(link)
        return document if moved_to is None else _on(document, moved_to, company)
    closed = company.connection.books_closed_on
    redates = company.connection.closed_periods == Connection.ClosedPeriods.REDATE
    if not redates or closed is None or day > closed:
        return document
    return _on(document, closed + timedelta(days=1), company)


def true_date(note: str, *, day: date) -> date:
    """The store's date of a document that stands on another `day`, by what its note says."""
    _, found, rest = note.partition(f"{TRUE_DATE} ")
    return date.fromisoformat(rest[:10]) if found else day


def _moved_to(link: Link) -> date | None:
    """The day to which the document was moved when it was booked; None if it was not."""
    if TRUE_DATE not in str(link.sent.get("PrivateNote", "")):
        return None
    return date.fromisoformat(link.sent["TxnDate"])


def _on(document: Document, day: date, company: Company) -> Document:
    said = f"{TRUE_DATE} {document.booked_on}, when the books were closed."
    note = f"{document.fields.get('PrivateNote', '')} {said}".strip()
    # From the front, where somebody's own words stand: our mark and the date are behind them.
    fields = {
        **document.fields,
        "TxnDate": str(day),
        "PrivateNote": note[-NOTE_LENGTH:],
        **_due(document, company),
    }
    return replace(document, fields=fields, booked_on=day)


def _due(document: Document, company: Company) -> dict[str, Any]:
    """The debt is due when it would have been: terms count from the true date.

    quickbooks: without a DueDate it counts the terms from TxnDate.
    """
    term = (document.fields.get("SalesTermRef") or {}).get("value", "")
    known = {item.qbo_id: item for item in (company.defaults.term, *company.terms.values()) if item}
    days = _days(known.get(term))
    if days is None or document.booked_on is None:
        return {}
    return {"DueDate": str(document.booked_on + timedelta(days=days))}


def _days(term: ListItem | None) -> int | None:
    found = term.data.get("DueDays") if term is not None else None
    return int(found) if found is not None else None
