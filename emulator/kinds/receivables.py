"""How much of a document of a customer is still open, and for whom?

Invoices and debits to receivables in journal entries are owed (sign 1), credit memos and credits
there can be used up (sign -1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from emulator.company import Company, Record
from emulator.ledger import Key
from emulator.wire import ZERO, Obj, money

SIGNS = {"Invoice": 1, "CreditMemo": -1}
ENTRY = "JournalEntryLineDetail"


@dataclass(frozen=True)
class Owed:
    """A document as a payment sees it: `total` is positive, `sign` says who owes."""

    key: Key
    sign: int
    total: Decimal
    owner: str
    rate: Decimal

    def left(self, company: Company, *, without: str = "") -> Decimal:
        """What is open of it, the payment `without` left out."""
        return money(self.total - company.ledger.applied_to(self.key, without=without))


def owed_on(company: Company, kind: str, id_: str, payer: str) -> Owed | None:
    """What a document means to a payer; None where it is missing or somebody else's."""
    record = company.find(kind, id_)
    if record is None:
        return None
    if kind == "JournalEntry":
        return _owed_on_entry(company, record, payer)
    owner = (record.obj.get("CustomerRef") or {}).get("value", "")
    if kind not in SIGNS or not same_party(company, payer, owner):
        return None
    rate = record.obj.get("ExchangeRate", Decimal(1))
    return Owed(record.key, SIGNS[kind], total_of(record.obj), owner, rate)


def total_of(obj: Obj) -> Decimal:
    """What can be settled of an invoice or used of a credit memo; a deposit is paid already."""
    return Decimal(obj["TotalAmt"] - obj.get("Deposit", ZERO))


def same_party(company: Company, payer: str, owner: str) -> bool:
    """quickbooks: a customer pays for itself and for its sub-customers."""
    record = company.find("Customer", owner)
    above = record.obj.get("ParentRef", {}).get("value") if record is not None else None
    return payer in {owner, above}


def payment_line(kind: str, id_: str, amount: Decimal) -> Obj:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": id_, "TxnType": kind}]}


def lines_up_to(company: Company, records: Iterable[Record], most: Decimal) -> list[Obj]:
    """Payment lines over open documents, one after the other, until `most` is used."""
    lines: list[Obj] = []
    for record in records:
        if most <= 0:
            break
        part = min(open_of(company, record), most)
        if part > 0:
            lines.append(payment_line(record.kind, record.id, part))
            most -= part
    return lines


def open_of(company: Company, record: Record) -> Decimal:
    """What is open of an invoice or credit memo."""
    return money(total_of(record.obj) - company.ledger.applied_to(record.key))


def _owed_on_entry(company: Company, record: Record, payer: str) -> Owed | None:
    net, owner = ZERO, ""
    for line in record.obj["Line"]:
        whose = _debtor(company, line.get(ENTRY) or {})
        if whose and same_party(company, payer, whose):
            owner = whose
            debit = line[ENTRY]["PostingType"] == "Debit"
            net += line["Amount"] if debit else -line["Amount"]
    if not net:
        return None
    rate = record.obj.get("ExchangeRate", Decimal(1))
    return Owed(record.key, 1 if net > 0 else -1, abs(net), owner, rate)


def _debtor(company: Company, detail: Obj) -> str:
    """The customer behind a line on a receivable account, empty for other lines."""
    account = company.find("Account", (detail.get("AccountRef") or {}).get("value", ""))
    if account is None or account.obj["AccountType"] != "Accounts Receivable":
        return ""
    return str(detail.get("Entity", {}).get("EntityRef", {}).get("value", ""))
