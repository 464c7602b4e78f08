"""Orders of an electronics chain (Global Electronics, 2016 to 2021) in five currencies.

The raw files state no price in the order's currency and no payments, so the rule is:

- Customers.csv is CP1252, not UTF-8. A name is one text: its last word is the last name. 137 names
  belong to several customers, who stay apart by their keys. "NA" as a region is Napoli. A customer
  has the currency of their orders, which is never more than one, or of their country.
- A product costs its price in US dollars, written like "$3,199.99 ". A line's price is that times
  the rate of the order's day, all six decimals of it; its amount is price times quantity to the
  cent, halves up. The total is the sum of these amounts: there is no tax, discount or shipping.
- Days are written M/D/YYYY; noon in California stands for the moment.
- Store 0 is the website, which sends the goods later; in any other store they are taken along.
- In a store everything is paid by shop card at once. On the website the last digit of the number
  decides: 7, half (rounded down to the cent) is paid when it is ordered and the rest when it is
  delivered; 8, nothing is paid; any other, all of it when it is ordered, by web card.
- An order from the website whose number ends in 03, 23, 43, 63 or 83 is given back as a whole,
  goods and money, 10 days after the delivery.
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
WEBSITE = "0"
GIVEN_BACK_AFTER = timedelta(days=10)
CURRENCIES = {"Australia": "AUD", "Canada": "CAD", "United Kingdom": "GBP", "United States": "USD"}
Raw = dict[str, str]
Rates = dict[tuple[date, str], Decimal]


@dataclass(frozen=True)
class Line:
    product: str
    quantity: int
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return (self.unit_price * self.quantity).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Order:
    number: str
    customer: str
    store: str
    currency: str
    placed: date
    delivered: date
    lines: list[Line]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def is_given_back(self) -> bool:
        return self.store == WEBSITE and int(self.number) % 20 == 3

    def payments(self) -> list[tuple[str, Decimal, date]]:
        """(method, amount, day of capture)."""
        if self.store != WEBSITE:
            return [("shop-card", self.total, self.placed)]
        if self.number[-1] == "8":
            return []
        if self.number[-1] == "7":
            half = (self.total / 2).quantize(CENT, rounding=ROUND_DOWN)
            rest = self.total - half
            return [("web-card", half, self.placed), ("web-card", rest, self.delivered)]
        return [("web-card", self.total, self.placed)]


def convert(*, raw: Path, folder: Path, span: str = "") -> None:
    """Writes the tables in `raw` to `folder` as a store folder.

    `span` ("2016" or "2016-04") leaves out what was ordered at any other time, and all products and
    customers that no order of the span names.
    """
    orders = list(_orders(raw, span))
    currencies = {order.customer: order.currency for order in orders}
    sold = {line.product for order in orders for line in order.lines}
    with StoreFolder(folder) as store:
        store.add("payment_methods", key="web-card", name="Web card", kind="gateway")
        store.add("payment_methods", key="shop-card", name="Shop card", kind="gateway")
        for row in _rows(raw, "Stores"):
            name = row["State"] if row["StoreKey"] == WEBSITE else f"{row['State']} store"
            store.add("storefronts", key=row["StoreKey"], name=name)
        _add_products(store, raw, only=sold if span else None)
        for row in _rows(raw, "Customers", encoding="cp1252"):
            if not span or row["CustomerKey"] in currencies:
                _add_customer(store, row, currencies.get(row["CustomerKey"]))
        for order in orders:
            _add_order(store, order)


def rates(raw: Path) -> Rates:
    """{(day, currency): units of it per US dollar}."""
    return {
        (day_of(row["Date"]), row["Currency Code"]): Decimal(row["Exchange"])
        for row in _rows(raw, "Exchange_Rates")
    }


def day_of(american: str) -> date:
    """The day of "1/31/2016"."""
    month, day, year = american.split("/")
    return date(int(year), int(month), int(day))


def _rows(raw: Path, table: str, encoding: str = "utf-8-sig") -> Iterator[Raw]:
    with (raw / f"{table}.csv").open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


def _dollars(text: str) -> Decimal:
    return Decimal(text.strip().removeprefix("$").replace(",", ""))


def _orders(raw: Path, span: str) -> Iterator[Order]:
    prices = {row["ProductKey"]: _dollars(row["Unit Price USD"]) for row in _rows(raw, "Products")}
    on = rates(raw)
    for number, rows in groupby(_rows(raw, "Sales"), key=lambda row: row["Order Number"]):
        lines = list(rows)
        first, placed = lines[0], day_of(lines[0]["Order Date"])
        if not placed.isoformat().startswith(span):
            continue
        rate = on[placed, first["Currency Code"]]
        yield Order(
            number=number,
            customer=first["CustomerKey"],
            store=first["StoreKey"],
            currency=first["Currency Code"],
            placed=placed,
            delivered=day_of(first["Delivery Date"]) if first["Delivery Date"] else placed,
            lines=[
                Line(row["ProductKey"], int(row["Quantity"]), prices[row["ProductKey"]] * rate)
                for row in lines
            ],
        )


def _add_products(store: StoreFolder, raw: Path, *, only: set[str] | None) -> None:
    rows = [row for row in _rows(raw, "Products") if only is None or row["ProductKey"] in only]
    shelves = {row["CategoryKey"]: row["Category"] for row in rows}
    for key, name in shelves.items():
        store.add("categories", key=key, name=name, parent_key="")
    below = {row["SubcategoryKey"]: row for row in rows}
    for key, row in below.items():
        store.add("categories", key=key, name=row["Subcategory"], parent_key=row["CategoryKey"])
    for row in rows:
        store.add(
            "products",
            key=row["ProductKey"],
            category_key=row["SubcategoryKey"],
            sku=f"GE-{row['ProductKey']}",
            name=row["Product Name"],
            price=_dollars(row["Unit Price USD"]),
            cost=_dollars(row["Unit Cost USD"]),
        )


def _add_customer(store: StoreFolder, row: Raw, currency: str | None) -> None:
    first, _, last = row["Name"].rpartition(" ")
    store.add(
        "customers",
        key=row["CustomerKey"],
        first_name=first,
        last_name=last,
        billing_city=row["City"],
        billing_region=row["State Code"],
        billing_postal_code=row["Zip Code"],
        billing_country=COUNTRIES[row["Country"]],
        currency=currency or CURRENCIES.get(row["Country"], "EUR"),
    )


def _add_order(store: StoreFolder, order: Order) -> None:
    store.add(
        "orders",
        key=order.number,
        number=order.number,
        storefront_key=order.store,
        customer_key=order.customer,
        status="completed",
        placed_at=_noon(order.placed),
        status_at=_noon(order.delivered),
        currency=order.currency,
        subtotal=order.total,
        total=order.total,
    )
    for line in order.lines:
        store.add(
            "order_lines",
            order_key=order.number,
            product_key=line.product,
            name=f"Product {line.product}",
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
        )
    for number, (method, amount, day) in enumerate(order.payments(), start=1):
        store.add(
            "payments",
            key=f"{order.number}-{number}",
            order_key=order.number,
            method_key=method,
            state="captured",
            amount=amount,
            currency=order.currency,
            captured_at=_noon(day),
        )
    if order.is_given_back:
        _add_refund(store, order)


def _add_refund(store: StoreFolder, order: Order) -> None:
    store.add(
        "refunds",
        key=f"R{order.number}",
        number=f"R{order.number}",
        order_key=order.number,
        customer_key=order.customer,
        payment_key=f"{order.number}-1",
        method_key="web-card",
        refunded_at=_noon(order.delivered + GIVEN_BACK_AFTER),
        currency=order.currency,
        subtotal=order.total,
        total=order.total,
    )
    for line in order.lines:
        store.add(
            "refund_lines",
            refund_key=f"R{order.number}",
            kind="product",
            product_key=line.product,
            name=f"Product {line.product}",
            quantity=line.quantity,
            amount=line.amount,
            restock="true",
        )


def _noon(day: date) -> str:
    """In California, or an hour from it."""
    return f"{day}T20:00:00+00:00"
