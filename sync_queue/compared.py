"""Did QuickBooks add a document up as the store did? Net, tax per rate and total, to the cent."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Found = Mapping[str, Any]


def unlike(frozen: Mapping[str, Any], found: Found) -> list[str]:
    """A sentence with both numbers for each amount of the answer that is not the store's (A-95)."""
    return [
        f"The {what} in QuickBooks is {theirs}, in the store {ours}."
        for what, ours, theirs in _amounts(frozen, found)
        if ours is not None and theirs is not None and ours != theirs
    ]


def total(found: Found) -> Decimal | None:
    return _money(found.get("TotalAmt"))


def tax(found: Found) -> Decimal | None:
    return _money((found.get("TxnTaxDetail") or {}).get("TotalTax"))


def _amounts(
    frozen: Mapping[str, Any], found: Found
) -> Iterator[tuple[str, Decimal | None, Decimal | None]]:
    """The net is what tax and total leave: where these two are the store's it is, too."""
    yield "total", _money(frozen["total"]), total(found)
    yield "tax", _money(frozen["tax"]), tax(found)
    lines = (found.get("TxnTaxDetail") or {}).get("TaxLine") or []
    theirs = {_rate(line): line for line in lines if "TaxLineDetail" in line}
    for rate, ours in frozen.get("by_rate", {}).items():
        line = theirs.get(rate, {"Amount": 0, "TaxLineDetail": {}})
        per_cent = line["TaxLineDetail"].get("TaxPercent")
        what = f"tax at {per_cent} %" if per_cent is not None else "tax at one of its rates"
        yield what, _money(ours), _money(line.get("Amount"))


def _rate(line: Mapping[str, Any]) -> str:
    return str((line["TaxLineDetail"].get("TaxRateRef") or {}).get("value", ""))


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
