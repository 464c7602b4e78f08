"""How much of a document lies in Undeposited Funds, waiting to be brought to the bank?"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.wire import ZERO, Obj

# quickbooks: what may be linked to a deposit, and its sign where it is one sum.
RECEIPTS = {
    "Payment": 1,
    "SalesReceipt": 1,
    "RefundReceipt": -1,
    "JournalEntry": 0,
    "Transfer": 0,
    "Invoice": 0,
}
ENTRY = "JournalEntryLineDetail"


def in_hand(company: Company, receipt: Record) -> Decimal:
    """In the document's currency, negative for a refund paid out of it; 0 for nothing."""
    funds = str(company.about["accounts"]["undeposited"])
    if receipt.kind == "JournalEntry":
        return _of_entry(receipt.obj, funds)
    if receipt.kind == "Transfer":
        return _of_transfer(receipt.obj, funds)
    if (receipt.obj.get("DepositToAccountRef") or {}).get("value") != funds:
        return ZERO
    if receipt.kind == "Invoice":
        paid = receipt.obj.get("Deposit", ZERO)
        return Decimal(paid) if company.settings.invoice_deposits else ZERO
    return Decimal(RECEIPTS[receipt.kind] * receipt.obj["TotalAmt"])


def _of_entry(obj: Obj, funds: str) -> Decimal:
    total = ZERO
    for line in obj["Line"]:
        detail = line.get(ENTRY, {})
        if detail.get("AccountRef", {}).get("value") == funds:
            total += line["Amount"] if detail["PostingType"] == "Debit" else -line["Amount"]
    return total


def _of_transfer(obj: Obj, funds: str) -> Decimal:
    if obj["ToAccountRef"]["value"] == funds:
        return Decimal(obj["Amount"])
    return -Decimal(obj["Amount"]) if obj["FromAccountRef"]["value"] == funds else ZERO
