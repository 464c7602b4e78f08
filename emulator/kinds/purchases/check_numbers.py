"""Which numbers of cheques and expenses are taken?

quickbooks: expenses and bill payments out of one account share their numbers (6140), unless the
company has switched WarnDuplicateCheckNumber off. What has a number needs no printing.
"""

from emulator.books.company import Company, Record
from emulator.kinds.base import Options
from emulator.kinds.documents import warns_of_duplicates
from emulator.kinds.purchases.forms import refuse_taken_number
from emulator.wire import Obj

LABELS = {"Check": "Check", "Cash": "Expense", "CreditCard": "Expense"}


def refuse_taken_check_number(
    company: Company, record: Record, old: Record | None, options: Options, paid_from: str
) -> None:
    """Raises 6140 where another payment out of that account has the number."""
    number = record.obj.get("DocNumber")
    if not number or not warns_of_duplicates(company, "WarnDuplicateCheckNumber", default=True):
        return
    anywhere = company.settings.check_numbers == "company"
    others = [
        (_label(other), other)
        for kind in ("Purchase", "BillPayment")
        for id_ in sorted(company.named(("doc", kind, str(number))) - {record.id})
        if _paid_from(other := company.records[kind][id_]) == paid_from or anywhere
    ]
    refuse_taken_number(company, record.obj, old, options, others)


def print_status(company: Company, obj: Obj) -> str:
    """What a cheque that does not say so is: by its number, or as the setting says."""
    way = company.settings.print_status
    if way != "by number":
        return way
    return "NotSet" if obj.get("DocNumber") else "NeedToPrint"


def _paid_from(other: Record) -> str:
    obj = other.obj
    check, card = obj.get("CheckPayment", {}), obj.get("CreditCardPayment", {})
    ref = obj.get("AccountRef") or check.get("BankAccountRef") or card.get("CCAccountRef") or {}
    return str(ref.get("value", ""))


def _label(other: Record) -> str:
    if other.kind == "Purchase":
        return LABELS[other.obj["PaymentType"]]
    return (
        "Bill Payment (Check)" if other.obj["PayType"] == "Check" else "Bill Payment (Credit Card)"
    )
