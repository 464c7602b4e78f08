"""What the books of Northwind must hold, worked out from the raw tables alone.

Shares nothing with the converter: plain csv and Decimal, and the rule of northwind.py put the other
way round, document by document.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

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
