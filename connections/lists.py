"""What QuickBooks offers to choose from, fetched into ListItem; and the test of the connection."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from connections import exchanges, gateway
from connections.company import CompanyFacts, test_connection
from connections.gateway import Gateway
from connections.models import Connection, ListItem

__all__ = ["CompanyFacts", "fetch_lists", "keep", "test_connection"]

Record = Mapping[str, Any]
Kind = ListItem.Kind
EVERYTHING = "SELECT * FROM {}"
# Discounts, shipping and the like stand on services; a shop's products would be far too many.
ONLY = {Kind.ITEM: " WHERE Type = 'Service'"}
FETCHED = (
    Kind.ACCOUNT,
    Kind.TAX_RATE,
    Kind.TAX_CODE,
    Kind.PAYMENT_METHOD,
    Kind.TERM,
    Kind.CLASS,
    Kind.DEPARTMENT,
    Kind.ITEM,
)
TAXES = (Kind.TAX_RATE, Kind.TAX_CODE)


def fetch_lists(
    *, connection: Connection, now: datetime, kinds: Collection[Kind] = FETCHED
) -> dict[str, int]:
    """Fetches these lists; returns how many of each kind there are, as {"Account": 90, …}.

    Tax codes come with tax rates only. What vanished becomes inactive, since mappings may point to
    it. Nothing is changed unless every list came. Raises exchanges.Refused, and what
    `exchanges.ask` raises.
    """
    with gateway.for_connection(connection) as door:
        fetched = {kind: _fetch(connection, kind, door) for kind in kinds}
    found = fetched.get(Kind.TAX_RATE, [])
    rates = {str(rate["Id"]): _number(rate.get("RateValue")) for rate in found}
    with transaction.atomic():
        for kind, records in fetched.items():
            _replace(connection, kind, records, rates, now)
    return {str(kind): len(records) for kind, records in fetched.items()}


def keep(
    *, connection: Connection, kind: str, records: Iterable[Record], now: datetime
) -> list[ListItem]:
    """Stores records of one kind as they came, over what was known of them."""
    return _keep([_item(connection, kind, record, {}, now) for record in records])


def _fetch(connection: Connection, kind: str, door: Gateway) -> list[dict[str, Any]]:
    statement = EVERYTHING.format(kind) + ONLY.get(Kind(kind), "")
    return list(exchanges.query(connection=connection, statement=statement, door=door))


def _replace(
    connection: Connection,
    kind: str,
    records: list[dict[str, Any]],
    rates: dict[str, Decimal],
    now: datetime,
) -> None:
    items = [_item(connection, kind, record, rates, now) for record in records]
    _keep(items)
    # What was created while the lists were on their way is newer than they are.
    known = ListItem.objects.filter(connection=connection, kind=kind, fetched_at__lte=now)
    gone = known.filter(is_active=True).exclude(qbo_id__in=[item.qbo_id for item in items])
    gone.update(is_active=False)


def _keep(items: list[ListItem]) -> list[ListItem]:
    return ListItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["connection", "kind", "qbo_id"],
        update_fields=[
            "name",
            "type",
            "subtype",
            "currency",
            "rate",
            "is_active",
            "data",
            "fetched_at",
        ],
    )


def _item(
    connection: Connection,
    kind: str,
    record: Record,
    rates: Mapping[str, Decimal],
    now: datetime,
) -> ListItem:
    return ListItem(
        connection=connection,
        kind=kind,
        qbo_id=str(record["Id"]),
        name=record.get("FullyQualifiedName") or record["Name"],
        type=record.get("AccountType") or record.get("Type", ""),
        subtype=record.get("AccountSubType", ""),
        currency=record.get("CurrencyRef", {}).get("value", ""),
        rate=_rate(kind, record, rates),
        is_active=record.get("Active", True),
        data=json.loads(json.dumps(record, cls=DjangoJSONEncoder)),
        fetched_at=now,
    )


def _rate(kind: str, record: Record, rates: Mapping[str, Decimal]) -> Decimal | None:
    """In per cent: a rate's own, or the sum of a code's rates on sales; None where it has none."""
    if kind == Kind.TAX_RATE:
        return _number(record.get("RateValue"))
    parts = record.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    ids = [str(part["TaxRateRef"]["value"]) for part in parts]
    # A rate that is not in the list is inactive: then nobody knows what the code adds up to.
    if kind != Kind.TAX_CODE or not ids or not rates.keys() >= set(ids):
        return None
    return sum((rates[id_] for id_ in ids), Decimal(0))


def _number(value: Any) -> Decimal:
    return Decimal(str(value or 0))
