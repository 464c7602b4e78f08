"""What does an item itself do to its stock: the opening quantity and later adjustments?

An item keeps its steps in `_stock`: quantity, value (None where the card finds the cost), day,
and the asset account where it is not the present one.
"""

from decimal import Decimal
from typing import Any

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.books.stock import Move
from emulator.protocol.faults import Fault, business
from emulator.wire import ZERO, Obj, money


def complete_stock(company: Company, obj: Obj, old: Record | None) -> None:
    """Turn QtyOnHand of a stocked item into a step. Raises 2160 and 6000."""
    if old is None or old.obj["Type"] != "Inventory":
        _open(company, obj)
    else:
        _adjust(company, obj, old)


def stock_effects(company: Company, item: Record) -> Effects:
    """Opening stock against Opening Balance Equity, later changes against shrinkage."""
    effects, accounts = Effects(), company.about["accounts"]
    for step, (quantity, value, day, *asset) in enumerate(item.obj.get("_stock", ())):
        against = accounts["shrinkage"] if step else accounts["opening_equity"]
        worth = None if value is None else Decimal(value)
        move = moved(item, Decimal(quantity), day=day, value=worth, against=against)
        move.asset = asset[0] if asset else move.asset
        effects.moves.append(move)
        if worth is not None:
            effects.post(move.asset, worth, memo="Stock")
            effects.post(against, -worth, memo="Stock")
    return effects


def adjustment(item: Record, difference: Decimal, *, day: str) -> list[Any]:
    """Quantity, value and day of a stock adjustment; what goes is costed by the item's card."""
    if difference < 0:
        return [difference, None, day]
    return [difference, money(difference * item.obj.get("PurchaseCost", ZERO)), day]


def moved(
    item: Record, quantity: Decimal, *, day: str, value: Decimal | None = None, against: str = ""
) -> Move:
    """Stock of an item that comes or goes with a document.

    With `value` (home currency) the document posts the money itself; without it the ledger finds
    the cost and books it on the item's asset account and `against`, the cost of goods by default.
    """
    return Move(
        item.id,
        quantity,
        day,
        value,
        asset=(item.obj.get("AssetAccountRef") or {}).get("value", ""),
        against=against or (item.obj.get("ExpenseAccountRef") or {}).get("value", ""),
        fallback=item.obj.get("PurchaseCost", ZERO),
    )


def _open(company: Company, obj: Obj) -> None:
    quantity, day = obj.pop("QtyOnHand"), obj["InvStartDate"]
    if quantity < 0 and company.settings.negative_opening_stock:
        obj["_stock"] = [[quantity, None, day]]
        return
    if quantity < 0:
        detail = f"Invalid Quantity. Supplied value:{quantity}"
        raise Fault("2160", detail, element="QtyOnHand")
    obj["_stock"] = [[quantity, money(quantity * obj["PurchaseCost"]), day]]


def _adjust(company: Company, obj: Obj, old: Record) -> None:
    """quickbooks: InvStartDate is read as the date of the adjustment, never stored."""
    dated = obj.pop("_dated", None)
    obj["InvStartDate"] = old.obj["InvStartDate"]
    wanted = obj.pop("QtyOnHand", None)
    obj["_stock"] = list(old.obj["_stock"])
    held = company.ledger.quantities.get(old.id, ZERO)
    if wanted is None or wanted == held:
        return
    if not dated:
        raise business(
            "It looks like something went wrong on our end. "
            "We couldn't adjust the stock starting value (-10600)"
        )
    obj["_stock"].append(adjustment(old, wanted - held, day=dated))
