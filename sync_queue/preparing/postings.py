"""Which debits and credits does a document cause? Worked out from what was sent.

`entries` is pure. QuickBooks books the cost of goods from stock besides, at a cost that only it
knows; that is left out. Amounts are in the document's currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from connections.models import Connection, ListItem
from sync_queue.models import Link

ZERO = Decimal(0)
RECEIVABLE = "Accounts Receivable (A/R)"
# quickbooks: each tax agency has an account of its own, which no document names.
TAX_PAYABLE = "Sales tax owed (the tax agency's account)"
UNDEPOSITED, UNKNOWN = "Undeposited Funds", "Account of the item in QuickBooks"
# The line of a deposit that brings a receipt to the bank names no account.
RECEIPTS = UNDEPOSITED
# Which way the money of a document goes: 1 debits the customer's side, -1 credits it.
SIGNS = {"Invoice": 1, "SalesReceipt": 1, "CreditMemo": -1, "RefundReceipt": -1}
AT_ONCE = ("SalesReceipt", "RefundReceipt")


@dataclass(frozen=True)
class Entry:
    """One account; either `debit` or `credit` is 0."""

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True)
class Chart:
    """What ids mean: {account id: its name}, {item id: the id of its income account}."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)

    def account(self, ref: Mapping[str, Any] | None, *, default: str) -> str:
        return self.accounts.get((ref or {}).get("value", ""), default)

    def income_of(self, item: Mapping[str, Any] | None) -> str:
        return self.accounts.get(self.items.get((item or {}).get("value", ""), ""), UNKNOWN)


def chart_of(connection: Connection, *, documents: Iterable[Mapping[str, Any]]) -> Chart:
    """The names of a company's accounts, and the accounts of the items on these documents."""
    accounts = ListItem.objects.filter(connection=connection, kind=ListItem.Kind.ACCOUNT)
    wanted = {item for sent in documents for item in items_of(sent)}
    ours = Link.objects.linked().filter(connection=connection, qbo_type="Item", qbo_id__in=wanted)
    listed = ListItem.objects.filter(
        connection=connection, kind=ListItem.Kind.ITEM, qbo_id__in=wanted
    )
    items = [*listed.values_list("qbo_id", "data"), *ours.values_list("qbo_id", "sent")]
    return Chart(
        accounts=dict(accounts.values_list("qbo_id", "name")),
        items={
            qbo_id: known["IncomeAccountRef"]["value"]
            for qbo_id, known in items
            if "IncomeAccountRef" in known
        },
    )


def entries(
    *, qbo_type: str, sent: Mapping[str, Any], chart: Chart, tax: Decimal | None = None
) -> list[Entry]:
    """Debits and credits of a document, balanced; [] for a type or document that moves nothing.

    `sent`: the fields of the document as they were sent. `tax`: what QuickBooks answered as its
    tax, where that is known.
    """
    if qbo_type == "Payment":
        return _payment(sent, chart)
    if qbo_type in MOVES:
        return _entries(MOVES[qbo_type](sent, chart), sign=1)
    if qbo_type not in SIGNS:
        return []
    amounts = _incomes(sent.get("Line") or [], chart)
    amounts.append((TAX_PAYABLE, _tax(sent) if tax is None else tax))
    where = RECEIVABLE
    if qbo_type in AT_ONCE:
        where = chart.account(sent.get("DepositToAccountRef"), default=UNDEPOSITED)
    total = sum((amount for _, amount in amounts), ZERO)
    return _entries([(where, -total), *amounts], sign=SIGNS[qbo_type])


def _payment(sent: Mapping[str, Any], chart: Chart) -> list[Entry]:
    amount = Decimal(sent.get("TotalAmt") or 0)
    where = chart.account(sent.get("DepositToAccountRef"), default=UNDEPOSITED)
    return _entries([(where, -amount), (RECEIVABLE, amount)], sign=1)


def _deposit(sent: Mapping[str, Any], chart: Chart) -> list[tuple[str, Decimal]]:
    lines = [
        (
            chart.account(
                (line.get("DepositLineDetail") or {}).get("AccountRef"), default=RECEIPTS
            ),
            Decimal(line.get("Amount") or 0),
        )
        for line in sent.get("Line") or []
    ]
    into = chart.account(sent.get("DepositToAccountRef"), default=UNKNOWN)
    total = sum((amount for _, amount in lines), ZERO)
    return [(into, -total), *_summed(lines)]


def _transfer(sent: Mapping[str, Any], chart: Chart) -> list[tuple[str, Decimal]]:
    amount = Decimal(sent.get("Amount") or 0)
    into = chart.account(sent.get("ToAccountRef"), default=UNKNOWN)
    return [(into, -amount), (chart.account(sent.get("FromAccountRef"), default=UNKNOWN), amount)]


def _entry(sent: Mapping[str, Any], chart: Chart) -> list[tuple[str, Decimal]]:
    lines = [
        (
            chart.account(line["JournalEntryLineDetail"].get("AccountRef"), default=UNKNOWN),
            Decimal(line.get("Amount") or 0)
            * (-1 if line["JournalEntryLineDetail"].get("PostingType") == "Debit" else 1),
        )
        for line in sent.get("Line") or []
        if "JournalEntryLineDetail" in line
    ]
    return _summed(lines)


# What only moves money between accounts.
MOVES = {"Deposit": _deposit, "Transfer": _transfer, "JournalEntry": _entry}


def _summed(amounts: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for account, amount in amounts:
        found[account] = found.get(account, ZERO) + amount
    return list(found.items())


def _incomes(lines: Iterable[Mapping[str, Any]], chart: Chart) -> list[tuple[str, Decimal]]:
    """What the lines bring to each income account, in the order of their first line."""
    found: dict[str, Decimal] = {}
    for line in lines:
        detail = line.get("SalesItemLineDetail")
        if detail is not None:
            account = chart.income_of(detail.get("ItemRef"))
            found[account] = found.get(account, ZERO) + Decimal(line.get("Amount") or 0)
    return list(found.items())


def items_of(sent: Mapping[str, Any]) -> Iterable[str]:
    """The ids of the items on a document."""
    details = (line.get("SalesItemLineDetail") or {} for line in sent.get("Line") or [])
    return [detail["ItemRef"]["value"] for detail in details if detail.get("ItemRef")]


def _tax(sent: Mapping[str, Any]) -> Decimal:
    return Decimal((sent.get("TxnTaxDetail") or {}).get("TotalTax") or 0)


def _entries(amounts: Iterable[tuple[str, Decimal]], *, sign: int) -> list[Entry]:
    """Debits first. A positive amount is a credit where `sign` is 1."""
    signed = [(account, amount * sign) for account, amount in amounts if amount]
    debits = [Entry(account, debit=-amount) for account, amount in signed if amount < 0]
    return debits + [Entry(account, credit=amount) for account, amount in signed if amount > 0]
