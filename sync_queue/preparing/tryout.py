"""What would a record be sent as under another field mapping? Shown side by side, and nothing goes.

As if the record were sent today for the first time, with all that it refers to in QuickBooks.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from connections.models import Connection
from entities.models import Customer, Invoice, Payment, Product, Refund
from sync_queue.documents import company as companies
from sync_queue.documents import registry
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.mapping.rules import Mappings
from sync_queue.mapping.sources import CUSTOMER, INVOICE, PAYMENT, PRODUCT, REFUND
from sync_queue.mapping.targets import GROUPS, Form, Target
from sync_queue.mapping.values import text_of
from sync_queue.preparing.preview import Imagined

MODELS: Mapping[str, Any] = {
    CUSTOMER: Customer,
    PRODUCT: Product,
    INVOICE: Invoice,
    PAYMENT: Payment,
    REFUND: Refund,
}
# Where a person's words are looked for: exactly, and as a beginning.
EXACTLY: Mapping[str, tuple[str, ...]] = {
    CUSTOMER: ("key", "email"),
    PRODUCT: ("key", "sku"),
    INVOICE: ("key", "number", "order__number"),
    PAYMENT: ("key", "reference", "order__number"),
    REFUND: ("key", "number", "order__number"),
}
BEGINNING: Mapping[str, tuple[str, ...]] = {
    CUSTOMER: ("last_name", "first_name", "company"),
    PRODUCT: ("name",),
}


@dataclass(frozen=True)
class Line:
    """One field before and after."""

    title: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Trial:
    """`why_not`: why the record would not be sent at all, "" if it would."""

    record: Any
    lines: list[Line]
    why_not: str = ""

    @property
    def changes(self) -> int:
        return sum(line.differs for line in self.lines)


def find(subject: str, words: str, *, user: Any) -> Any:
    """The record that these words mean, of those that `user` may see; the newest for no words."""
    records, words = MODELS[subject].objects.for_user(user), words.strip()
    if not words:
        return records.order_by("-pk").first()
    exactly, beginning = Q(), Q()
    for column in EXACTLY[subject]:
        exactly |= Q(**{column: words})
    for column in BEGINNING.get(subject, ()):
        beginning |= Q(**{f"{column}__istartswith": words})
    found = records.filter(exactly).order_by("-pk").first()
    if found is not None or not beginning:
        return found
    return records.filter(beginning).order_by("-pk").first()


def compare(
    connection: Connection, subject: str, record: Any, *, proposed: Mappings, now: datetime
) -> Trial:
    """The record as it is sent today, and as it would be under `proposed`."""
    company = _company(connection, subject, record, now)
    entity = registry.load([(subject, record.key)])[subject, record.key]
    try:
        before = _built(subject, entity, company)
        after = _built(subject, entity, replace(company, mappings=proposed))
    except NoDocument as reason:
        return Trial(record, [], str(reason))
    if before is None or after is None:
        return Trial(record, [], "It would be taken out of QuickBooks.")
    return Trial(record, list(_lines(subject, before, after)))


def _built(subject: str, entity: Any, company: Imagined) -> Document | None:
    built = registry.build(subject, entity, company)
    return built if isinstance(built, Document) else None


def _company(connection: Connection, subject: str, record: Any, now: datetime) -> Imagined:
    """Every parent is there and the record itself is not; the start of the books is looked over."""
    timeless = copy.copy(connection)
    timeless.books_start_on = None
    parents = registry.parents(subject, record)
    known = companies.load(connection=timeless, keys=parents, now=now)
    return Imagined(**{one.name: getattr(known, one.name) for one in fields(companies.Company)})


def _lines(subject: str, before: Document, after: Document) -> list[Line]:
    lines = [
        Line(target.title, shown(target, before), shown(target, after))
        for group in GROUPS[subject]
        for target in group.targets
    ]
    if subject == PRODUCT:
        kinds = (str(one.create_only.get("Type", "")) for one in (before, after))
        lines.append(Line("Kind of item", *kinds))
    return [line for line in lines if line.before or line.after]


def shown(target: Target, document: Document) -> str:
    """The field of the document as a person reads it."""
    if target.form == Form.NAME:
        return document.names[0] if document.names else ""
    value = {**document.create_only, **document.fields}.get(target.top)
    if target.form == Form.CUSTOM:
        mine = [one for one in value or () if one["DefinitionId"] == target.inner]
        return str(mine[0]["StringValue"]) if mine else ""
    if target.inner:
        value = (value or {}).get(target.inner)
    if target.form == Form.CHOICE:
        return dict(target.choices).get(str(value), text_of(value))
    return text_of(value)
