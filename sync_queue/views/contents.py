"""What was sent for a row, as a person reads it: names instead of ids, words instead of fields."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connections.models import Connection, ListItem
from sync_queue.models import Link

# What QuickBooks needs and nobody reads.
SILENT = frozenset({"Id", "SyncToken", "sparse", "domain", "DetailType"})
WORDS = {
    "DocNumber": "Number",
    "TxnDate": "Date",
    "CustomerRef": "Customer",
    "DisplayName": "Name",
    "CurrencyRef": "Currency",
    "TotalAmt": "Total",
    "Qty": "Quantity",
    "PrimaryEmailAddr": "E-mail",
    "BillAddr": "Billing address",
    "ShipAddr": "Delivery address",
    "TxnTaxDetail": "Tax",
    "TxnTaxCodeRef": "Tax code",
    "SalesItemLineDetail": "",
    "LinkedTxn": "Belongs to",
    "Sku": "Code",
    "PrimaryTaxIdentifier": "Tax number",
}
# Under which kind a list keeps what a field refers to; the rest is a record of ours.
LISTS = {
    "Account": ListItem.Kind.ACCOUNT,
    "TaxCode": ListItem.Kind.TAX_CODE,
    "TaxRate": ListItem.Kind.TAX_RATE,
    "PaymentMethod": ListItem.Kind.PAYMENT_METHOD,
    "Term": ListItem.Kind.TERM,
    "Class": ListItem.Kind.CLASS,
    "Department": ListItem.Kind.DEPARTMENT,
    "Item": ListItem.Kind.ITEM,
}
Named = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


def of_body(body: Mapping[str, Any], connection: Connection) -> list[Fact]:
    """The fields of a document or record, in their order, with what they refer to by name."""
    wanted = set(_references(body))
    named = _names(wanted, connection)
    return list(_facts(body, "", named))


def _facts(value: Any, path: str, named: Named) -> Iterator[Fact]:
    for name, inner in value.items():
        if name in SILENT:
            continue
        said = WORDS.get(name, _spaced(name.removesuffix("Ref")))
        place = " · ".join(part for part in (path, said) if part)
        if name.endswith("Ref") and isinstance(inner, Mapping):
            yield Fact(place, _referred(name, inner, named))
        elif isinstance(inner, Mapping):
            yield from _facts(inner, place, named)
        elif isinstance(inner, list):
            for number, one in enumerate(inner, start=1):
                which = f"{place} {number}" if len(inner) > 1 else place
                is_whole = isinstance(one, Mapping)
                yield from _facts(one, which, named) if is_whole else [Fact(which, _said(one))]
        else:
            yield Fact(place, _said(inner))


def _referred(name: str, inner: Mapping[str, Any], named: Named) -> str:
    value = str(inner.get("value", ""))
    return named.get((_list_of(name), value)) or str(inner.get("name") or value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """(list, id) of everything that a body refers to."""
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name.endswith("Ref") and isinstance(inner, Mapping):
                yield _list_of(name), str(inner.get("value", ""))
            else:
                yield from _references(inner)


def _list_of(name: str) -> str:
    """ "DepositToAccountRef" refers to an Account, "ParentRef" to an Item, as far as we send it."""
    for ending in LISTS:
        if name.endswith(f"{ending}Ref"):
            return ending
    return "Item" if name == "ParentRef" else name.removesuffix("Ref")


def _names(wanted: set[tuple[str, str]], connection: Connection) -> dict[tuple[str, str], str]:
    ids = {qbo_id for _, qbo_id in wanted}
    listed = {kind.value: ending for ending, kind in LISTS.items()}
    items = ListItem.objects.filter(connection=connection, kind__in=listed, qbo_id__in=ids)
    found = {(listed[item.kind], item.qbo_id): item.name for item in items}
    links = Link.objects.filter(connection=connection, qbo_type__in=("Customer", "Item", "Vendor"))
    for link in links.filter(qbo_id__in=ids):
        found[link.qbo_type, link.qbo_id] = link.name
    return found


def _spaced(name: str) -> str:
    """ "UnitPrice" → "Unit price"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return words[:1].upper() + words[1:].lower()
