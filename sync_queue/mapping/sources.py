"""What of the store may be sent? Every path that a template may name, with its words and type.

Nothing else is ever read: a path is looked up here, and never followed through the records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sync_queue import kinds
from sync_queue.mapping.values import Type

CUSTOMER, PRODUCT = kinds.CUSTOMER.name, kinds.PRODUCT.name
INVOICE, PAYMENT, REFUND = kinds.INVOICE.name, kinds.PAYMENT.name, kinds.REFUND.name
SUBJECTS = (CUSTOMER, PRODUCT, INVOICE, PAYMENT, REFUND)
Columns = Iterable[tuple[str, str, Type]]


@dataclass(frozen=True)
class Source:
    """`read` takes the record of the subject and returns the value, None for nothing."""

    path: str
    title: str
    type: Type
    read: Callable[[Any], Any]


T, N, D, Y = Type.TEXT, Type.NUMBER, Type.DAY, Type.YES_NO
ADDRESS = (
    *(("line1", "line 1", T), ("line2", "line 2", T), ("city", "city", T)),
    *(("region", "state or region", T), ("postal_code", "postal code", T)),
    ("country", "country", T),
)
OF_CUSTOMER: Columns = (
    ("full_name", "whole name", T),
    ("first_name", "first name", T),
    ("last_name", "last name", T),
    ("company", "company", T),
    ("email", "e-mail", T),
    ("phone", "phone", T),
    ("fax", "fax", T),
    ("website", "website", T),
    *((f"billing_{name}", f"billing {title}", type_) for name, title, type_ in ADDRESS),
    *((f"shipping_{name}", f"shipping {title}", type_) for name, title, type_ in ADDRESS),
    ("currency", "currency", T),
    ("terms", "terms", T),
    ("accounting_class", "class", T),
    ("tax_number", "tax number", T),
    ("is_tax_exempt", "pays no tax", Y),
    ("is_guest", "is a guest", Y),
    ("key", "number in the store", T),
    ("created_at", "made on", D),
    ("updated_at", "last changed on", D),
)
OF_PRODUCT: Columns = (
    *(("name", "name", T), ("sku", "code (SKU)", T), ("description", "description", T)),
    *(("price", "price", N), ("cost", "cost", N), ("tracks_stock", "keeps stock", Y)),
    *(("key", "number in the store", T), ("created_at", "made on", D)),
    ("updated_at", "last changed on", D),
)
OF_ORDER: Columns = (
    *(("number", "number", T), ("note", "note", T), ("terms", "terms", T)),
    *(("accounting_class", "class", T), ("placed_at", "placed on", D), ("currency", "currency", T)),
    *(("total", "total", N), ("shipping_country", "shipped to (country)", T)),
    ("key", "number in the store", T),
)
OF_INVOICE: Columns = (
    *(("number", "number", T), ("issued_at", "issued on", D), ("key", "number in the store", T)),
)
OF_PAYMENT: Columns = (
    *(("reference", "reference", T), ("amount", "amount", N), ("currency", "currency", T)),
    *(("captured_at", "captured on", D), ("key", "number in the store", T)),
)
OF_REFUND: Columns = (
    *(("number", "number", T), ("reason", "reason", T), ("total", "total", N)),
    *(("refunded_at", "refunded on", D), ("key", "number in the store", T)),
)
NAMED: Columns = (("name", "name", T),)
FRONT: Columns = (("name", "name", T), ("url", "address on the web", T))


def _reader(*columns: str) -> Callable[[Any], Any]:
    def read(record: Any) -> Any:
        for column in columns:
            if record is None:
                return None
            record = getattr(record, column)
        return record

    return read


def _of(prefix: str, title: str, columns: Columns, *way: str) -> list[Source]:
    """The columns of what stands at the end of `way` from the record."""
    return [
        Source(f"{prefix}.{name}", f"{title}: {words}", type_, _reader(*way, name))
        for name, words, type_ in columns
    ]


def _with_order(*way: str) -> list[Source]:
    return [
        *_of("order", "Order", OF_ORDER, *way, "order"),
        *_of("storefront", "Storefront", FRONT, *way, "order", "storefront"),
        *_of("vendor", "Vendor", NAMED, *way, "order", "vendor"),
    ]


def _by_path(*lists: list[Source]) -> dict[str, Source]:
    return {source.path: source for some in lists for source in some}


BY_SUBJECT: dict[str, dict[str, Source]] = {
    CUSTOMER: _by_path(_of("customer", "Customer", OF_CUSTOMER)),
    PRODUCT: _by_path(
        _of("product", "Product", OF_PRODUCT),
        _of("category", "Category", NAMED, "category"),
        _of("vendor", "Vendor", NAMED, "vendor"),
    ),
    INVOICE: _by_path(
        _of("invoice", "Invoice", OF_INVOICE),
        _with_order(),
        _of("customer", "Customer", OF_CUSTOMER, "order", "customer"),
    ),
    PAYMENT: _by_path(
        _of("payment", "Payment", OF_PAYMENT),
        _of("method", "Payment method", NAMED, "method"),
        _with_order(),
        _of("customer", "Customer", OF_CUSTOMER, "order", "customer"),
    ),
    REFUND: _by_path(
        _of("refund", "Refund", OF_REFUND),
        _with_order(),
        _of("customer", "Customer", OF_CUSTOMER, "customer"),
    ),
}
