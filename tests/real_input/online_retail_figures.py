"""What the books of the wholesaler must hold, worked out from the raw file alone.

Shares nothing with the converter: plain csv and Decimal.
"""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.real_input.hand_ledger import RECEIVABLE, REFUNDS, SALES, HandLedger

CLEARING, VAT = "Web card clearing", "VAT Liability"
STANDARD, ZERO_RATED = "20.0% S (Sales)", "0.0% Z (Sales)"
# It writes off a debt that no invoice of the file made, and waits for a person.
WAITS = "A563187"
Lines = list[dict[str, str]]


@dataclass
class Figures:
    """Amounts before tax by the number of the invoice; those `cancelled` are below zero."""

    lines: int
    codes: set[str]
    customers: set[str]
    guests: set[str]
    priced: dict[str, Decimal]
    nothing: set[str]
    cancelled: dict[str, Decimal]
    lengths: dict[str, int]
    repeats_a_code: set[str]

    @property
    def paid(self) -> dict[str, Decimal]:
        """Those of the priced invoices that name no customer."""
        return {number: self.priced[number] for number in self.priced if number in self.guests}

    @property
    def owed(self) -> dict[str, Decimal]:
        return {number: self.priced[number] for number in self.priced.keys() - self.guests}


def of(raw: Path, month: str = "") -> Figures:
    invoices = _invoices(raw, month)
    sums = {number: _sum(lines) for number, lines in invoices.items()}
    rows = [row for lines in invoices.values() for row in lines]
    return Figures(
        lines=len(rows),
        codes={row["StockCode"] for row in rows},
        customers={row["CustomerID"] for row in rows} - {""},
        guests={number for number, lines in invoices.items() if not lines[0]["CustomerID"]},
        priced={number: amount for number, amount in sums.items() if amount > 0},
        nothing={number for number, amount in sums.items() if amount == 0},
        cancelled={number: amount for number, amount in sums.items() if amount < 0},
        lengths={number: len(lines) for number, lines in invoices.items()},
        repeats_a_code={number for number, lines in invoices.items() if _repeats_a_code(lines)},
    )


def ledger(raw: Path, month: str = "") -> HandLedger:
    """What is to be booked, with VAT on top of the prices."""
    books = HandLedger()
    for number, lines in _invoices(raw, month).items():
        if number != WAITS:
            _enter(books, number, lines)
    return books


def _enter(books: HandLedger, number: str, lines: Lines) -> None:
    net, first = _sum(lines), lines[0]
    if not net:
        return
    day = date.fromisoformat(first["InvoiceDate"][:10])
    is_taxed = first["Country"] == "United Kingdom"
    tax = _penny(net / 5) if is_taxed else Decimal(0)
    books.tax(day, STANDARD if is_taxed else ZERO_RATED, net, tax)
    goodwill = sum((_amount(row) for row in lines if _gives_goodwill(row)), Decimal(0))
    against = {SALES: goodwill - net, REFUNDS: -goodwill, VAT: -tax}
    if first["CustomerID"] and net > 0:
        books.enter("Invoice", day, {RECEIVABLE: net + tax, **against})
        books.owed[f"Customer {first['CustomerID'].removesuffix('.0')}"] += net + tax
    elif number.startswith("A"):
        _enter_bad_debt(books, day, net + tax, against)
    else:
        kind = "SalesReceipt" if net > 0 else "RefundReceipt"
        books.enter(kind, day, {CLEARING: net + tax, **against})


def _enter_bad_debt(
    books: HandLedger, day: date, total: Decimal, against: dict[str, Decimal]
) -> None:
    """One is entered as owed; the other takes it back and is set against it."""
    books.enter("Invoice" if total > 0 else "CreditMemo", day, {RECEIVABLE: total, **against})
    if total < 0:
        books.documents["Payment"] += 1


def _gives_goodwill(row: dict[str, str]) -> bool:
    """Whether it gives something back for no goods."""
    return row["StockCode"] in ("D", "B") and _amount(row) < 0


def _invoices(raw: Path, month: str) -> dict[str, Lines]:
    invoices: dict[str, Lines] = defaultdict(list)
    opened = gzip.open if raw.suffix == ".gz" else open
    with opened(raw, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["InvoiceDate"].startswith(month):
                invoices[row["InvoiceNo"]].append(row)
    return invoices


def _sum(lines: Lines) -> Decimal:
    return sum((_amount(row) for row in lines), Decimal(0))


def _amount(row: dict[str, str]) -> Decimal:
    return _penny(Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]))


def _penny(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _repeats_a_code(lines: Lines) -> bool:
    return len({row["StockCode"] for row in lines}) < len(lines)


def alike(names: dict[str, str]) -> set[str]:
    """Of {code: name}: the codes that are the same but for letter case, and their namesakes."""
    by_folded: dict[str, set[str]] = defaultdict(set)
    for code in names:
        by_folded[code.casefold()].add(code)
    found = {code for codes in by_folded.values() if len(codes) > 1 for code in codes}
    called = {names[code] for code in found}
    return found | {code for code, name in names.items() if name in called}
