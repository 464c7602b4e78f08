"""How much of a document of a customer is still open, and for whom?

Invoices and what other documents debit to a receivable account in a customer's name are owed
(sign 1); credit memos and credits there can be used up (sign -1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.effects import Posting
from emulator.books.stock import Key
from emulator.kinds import documents
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import OTHER_DEBT, code_of
from emulator.kinds.settling_lines import payment_line
from emulator.protocol.faults import business
from emulator.wire import ZERO, Obj, money

SIGNS = {"Invoice": 1, "CreditMemo": -1}
BY_POSTINGS = ("JournalEntry", "Deposit")


@dataclass(frozen=True)
class Owed:
    """A document as a payment sees it: `total` is positive, `sign` says who owes.

    `paid` came with the document itself and is no part of the total.
    """

    key: Key
    sign: int
    total: Decimal
    owner: str
    account: str
    rate: Decimal
    paid: Decimal = ZERO

    def left(self, company: Company, *, without: str = "") -> Decimal:
        """What is open of it, the payment `without` left out."""
        return money(self.total - company.ledger.applied_to(self.key, without=without))

    def home(self, company: Company, amount: Decimal, payer: str) -> Decimal:
        """What a payment of so much clears in home currency.

        Each payment clears the difference that it makes to the rounded sum, so that several
        parts clear exactly what the whole was booked with.
        """
        if self.rate == 1:
            return amount
        to = company.ledger.applications.get(self.key, {})
        earlier = (part for (_kind, id_), part in to.items() if int(id_) < int(payer))
        before = sum(earlier, self.paid)
        return money((before + amount) * self.rate) - money(before * self.rate)


def owed_on(company: Company, kind: str, id_: str, payer: str) -> Owed | None:
    """What a document means to a payer; None where it is missing or somebody else's."""
    record = company.find(kind, id_)
    if record is None:
        return None
    rate = record.obj.get("ExchangeRate", Decimal(1))
    if kind in BY_POSTINGS or (kind == "Purchase" and company.settings.settle_expenses):
        return _owed_by_postings(company, record, payer, rate)
    owner = (record.obj.get("CustomerRef") or {}).get("value", "")
    if kind not in SIGNS or not same_party(company, payer, owner):
        return None
    obj = record.obj
    on, paid = receivable_of(company, obj), obj.get("Deposit", ZERO)
    return Owed(record.key, SIGNS[kind], total_of(obj), owner, on, rate, paid)


def total_of(obj: Obj) -> Decimal:
    """What can be settled of an invoice or used of a credit memo; a deposit is paid already."""
    return Decimal(obj["TotalAmt"] - obj.get("Deposit", ZERO))


def same_party(company: Company, payer: str, owner: str) -> bool:
    """quickbooks: a customer pays for itself and for its sub-customers."""
    record = company.find("Customer", owner)
    above = record.obj.get("ParentRef", {}).get("value") if record is not None else None
    return payer in {owner, above}


def forms_of(company: Company, kind: str, customer: str) -> list[Record]:
    """A customer's invoices or credit memos, in the order in which QuickBooks settles them; those
    of its sub-customers too where the setting `credits_of_subs` says so."""
    wider = company.settings.credits_of_subs
    below = company.named(("parent", "Customer", customer)) if wider else ()
    return documents.in_order_of_date(company, kind, customer, *below)


def receivable_of(company: Company, obj: Obj) -> str:
    """The account that a form of a customer is owed on: one for each currency, or the one that
    the form names where the setting `receivable_accounts` says so."""
    named = obj.get("ARAccountRef")
    if named and company.settings.receivable_accounts == "named":
        return str(named["value"])
    return documents.receivable(company, code_of(obj))


def check_receivable(company: Company, obj: Obj) -> None:
    """Raises 6430 and 6000 where a form names an account that it cannot be owed on."""
    if obj.get("ARAccountRef") is None or company.settings.receivable_accounts != "named":
        return
    on = account(company, obj["ARAccountRef"], "Accounts Receivable")
    if code_of(on.obj) != code_of(obj):
        raise business(OTHER_DEBT)


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


def _owed_by_postings(company: Company, record: Record, payer: str, rate: Decimal) -> Owed | None:
    debts = list(_debts(company, record, payer))
    net = sum((posting.foreign for posting in debts), ZERO)
    if not net:
        return None
    first = debts[0]
    return Owed(record.key, 1 if net > 0 else -1, abs(net), first.name_id, first.account, rate)


def _debts(company: Company, record: Record, payer: str) -> Iterator[Posting]:
    """What a document posts to receivable accounts in the name of the payer's party."""
    for posting in company.ledger.postings_of(record):
        type_ = company.records["Account"][posting.account].obj["AccountType"]
        if type_ == "Accounts Receivable" and same_party(company, payer, posting.name_id):
            yield posting
