"""What is still to be paid by customers or to vendors, document by document, on a day?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.reports.accounts import type_of
from emulator.reports.entries import Entry, accrual, day_of
from emulator.wire import ZERO, money


@dataclass(frozen=True)
class Side:
    """Receivables or payables; `sign` makes what is owed positive."""

    party: str
    account_type: str
    sign: int
    report: str


CUSTOMERS = Side("Customer", "Accounts Receivable", 1, "Customer")
VENDORS = Side("Vendor", "Accounts Payable", -1, "Vendor")


@dataclass
class OpenItem:
    """A document with what it added to a debt and what of that is open, in home currency."""

    entry: Entry
    amount: Decimal
    open: Decimal = ZERO
    due: date = field(init=False)

    def __post_init__(self) -> None:
        text = self.entry.record.obj.get("DueDate")
        self.due = date.fromisoformat(str(text)[:10]) if text else self.entry.day


def entries(company: Company, side: Side, until: date) -> Iterator[Entry]:
    """The entries on the debts of that side up to a day."""
    for entry in accrual(company):
        if (
            entry.name_id
            and entry.day <= until
            and type_of(company, entry.account) == side.account_type
        ):
            yield entry


def open_items(company: Company, side: Side, until: date) -> list[OpenItem]:
    """Every document that is not settled on that day, negative for credits not yet used."""
    items = {
        (entry.record.key, entry.name_id): OpenItem(entry, ZERO)
        for entry in entries(company, side, until)
    }
    for entry in entries(company, side, until):
        items[entry.record.key, entry.name_id].amount += side.sign * entry.amount
    own = {item.entry.record.key: item for item in items.values()}
    for item in items.values():
        item.open += item.amount
    for item in own.values():
        _settle(company, item, own, until)
    return [item for item in items.values() if item.open]


def _settle(
    company: Company, item: OpenItem, own: dict[tuple[str, str], OpenItem], until: date
) -> None:
    """Take what payments and credits settled from the document, and from the payment itself."""
    record = item.entry.record
    for (kind, id_), amount in company.ledger.applications.get(record.key, {}).items():
        payer = company.records[kind][id_]
        if day_of(payer) > until:
            continue
        settled = _home(record, amount, positive=item.amount > 0)
        item.open -= settled
        if payer.key in own:
            own[payer.key].open += settled


def _home(record: Record, amount: Decimal, *, positive: bool) -> Decimal:
    value = money(amount * record.obj.get("ExchangeRate", Decimal(1)))
    return value if positive else -value
