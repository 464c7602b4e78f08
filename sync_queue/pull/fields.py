"""Which fields of QuickBooks stand where in the store, both ways as they are sent.

Only what the store owns and can hold is here: no stock, no cost, no account, no balance. Whether a
record is active is not taken either: the store alone says what is on offer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from entities.models import Customer, Product
from sync_queue import canonical, kinds
from sync_queue.preparing import undecided

ADDRESS = {
    "Line1": "line1",
    "Line2": "line2",
    "City": "city",
    "CountrySubDivisionCode": "region",
    "PostalCode": "postal_code",
    "Country": "country",
}


@dataclass(frozen=True)
class Field:
    """`read`: QuickBooks' value as we would send it, None for nothing. `columns`: what of the
    store's record that value is."""

    name: str
    read: Callable[[Any], Any]
    columns: Callable[[Any], dict[str, Any]]

    @property
    def title(self) -> str:
        return undecided.TITLES[self.name]


def value(field: Field, record: Mapping[str, Any]) -> Any:
    return field.read(record.get(field.name))


def spoken(value: Any) -> str:
    """A value as a person reads it; "" for nothing."""
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return "" if value is None else str(value)


def _text(name: str, column: str) -> Field:
    return Field(name, lambda there: there or None, lambda value: {column: value or ""})


def _inside(name: str, part: str, column: str) -> Field:
    def read(there: Any) -> Any:
        found = (there or {}).get(part)
        return {part: found} if found else None

    return Field(name, read, lambda value: {column: (value or {}).get(part, "")})


def _price(name: str, column: str) -> Field:
    def read(there: Any) -> Any:
        return canonical.plain(Decimal(str(there or 0)))

    return Field(name, read, lambda value: {column: Decimal(value or "0")})


def _address(name: str, prefix: str) -> Field:
    def read(there: Any) -> Any:
        found = {part: str(there[part]) for part in ADDRESS if (there or {}).get(part)}
        return found or None

    def columns(value: Any) -> dict[str, Any]:
        held = value or {}
        return {f"{prefix}_{column}": held.get(part, "") for part, column in ADDRESS.items()}

    return Field(name, read, columns)


CUSTOMER = (
    _text("GivenName", "first_name"),
    _text("FamilyName", "last_name"),
    _text("CompanyName", "company"),
    _inside("PrimaryEmailAddr", "Address", "email"),
    _inside("PrimaryPhone", "FreeFormNumber", "phone"),
    _address("BillAddr", "billing"),
    _address("ShipAddr", "shipping"),
)
PRODUCT = (
    _text("Name", "name"),
    _text("Sku", "sku"),
    _text("Description", "description"),
    _price("UnitPrice", "price"),
)
BY_KIND: Mapping[str, tuple[Field, ...]] = {
    kinds.CUSTOMER.name: CUSTOMER,
    kinds.PRODUCT.name: PRODUCT,
}
MODELS: Mapping[str, Any] = {kinds.CUSTOMER.name: Customer, kinds.PRODUCT.name: Product}
TYPES: Mapping[str, str] = {kinds.CUSTOMER.name: "Customer", kinds.PRODUCT.name: "Item"}


def of(kind: str, name: str) -> Field:
    """The field of that name in QuickBooks. Raises KeyError."""
    return {field.name: field for field in BY_KIND[kind]}[name]
