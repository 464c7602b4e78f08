"""What stands on the lines of a sales form, and what do they add up to?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import check_length, refer, reference_to
from emulator.kinds.documents import allows
from emulator.kinds.goods.bundles import GROUP, SALE, bundle_line
from emulator.kinds.goods.items import sellable
from emulator.kinds.lists.accounts import account
from emulator.protocol.faults import Fault, bad_reference, business, unsupported
from emulator.wire import ZERO, Obj, money

SHIPPING = "SHIPPING_ITEM_ID"
GRATUITY = "GRATUITY_ITEM_ID"
DISCOUNT = "DiscountLineDetail"
TEXT = "DescriptionOnly"
INLINE_SUBTOTAL = "Subtotal:"
DETAIL_ORDER = (
    *("ServiceDate", "TaxInclusiveAmt", "DiscountRate", "DiscountAmt", "ItemRef", "ClassRef"),
    *("UnitPrice", "Qty", "ItemAccountRef", "TaxCodeRef"),
)


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

    @property
    def left_after_discount(self) -> Decimal:
        """Which part of the goods' amounts a discount leaves."""
        if not self.discount or not self.subtotal:
            return Decimal(1)
        return (self.subtotal - self.discount) / self.subtotal


def sold(lines: Iterable[Obj]) -> Iterator[Obj]:
    """The lines that sell something, those inside bundles too."""
    for line in lines:
        if line["DetailType"] == SALE:
            yield line
        elif line["DetailType"] == GROUP:
            yield from sold(line[GROUP]["Line"])


def present_names(company: Company, lines: Iterable[Obj]) -> list[Obj]:
    """The lines with the names that their items have now; quickbooks: answers show those."""
    return [_present_name(company, line) for line in lines]


def complete_lines(company: Company, record: Record, old: Record | None) -> Lines:
    """Check and number the lines of `record.obj`; `total_up` puts those behind that have no number.

    Raises 2500 and the like for the first line that breaks a rule.
    """
    lines, numbering = Lines(), Numbering(record, old)
    for line in record.obj["Line"]:
        if line["DetailType"] not in {DISCOUNT, "SubTotalLineDetail"}:
            done = _line(company, line)
            if is_shipping(done):
                lines.shown.append(_without_number(done))
            else:
                lines.shown.append(_with_members(company, numbering.numbered(done), numbering))
    return lines


