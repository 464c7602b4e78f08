"""What stands on the lines of a sales form, and what do they add up to?"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulator.company import Company, Record
from emulator.faults import Fault, bad_reference, business, required, unsupported
from emulator.kinds.accounts import account
from emulator.kinds.base import check_length, refer, reference_to
from emulator.kinds.items import sellable
from emulator.wire import ZERO, Obj, money

SHIPPING = "SHIPPING_ITEM_ID"
GRATUITY = "GRATUITY_ITEM_ID"
SALE = "SalesItemLineDetail"
DISCOUNT = "DiscountLineDetail"


@dataclass
class Lines:
    """The completed lines of one document and their sums in its currency."""

    shown: list[Obj] = field(default_factory=list)
    subtotal: Decimal = ZERO
    shipping: Decimal = ZERO
    discount: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """What the customer pays before tax."""
        return self.subtotal - self.discount + self.shipping


def complete_lines(company: Company, record: Record, old: Record | None) -> Lines:
    """Check and number the lines of `record.obj`; subtotal and discount stand at the end.

    Raises 2020, 2500, 6070, 6270 and the like for the first line that breaks a rule.
    """
    lines, numbering = Lines(), Numbering(record, old)
    discounts = []
    for line in record.obj["Line"]:
        kind = line.get("DetailType")
        if kind is None:
            raise required("Line.DetailType")
        if kind == DISCOUNT:
            discounts.append(line)
        elif kind != "SubTotalLineDetail":
            lines.shown.append(numbering.numbered(_line(company, record.obj, line)))
    _sum(lines)
    lines.shown.append(
        {"Amount": lines.subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    )
    for line in discounts:
        lines.shown.append(_discount(company, line, lines.subtotal))
        lines.discount += lines.shown[-1]["Amount"]
    return lines


class Numbering:
    """quickbooks: a line keeps its id when the update names it, else it gets a new one."""

    def __init__(self, record: Record, old: Record | None) -> None:
        self._record = record
        old_lines = old.obj.get("Line", []) if old is not None else []
        self._known = {line["Id"] for line in old_lines if "Id" in line}
        self._count = 0

    def numbered(self, line: Obj) -> Obj:
        id_ = line.get("Id")
        if id_ in self._known:
            self._known.discard(id_)
        else:
            self._record.lines_used += 1
            id_ = str(self._record.lines_used)
        self._count += 1
        rest = {name: value for name, value in line.items() if name not in {"Id", "LineNum"}}
        return {"Id": id_, "LineNum": self._count, **rest}


def is_shipping(line: Obj) -> bool:
    detail = line.get(SALE) or {}
    return bool(detail.get("ItemRef", {}).get("value") == SHIPPING)


def _sum(lines: Lines) -> None:
    for line in lines.shown:
        if is_shipping(line):
            lines.shipping += line["Amount"]
        elif line["DetailType"] == SALE:
            lines.subtotal += line["Amount"]


def _line(company: Company, obj: Obj, line: Obj) -> Obj:
    check_length(line, "Description", 4000)
    if line["DetailType"] == "DescriptionOnly":
        return _text(line)
    if line["DetailType"] != SALE:
        raise unsupported(f"Line.{line['DetailType']}")
    detail = line.get(SALE)
    if detail is None:
        raise required(f"Line.{SALE}")
    if detail.get("ItemRef") is None:
        return _text(line)
    if line.get("Amount") is None:
        raise required("Line.Amount")
    return {**line, SALE: _sale_detail(company, obj, line["Amount"], dict(detail))}


def _text(line: Obj) -> Obj:
    """quickbooks: a line without an item is text and its amount is ignored."""
    kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
    return {**kept, "DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}


def _sale_detail(company: Company, obj: Obj, amount: Decimal, detail: Obj) -> Obj:
    for name in ("Qty", "UnitPrice", "TaxInclusiveAmt"):
        if amount and detail.get(name) == 0:
            del detail[name]
    refuse_wrong_amount(amount, detail)
    item_id = detail["ItemRef"]["value"]
    if item_id in {SHIPPING, GRATUITY}:
        _refuse_switched_off(company, item_id)
        detail["ItemRef"] = {"value": item_id}
    else:
        detail["ItemRef"] = _item_reference(company, obj, detail)
    refer_class(company, detail)
    return detail


def _item_reference(company: Company, obj: Obj, detail: Obj) -> Obj:
    item = sellable(company, detail["ItemRef"])
    if item.obj["Type"] == "Inventory":
        refuse_before_start(obj, item)
        if detail.get("Qty") is None:
            raise Fault("6520", f"Enter a quantity for {item.obj['Name']}.", element="Line.Qty")
    return reference_to(item)


def refuse_before_start(obj: Obj, item: Record) -> None:
    if obj["TxnDate"] < item.obj["InvStartDate"]:
        raise Fault(
            "6270",
            "Transactions with inventory (QOH) products cant be dated earlier than the "
            "Inventory Start Date for the product",
            element="",
        )


def refuse_wrong_amount(amount: Decimal, detail: Obj) -> None:
    """quickbooks: Amount is UnitPrice * Qty rounded half up to the cent (6070)."""
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity is None or price is None:
        return
    if money(quantity * price) not in {amount, detail.get("TaxInclusiveAmt", amount)}:
        shown = f"{amount:,}".removesuffix(".00")
        raise Fault(
            "6070",
            f"Amount is not equal to UnitPrice * Qty. Supplied value:{shown}",
            element="Line.Amount",
        )


def _refuse_switched_off(company: Company, item_id: str) -> None:
    name = "AllowShipping" if item_id == SHIPPING else "AllowGratuity"
    if not company.preference("SalesFormsPrefs", name):
        raise bad_reference(
            "Line.SalesItemLineDetail.ItemRef", element="Line.SalesItemLineDetail.ItemRef"
        )


def refer_class(company: Company, detail: Obj) -> None:
    """quickbooks: a class on a line needs the preference, else it is dropped."""
    if detail.get("ClassRef") is None:
        return
    if company.preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine"):
        detail["ClassRef"] = reference_to(refer(company, "Class", detail["ClassRef"]))
    else:
        del detail["ClassRef"]


def _discount(company: Company, line: Obj, subtotal: Decimal) -> Obj:
    if not company.preference("SalesFormsPrefs", "AllowDiscount"):
        raise business("Discounts are not switched on for this company.")
    detail: dict[str, Any] = dict(line.get(DISCOUNT) or {})
    detail.pop("Discount", None)
    amount = line.get("Amount")
    if detail.get("PercentBased") and detail.get("DiscountPercent"):
        amount = money(subtotal * detail["DiscountPercent"] / 100)
    elif not detail.get("DiscountPercent"):
        detail.pop("DiscountPercent", None)
    if amount is None:
        raise Fault("6090", "Give a discount amount or a discount percentage.", element="Line")
    default = {"value": company.preference("SalesFormsPrefs", "DefaultDiscountAccount")}
    given = detail.get("DiscountAccountRef") or default
    detail["PercentBased"] = bool(detail.get("PercentBased"))
    detail["DiscountAccountRef"] = reference_to(account(company, given, "Income", "Expense"))
    return {"Amount": amount, "DetailType": DISCOUNT, DISCOUNT: detail}
