"""What is in the books, said by QuickBooks alone: each sale, payment, refund from the start on,
and each adjustment of the stock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from connections import exchanges
from connections.models import Connection
from connections.wire import query
from sync_queue.documents import periods, stock

TYPES = ("Invoice", "SalesReceipt", "Payment", "RefundReceipt", "CreditMemo", "Deposit")
# Of these only our own: what else a bookkeeper moves between accounts is no sale's business.
OURS = ("Transfer", "JournalEntry")
MARKER = re.compile(r"\[bridge \w+ [^\]]+\]")


@dataclass(frozen=True)
class Booked:
    """One document of the company; `marker` is ours, "" on what somebody else entered.

    `day`: its own, which stands in the note of what was moved out of a closed period.
    """

    qbo_type: str
    qbo_id: str
    number: str
    day: date
    customer: str
    currency: str
    total: Decimal
    tax: Decimal
    balance: Decimal
    marker: str
    # At which it stands in home currency.
    rate: Decimal = Decimal(1)

    @property
    def label(self) -> str:
        return f"{self.qbo_type} {self.number or self.qbo_id}"


def booked(connection: Connection) -> Iterator[Booked]:
    """Raises what `exchanges.query` raises."""
    since = ""
    if connection.books_start_on is not None:
        since = f" WHERE TxnDate >= {query.quote(connection.books_start_on)}"
    # quickbooks: a company that keeps no stock knows no adjustments.
    adjustments = (stock.ADJUSTMENT,) if connection.has_inventory else ()
    for qbo_type in (*TYPES, *OURS, *adjustments):
        statement = f"SELECT * FROM {qbo_type}{since}"
        for found in exchanges.query(connection=connection, statement=statement):
            one = _of(qbo_type, found, connection)
            if qbo_type in TYPES or one.marker:
                yield one


def _of(qbo_type: str, found: dict[str, Any], connection: Connection) -> Booked:
    note = found.get("PrivateNote") or ""
    mark = MARKER.search(note)
    balance = found.get("Balance", 0) if qbo_type != "Payment" else 0
    return Booked(
        qbo_type=qbo_type,
        qbo_id=str(found["Id"]),
        number=str(found.get("DocNumber") or ""),
        day=periods.true_date(note, day=date.fromisoformat(found["TxnDate"])),
        customer=(found.get("CustomerRef") or {}).get("name", ""),
        currency=_currency(qbo_type, found, connection),
        total=_total(qbo_type, found),
        tax=Decimal(str((found.get("TxnTaxDetail") or {}).get("TotalTax") or 0)),
        balance=Decimal(str(balance)),
        marker=mark.group(0) if mark else "",
        rate=Decimal(str(found.get("ExchangeRate") or 1)),
    )


def _currency(qbo_type: str, found: dict[str, Any], connection: Connection) -> str:
    """An adjustment is of a number of goods, not of money."""
    if qbo_type == stock.ADJUSTMENT:
        return ""
    return (found.get("CurrencyRef") or {}).get("value") or connection.home_currency


def _total(qbo_type: str, found: dict[str, Any]) -> Decimal:
    """Of an entry the last line, which is what the bank, or the clearing account, gets; of an
    adjustment the number of goods."""
    if qbo_type == "Transfer":
        return Decimal(str(found["Amount"]))
    if qbo_type == stock.ADJUSTMENT:
        return sum(stock.moves(qbo_type, found).values(), Decimal(0))
    if qbo_type != "JournalEntry":
        return Decimal(str(found.get("TotalAmt", 0)))
    last = [line for line in found["Line"] if "JournalEntryLineDetail" in line][-1]
    sign = 1 if last["JournalEntryLineDetail"]["PostingType"] == "Debit" else -1
    return sign * Decimal(str(last["Amount"]))
