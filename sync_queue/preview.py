"""How would a record be booked that was not sent yet? Its document, built as if all it needs were
in QuickBooks already. Nothing is written and nobody is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from connections.models import Connection
from sync_queue import canonical, kinds, postings
from sync_queue.documents import charge, registry
from sync_queue.documents import company as companies
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NoDocument

PREVIEWED = (kinds.INVOICE.name, kinds.REFUND.name)


@dataclass(frozen=True)
class Preview:
    """`sent`: the fields in the form in which a link remembers them (canonical.plain)."""

    qbo_type: str
    sent: dict[str, Any]
    entries: list[postings.Entry]


class Imagined(Company):
    """A company in which every parent is there: what is not yet goes by the store's own name."""

    def ref(self, *, kind: str, key: str, label: str) -> dict[str, str]:
        link = self.link(kind, key)
        return {"value": link.qbo_id if link else f"{kind}:{key}"}


def of(
    connection: Connection, keys: Iterable[tuple[str, str]], *, now: datetime
) -> dict[tuple[str, str], Preview]:
    """The previews of these (kind, key); a record that could not be booked as it is has none."""
    entities = registry.load(key for key in keys if key[0] in PREVIEWED)
    parents = [
        parent for key, entity in entities.items() for parent in registry.parents(key[0], entity)
    ]
    company = companies.load(connection=connection, keys=[*entities, *parents], now=now)
    imagined = Imagined(**{one.name: getattr(company, one.name) for one in fields(Company)})
    built = {key: _built(key[0], entity, imagined) for key, entity in entities.items()}
    found = {key: document for key, document in built.items() if document is not None}
    plain = {
        key: canonical.plain({**document.create_only, **document.fields})
        for key, document in found.items()
    }
    chart = _chart(imagined, documents=plain.values())
    return {key: _preview(document.qbo_type, plain[key], chart) for key, document in found.items()}


def _built(kind: str, entity: Any, company: Company) -> Document | None:
    try:
        built = registry.build(kind, entity, company)
    except NoDocument:
        return None
    return built if isinstance(built, Document) else None


def _preview(qbo_type: str, sent: dict[str, Any], chart: postings.Chart) -> Preview:
    return Preview(qbo_type, sent, postings.entries(qbo_type=qbo_type, sent=sent, chart=chart))


def _chart(company: Company, *, documents: Iterable[dict[str, Any]]) -> postings.Chart:
    """The chart of what is there, and of what the default accounts will make of the rest."""
    known = postings.chart_of(company.connection, documents=(found := list(documents)))
    items = {name for sent in found for name in postings.items_of(sent)}
    imagined = {name: _account_of(name, company) for name in items if ":" in name}
    return postings.Chart(accounts=known.accounts, items={**imagined, **known.items})


def _account_of(name: str, company: Company) -> str:
    kind, _, key = name.partition(":")
    purpose = charge.BY_KEY[key].purpose if kind == kinds.CHARGE.name else "income"
    account = getattr(company.defaults, purpose)
    return account.qbo_id if account is not None else ""
