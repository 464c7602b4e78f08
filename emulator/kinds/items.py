"""Products and services: types, accounts, categories, stock."""

import re
from decimal import Decimal
from typing import Any

from emulator.company import Company, IndexKey, Record
from emulator.faults import Fault, bad_reference, business, category, required, unsupported
from emulator.kinds.accounts import account, wrong_type
from emulator.kinds.base import Tree, refer, reference_to
from emulator.ledger import Effects
from emulator.stock import Move
from emulator.wire import ZERO, Obj, money

TYPES = frozenset({"Inventory", "NonInventory", "Service", "Category"})
ILLEGAL = re.compile(r"[:\t\n\r]")
UNSOLD = frozenset({"Bank", "Accounts Receivable", "Accounts Payable", "Credit Card"})
INVENTORY_ACCOUNTS = {
    "IncomeAccountRef": "SalesOfProductIncome",
    "ExpenseAccountRef": "SuppliesMaterialsCogs",
    "AssetAccountRef": "Inventory",
}
# quickbooks: what stock lacks is said in words of its own.
LACKS = {
    "AssetAccountRef": "An inventory assetaccount is required if you are tracking inventory "
    "quantities for this product.",
    "InvStartDate": "As of date for initial quantity on hand is required",
}
NO_PRICE = ("UnitPrice", "PurchaseCost", "Taxable", "TrackQtyOnHand", *INVENTORY_ACCOUNTS)


