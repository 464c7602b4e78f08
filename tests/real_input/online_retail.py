"""Invoices of a UK gift wholesaler (UCI Online Retail) as a store folder, in pounds.

The raw file has one row per line of an invoice and says nothing of payments, so the rule is:

- A code is a product, letter case counts; the first description that is not empty is its name, or
  else the code. POST, DOT, C2 and M (postage, carriage, manual) are services. D (discount) occurs
  on cancellations only and is no product: what it gives back is goodwill.
- A customer is a number, known by the name "Customer 17850"; a line without one makes a guest of
  its invoice. Guests pay by card at once; customers have an account and pay later.
- An invoice is a completed order; one whose lines all cost nothing is a stock note, which is kept
  as the order of 0.00 that it is. Quantities below zero stand there only: a store's order has
  none, so what was taken off stock is told in the note.
- An invoice "C…" is a cancellation without an order: the goods are back on the shelf, and the
  money is given back by card. Its amounts are positive, as a store's refunds are.
- The data knows no VAT: everything is untaxed.
"""

import csv
import gzip
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

from tests.real_input.countries import COUNTRIES
from tests.real_input.store_folder import StoreFolder

CENT = Decimal("0.01")
SERVICES = {"POST", "DOT", "C2", "M"}
DISCOUNT = "D"
Raw = dict[str, str]


def convert(*, raw: Path, folder: Path) -> None:
    """Writes the invoices in the file `raw` to `folder` as a store folder, invoice by invoice.

    Reads the file twice: the first time only to learn what each code is called.
    """
    names = names_of_codes(raw)
    customers: set[str] = set()
    with StoreFolder(folder) as store:
        store.add("payment_methods", key="web-card", name="Web card", kind="gateway")
        for code, name in names.items():
            _add_product(store, code, name)
        for number, group in groupby(_rows(raw), key=lambda row: row["InvoiceNo"]):
            lines = list(group)
            customer = _customer_key(lines[0])
            if customer not in customers:
                customers.add(customer)
                _add_customer(store, lines[0])
            (_add_refund if number.startswith("C") else _add_order)(store, lines, names)


def convert_products(*, raw: Path, folder: Path, codes: set[str]) -> None:
    """Writes only the products with these `codes`."""
    with StoreFolder(folder) as store:
        for code, name in names_of_codes(raw).items():
            if code in codes:
                _add_product(store, code, name)


def _rows(raw: Path) -> Iterator[Raw]:
    opened = gzip.open if raw.suffix == ".gz" else open
    with opened(raw, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def names_of_codes(raw: Path) -> dict[str, str]:
    """{code: its name}, in the order in which the codes first occur."""
    found: dict[str, str] = {}
    for row in _rows(raw):
        if row["StockCode"] != DISCOUNT:
            description = row["Description"].strip()
            found[row["StockCode"]] = found.get(row["StockCode"]) or description
    return {code: name or code for code, name in found.items()}


def _add_product(store: StoreFolder, code: str, name: str) -> None:
    kind = "service" if code in SERVICES else "goods"
    store.add("products", key=f"code-{code}", kind=kind, sku=code, name=name)


def _customer_key(row: Raw) -> str:
    number = row["CustomerID"].removesuffix(".0")
    return number or f"guest-{row['InvoiceNo']}"


def _add_customer(store: StoreFolder, row: Raw) -> None:
    key = _customer_key(row)
    is_guest = not row["CustomerID"]
    store.add(
        "customers",
        key=key,
        is_guest="true" if is_guest else "false",
        company="" if is_guest else f"Customer {key}",
        billing_country=COUNTRIES[row["Country"]],
        currency="GBP",
    )


def _add_order(store: StoreFolder, lines: list[Raw], names: dict[str, str]) -> None:
    first = lines[0]
    number = first["InvoiceNo"]
    total = sum((_amount(row) for row in lines), Decimal(0))
    taken = [row for row in lines if Decimal(row["Quantity"]) < 0]
    assert total == 0 or not taken, f"invoice {number} takes something back"
    store.add(
        "orders",
        key=number,
        number=number,
        customer_key=_customer_key(first),
        status="completed",
        placed_at=_moment(first),
        status_at=_moment(first),
        currency="GBP",
        subtotal=total,
        total=total,
        shipping_country=COUNTRIES[first["Country"]],
        note=", ".join(f"taken off stock: {row['Quantity'][1:]}" for row in taken),
    )
    for row in lines:
        _add_order_line(store, row, names)
    if total and not first["CustomerID"]:
        _add_payment(store, first, total)


def _add_order_line(store: StoreFolder, row: Raw, names: dict[str, str]) -> None:
    store.add(
        "order_lines",
        order_key=row["InvoiceNo"],
        product_key=f"code-{row['StockCode']}",
        name=row["Description"].strip() or names[row["StockCode"]],
        quantity=abs(Decimal(row["Quantity"])),
        unit_price=row["UnitPrice"],
        amount=_amount(row),
    )


def _add_payment(store: StoreFolder, row: Raw, total: Decimal) -> None:
    store.add(
        "payments",
        key=f"{row['InvoiceNo']}-1",
        order_key=row["InvoiceNo"],
        method_key="web-card",
        state="captured",
        amount=total,
        currency="GBP",
        captured_at=_moment(row),
    )


def _add_refund(store: StoreFolder, lines: list[Raw], names: dict[str, str]) -> None:
    first = lines[0]
    total = sum((_amount(row) for row in lines), Decimal(0))
    store.add(
        "refunds",
        key=first["InvoiceNo"],
        number=first["InvoiceNo"],
        customer_key=_customer_key(first),
        method_key="web-card",
        refunded_at=_moment(first),
        currency="GBP",
        subtotal=total,
        total=total,
    )
    for row in lines:
        is_product = row["StockCode"] != DISCOUNT
        store.add(
            "refund_lines",
            refund_key=row["InvoiceNo"],
            kind="product" if is_product else "goodwill",
            product_key=f"code-{row['StockCode']}" if is_product else "",
            name=row["Description"].strip() or names[row["StockCode"]],
            quantity=abs(Decimal(row["Quantity"])),
            amount=_amount(row),
            restock="true" if is_product else "false",
        )


def _amount(row: Raw) -> Decimal:
    """To the penny, and never below zero: whether money came or went is told by the table."""
    amount = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
    return abs(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def _moment(row: Raw) -> str:
    """In London, where it is Greenwich time in December."""
    return f"{row['InvoiceDate'].replace(' ', 'T')}+00:00"
