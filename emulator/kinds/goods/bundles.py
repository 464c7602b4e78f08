"""What is in a bundle (an item of type Group), on the item and on the line of a form?

quickbooks: bundles are made by people, not through the API; a form that names one gets a line
whose members stand inside it, each with its own amount.
"""

from decimal import Decimal
from typing import Any

from emulator.books.company import Company
from emulator.kinds.base import refer, reference_to
from emulator.protocol.faults import bad_reference, required
from emulator.wire import ZERO, Obj, money

SALE = "SalesItemLineDetail"
GROUP = "GroupLineDetail"
NEVER_INSIDE = frozenset({"Group", "Category"})


def completed_members(company: Company, detail: Obj | None) -> Obj:
    """ItemGroupDetail with checked members. Raises 2020 for none, 2500 for a bundle inside."""
    members = (detail or {}).get("ItemGroupLine")
    if not members:
        raise required("ItemGroupDetail.ItemGroupLine")
    members = members if isinstance(members, list) else [members]
    return {"ItemGroupLine": [_completed_member(company, member) for member in members]}


def bundle_line(company: Company, line: Obj) -> Obj:
    """A line of type GroupLineDetail with its members, taken from the item unless they were sent.

    Raises 2500 where the item is no bundle.
    """
    detail = line[GROUP]
    item = refer(company, "Item", detail["GroupItemRef"])
    if item.obj["Type"] != "Group":
        name = f"Line.{GROUP}.GroupItemRef"
        raise bad_reference(name, element=name)
    quantity = detail.get("Quantity", Decimal(1))
    members = detail.get("Line") or [
        _member_line(company, member, quantity)
        for member in item.obj["ItemGroupDetail"]["ItemGroupLine"]
    ]
    filled = {"GroupItemRef": reference_to(item), "Quantity": quantity, "Line": members}
    kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
    return {**kept, "Amount": ZERO, "DetailType": GROUP, GROUP: filled}


def _completed_member(company: Company, member: Obj) -> Obj:
    if member.get("ItemRef") is None:
        raise required("ItemGroupDetail.ItemGroupLine.ItemRef")
    item = refer(company, "Item", member["ItemRef"])
    if item.obj["Type"] in NEVER_INSIDE:
        raise bad_reference("A bundle can't contain other bundles or categories.")
    ref = {**reference_to(item), "type": item.obj["Type"]}
    return {"ItemRef": ref, "Qty": member.get("Qty", Decimal(1))}


def _member_line(company: Company, member: Obj, bundles: Decimal) -> Obj:
    """The sales line of one member: its own price and tax, its quantity times the bundle's."""
    item = company.records["Item"][member["ItemRef"]["value"]].obj
    quantity = member["Qty"] * bundles
    price = item.get("UnitPrice", ZERO)
    detail: dict[str, Any] = {"ItemRef": member["ItemRef"], "UnitPrice": price, "Qty": quantity}
    if company.is_us:
        detail["TaxCodeRef"] = {"value": "TAX" if item.get("Taxable") else "NON"}
    elif item.get("SalesTaxCodeRef"):
        detail["TaxCodeRef"] = item["SalesTaxCodeRef"]
    text = {"Description": item["Description"]} if item.get("Description") else {}
    return {**text, "Amount": money(price * quantity), "DetailType": SALE, SALE: detail}
