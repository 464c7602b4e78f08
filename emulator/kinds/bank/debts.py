"""Whose debt is a line on a receivable or payable account?

quickbooks: such a line names a customer or a vendor, whose currency is the document's.
"""

from emulator.books.company import Company, Record
from emulator.kinds.base import refer
from emulator.kinds.lists.currencies import MISMATCH, OTHER_DEBT, code_of
from emulator.protocol.faults import business
from emulator.wire import Obj

NAMED = {"Customer": "Customer", "Job": "Customer", "Vendor": "Vendor", "Employee": "Employee"}
OWED_BY = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


def party(company: Company, obj: Obj, on: Record, type_: str, ref: Obj | None) -> Record | None:
    """The customer, vendor or employee of a line on the account `on`, if it names one.

    Raises 2500 for a name that is none and 6000 for a debt of nobody or in another currency.
    """
    wanted = OWED_BY.get(on.obj["AccountType"])
    if wanted and (ref is None or NAMED.get(type_) != wanted):
        words = f"{on.obj['AccountType']}, you must choose a {wanted.lower()}"
        raise business(f"When you use {words} in the Name field.")
    if ref is None or type_ not in NAMED:
        return None
    named = refer(company, NAMED[type_], ref)
    if wanted and code_of(named.obj) not in {"", code_of(obj)}:
        raise business(MISMATCH)
    if wanted and code_of(on.obj) != code_of(obj):
        raise business(OTHER_DEBT)
    return named


def is_debt(company: Company, account_id: str) -> bool:
    """Whether an account holds what customers or vendors owe or are owed."""
    return company.records["Account"][account_id].obj["AccountType"] in OWED_BY
