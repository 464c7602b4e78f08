"""What does a report call a document, and what does it say of it?"""

from collections.abc import Iterator

from emulator.books.company import Company, Record
from emulator.reports.accounts import name_of
from emulator.reports.entries import ADJUSTED, Entry, of_record, party_of
from emulator.wire import ZERO, Obj

LABELS = {
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "CreditMemo": "Credit Memo",
    "JournalEntry": "Journal Entry",
    "VendorCredit": "Vendor Credit",
    "PurchaseOrder": "Purchase Order",
    "InventoryAdjustment": "Inventory Qty Adjust",
    "CreditCardPayment": "Credit Card Payment",
    "TimeActivity": "Time Charge",
    "Item": "Inventory Starting Value",
    "Customer": "Opening Balance",
    "Vendor": "Opening Balance",
    "Account": "Opening Balance",
}
WITHOUT_POSTINGS = ("Estimate", "PurchaseOrder")
# The words of the filter transaction_type, by the name a report gives the document.
WORDS = {
    "Payment": "ReceivePayment",
    "Refund": "CreditRefund",
    "Inventory Qty Adjust": "InventoryQuantityAdjustment",
    "Expense": "CashPurchase",
    "Credit Card Expense": "CreditCardCharge",
    "Bill Payment (Check)": "BillPaymentCheck",
    "Bill Payment (Credit Card)": "BillPaymentCreditCard",
}
SPLIT = "-Split-"


def label(entry: Entry) -> str:
    """The transaction type as the reports write it."""
    record, obj = entry.record, entry.record.obj
    if entry.memo == ADJUSTED and record.kind == "Item":
        return LABELS["InventoryAdjustment"]
    if record.kind == "BillPayment":
        return f"Bill Payment ({'Credit Card' if obj.get('PayType') == 'CreditCard' else 'Check'})"
    if record.kind == "Purchase":
        return _purchase(obj)
    return LABELS.get(record.kind, record.kind)


def _purchase(obj: Obj) -> str:
    if obj.get("PaymentType") == "CreditCard":
        return "Credit Card Credit" if obj.get("Credit") else "Credit Card Expense"
    return "Check" if obj.get("PaymentType") == "Check" else "Expense"


def word(entry: Entry) -> str:
    """The transaction type as the filter transaction_type writes it."""
    shown = label(entry)
    return WORDS.get(shown, shown.replace(" ", ""))


def party(company: Company, id_: str) -> tuple[str, str]:
    """Name and kind of a customer, vendor or employee; empty where there is none."""
    for kind in ("Customer", "Vendor", "Employee"):
        record = company.records[kind].get(id_) if id_ else None
        if record is not None:
            name = record.obj.get("FullyQualifiedName") or record.obj.get("DisplayName")
            return str(name), kind
    return "", ""


def main_account(entries: list[Entry]) -> str:
    """The account a document is about: the first it posts on."""
    return entries[0].account if entries else ""


def split(company: Company, entry: Entry) -> tuple[str, str]:
    """Name and id of the account on the other side; '-Split-' where there are several."""
    entries = of_record(company, entry.record)
    if entry.record.kind == "Item":
        entries = [each for each in entries if (each.day, each.memo) == (entry.day, entry.memo)]
    main = main_account(entries)
    if entry.account != main:
        return name_of(company, main), main
    others = {each.account for each in entries} - {main}
    if len(others) != 1:
        return (SPLIT, "") if others else ("", "")
    other = others.pop()
    return name_of(company, other), other


def wholes(company: Company, record: Record) -> Iterator[Entry]:
    """A document as one line: what it does to its main account. An item has one for its opening
    stock and one for each adjustment."""
    entries = of_record(company, record)
    if record.kind == "Item":
        yield from entries[::2]
        return
    if entries:
        main = main_account(entries)
        there = [each for each in entries if each.account == main]
        home = sum((each.amount for each in there), ZERO)
        own = sum((each.foreign for each in there), ZERO)
        yield Entry(record, entries[0].day, main, home, party_of(record), own)
