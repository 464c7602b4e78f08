"""What will happen in QuickBooks that a person should know before a document is sent?

That its period is closed, and that stock falls below zero. Sentences; nothing is held here.
"""

from collections.abc import Mapping
from decimal import Decimal

from sync_queue import canonical
from sync_queue.documents import periods, stock
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link

NOTHING: Mapping[str, Decimal] = {}


def of(
    document: Document,
    *,
    link: Link | None,
    company: Company,
    already: Mapping[str, Decimal] = NOTHING,
) -> list[str]:
    """`already`: {item: how many more or fewer} by what is on its way before it."""
    days = [document.booked_on, link.document_date if link and link.qbo_id else None]
    found = []
    try:
        periods.require_open(days, connection=company.connection)
        stock.require_started(document, links=company.links.values())
    except Held as why:
        found.append(why.message)
    changed = changes(document, link=link)
    short = stock.shortfalls(changed, links=company.links.values(), already=already)
    return [*found, *(str(one) for one in short)]


def changes(document: Document, *, link: Link | None) -> dict[str, Decimal]:
    """{item: how many more or fewer QuickBooks will have}, against what was last sent."""
    sent = canonical.plain({**document.create_only, **document.fields})
    before = link.sent if link is not None and link.qbo_id and not link.is_gone else None
    return stock.changes(document.qbo_type, now=sent, before=before)
