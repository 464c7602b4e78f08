"""Does everything exist that a body refers to? Checked for the whole body before its rules are."""

from collections.abc import Iterator

from emulator.books.company import Company
from emulator.kinds.base import Kind
from emulator.protocol.faults import Fault, category, inactive, together, unknown_reference
from emulator.wire import Obj

NAMED = {
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "EmployeeRef": "Employee",
    **dict.fromkeys(("AccountRef", "DepositToAccountRef", "BankAccountRef"), "Account"),
    **dict.fromkeys(("FromAccountRef", "ToAccountRef", "AdjustAccountRef"), "Account"),
    **dict.fromkeys(("APAccountRef", "ARAccountRef", "CCAccountRef"), "Account"),
    **dict.fromkeys(("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"), "Account"),
    "DiscountAccountRef": "Account",
    **dict.fromkeys(("SalesTermRef", "TermRef"), "Term"),
    "PaymentMethodRef": "PaymentMethod",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
}
# What stands for an item without being one.
PSEUDO_ITEMS = frozenset({"SHIPPING_ITEM_ID", "GRATUITY_ITEM_ID"})


def check(company: Company, kind: Kind, obj: Obj) -> None:
    """Raises 2500 for the first reference, in the head or on a line, that leads nowhere; or for
    all of them, where it is set so."""
    found = list(_check(company, kind, obj, ""))
    for line in obj.get("Line") or ():
        type_ = line.get("DetailType")
        detail = line.get(type_)
        if isinstance(detail, dict):
            found += _check(company, kind, detail, f"Line.{type_}.")
    if found:
        raise together(found)


def _check(company: Company, kind: Kind, obj: Obj, path: str) -> Iterator[Fault]:
    """The references that lead nowhere. Raises the first where it is to be told alone."""
    for name, ref in obj.items():
        target = NAMED.get(name)
        if target is None or not isinstance(ref, dict) or name in kind.own_references:
            continue
        if _tracked(company, name):
            try:
                _refer(company, target, str(ref.get("value", "")), path + name)
            except Fault as fault:
                if company.settings.references_named == "first":
                    raise
                yield fault


def _tracked(company: Company, name: str) -> bool:
    """quickbooks: class and department are dropped, not checked, where they are not tracked."""
    if name == "DepartmentRef":
        return bool(company.preference("AccountingInfoPrefs", "TrackDepartments"))
    if name == "ClassRef":
        wanted = ("ClassTrackingPerTxn", "ClassTrackingPerTxnLine")
        return any(company.preference("AccountingInfoPrefs", each) for each in wanted)
    return True


def _refer(company: Company, kind: str, id_: str, path: str) -> None:
    if kind == "Item" and id_ in PSEUDO_ITEMS:
        return
    record = company.find(kind, id_)
    if record is None:
        raise unknown_reference(kind, id_, path)
    if not record.active:
        raise inactive()
    if kind == "Item" and record.obj.get("Type") == "Category":
        raise category(older=company.settings.wording == "older")
