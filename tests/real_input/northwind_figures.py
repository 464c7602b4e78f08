"""What the books of Northwind must hold, worked out from the raw tables alone.

Shares nothing with the converter: plain csv and Decimal, and the rule of northwind.py put the other
way round, document by document.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.real_input.hand_ledger import (
    DISCOUNTS,
    RECEIVABLE,
    REFUNDS,
    SALES,
    SHIPPING,
    HandLedger,
)

WEB_CARD, TRANSFER = "Web card clearing", "Bank transfer clearing"
TAX = "Board of Equalization Payable"
Cents = int
Raw = dict[str, str]


@dataclass
class Figures:
    """Amounts in cents, by the number that the document bears ("10248", "R10248").

    `open`: what is still owed of an invoice. `payments`: what came on an invoice's number.
    """

    customers: int = 0
    categories: int = 0
    products: int = 0
    orders: int = 0
    lines: int = 0
    still_open: set[str] = field(default_factory=set)
    receipts: dict[str, Cents] = field(default_factory=dict)
    invoices: dict[str, Cents] = field(default_factory=dict)
    open: dict[str, Cents] = field(default_factory=dict)
    taxes: dict[str, Cents] = field(default_factory=dict)
    payments: dict[str, list[Cents]] = field(default_factory=dict)
    given_back: dict[str, Cents] = field(default_factory=dict)
    credited: dict[str, Cents] = field(default_factory=dict)
    only_authorised: set[str] = field(default_factory=set)


def of(raw: Path) -> Figures:
    orders = _table(raw, "Orders")
    goods = _goods(raw)
    found = Figures(
        customers=len(_table(raw, "Customers")),
        categories=len(_table(raw, "Categories")),
        products=len(_table(raw, "Products")),
        orders=len(orders),
        lines=sum(len(lines) for lines in goods.values()),
    )
    for order in orders:
        _add(found, order, goods[order["OrderID"]])
    return found


def _table(raw: Path, name: str) -> list[Raw]:
    with open(raw / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _goods(raw: Path) -> dict[str, list[Cents]]:
    """{OrderID: what each of its lines costs after its discount}."""
    found: dict[str, list[Cents]] = defaultdict(list)
    for row in _table(raw, "OrderDetails"):
        full = Decimal(row["UnitPrice"]) * int(row["Quantity"]) * 100
        found[row["OrderID"]].append(_whole(full - full * Decimal(row["Discount"])))
    return found


def _whole(cents: Decimal) -> Cents:
    return int(cents.to_integral_value(ROUND_HALF_UP))


def _add(found: Figures, order: Raw, goods: list[Cents]) -> None:
    number = order["OrderID"]
    if not order["ShippedDate"] and number[-1] in "13579":
        found.still_open.add(number)
        found.only_authorised.add(number)
        return
    rate = Decimal("0.08") if order["ShipCountry"] == "USA" else Decimal(0)
    taxes = [_whole(cents * rate) for cents in goods]
    freight = _whole(Decimal(order["Freight"]) * 100)
    total = sum(goods) + sum(taxes) + freight
    found.taxes[number] = sum(taxes)
    _add_sale(found, order, total)
    if order["ShippedDate"]:
        _add_refund(found, number, list(zip(goods, taxes, strict=True)), freight)


def _add_sale(found: Figures, order: Raw, total: Cents) -> None:
    number, last = order["OrderID"], order["OrderID"][-1]
    if order["ShippedDate"] and last in "0123459":
        found.receipts[number] = total
        return
    found.invoices[number] = found.open[number] = total
    if last == "8":
        found.only_authorised.add(number)
    if order["ShippedDate"] and last == "6":
        found.payments[number] = sorted([total // 2, total - total // 2])
        found.open[number] = 0


def _add_refund(
    found: Figures, number: str, lines: list[tuple[Cents, Cents]], freight: Cents
) -> None:
    ending = int(number[-2:]) % 20
    if ending == 0:
        found.given_back[f"R{number}"] = sum(map(sum, lines)) + freight
    elif ending == 5:
        found.given_back[f"R{number}"] = sum(lines[0])
    elif ending == 10:
        found.given_back[f"R{number}"] = freight
    elif ending == 7:
        found.credited[f"R{number}"] = sum(lines[0])
        found.open[number] -= sum(lines[0])


def ledger(raw: Path) -> HandLedger:
    """The same documents as debits and credits."""
    books = HandLedger()
    full, goods = _goods_before_discount(raw), _goods(raw)
    # In the books there is one blank between two words (docs/names.md); "Wolski  Zajazd" has two.
    called = {
        row["CustomerID"]: " ".join(row["CompanyName"].split()) for row in _table(raw, "Customers")
    }
    for order in _table(raw, "Orders"):
        number = order["OrderID"]
        if order["ShippedDate"] or number[-1] not in "13579":
            _enter(books, order, full[number], goods[number], called[order["CustomerID"]])
    return books


def _goods_before_discount(raw: Path) -> dict[str, Cents]:
    found: dict[str, Cents] = defaultdict(int)
    for row in _table(raw, "OrderDetails"):
        found[row["OrderID"]] += _whole(Decimal(row["UnitPrice"]) * int(row["Quantity"]) * 100)
    return found


def _enter(books: HandLedger, order: Raw, full: Cents, goods: list[Cents], called: str) -> None:
    number, freight = int(order["OrderID"]), _whole(Decimal(order["Freight"]) * 100)
    ordered = date.fromisoformat(order["OrderDate"][:10])
    shipped = date.fromisoformat((order["ShippedDate"] or order["OrderDate"])[:10])
    rate = Decimal("0.08") if order["ShipCountry"] == "USA" else Decimal(0)
    taxes = [_whole(cents * rate) for cents in goods]
    total = sum(goods) + sum(taxes) + freight
    sold = {
        SALES: -full,
        DISCOUNTS: full - sum(goods),
        SHIPPING: -freight,
        TAX: -sum(taxes),
    }
    if not order["ShippedDate"] or number % 10 in (6, 7, 8):
        _book(books, "Invoice", shipped, {RECEIVABLE: total, **sold})
        owed = total
    elif number % 10 == 9:
        _book(books, "SalesReceipt", shipped, {TRANSFER: total, **sold})
        owed = 0
    else:
        _book(books, "SalesReceipt", ordered, {WEB_CARD: total, **sold})
        owed = 0
    if order["ShippedDate"] and number % 10 == 6:
        for day, part in ((ordered, total // 2), (shipped, total - total // 2)):
            _book(books, "Payment", day, {WEB_CARD: part, RECEIVABLE: -part})
        owed = 0
    if order["ShippedDate"]:
        owed -= _give_back(books, number, shipped + timedelta(14), goods, taxes, freight)
    books.owed[called] += Decimal(owed) / 100


def _give_back(
    books: HandLedger,
    number: int,
    day: date,
    goods: list[Cents],
    taxes: list[Cents],
    freight: Cents,
) -> Cents:
    """Answers what is owed less for it."""
    first = {REFUNDS: goods[0], TAX: taxes[0]}
    if number % 20 == 0:
        whole = {SALES: sum(goods), SHIPPING: freight, TAX: sum(taxes)}
        _book(books, "RefundReceipt", day, {**whole, WEB_CARD: -sum(whole.values())})
    elif number % 20 == 5:
        _book(books, "RefundReceipt", day, {**first, WEB_CARD: -sum(first.values())})
    elif number % 20 == 10 and freight:
        _book(books, "RefundReceipt", day, {SHIPPING: freight, WEB_CARD: -freight})
    elif number % 20 == 7:
        _book(books, "CreditMemo", day, {**first, RECEIVABLE: -sum(first.values())})
        # A payment of nothing sets it against its invoice.
        books.documents["Payment"] += 1
        return sum(first.values())
    return 0


def _book(books: HandLedger, kind: str, day: date, cents: dict[str, Cents]) -> None:
    books.enter(kind, day, {name: Decimal(amount) / 100 for name, amount in cents.items()})
