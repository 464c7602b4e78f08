"""What of a document comes from the store, and what from choices under Default accounts?

A choice made anew counts for what is sent from then on. It is no change of the store, so what is
booked already is not written again for it (rules 5 and 7); a person may send it again by hand.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from sync_queue import canonical

CHOSEN = frozenset(
    {
        *("ClassRef", "SalesTermRef", "DepositToAccountRef", "PaymentMethodRef"),
        *("TaxCodeRef", "TxnTaxCodeRef"),
    }
)


def is_same(key: str, now: Any, sent: Any, *, products: Collection[str]) -> bool:
    """Whether a field is as it was sent, choices apart. `products` are the ids of items that are
    products; which other item a line stands under is a choice."""
    now = canonical.plain(now)
    if now == sent or key in CHOSEN:
        return True
    return bool(_of_store(now, products) == _of_store(sent, products))


def _of_store(value: Any, products: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _of_store(part, products)
            for key, part in value.items()
            if key not in CHOSEN and not _is_other_item(key, part, products)
        }
    if isinstance(value, list):
        return _summed([_of_store(part, products) for part in value])
    return value


def _is_other_item(key: str, part: Any, products: Collection[str]) -> bool:
    return key == "ItemRef" and part.get("value") not in products


def _summed(lines: list[Any]) -> list[Any]:
    """Discounts stand on a line per tax code and class: together they are one amount."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        amount = line.get("Amount") if isinstance(line, dict) else None
        rest = {key: part for key, part in line.items() if key != "Amount"} if amount else line
        name = canonical.encode(rest).decode()
        sums[name] = sums.get(name, Decimal(0)) + Decimal(amount or 0)
    return sorted((name, canonical.number(amount)) for name, amount in sums.items())
