"""What the books of one trading day must hold, worked out from the raw file alone.

Shares nothing with the converter: plain csv and Decimal.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

Lines = list[dict[str, str]]


@dataclass
class Figures:
    """Amounts in pounds by the number of the invoice; those `cancelled` are below zero."""

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


def of(raw: Path) -> Figures:
    invoices: dict[str, Lines] = defaultdict(list)
    with open(raw, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            invoices[row["InvoiceNo"]].append(row)
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


def _sum(lines: Lines) -> Decimal:
    amounts = [Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in lines]
    return sum(amounts, Decimal(0))


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
