"""How much of a document is still due to a vendor, or from him?

Bills and what other documents credit to a payable account in his name are due to him (sign 1);
vendor credits and debits there can be used up (sign -1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.effects import Posting
from emulator.books.stock import Key
from emulator.wire import ZERO, money

PAYER = "BillPayment"
SIGNS = {"Bill": 1, "VendorCredit": -1}
BY_POSTINGS = ("JournalEntry", "Deposit")


@dataclass(frozen=True)
class Due:
    """A document as a payment to a vendor sees it; `total` is positive, `sign` says who owes."""

    key: Key
    vendor: str
    sign: int
    total: Decimal
    account: str
    rate: Decimal

    def left(self, company: Company, *, without: str = "") -> Decimal:
        """What is open of it, the payment `without` left out."""
        return money(self.total - sum(self._paid(company, without).values(), ZERO))

    def home(self, company: Company, amount: Decimal, payer: str) -> Decimal:
        """What a payment of so much clears in home currency; the last one clears what is left,
        so that nothing stays behind from rounding."""
        others = self._paid(company, payer)
        is_last = all(int(id_) < int(payer) for id_ in others)
        if not is_last or sum(others.values(), amount) != self.total:
            return money(amount * self.rate)
        cleared = sum((money(paid * self.rate) for paid in others.values()), ZERO)
        return money(self.total * self.rate) - cleared

    def _paid(self, company: Company, without: str) -> dict[str, Decimal]:
        """What other payments to the same vendor have settled of it, by their ids."""
        return {
            id_: amount
            for id_, amount in payers(company, self.key)
            if id_ != without
            and company.records[PAYER][id_].obj["VendorRef"]["value"] == self.vendor
        }


def due_on(company: Company, kind: str, id_: str, vendor: str) -> Due | None:
    """What a document means to a vendor; None where it is missing or somebody else's."""
    record = company.find(kind, id_)
    if record is None:
        return None
    rate = record.obj.get("ExchangeRate", Decimal(1))
    if kind in SIGNS:
        if record.obj["VendorRef"]["value"] != vendor:
            return None
        on = record.obj["APAccountRef"]["value"]
        return Due(record.key, vendor, SIGNS[kind], record.obj["TotalAmt"], on, rate)
    debts = list(_debts(company, record, vendor)) if kind in BY_POSTINGS else []
    owed = sum((posting.foreign for posting in debts), ZERO)
    if not owed:
        return None
    return Due(record.key, vendor, 1 if owed < 0 else -1, abs(owed), debts[0].account, rate)


def payers(company: Company, key: Key) -> list[tuple[str, Decimal]]:
    """The payments to vendors that settle a document; a journal entry may have customers' too."""
    found = company.ledger.applications.get(key, {})
    return [(id_, amount) for (kind, id_), amount in found.items() if kind == PAYER]


def _debts(company: Company, record: Record, vendor: str) -> Iterator[Posting]:
    """What a document posts to payable accounts in the name of the vendor."""
    for posting in company.ledger.postings_of(record):
        type_ = company.records["Account"][posting.account].obj["AccountType"]
        if posting.name_id == vendor and type_ == "Accounts Payable":
            yield posting
