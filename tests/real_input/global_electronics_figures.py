"""What the books of the electronics chain must hold, worked out from the raw files alone.

Shares nothing with the converter: plain csv and Decimal. Everything is reckoned in the order's
currency; the books keep it in US dollars at the rate of each document's own day. At home each line
and each total is rounded to the cent by itself, as QuickBooks does it, and what these roundings and
the days between invoice and payment leave is exchange gain or loss.

The rate is what one unit is worth in dollars: the raw file's rate turned round, to six decimals.
"""

import csv
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

from tests.real_input.hand_ledger import EXCHANGE, RECEIVABLE, SALES, HandLedger

HOME = "USD"
Raw = dict[str, str]


class Rates:
    """What a unit of a currency is worth in dollars: on its day, or the last one before."""

    def __init__(self, raw: Path) -> None:
        self.per_dollar: dict[tuple[date, str], Decimal] = {}
        for row in _table(raw, "Exchange_Rates"):
            self.per_dollar[_day(row["Date"]), row["Currency Code"]] = Decimal(row["Exchange"])
        self.last = max(day for day, _ in self.per_dollar)

    def worth(self, day: date, currency: str) -> Decimal:
        exact = 1 / self.per_dollar[min(day, self.last), currency]
        return exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)

    def to_tell(self, days: Collection[date]) -> Iterator[tuple[date, str, Decimal]]:
        """Those of these days, the currency of the books left out."""
        needed = {min(day, self.last) for day in days}
        for day, currency in self.per_dollar:
            if currency != HOME and day in needed:
                yield day, currency, self.worth(day, currency)


class Figures:
    """Of the orders placed in `span`: counts, the ledger at home, and what stands in each currency
    on the accounts that are kept in it."""

    def __init__(self, raw: Path, span: str) -> None:
        self.ledger = HandLedger()
        self.orders = self.lines = self.receipts = self.late_days = 0
        self.by_currency: dict[str, Decimal] = {}
        self.customers: set[str] = set()
        self.rates = Rates(raw)
        self.days: set[date] = set()
        self._names = {
            row["CustomerKey"]: " ".join(row["Name"].split())
            for row in _table(raw, "Customers", "cp1252")
        }
        self._prices = {
            row["ProductKey"]: Decimal(row["Unit Price USD"].replace("$", "").replace(",", ""))
            for row in _table(raw, "Products")
        }
        sales = _table(raw, "Sales")
        for _number, rows in groupby(sales, key=lambda row: row["Order Number"]):
            lines = list(rows)
            if str(_day(lines[0]["Order Date"]))[: len(span)] == span:
                self._add(lines)

    def _add(self, lines: list[Raw]) -> None:
        first = lines[0]
        number, currency = first["Order Number"], first["Currency Code"]
        placed = _day(first["Order Date"])
        per_dollar = self.rates.per_dollar[placed, currency]
        amounts = [
            _cents(self._prices[row["ProductKey"]] * int(row["Quantity"]) * per_dollar)
            for row in lines
        ]
        self.orders += 1
        self.lines += len(lines)
        self.customers.add(first["CustomerKey"])
        self.by_currency[currency] = self.by_currency.get(currency, Decimal(0)) + sum(amounts)
        if not first["Delivery Date"]:
            self._receipt("Shop card", currency, placed, amounts)
            return
        delivered = _day(first["Delivery Date"])
        if number.endswith("7"):
            self._in_two_parts(currency, placed, delivered, amounts)
        elif number.endswith("8"):
            self._owed(first["CustomerKey"], currency, delivered, amounts)
        else:
            self._receipt("Web card", currency, placed, amounts)
        if number[-1] == "3" and number[-2] in "02468":
            back = [-amount for amount in amounts]
            self._money("RefundReceipt", "Web card", currency, delivered + timedelta(10), back)

    def _receipt(self, method: str, currency: str, day: date, amounts: list[Decimal]) -> None:
        self.receipts += 1
        self._money("SalesReceipt", method, currency, day, amounts)

    def _money(
        self, kind: str, method: str, currency: str, day: date, amounts: list[Decimal]
    ) -> None:
        self._sale(kind, clearing(method, currency), currency, day, amounts)

    def _sale(
        self, kind: str, account: str, currency: str, day: date, amounts: list[Decimal]
    ) -> Decimal:
        """Enters it, and answers what its total is worth at home."""
        rate = self.rates.worth(day, currency)
        home = _cents(sum(amounts, Decimal(0)) * rate)
        sold = sum((_cents(amount * rate) for amount in amounts), Decimal(0))
        self.days.add(day)
        self.ledger.enter(kind, day, {account: home, SALES: -sold, EXCHANGE: sold - home})
        self._own(currency, account, sum(amounts, Decimal(0)))
        return home

    def _owed(self, customer: str, currency: str, day: date, amounts: list[Decimal]) -> None:
        home = self._sale("Invoice", receivable(currency), currency, day, amounts)
        self.ledger.owed[self._names[customer]] += home

    def _in_two_parts(
        self, currency: str, placed: date, delivered: date, amounts: list[Decimal]
    ) -> None:
        """The parts clear together what the invoice was worth; each is worth its own day's rate."""
        account, total = receivable(currency), sum(amounts, Decimal(0))
        owed = self._sale("Invoice", account, currency, delivered, amounts)
        half = Decimal(int(total * 100) // 2) / 100
        cleared = _cents(half * self.rates.worth(delivered, currency))
        parts = ((placed, half, cleared), (delivered, total - half, owed - cleared))
        for day, part, clears in parts:
            got = _cents(part * self.rates.worth(day, currency))
            card = clearing("Web card", currency)
            self.days.add(day)
            self.ledger.enter("Payment", day, {card: got, account: -clears, EXCHANGE: clears - got})
            self._own(currency, card, part)
            self._own(currency, account, -part)

    def _own(self, currency: str, account: str, amount: Decimal) -> None:
        if currency != HOME:
            self.ledger.foreign[currency][account] += amount


def clearing(method: str, currency: str) -> str:
    return f"{method} {currency}"


def receivable(currency: str) -> str:
    """QuickBooks opens one for each currency by itself."""
    return RECEIVABLE if currency == HOME else f"{RECEIVABLE} - {currency}"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _day(american: str) -> date:
    month, day, year = map(int, american.split("/"))
    return date(year, month, day)


def _table(raw: Path, name: str, encoding: str = "utf-8-sig") -> list[Raw]:
    with open(raw / f"{name}.csv", encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))
