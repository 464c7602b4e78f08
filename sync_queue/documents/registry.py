"""Which builder makes the document of which kind, and what the delete of an entity becomes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from connections.models import Connection
from entities import joined
from entities import models as store
from sync_queue import kinds
from sync_queue.documents import (
    application,
    category,
    charge,
    chargeback,
    company_currency,
    currencies,
    customer,
    customer_abroad,
    estimate,
    guests,
    invoice,
    names,
    payment,
    payout,
    periods,
    posting,
    product,
    purchase_order,
    refund,
    stock,
    vendor,
)
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal
from sync_queue.mapping import applying, extending
from sync_queue.models import Link

Key = tuple[str, str]
# quickbooks: refund receipts and credit memos cannot be voided, only deleted.
VOIDABLE = ("Invoice", "SalesReceipt", "Payment")


@dataclass(frozen=True)
class Builder:
    """`entities`: what `build` needs, in a fixed number of queries however many there are."""

    entities: Callable[[], QuerySet[Any]]
    parents: Callable[[Any], list[Key]]
    build: Callable[[Any, Company], Document | Removal]


def _invoices() -> QuerySet[store.Invoice]:
    return store.Invoice.objects.select_related(
        *("order__customer", "order__shipping_tax", "order__surcharge_tax"),
        *("order__storefront", "order__vendor"),
    ).prefetch_related(
        joined.shipped_lines(),
        joined.order_lines("order__lines"),
        "order__invoices",
        "order__payments__method",
        "order__refunds",
    )


def _orders() -> QuerySet[store.Order]:
    taxed = store.Order.objects.select_related("customer", "shipping_tax", "surcharge_tax")
    return taxed.prefetch_related(joined.order_lines(), "invoices", "payments__method")


def _payments() -> QuerySet[store.Payment]:
    return store.Payment.objects.select_related(
        "order__customer", "order__storefront", "order__vendor", "method"
    ).prefetch_related("order__invoices", "order__payments__method", "order__refunds")


def _refunds() -> QuerySet[store.Refund]:
    return store.Refund.objects.select_related(
        *("order__storefront", "order__vendor", "customer", "method", "payment__method")
    ).prefetch_related(
        joined.refund_lines(),
        "order__lines",
        "order__invoices",
        "order__payments__method",
        "order__refunds__method",
        "order__refunds__payment__method",
    )


def _payouts() -> QuerySet[store.Payout]:
    return store.Payout.objects.select_related("method", "vendor").prefetch_related(
        "payments__order__invoices", "refunded"
    )


def _no_parents(_entity: Any) -> list[Key]:
    return []


BUILDERS: dict[str, Builder] = {
    kinds.CATEGORY.name: Builder(
        lambda: store.Category.objects.select_related("parent__parent__parent__parent"),
        category.parents,
        category.build,
    ),
    kinds.PRODUCT.name: Builder(
        lambda: store.Product.objects.select_related("category", "vendor"),
        product.parents,
        product.build,
    ),
    kinds.CUSTOMER.name: Builder(store.Customer.objects.all, customer.parents, customer.build),
    kinds.VENDOR.name: Builder(store.Vendor.objects.all, _no_parents, vendor.build),
    kinds.STOCK.name: Builder(
        lambda: store.StockCorrection.objects.select_related("product"),
        stock.parents,
        stock.build,
    ),
    kinds.ESTIMATE.name: Builder(_orders, estimate.parents, estimate.build),
    kinds.INVOICE.name: Builder(_invoices, invoice.parents, invoice.build),
    kinds.PAYMENT.name: Builder(_payments, payment.parents, payment.build),
    kinds.REFUND.name: Builder(_refunds, refund.parents, refund.build),
    kinds.CHARGEBACK.name: Builder(_payments, chargeback.parents, chargeback.build),
    kinds.WON_BACK.name: Builder(_payments, chargeback.parents, chargeback.build_won),
    kinds.APPLICATION.name: Builder(_refunds, application.parents, application.build),
    kinds.PAYOUT.name: Builder(_payouts, payout.parents, payout.build),
    kinds.PAYOUT_FEE.name: Builder(_payouts, payout.parents, payout.build_fees),
}


def load(keys: Iterable[Key]) -> dict[Key, Any]:
    """The entities of these (kind, key); those that no longer exist are missing from the answer."""
    by_kind: dict[str, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    found: dict[Key, Any] = {}
    for kind, its_keys in by_kind.items():
        if kind == kinds.CHARGE.name:
            found |= {(kind, key): charge.BY_KEY[key] for key in its_keys if key in charge.BY_KEY}
            continue
        if kind == kinds.CURRENCY.name:
            found |= {(kind, key): company_currency.Currency(key) for key in its_keys}
            continue
        if kind == kinds.GUESTS.name:
            found |= {(kind, key): one for key, one in guests.load(its_keys).items()}
            continue
        if kind == kinds.CUSTOMER_ABROAD.name:
            found |= {(kind, key): one for key, one in customer_abroad.load(its_keys).items()}
            continue
        if kind == kinds.PURCHASE_ORDER.name:
            orders = purchase_order.load(its_keys)
            found |= {(kind, key): one for key, one in orders.items()}
            continue
        for entity in BUILDERS[kind].entities().filter(key__in=its_keys):
            found[kind, entity.key] = entity
    return found


def parents(kind: str, entity: Any) -> list[Key]:
    """The (kind, key) of everything that the entity's document may refer to."""
    if kind == kinds.PURCHASE_ORDER.name:
        return purchase_order.parents(entity)
    if kind in (kinds.GUESTS.name, kinds.CUSTOMER_ABROAD.name):
        return currencies.parents(entity.currency)
    return BUILDERS[kind].parents(entity) if kind in BUILDERS else []


