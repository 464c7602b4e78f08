"""Products and services: types, categories, bundles, stock."""

import re

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds.base import Options, refer, refresh_reference
from emulator.kinds.goods.bundles import completed_members
from emulator.kinds.goods.item_accounts import (
    INVENTORY_ACCOUNTS,
    keep_past_accounts,
    move_past,
    refer_accounts,
)
from emulator.kinds.goods.item_stock import adjustment, complete_stock, stock_effects
from emulator.kinds.name_lists import Tree
from emulator.protocol.faults import Fault, bad_reference, business, category, required, unsupported
from emulator.wire import ZERO, Obj

TYPES = frozenset({"Inventory", "NonInventory", "Service", "Category", "Group"})
HIGHEST_PRICE = 99_999_999_999
FIXED_TYPES = frozenset({"Inventory", "Category", "Group"})
ILLEGAL = re.compile(r"[:\t\n\r]")
REFERENCES = {"PrefVendorRef": "Vendor", "ClassRef": "Class"}
TAX_CODES = ("SalesTaxCodeRef", "PurchaseTaxCodeRef")
# quickbooks: what stock lacks is said in words of its own.
LACKS = {
    "AssetAccountRef": "An inventory assetaccount is required if you are tracking inventory "
    "quantities for this product.",
    "InvStartDate": "As of date for initial quantity on hand is required",
}
TRACKED = ("TrackQtyOnHand", "QtyOnHand", "InvStartDate")
NO_PRICE = ("UnitPrice", "PurchaseCost", "Taxable", "TrackQtyOnHand", *INVENTORY_ACCOUNTS)
ORDER = (
    *("Name", "Sku", "Description", "Active", "SubItem", "ParentRef", "Level"),
    *("FullyQualifiedName", "Taxable", "SalesTaxIncluded", "UnitPrice", "Type"),
    *("IncomeAccountRef", "PurchaseDesc", "PurchaseTaxIncluded", "PurchaseCost"),
    *("ExpenseAccountRef", "AssetAccountRef", "PrefVendorRef", "TrackQtyOnHand", "QtyOnHand"),
    *("ReorderPoint", "InvStartDate", "SalesTaxCodeRef", "PurchaseTaxCodeRef", "ClassRef"),
    *("TaxClassificationRef", "ItemGroupDetail", "PrintGroupedItems"),
)


class Item(Tree):
    name = "Item"
    family = "Item"
    taken_today = "Id={id}"
    child_flag = "SubItem"
    required = ("Name",)
    kept = (
        *("Name", "Type", "TrackQtyOnHand", "InvStartDate", *INVENTORY_ACCOUNTS, "_stock"),
        *("ItemGroupDetail", "PrintGroupedItems"),
    )
    order = ORDER
    read_only = frozenset({"FullyQualifiedName", "Level", "AvgCost"})
    computed_names = frozenset({"QtyOnHand"})
    lengths = {"Name": 100, "Sku": 100, "Description": 4000, "PurchaseDesc": 1000}

    def check(self, obj: Obj) -> None:
        name = str(obj.get("Name", ""))
        if ILLEGAL.search(name):
            raise Fault("2040", f"Element contains invalid characters. {name}", element="Name")
        if obj.get("Type") not in {None, *TYPES}:
            raise Fault("2170", f"Invalid Enumeration : {obj['Type']}", element="Type")
        for price in ("UnitPrice", "PurchaseCost"):
            if abs(obj.get(price) or ZERO) > HIGHEST_PRICE:
                words = f"{price} must be between 0 and {HIGHEST_PRICE}."
                raise Fault("2240", words, element=price)

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """quickbooks: stock needs its three accounts, to be tracked, a quantity and a date; what is
        only sold an income account, in Canada and the UK an expense account too."""
        if obj.get("Type") in {"Category", "Group"}:
            return []
        needed: tuple[str, ...] = ("Type", "IncomeAccountRef")
        if obj.get("Type") == "Inventory":
            needed = ("AssetAccountRef", *needed, "ExpenseAccountRef", *TRACKED)
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
        if values.get("Type") == "Group" and not company.settings.bundles_by_api:
            raise unsupported("CREATE GROUP")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        super().fill(company, record, old, options)
        if old is not None:
            keep_past_accounts(company, record.obj, old.obj, options)

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        if old is not None:
            move_past(company, record, old.obj, options)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        self._check_type(obj, old)
        if obj["Type"] in {"Category", "Group"}:
            for name in NO_PRICE:
                obj.pop(name, None)
        if obj["Type"] == "Group":
            _complete_bundle(company, obj)
        elif obj["Type"] != "Category":
            self._complete_sold(company, obj, old)
        if obj.get("SubItem") and obj.get("ParentRef") is None:
            raise Fault("6150", "A sub-item needs a ParentRef.", element="ParentRef")
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
        return stock_effects(company, record)

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
        if old.obj["Type"] in FIXED_TYPES or obj["Type"] in {"Category", "Group"}:
            raise business(f"You can't change the type from {old.obj['Type']} to {obj['Type']}.")

    def _complete_sold(self, company: Company, obj: Obj, old: Record | None) -> None:
        obj.setdefault("UnitPrice", ZERO)
        obj.setdefault("PurchaseCost", ZERO)
        obj.setdefault("Taxable", False)
        if obj["Type"] == "Inventory" and not obj["TrackQtyOnHand"]:
            raise business("The quantity of an inventory item is always tracked.")
        obj["TrackQtyOnHand"] = obj["Type"] == "Inventory"
        if obj["Type"] == "Inventory":
            complete_stock(company, obj, old)
        else:
            for name in ("QtyOnHand", "InvStartDate", "AssetAccountRef"):
                obj.pop(name, None)
        refer_accounts(company, obj)
        for name, kind in REFERENCES.items():
            refresh_reference(company, obj, name, kind)
        for name in () if company.is_us else TAX_CODES:
            refresh_reference(company, obj, name, "TaxCode")


def _complete_bundle(company: Company, obj: Obj) -> None:
    """quickbooks: a bundle has no price and no accounts of its own, its members have them."""
    obj["ItemGroupDetail"] = completed_members(company, obj.get("ItemGroupDetail"))
    obj |= {"TrackQtyOnHand": False, "UnitPrice": ZERO, "PurchaseCost": ZERO, "Taxable": False}
    obj.setdefault("PrintGroupedItems", False)


def _lacking(name: str) -> Fault:
    if name not in LACKS:
        return required(name)
    element = None if name == "AssetAccountRef" else name
    detail = f"Required parameter is missing in the request. {LACKS[name]}"
    return Fault("2020", detail, element=element)


def sellable(company: Company, ref: object) -> Record:
    """The item of a sales line. Raises 2500 for none, an inactive one, a bundle or a category."""
    record = refer(company, "Item", ref)
    if record.obj["Type"] == "Group":
        place = "Line.SalesItemLineDetail.ItemRef"
        raise bad_reference(place, element=place)
    if record.obj["Type"] == "Category":
        raise category(older=company.settings.wording == "older")
    return record
