"""What the books of the marketplace must hold, worked out from the raw files alone.

Shares nothing with the converter: plain csv and Decimal, and the rule of olist.py read backwards.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.real_input.hand_ledger import RECEIVABLE, SALES, SHIPPING, HandLedger

CARD, BOLETO = "Credit card clearing", "Boleto clearing"
BOOKED = ("delivered", "shipped", "invoiced")
Raw = dict[str, str]


@dataclass
class Figures:
    """`ledgers` has a ledger for each of the sellers who have one of their own, "" for the rest.

    `statuses` counts the parts of orders by their raw status, `paid` and `on_hold` payments.
    """

    ledgers: dict[str, HandLedger]
    statuses: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    lines: int = 0
    without_lines: int = 0
    of_several_sellers: int = 0
    paid: int = 0
    not_captured: int = 0
    never_approved: int = 0
    late: int = 0
    people: set[str] = field(default_factory=set)
    offers: set[tuple[str, str]] = field(default_factory=set)
    sellers: Counter[str] = field(default_factory=Counter)


def of(raw: Path, month: str = "", own_books: tuple[str, ...] = ()) -> Figures:
    """Of the orders of `month`, or of all; `own_books`: sellers with a company of their own."""
    people = {row["customer_id"]: row["customer_unique_id"] for row in _table(raw, "customers")}
    sold: dict[str, dict[str, list[Raw]]] = defaultdict(lambda: defaultdict(list))
    for line in _table(raw, "order_items"):
        sold[line["order_id"]][line["seller_id"]].append(line)
    found = Figures({seller: HandLedger() for seller in ("", *own_books)})
    for order in _table(raw, "orders"):
        if order["order_purchase_timestamp"][: len(month)] == month:
            _count(found, order, sold.get(order["order_id"], {}), people[order["customer_id"]])
    return found


def _count(found: Figures, order: Raw, sellers: dict[str, list[Raw]], person: str) -> None:
    found.orders += 1
    found.people.add(person)
    found.without_lines += not sellers
    found.of_several_sellers += len(sellers) > 1
    found.statuses[order["order_status"]] += max(len(sellers), 1)
    for seller, lines in sellers.items():
        found.lines += len(lines)
        found.sellers[seller] += 1
        found.offers |= {(line["product_id"], seller) for line in lines}
        ledger = found.ledgers.get(seller, found.ledgers[""])
        if order["order_status"] in BOOKED:
            _enter(found, ledger, order, lines, person)
        elif order["order_approved_at"]:
            found.not_captured += 1


def _enter(found: Figures, ledger: HandLedger, order: Raw, lines: list[Raw], person: str) -> None:
    goods = sum(Decimal(line["price"]) for line in lines)
    freight = sum((Decimal(line["freight_value"]) for line in lines), Decimal(0))
    against = {SALES: -goods, SHIPPING: -freight}
    if not order["order_approved_at"]:
        found.never_approved += 1
        day = _day(order["order_delivered_customer_date"] or order["order_delivered_carrier_date"])
        ledger.enter("Invoice", day, {RECEIVABLE: goods + freight, **against})
        ledger.owed[person] += goods + freight
        return
    found.paid += 1
    account = CARD if order["order_id"][-1] in "0123456789ab" else BOLETO
    ledger.enter(
        "SalesReceipt", _day(order["order_approved_at"]), {account: goods + freight, **against}
    )
    arrived, promised = (
        order["order_delivered_customer_date"],
        order["order_estimated_delivery_date"],
    )
    if order["order_status"] == "delivered" and arrived > promised and freight:
        found.late += 1
        day = _day(arrived) + timedelta(days=7)
        ledger.enter("RefundReceipt", day, {account: -freight, SHIPPING: freight})


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _table(raw: Path, name: str) -> list[Raw]:
    with open(raw / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
