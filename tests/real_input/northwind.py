"""Northwind's tables as a store folder: a US company's customers, catalogue and 830 orders.

Northwind knows no payments, taxes or refunds. They follow from the OrderID, here called n:

status    shipped: completed on the day it was shipped. Never shipped: n even, processed on the day
          of the order and unpaid; n odd, still open, its money only authorised.
tax       orders shipped to the USA bear California's 8 % on each line's amount, each to the cent;
          freight is untaxed, everything shipped abroad too.
payments  n mod 10 = 0 … 5: all of it by web card on the day of the order. 6: half of it (rounded
          down to the cent) on the day of the order, the rest on the day of shipping, by web card.
          7: none. 8: authorised, never captured. 9: all of it by bank transfer when shipped.
refunds   14 days after shipping. n mod 20 = 0: everything; 5: the first line; 10: the freight, all
          three on the payment. 7: the first line is credited to the customer, who has not paid.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

from tests.real_input.countries import COUNTRIES
from tests.real_input.store_folder import StoreFolder

CENT = Decimal("0.01")
TAX_RATE = Decimal("0.08")
REFUND_AFTER = timedelta(days=14)
Raw = dict[str, str]


@dataclass(frozen=True)
class Line:
    position: int
    product: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    amount: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Order:
    """One order as the store would hold it; `n` is its OrderID."""

    n: int
    customer: str
    country: str
    placed: date
    shipped: date | None
    freight: Decimal
    lines: list[Line]

    @property
    def is_open(self) -> bool:
        return self.shipped is None and self.n % 2 == 1

    @property
    def status(self) -> str:
        if self.shipped is not None:
            return "completed"
        return "open" if self.is_open else "processed"

    @property
    def status_on(self) -> date:
        return self.shipped or self.placed

    @property
    def tax_key(self) -> str:
        return "california" if self.country == "US" else ""

    @property
    def subtotal(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.freight + self.tax


def convert(*, raw: Path, folder: Path) -> None:
    """Writes the tables in `raw` to `folder` as a store folder, order by order."""
    names = {row["ProductID"]: row["ProductName"] for row in _rows(raw, "Products")}
    with StoreFolder(folder) as store:
        store.add("taxes", key="california", name="California", rate=TAX_RATE * 100)
        store.add("payment_methods", key="web-card", name="Web card", kind="gateway")
        store.add("payment_methods", key="transfer", name="Bank transfer", kind="cash")
        for row in _rows(raw, "Categories"):
            store.add("categories", key=f"category-{row['CategoryID']}", name=row["CategoryName"])
        for row in _rows(raw, "Customers"):
            _add_customer(store, row)
        for row in _rows(raw, "Products"):
            _add_product(store, row)
        for order in _orders(raw):
            _add_order(store, order, names)
            _add_payments(store, order)
            _add_refund(store, order, names)


def _rows(raw: Path, table: str) -> Iterator[Raw]:
    with (raw / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _orders(raw: Path) -> Iterator[Order]:
    """Both tables stand in the order of their OrderID, so they are read side by side."""
    lines = groupby(_rows(raw, "OrderDetails"), key=lambda row: row["OrderID"])
    for row, (order_id, details) in zip(_rows(raw, "Orders"), lines, strict=True):
        assert row["OrderID"] == order_id, f"order {row['OrderID']} has no lines"
        yield _order(row, list(details))


def _order(row: Raw, details: list[Raw]) -> Order:
    country = COUNTRIES[row["ShipCountry"]]
    return Order(
        n=int(row["OrderID"]),
        customer=row["CustomerID"].strip(),
        country=country,
        placed=date.fromisoformat(row["OrderDate"][:10]),
        shipped=date.fromisoformat(row["ShippedDate"][:10]) if row["ShippedDate"] else None,
        freight=Decimal(row["Freight"]),
        lines=[_line(place, one, country) for place, one in enumerate(details, start=1)],
    )


def _line(position: int, row: Raw, country: str) -> Line:
    quantity, unit_price = Decimal(row["Quantity"]), Decimal(row["UnitPrice"])
    gross = _cents(quantity * unit_price)
    amount = _cents(quantity * unit_price * (1 - Decimal(row["Discount"])))
    return Line(
        position=position,
        product=row["ProductID"],
        quantity=quantity,
        unit_price=unit_price,
        discount=gross - amount,
        amount=amount,
        tax=_cents(amount * TAX_RATE) if country == "US" else Decimal(0),
    )


def _add_customer(store: StoreFolder, row: Raw) -> None:
    first, _, last = row["ContactName"].partition(" ")
    store.add(
        "customers",
        key=row["CustomerID"].strip(),
        first_name=first,
        last_name=last,
        company=row["CompanyName"],
        phone=row["Phone"],
        billing_line1=row["Address"],
        billing_city=row["City"],
        billing_region=row["Region"],
        billing_postal_code=row["PostalCode"],
        billing_country=COUNTRIES[row["Country"]],
    )


def _add_product(store: StoreFolder, row: Raw) -> None:
    store.add(
        "products",
        key=f"product-{row['ProductID']}",
        category_key=f"category-{row['CategoryID']}",
        sku=f"NW-{row['ProductID']}",
        name=row["ProductName"],
        description=row["QuantityPerUnit"],
        price=row["UnitPrice"],
        tracks_stock="true",
        quantity=row["UnitsInStock"],
        is_active="false" if row["Discontinued"] == "1" else "true",
    )


def _add_order(store: StoreFolder, order: Order, names: dict[str, str]) -> None:
    store.add(
        "orders",
        key=str(order.n),
        number=str(order.n),
        customer_key=order.customer,
        status=order.status,
        placed_at=_moment(order.placed),
        status_at=_moment(order.status_on),
        subtotal=order.subtotal,
        shipping=order.freight,
        tax_total=order.tax,
        total=order.total,
        shipping_country=order.country,
    )
    for line in order.lines:
        store.add(
            "order_lines",
            order_key=str(order.n),
            position=line.position,
            product_key=f"product-{line.product}",
            name=names[line.product],
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            amount=line.amount,
            tax_key=order.tax_key,
            tax_amount=line.tax,
        )


def _add_payments(store: StoreFolder, order: Order) -> None:
    for number, (method, amount, captured) in enumerate(_payments(order), start=1):
        store.add(
            "payments",
            key=f"{order.n}-{number}",
            order_key=str(order.n),
            method_key=method,
            state="captured" if captured else "authorised",
            amount=amount,
            captured_at=_moment(captured) if captured else "",
            reference=f"NW{order.n}-{number}",
        )


def _payments(order: Order) -> list[tuple[str, Decimal, date | None]]:
    """(method, amount, day of capture), by the rule above."""
    if order.is_open or order.n % 10 == 8:
        return [("web-card", order.total, None)]
    if order.shipped is None or order.n % 10 == 7:
        return []
    if order.n % 10 == 9:
        return [("transfer", order.total, order.shipped)]
    if order.n % 10 == 6:
        half = (order.total / 2).quantize(CENT, rounding=ROUND_DOWN)
        rest = order.total - half
        return [("web-card", half, order.placed), ("web-card", rest, order.shipped)]
    return [("web-card", order.total, order.placed)]


def _add_refund(store: StoreFolder, order: Order, names: dict[str, str]) -> None:
    kind = {0: "all", 5: "line", 10: "freight", 7: "credit"}.get(order.n % 20)
    if kind is None or order.shipped is None:
        return
    lines = {"all": order.lines, "freight": []}.get(kind, order.lines[:1])
    freight = order.freight if kind in ("all", "freight") else Decimal(0)
    subtotal = sum((line.amount for line in lines), freight)
    tax = sum((line.tax for line in lines), Decimal(0))
    store.add(
        "refunds",
        key=f"R{order.n}",
        number=f"R{order.n}",
        order_key=str(order.n),
        customer_key=order.customer,
        payment_key="" if kind == "credit" else f"{order.n}-1",
        method_key="" if kind == "credit" else "web-card",
        refunded_at=_moment(order.shipped + REFUND_AFTER),
        subtotal=subtotal,
        tax_total=tax,
        total=subtotal + tax,
    )
    for line in lines:
        _add_returned(store, order, line, names)
    if freight:
        _add_refund_line(store, order, kind="shipping", name="Freight", amount=freight)


def _add_returned(store: StoreFolder, order: Order, line: Line, names: dict[str, str]) -> None:
    _add_refund_line(
        store,
        order,
        kind="product",
        name=names[line.product],
        amount=line.amount,
        product_key=f"product-{line.product}",
        quantity=line.quantity,
        # Whoever sends everything back sends it unopened.
        restock="true" if order.n % 20 == 0 else "false",
        tax_key=order.tax_key,
        tax_amount=line.tax,
    )


def _add_refund_line(store: StoreFolder, order: Order, **given: object) -> None:
    usual = {"product_key": "", "quantity": 1, "restock": "false", "tax_key": "", "tax_amount": 0}
    store.add("refund_lines", **{"refund_key": f"R{order.n}", **usual, **given})


def _moment(day: date) -> str:
    """Noon in the company's time zone, or an hour from it."""
    return f"{day}T20:00:00+00:00"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