def total_up(company: Company, obj: Obj, lines: Lines) -> None:
    """Add up the completed lines.

    quickbooks: behind the goods stand the subtotal, the discount and the shipping, without ids.
    """
    _sum(lines, sign="$" if company.settings.subtotal_text == "dollar" else "")
    shipping = [line for line in lines.shown if is_shipping(line)]
    lines.shown = [line for line in lines.shown if not is_shipping(line)]
    lines.shown.append(
        {"Amount": lines.subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    )
    for line in obj["Line"]:
        if line["DetailType"] == DISCOUNT:
            lines.shown.append(_discount(company, line, lines.subtotal))
            lines.discount += lines.shown[-1]["Amount"]
    lines.shown.extend(shipping)


def _without_number(line: Obj) -> Obj:
    return {name: value for name, value in line.items() if name not in {"Id", "LineNum"}}


class Numbering:
    """quickbooks: a line keeps its id when the update names it, else it gets a new one."""

    def __init__(self, record: Record, old: Record | None) -> None:
        self._record = record
        self._known = set(_ids(old.obj.get("Line", []))) if old is not None else set()
        self._count = 0

    def numbered(self, line: Obj) -> Obj:
        id_ = line.get("Id")
        if id_ in self._known:
            self._known.discard(id_)
        else:
            self._record.lines_used += 1
            id_ = str(self._record.lines_used)
        self._count += 1
        text = {"Description": line["Description"]} if "Description" in line else {}
        return {"Id": id_, "LineNum": self._count, **text, **_without_number(line)}


def is_shipping(line: Obj) -> bool:
    detail = line.get(SALE) or {}
    return bool(detail.get("ItemRef", {}).get("value") == SHIPPING)


def _present_name(company: Company, line: Obj) -> Obj:
    if line["DetailType"] == GROUP:
        inside = present_names(company, line[GROUP]["Line"])
        return {**line, GROUP: {**line[GROUP], "Line": inside}}
    ref = line[SALE]["ItemRef"] if line["DetailType"] == SALE else {}
    item = company.records["Item"].get(ref.get("value", ""))
    if item is None or item.obj["FullyQualifiedName"] == ref.get("name"):
        return line
    return {**line, SALE: {**line[SALE], "ItemRef": reference_to(item)}}


def _ids(lines: Iterable[Obj]) -> Iterator[str]:
    for line in lines:
        if "Id" in line:
            yield line["Id"]
        yield from _ids((line.get(GROUP) or {}).get("Line", ()))


def _sum(lines: Lines, *, sign: str) -> None:
    """Add the lines up; `sign` stands before the amount of a subtotal between them."""
    since = ZERO
    for line in lines.shown:
        amount = sum((each["Amount"] for each in sold([line])), ZERO)
        if is_shipping(line):
            lines.shipping += amount
            continue
        lines.subtotal += amount
        since += amount
        if line["DetailType"] == TEXT and _asks_subtotal(line):
            line["Description"] = f"{INLINE_SUBTOTAL} {sign}{since:.2f}"
            since = ZERO


def _asks_subtotal(line: Obj) -> bool:
    """quickbooks: a text that begins with 'Subtotal:' adds up the lines since the last one."""
    return str(line.get("Description", "")).startswith(INLINE_SUBTOTAL)


def _line(company: Company, line: Obj) -> Obj:
    check_length(line, "Description", 4000)
    if line["DetailType"] == TEXT:
        return _text(line, line.get("DescriptionLineDetail") or {})
    if line["DetailType"] == GROUP:
        return bundle_line(company, line)
    if line["DetailType"] != SALE:
        raise unsupported(f"Line.{line['DetailType']}")
    if line[SALE].get("ItemRef") is None:
        return _text(line, {})
    return {**line, SALE: _sale_detail(company, line["Amount"], dict(line[SALE]))}


def _with_members(company: Company, line: Obj, numbering: Numbering) -> Obj:
    """A bundle's members are lines like any other, numbered after it."""
    if line["DetailType"] != GROUP:
        return line
    members = []
    for member in line[GROUP]["Line"]:
        if member.get("DetailType") != SALE:
            raise unsupported(f"Line.{GROUP}.Line.{member.get('DetailType')}")
        members.append(numbering.numbered(_line(company, member)))
    whole = sum((member["Amount"] for member in members if member["DetailType"] == SALE), ZERO)
    own = whole if company.settings.bundle_amount == "sum" else ZERO
    return {**line, "Amount": own, GROUP: {**line[GROUP], "Line": members}}


def _text(line: Obj, detail: Obj) -> Obj:
    """quickbooks: a line without an item is text and its amount is ignored."""
    kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
    return {**kept, "DetailType": TEXT, "DescriptionLineDetail": detail}


def _sale_detail(company: Company, amount: Decimal, detail: Obj) -> Obj:
    for name in ("Qty", "UnitPrice", "TaxInclusiveAmt"):
        if amount and detail.get(name) == 0:
            del detail[name]
    item_id = detail["ItemRef"]["value"]
    if item_id in {SHIPPING, GRATUITY}:
        _refuse_switched_off(company, item_id)
        detail["ItemRef"] = {"value": item_id}
    else:
        item = sellable(company, detail["ItemRef"])
        detail["ItemRef"] = reference_to(item)
        detail.pop("ItemAccountRef", None)
        if company.settings.line_accounts:
            detail["ItemAccountRef"] = item.obj["IncomeAccountRef"]
    refer_class(company, detail)
    ordered = {name: detail[name] for name in DETAIL_ORDER if name in detail}
    return {**ordered, **detail}


def refuse_before_start(obj: Obj, item: Record) -> None:
    """quickbooks: nothing happens to stock before it began (6270)."""
    if obj["TxnDate"] < item.obj["InvStartDate"]:
        raise Fault(
            "6270",
            "Transactions with inventory (QOH) products cant be dated earlier than the "
            "Inventory Start Date for the product",
            element="",
        )


def _refuse_switched_off(company: Company, item_id: str) -> None:
    name = "AllowShipping" if item_id == SHIPPING else "AllowGratuity"
    if not allows(company, name):
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
    if not allows(company, "AllowDiscount"):
        raise business("Discounts are not switched on for this company.")
    detail: dict[str, Any] = dict(line.get(DISCOUNT) or {})
    detail.pop("Discount", None)
    amount = _discounted(line, detail, subtotal)
    default = {"value": company.preference("SalesFormsPrefs", "DefaultDiscountAccount")}
    given = detail.get("DiscountAccountRef") or default
    detail["PercentBased"] = bool(detail.get("PercentBased"))
    detail["DiscountAccountRef"] = reference_to(account(company, given, "Income", "Expense"))
    return {"Amount": amount, "DetailType": DISCOUNT, DISCOUNT: detail}


def _discounted(line: Obj, detail: Obj, subtotal: Decimal) -> Decimal:
    """quickbooks: a percentage of the subtotal, or an amount; one of them is needed (6090)."""
    percent = detail.get("DiscountPercent")
    if percent is not None and not 0 <= percent <= 100:
        raise Fault("2150", f"Invalid Percentage. Supplied value:{percent}", element="Line")
    if detail.get("PercentBased") and percent:
        return money(subtotal * percent / 100)
    if not percent:
        detail.pop("DiscountPercent", None)
    if line.get("Amount") is None:
        raise Fault("6090", "Give a discount amount or a discount percentage.", element="Line")
    return Decimal(line["Amount"])
