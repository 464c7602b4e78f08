"""Which numbers of cheques and expenses are taken?

quickbooks: expenses and bill payments out of one account share their numbers (6140), unless the
company has switched WarnDuplicateCheckNumber off.
"""

from emulator.books.company import Company, Record
from emulator.kinds.base import Options
from emulator.kinds.documents import warns_of_duplicates
from emulator.kinds.purchases.forms import refuse_taken_number

LABELS = {"Check": "Check", "Cash": "Expense", "CreditCard": "Expense"}


def refuse_taken_check_number(
    company: Company, record: Record, old: Record | None, options: Options, paid_from: str
) -> None:
    """Raises 6140 where another payment out of that account has the number."""
    number = record.obj.get("DocNumber")
    if not number or not warns_of_duplicates(company, "WarnDuplicateCheckNumber", default=True):
        return
    others = [
        (_label(other), other)
        for kind in ("Purchase", "BillPayment")
        for id_ in sorted(company.named(("doc", kind, str(number))) - {record.id})
        if _paid_from(other := company.records[kind][id_]) == paid_from
    ]
    refuse_taken_number(record.obj, old, options, others)


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