def build(kind: str, entity: Any, company: Company) -> Document | Removal:
    """The document of an entity that exists, with its fields mapped as the company's people chose;
    raises NotNeeded, Held or NeedsParent."""
    if kind == kinds.CHARGE.name:
        return charge.build(entity, company)
    if kind == kinds.GUESTS.name:
        return guests.build(entity, company)
    if kind == kinds.CURRENCY.name:
        return company_currency.build(entity)
    if kind == kinds.CUSTOMER_ABROAD.name:
        whole = customer_abroad.build(entity, company)
        finished = _finished(whole, kinds.CUSTOMER.name, entity.customer, company)
        return customer_abroad.named(finished, entity, company)
    if kind == kinds.PURCHASE_ORDER.name:
        return purchase_order.build(entity, company)
    built = BUILDERS[kind].build(entity, company)
    if not isinstance(built, Document):
        return built
    return _numbered(_finished(built, kind, entity, company), kind, entity, company)


def _numbered(document: Document, kind: str, entity: Any, company: Company) -> Document:
    """With what was put behind its number after a clash (rule 20)."""
    link, number = company.links.get((kind, entity.key)), document.fields.get("DocNumber")
    if link is None or not link.number_suffix or not number:
        return document
    again = names.numbered_again(number, suffix=link.number_suffix)
    return replace(document, fields={**document.fields, "DocNumber": again})


def _finished(built: Document, kind: str, entity: Any, company: Company) -> Document:
    """With the fields mapped as the company's people chose, and what extensions make of them."""
    mapped = _mapped(built, kind, entity, company)
    pushed = extending.pushed(mapped, kind=kind, entity=entity, company=company)
    return periods.dated(pushed, link=company.link(kind, entity.key), company=company)


def _mapped(built: Document, kind: str, entity: Any, company: Company) -> Document:
    """What is booked in an earlier month keeps the texts that it was sent with (rule 7)."""
    link, mappings = company.link(kind, entity.key), company.mappings
    booked_on = link.document_date if link else None
    if link and booked_on and not posting.is_this_month(booked_on=booked_on, today=company.today):
        return applying.as_sent(built, sent=link.sent, touched=mappings.touched(kind))
    zone = company.connection.zone
    return applying.apply(built, subject=kind, record=entity, mappings=mappings, zone=zone)


def remove(
    *, kind: str, link: Link | None, label: str, is_approved: bool, company: Company
) -> Removal:
    """What becomes of the QuickBooks object of an entity that was deleted in the store.

    quickbooks: names cannot be deleted, only made inactive; categories not even that, so the name
    of one is marked where the connection wants it. A document is never taken out of the books
    without a person's word (rule 7); then it is voided or deleted, as the connection wants it.
    """
    if link is None or not link.qbo_id or link.is_gone:
        raise NotNeeded(reason="never_linked", message=f"{label} was never in QuickBooks.")
    if kind == kinds.CATEGORY.name and company.connection.marks_deleted_categories:
        return Removal(qbo_type=link.qbo_type, operation="mark")
    if kind == kinds.CATEGORY.name:
        message = f"{label} stays in QuickBooks, where a category cannot be made inactive."
        raise NotNeeded(reason="category_stays", message=message)
    if kind in (kinds.ESTIMATE.name, kinds.PURCHASE_ORDER.name):
        return Removal(qbo_type=link.qbo_type, operation="delete")
    if not kinds.BY_NAME[kind].is_document:
        _require_no_stock(link, label=label, is_approved=is_approved)
        return Removal(qbo_type=link.qbo_type, operation="deactivate")
    if not is_approved or not posting.is_this_month(
        booked_on=link.document_date, today=company.today
    ):
        raise Held(
            reason="deleted_in_store",
            message=f"{label} was deleted in the store after it was booked on "
            f"{link.document_date}.",
            mend="Send it to take it out of QuickBooks (this month's documents only), "
            "or correct it there by hand.",
        )
    is_voided = company.connection.deleted_orders == Connection.DeletedOrders.VOID
    operation = "void" if is_voided and link.qbo_type in VOIDABLE else "delete"
    return Removal(qbo_type=link.qbo_type, operation=operation)


def _require_no_stock(link: Link, *, label: str, is_approved: bool) -> None:
    """An item that keeps stock waits for a person's word (rule 21)."""
    if link.sent.get("Type") == "Inventory" and not is_approved:
        raise Held(
            reason="deleted_in_store",
            message=f"{label} was deleted in the store, but QuickBooks keeps stock of it.",
            mend="Send it to make the item inactive, which writes its stock off in QuickBooks; "
            "or delete the row to keep it.",
        )
