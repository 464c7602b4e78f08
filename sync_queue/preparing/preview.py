"""How would a record be booked that was not sent yet? Its document, built as if all it needs were
in QuickBooks already. Nothing is written and nobody is asked."""

import copy
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from connections.models import Connection
from entities.models import Invoice, Order, Product
from sync_queue import canonical, kinds
from sync_queue.documents import charge, registry
from sync_queue.documents import company as companies
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Link
from sync_queue.preparing import foresight, postings

Key = tuple[str, str]
PRODUCT = kinds.PRODUCT.name
PREVIEWED = (
    *(kind.name for kind in kinds.OF_PAYMENTS),
    *(kinds.INVOICE.name, kinds.REFUND.name, kinds.PAYOUT.name),
)


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


@dataclass(frozen=True)
class Part:
    """One document of an order: how it will be booked, or why it will not be (or not yet)."""

    kind: str
    record: Any
    preview: Preview | None
    why: NoDocument | None = None
    # What a person should know before it is sent.
    foreseen: tuple[str, ...] = ()


def of(
    connection: Connection, keys: Iterable[tuple[str, str]], *, now: datetime
) -> dict[Key, Part]:
    """How each of these (kind, key) will be booked; one that cannot be as it is says why."""
    entities = registry.load(key for key in keys if key[0] in PREVIEWED)
    company = _company(connection, entities, now)
    built = {key: _built(key[0], entity, company) for key, entity in entities.items()}
    return _parts(built, entities, company)


def of_order(connection: Connection, order: Order, *, now: datetime) -> list[Part]:
    """All that the order would bring into the books, as if it were sent today as a whole.

    The order need not be billed yet, and the start of the books is looked over: this is for
    showing what the settings make of an order.
    """
    timeless = copy.copy(connection)
    timeless.books_start_on = None
    entities = _entities_of(order)
    company = _company(timeless, entities, now)
    built: dict[Key, Document | NoDocument | None] = {}
    for key, entity in entities.items():
        if key[0] != kinds.INVOICE.name and not _has_sale(built):
            break  # payments and refunds wait for the first invoice
        built[key] = one = _built(key[0], entity, company)
        if isinstance(one, Document):
            # What follows refers to it as if it were there.
            link = Link(kind=key[0], key=key[1], qbo_type=one.qbo_type, qbo_id=":".join(key))
            company = replace(company, links={**company.links, key: link})
    return list(_parts(built, entities, company).values())


def _has_sale(built: Mapping[Key, Document | NoDocument | None]) -> bool:
    return any(isinstance(one, Document) for one in built.values())


def _entities_of(order: Order) -> dict[Key, Any]:
    """{(kind, key): record} of invoice, payments and refunds, in the order in which they go."""
    invoices = [(kinds.INVOICE.name, one.key) for one in order.invoices.all()]
    payments = [(kinds.PAYMENT.name, one.key) for one in order.payments.all()]
    refunds = [(kinds.REFUND.name, one.key) for one in order.refunds.all()]
    found = registry.load([*invoices, *payments, *refunds])
    if not invoices:
        bill = Invoice(order=order, key=order.key, number=order.number, issued_at=order.status_at)
        found = {(kinds.INVOICE.name, order.key): bill, **found}
        for key, entity in found.items():
            if key[0] == kinds.PAYMENT.name:
                entity.order._prefetched_objects_cache["invoices"] = [bill]
    ranks = {key: kinds.BY_NAME[key[0]].rank for key in found}
    return {key: found[key] for key in sorted(found, key=lambda key: ranks[key])}


def _company(connection: Connection, entities: Mapping[Key, Any], now: datetime) -> Imagined:
    parents = [
        parent for key, entity in entities.items() for parent in registry.parents(key[0], entity)
    ]
    company = companies.load(connection=connection, keys=[*entities, *parents], now=now)
    return Imagined(**{one.name: getattr(company, one.name) for one in fields(Company)})


def _parts(
    built: Mapping[Key, Document | NoDocument | None],
    entities: Mapping[Key, Any],
    company: Imagined,
) -> dict[Key, Part]:
    found = _previews({k: one for k, one in built.items() if isinstance(one, Document)}, company)
    return {
        key: Part(
            key[0],
            entities[key],
            found.get(key),
            one if isinstance(one, NoDocument) else None,
            _foreseen(one, company) if isinstance(one, Document) else (),
        )
        for key, one in built.items()
    }


def _foreseen(document: Document, company: Company) -> tuple[str, ...]:
    return tuple(foresight.of(document, link=None, company=company))


def _previews(found: Mapping[Key, Document], company: Imagined) -> dict[Key, Preview]:
    plain = {
        key: canonical.plain({**document.create_only, **document.fields})
        for key, document in found.items()
    }
    chart = _chart(company, documents=plain.values())
    return {key: _preview(document.qbo_type, plain[key], chart) for key, document in found.items()}


def _built(kind: str, entity: Any, company: Company) -> Document | NoDocument | None:
    """The document, why there is none, or None for what would be taken out of the books."""
    try:
        built = registry.build(kind, entity, company)
    except NoDocument as reason:
        return reason
    return built if isinstance(built, Document) else None


def _preview(qbo_type: str, sent: dict[str, Any], chart: postings.Chart) -> Preview:
    return Preview(qbo_type, sent, postings.entries(qbo_type=qbo_type, sent=sent, chart=chart))


def _chart(company: Company, *, documents: Iterable[dict[str, Any]]) -> postings.Chart:
    """The chart of what is there, and of what the default accounts will make of the rest."""
    known = postings.chart_of(company.connection, documents=(found := list(documents)))
    items = {name for sent in found for name in postings.items_of(sent)}
    unsent = {name for name in items if ":" in name}
    cards = _gift_cards(unsent)
    imagined = {name: _account_of(name, company, cards) for name in unsent}
    return postings.Chart(accounts=known.accounts, items={**imagined, **known.items})


def _gift_cards(unsent: Iterable[str]) -> set[str]:
    """Those of these products that are gift cards."""
    products = [key for kind, _, key in (name.partition(":") for name in unsent) if kind == PRODUCT]
    if not products:
        return set()
    cards = Product.objects.filter(key__in=products, kind=Product.Kind.GIFT_CARD)
    return {f"{PRODUCT}:{key}" for key in cards.values_list("key", flat=True)}


def _account_of(name: str, company: Company, gift_cards: Collection[str]) -> str:
    kind, _, key = name.partition(":")
    purpose = "gift_cards" if name in gift_cards else "income"
    if kind == kinds.CHARGE.name:
        purpose = charge.BY_KEY[key].purpose
    account = getattr(company.defaults, purpose)
    return account.qbo_id if account is not None else ""
