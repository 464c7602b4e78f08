"""What stands on the lines of a purchase, and what do they debit?"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds.bank.debts import is_debt, party
from emulator.kinds.base import refer, reference_to
from emulator.kinds.goods.item_stock import moved
from emulator.kinds.lists.accounts import account, wrong_type
from emulator.kinds.lists.currencies import code_of, refuse_other_account
from emulator.kinds.sales.lines import Numbering, refer_class, refuse_before_start
from emulator.kinds.tax.final_tax import final_tax
from emulator.protocol.faults import Collected, Fault, business, required, unsupported
from emulator.wire import ZERO, Obj, money

ACCOUNT_BASED = "AccountBasedExpenseLineDetail"
ITEM_BASED = "ItemBasedExpenseLineDetail"
TEXT = "DescriptionOnly"
DETAILS = (ACCOUNT_BASED, ITEM_BASED)
LINE_REQUIRED = {
    "": {"DetailType": "Line.DetailType"},
    ACCOUNT_BASED: {
        ACCOUNT_BASED: f"Line.{ACCOUNT_BASED}",
        "Amount": "Line.Amount",
        f"{ACCOUNT_BASED}.AccountRef": "AccountRef",
    },
    ITEM_BASED: {ITEM_BASED: f"Line.{ITEM_BASED}", "Amount": "Line.Amount"},
}
LINE_ORDER = ("Id", "LineNum", "Description", "Amount", "LinkedTxn", "ProjectRef")
DETAIL_ORDER = {
    ACCOUNT_BASED: (
        *("CustomerRef", "ClassRef", "AccountRef", "BillableStatus", "MarkupInfo"),
        *("TaxCodeRef", "TaxAmount", "TaxInclusiveAmt"),
    ),
    ITEM_BASED: (
        *("CustomerRef", "BillableStatus", "TaxInclusiveAmt", "ItemRef", "ClassRef"),
        *("UnitPrice", "MarkupInfo", "Qty", "TaxCodeRef"),
    ),
}


def complete_lines(company: Company, record: Record, old: Record | None) -> None:
    """Check and number the lines of `record.obj`.

    Raises 6000, 6270, 6430, 6440 or 6520, one error for each bad line.
    """
    numbering, found, shown = Numbering(record, old), Collected(), []
    for line in record.obj["Line"]:
        if line["DetailType"] == "SubTotalLineDetail":
            continue
        with found.noting():
            shown.append(numbering.numbered(_completed(company, record.obj, line)))
    found.end()
    record.obj["Line"] = shown


def bought_lines(obj: Obj) -> list[Obj]:
    """The lines that are no text."""
    return [line for line in obj["Line"] if line["DetailType"] in DETAILS]


def in_order(obj: Obj) -> None:
    """Put the properties of the completed lines in the order that QuickBooks has."""
    obj["Line"] = [_in_order(line) for line in obj["Line"]]


def post_lines(company: Company, obj: Obj, effects: Effects, *, sign: int) -> None:
    """Debit what was bought (sign 1) or credit what went back (sign -1), with its stock."""
    dearer = final_tax(company, obj)
    for line in bought_lines(obj):
        amount = sign * (line["Amount"] + dearer.get(line["Id"], ZERO))
        if ACCOUNT_BASED in line:
            _post_account(company, obj, line[ACCOUNT_BASED], effects, amount)
        else:
            _post_item(company, obj["TxnDate"], line[ITEM_BASED], effects, amount, sign=sign)


def _completed(company: Company, obj: Obj, line: Obj) -> Obj:
    kind = line["DetailType"]
    if kind == TEXT:
        kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**kept, "DetailType": TEXT, "DescriptionLineDetail": {}}
    if kind not in DETAILS:
        raise unsupported(f"Line.{kind}")
    detail = _without_zeros(line["Amount"], line[kind])
    if kind == ACCOUNT_BASED:
        _complete_account(company, obj, detail)
    else:
        _complete_item(company, obj, line["Amount"], detail)
    _complete_both(company, detail)
    kept = {name: line[name] for name in LINE_ORDER if name in line}
    return {**kept, "DetailType": kind, kind: detail}


def _in_order(line: Obj) -> Obj:
    kind = line["DetailType"]
    if kind == TEXT:
        return line
    head = {name: line[name] for name in LINE_ORDER if name in line}
    detail = {name: line[kind][name] for name in DETAIL_ORDER[kind] if name in line[kind]}
    return {**head, "DetailType": kind, kind: {**detail, **line[kind]}}


def _without_zeros(amount: Decimal, detail: Obj) -> Obj:
    """Client libraries send 0 for a price or quantity that they do not know."""
    unknown = ("Qty", "UnitPrice", "TaxInclusiveAmt", "TaxAmount") if amount else ()
    return {name: value for name, value in detail.items() if name not in unknown or value}


def _complete_account(company: Company, obj: Obj, detail: Obj) -> None:
    on = account(company, detail["AccountRef"])
    refuse_other_account(company, on, code_of(obj))
    closed = company.settings.payable_lines == "refuse"
    if closed and on.obj["AccountType"] == "Accounts Payable" and "VendorRef" in obj:
        raise wrong_type()
    detail["AccountRef"] = reference_to(on)
    if is_debt(company, on.id):
        party(company, obj, on, *_debtor(company, obj, detail))


def _debtor(company: Company, obj: Obj, detail: Obj) -> tuple[str, Obj | None]:
    """Whose debt a line is: on a receivable that of its customer, else of whoever is paid."""
    on = company.records["Account"][detail["AccountRef"]["value"]]
    customer, entity = detail.get("CustomerRef"), obj.get("EntityRef")
    if customer is not None and on.obj["AccountType"] == "Accounts Receivable":
        return "Customer", customer
    if "VendorRef" in obj:
        return "Vendor", obj["VendorRef"]
    return (entity["type"], entity) if entity is not None else ("", None)


def _complete_item(company: Company, obj: Obj, amount: Decimal, detail: Obj) -> None:
    item = _purchasable(company, detail.get("ItemRef"))
    if item.obj["Type"] == "Inventory":
        refuse_before_start(obj, item)
        if detail.get("Qty") is None:
            raise Fault("6520", f"Enter a quantity for {item.obj['Name']}.", element="Line.Qty")
        if amount * detail["Qty"] < 0:
            raise business(f"Amount and quantity of {item.obj['Name']} must have one sign.")
    detail["ItemRef"] = reference_to(item)


def _purchasable(company: Company, ref: Obj | None) -> Record:
    """quickbooks: a purchase needs an item (6440) that has an expense account."""
    if ref is None and company.settings.missing_item == "2020":
        raise required("ItemRef")
    if ref is None:
        raise Fault("6440", "A line must name an item or an account.", element="ItemRef")
    item = refer(company, "Item", ref)
    if item.obj.get("ExpenseAccountRef") is None:
        raise business(f"The item {item.obj['Name']} has no expense account to buy it on.")
    return item


def _complete_both(company: Company, detail: Obj) -> None:
    refer_class(company, detail)
    if detail.get("CustomerRef") is not None:
        detail["CustomerRef"] = reference_to(refer(company, "Customer", detail["CustomerRef"]))
    elif detail.get("BillableStatus") == "Billable":
        raise business("Choose a customer for each line that is billable.")
    for_customer = company.settings.billable_by_customer and "CustomerRef" in detail
    detail.setdefault("BillableStatus", "Billable" if for_customer else "NotBillable")


def _post_account(
    company: Company, obj: Obj, detail: Obj, effects: Effects, amount: Decimal
) -> None:
    on = detail["AccountRef"]["value"]
    ref = _debtor(company, obj, detail)[1] if is_debt(company, on) else None
    name_id = str(ref["value"]) if ref is not None else ""
    effects.post(on, amount, name_id=name_id)


def _post_item(
    company: Company, day: str, detail: Obj, effects: Effects, amount: Decimal, *, sign: int
) -> None:
    """Stock that comes is worth what it cost; what goes back leaves at the cost of its card,
    and the difference to what the vendor gives for it is cost of goods."""
    item = company.records["Item"][detail["ItemRef"]["value"]]
    expense = item.obj["ExpenseAccountRef"]["value"]
    quantity = sign * detail.get("Qty", ZERO)
    if item.obj["Type"] != "Inventory":
        effects.post(expense, amount)
    elif quantity > 0:
        worth = money(amount * effects.rate)
        effects.moves.append(moved(item, quantity, day=day, value=worth))
        effects.post(item.obj["AssetAccountRef"]["value"], amount)
    else:
        shrinks = company.settings.return_difference == "shrinkage"
        on = company.about["accounts"]["shrinkage"] if shrinks else expense
        effects.post(on, amount)
        if quantity:
            effects.moves.append(moved(item, quantity, day=day, against=on))
