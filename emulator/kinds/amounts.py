"""Is the amount of each line its price times its quantity?"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from emulator.protocol.faults import Fault, together
from emulator.wire import Obj, money

PRICED = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail")
GROUP = "GroupLineDetail"


def check(obj: Obj) -> None:
    """Raises one Fault with a 6070 for every line whose Amount is not UnitPrice * Qty.

    quickbooks: rounded half up to the cent; what is 0 beside an amount counts as not given.
    """
    wrong = [line["Amount"] for line in _lines(obj.get("Line") or ()) if _is_wrong(line)]
    if wrong:
        raise together([_wrong(amount) for amount in wrong])


def refuse_negative_lines(obj: Obj) -> None:
    """Raises one Fault with a 2290 for every line of a payment or entry below 0."""
    below = [line for line in obj.get("Line") or () if (line.get("Amount") or 0) < 0]
    if below:
        detail = "The amount of a line cannot be negative."
        raise together([Fault("2290", detail, element="Line.Amount") for _line in below])


def _lines(lines: Iterable[Obj]) -> Iterator[Obj]:
    """The lines, those inside bundles too."""
    for line in lines:
        yield line
        if GROUP in line:
            yield from _lines((line[GROUP] or {}).get("Line") or ())


def _is_wrong(line: Obj) -> bool:
    amount, type_ = line.get("Amount"), line.get("DetailType")
    detail = line.get(type_) if type_ in PRICED else None
    if amount is None or not detail or detail.get("ItemRef") is None:
        return False
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity is None or price is None or (amount and not (quantity and price)):
        return False
    product = quantity * price
    if product == amount:
        return False
    return money(product) not in {amount, detail.get("TaxInclusiveAmt", amount)}


def _wrong(amount: Decimal) -> Fault:
    shown = f"{amount:,}".removesuffix(".00")
    detail = f"Amount is not equal to UnitPrice * Qty. Supplied value:{shown}"
    return Fault("6070", detail, element="Line.Amount")