class Item(Tree):
    name = "Item"
    family = "Item"
    child_flag = "SubItem"
    required = ("Name",)
    kept = ("Name", "Type", "TrackQtyOnHand", "InvStartDate", *INVENTORY_ACCOUNTS, "_stock")
    read_only = frozenset({"FullyQualifiedName", "Level", "AvgCost"})
    computed_names = frozenset({"QtyOnHand"})
    lengths = {"Name": 100, "Sku": 100, "Description": 4000, "PurchaseDesc": 1000}

    def check(self, obj: Obj) -> None:
        name = str(obj.get("Name", ""))
        if ILLEGAL.search(name):
            raise Fault("2040", f"Element contains invalid characters. {name}", element="Name")
        if obj.get("Type") not in {None, *TYPES}:
            raise Fault("2170", f"Invalid Enumeration : {obj['Type']}", element="Type")

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """quickbooks: stock needs its three accounts, a quantity and a date; what is only sold an
        income account, in Canada and the UK an expense account too."""
        if obj.get("Type") == "Category":
            return []
        needed: tuple[str, ...] = ("Type", "IncomeAccountRef")
        if obj.get("Type") == "Inventory":
            needed = ("AssetAccountRef", *needed, "ExpenseAccountRef", "QtyOnHand", "InvStartDate")
        elif company.country in {"ca", "gb"}:
            needed = (*needed, "ExpenseAccountRef")
        given = {*obj, *(("QtyOnHand",) if "_stock" in obj else ())}
        return [_lacking(name) for name in needed if name not in given][:1]

    def refuse_creation(self, company: Company, values: Obj) -> None:
        features = company.about["features"]
        if values.get("Type") == "Inventory" and not features["inventory"]:
            raise Fault("5030", "Feature Not Supported Error : Inventory", element="Type")
        if values.get("Type") == "Category" and not features["categories"]:
            raise unsupported("CREATE CATEGORY")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        self._check_type(obj, old)
        if obj["Type"] == "Category":
            for name in NO_PRICE:
                obj.pop(name, None)
        else:
            self._complete_sold(company, obj, old)
        super().complete(company, record, old)
        if "SubItem" in obj and not obj["SubItem"]:
            del obj["SubItem"]

    def refuse_parent(self, company: Company, record: Record, parent: Record) -> None:
        super().refuse_parent(company, record, parent)
        if parent.obj["Type"] != "Category":
            raise bad_reference("Only a category can be the parent of a product or service.")
        if record.obj["Type"] == "Category" and int(parent.obj.get("Level", 0)) >= 3:
            raise Fault("6180", "You can only have 4 levels of categories.", element="ParentRef")

    def effects(self, company: Company, record: Record) -> Effects:
        """Opening stock against Opening Balance Equity, later changes against shrinkage."""
        effects, accounts = Effects(), company.about["accounts"]
        for step, (quantity, value, day) in enumerate(record.obj.get("_stock", ())):
            against = accounts["shrinkage"] if step else accounts["opening_equity"]
            worth = None if value is None else Decimal(value)
            move = moved(record, Decimal(quantity), day=day, value=worth, against=against)
            effects.moves.append(move)
            if worth is not None:
                effects.post(move.asset, worth, memo="Stock")
                effects.post(against, -worth, memo="Stock")
        return effects

    def computed(self, company: Company, record: Record) -> Obj:
        if record.obj.get("Type") != "Inventory":
            return {}
        return {"QtyOnHand": company.ledger.quantities.get(record.id, ZERO)}

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [*super().keys(obj), ("sku", str(obj.get("Sku", "")))]

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        shown.pop("_stock", None)
        return shown

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        merged = super().merge(old, given, sparse=sparse)
        merged.pop("_dated", None)
        if old.get("Type") == "Inventory" and given.get("InvStartDate"):
            merged["_dated"] = given["InvStartDate"]
        return merged

    def deactivated(self, company: Company, obj: Obj, old: Record) -> None:
        """Stock that is left is written off."""
        held = company.ledger.quantities.get(old.id, ZERO)
        if obj["Type"] == "Inventory" and held:
            day = company.today().isoformat()
            obj["_stock"] = [*obj["_stock"], adjustment(old, -held, day=day)]

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        if old.obj["Type"] == "Category":
            raise business("Categories can't be made inactive.")

    def _check_type(self, obj: Obj, old: Record | None) -> None:
        if old is None or old.obj["Type"] == obj["Type"]:
            return
        if "Inventory" in {old.obj["Type"]} or "Category" in {old.obj["Type"], obj["Type"]}:
            raise business(f"You can't change the type from {old.obj['Type']} to {obj['Type']}.")

    def _complete_sold(self, company: Company, obj: Obj, old: Record | None) -> None:
        obj.setdefault("UnitPrice", ZERO)
        obj.setdefault("PurchaseCost", ZERO)
        obj.setdefault("Taxable", False)
        obj["TrackQtyOnHand"] = obj["Type"] == "Inventory"
        if obj["Type"] == "Inventory":
            self._complete_stock(company, obj, old)
        else:
            for name in ("QtyOnHand", "InvStartDate", "AssetAccountRef"):
                obj.pop(name, None)
        self._refer_accounts(company, obj)

    def _refer_accounts(self, company: Company, obj: Obj) -> None:
        for name, subtype in INVENTORY_ACCOUNTS.items():
            if obj.get(name) is None:
                continue
            record = account(company, obj[name])
            if obj["Type"] == "Inventory" and record.obj["AccountSubType"] != subtype:
                raise wrong_type()
            if record.obj["AccountType"] in UNSOLD:
                raise wrong_type()
            obj[name] = reference_to(record)

    def _complete_stock(self, company: Company, obj: Obj, old: Record | None) -> None:
        if old is None or old.obj["Type"] != "Inventory":
            self._open_stock(obj)
        else:
            self._adjust_stock(company, obj, old)

    def _open_stock(self, obj: Obj) -> None:
        quantity = obj.pop("QtyOnHand")
        obj["_stock"] = [[quantity, money(quantity * obj["PurchaseCost"]), obj["InvStartDate"]]]

    def _adjust_stock(self, company: Company, obj: Obj, old: Record) -> None:
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


def _lacking(name: str) -> Fault:
    if name not in LACKS:
        return required(name)
    element = None if name == "AssetAccountRef" else name
    detail = f"Required parameter is missing in the request. {LACKS[name]}"
    return Fault("2020", detail, element=element)


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


def sellable(company: Company, ref: object) -> Record:
    """The item of a sales line. Raises 2500 for none, an inactive one or a category."""
    record = refer(company, "Item", ref)
    if record.obj["Type"] == "Category":
        raise category(older=company.settings.wording == "older")
    return record
