"""What do the lines of a sales form do to income accounts and stock?"""

from collections.abc import Sequence
from decimal import Decimal

from emulator.books.company import Company
from emulator.books.stock import Move
from emulator.kinds.goods.bundles import SALE
from emulator.kinds.goods.item_stock import moved
from emulator.kinds.sales.lines import DISCOUNT, refuse_before_start, sold
from emulator.kinds.tax.tax_shares import tax_postings
from emulator.protocol.faults import Fault
from emulator.wire import ZERO, Obj


def refuse_without_stock(company: Company, obj: Obj, lines: Sequence[Obj]) -> None:
    """Raises 6270 for stock sold before it began and 6520 for stock without a quantity."""
    for line in lines:
        item = company.records["Item"].get(line[SALE]["ItemRef"]["value"])
        if item is None or item.obj["Type"] != "Inventory":
            continue
        refuse_before_start(obj, item)
        if line[SALE].get("Qty") is None:
            raise Fault("6520", f"Enter a quantity for {item.obj['Name']}.", element="Line.Qty")


def credits_of(company: Company, obj: Obj) -> list[tuple[str, Decimal]]:
    """The other side of a sale: income per line, less the discount, and tax."""
    entries = list(tax_postings(company, obj))
    for line in sold(obj["Line"]):
        entries.append((_income_account(company, line[SALE]), line["Amount"]))
    for line in obj["Line"]:
        if line["DetailType"] == DISCOUNT:
            entries.append((line[DISCOUNT]["DiscountAccountRef"]["value"], -line["Amount"]))
    return entries


def stock_moves(company: Company, obj: Obj, *, sign: int) -> list[Move]:
    """Stock that leaves (sign 1) or comes back (sign -1), against the cost of goods sold."""
    return [
        moved(company.records["Item"][item], -sign * quantity, day=obj["TxnDate"])
        for item, quantity in _stocked(company, obj).items()
    ]


def _income_account(company: Company, detail: Obj) -> str:
    item = detail["ItemRef"]["value"]
    if item not in company.records["Item"]:
        return str(company.about["accounts"]["shipping"])
    return str(company.records["Item"][item].obj["IncomeAccountRef"]["value"])


def _stocked(company: Company, obj: Obj) -> dict[str, Decimal]:
    """Quantity per inventory item over all lines."""
    quantities: dict[str, Decimal] = {}
    for line in sold(obj["Line"]):
        id_ = line[SALE]["ItemRef"]["value"]
        item = company.records["Item"].get(id_)
        if item is not None and item.obj["Type"] == "Inventory":
            quantities[id_] = quantities.get(id_, ZERO) + line[SALE].get("Qty", ZERO)
    return {id_: quantity for id_, quantity in quantities.items() if quantity}
