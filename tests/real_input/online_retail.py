"""Invoices of a UK gift wholesaler (UCI Online Retail) as a store folder, in pounds.

The raw file has one row per line of an invoice and says nothing of payments, so the rule is:

- A code is a product, letter case counts; the first description that is not empty is its name, or
  else the code. What is no goods but sold or charged (postage, carriage, manual, samples, bank and
  Amazon's charges, charity, vouchers of the till) is a service. D (discount) and B (bad debt) are
  no products: what D gives back is goodwill, and B stands on lines without a product.
- A customer is a number, known by the name "Customer 17850"; a line without one makes a guest of
  its invoice. Guests pay by card at once; customers have an account and pay later.
- An invoice is a completed order; one whose lines all cost nothing is a stock note, which is kept
  as the order of 0.00 that it is. Quantities below zero stand there only: a store's order has
  none, so what was taken off stock is told in the note.
- The rows of an invoice may stand apart (542806): they are gathered first. Its first row says when.
- An invoice "C…" is a cancellation without an order: the goods are back on the shelf, and the
  money is given back by card. Its amounts are positive, as a store's refunds are.
- An invoice "A…" corrects a bad debt and moves no money: A563185 enters one and stays unpaid,
  A563186 takes it back, so it is a credit on that order, and A563187 writes off one that no invoice
  of the file made. That is a refund which cannot say which way money went: it must wait for a
  person, and does.
- Amounts are to the penny, line by line, halves up: two lines have a price of a tenth of one.
- The data knows no VAT. Without `vat` everything is untaxed, with `vat` its prices are before tax:
  20 % for the United Kingdom, zero-rated for everywhere else. The tax of an invoice is that of its
  net amount to the penny; each line has what its own amount adds to the tax of the lines above.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.real_input.countries import COUNTRIES
from tests.real_input.moments import moment
from tests.real_input.store_folder import StoreFolder

CENT = Decimal("0.01")
DISCOUNT, BAD_DEBT = "D", "B"
NO_PRODUCTS = {DISCOUNT, BAD_DEBT}
NO_GOODS = {"POST", "DOT", "C2", "M", "m", "S", "AMAZONFEE", "BANK CHARGES", "CRUK", "PADS"}
ENTERED, TAKEN_BACK = "A563185", "A563186"
STANDARD = Decimal("0.20")
LONDON = ZoneInfo("Europe/London")
Raw = dict[str, str]


def convert(*, raw: Path, folder: Path, month: str = "", vat: bool = False) -> None:
    """Writes the invoices in the file `raw` to `folder` as a store folder, invoice by invoice.

    `month` ("2011-02") leaves out all others.
    """
    rows = list(_rows(raw, month))
    names = names_of_codes(rows)
    customers: set[str] = set()
    with StoreFolder(folder) as store:
        store.add("payment_methods", key="web-card", name="Web card", kind="gateway")
        if vat:
            store.add("taxes", key="vat", name="VAT 20 %", rate=20, reason="standard")
            store.add("taxes", key="zero", name="VAT 0 %", rate=0, reason="zero_rated")
        for code, name in names.items():
            _add_product(store, code, name)
        for invoice in _invoices(rows, vat=vat):
            if invoice.customer not in customers:
                customers.add(invoice.customer)
                _add_customer(store, invoice)
            (_add_refund if invoice.gives_back else _add_order)(store, invoice, names)


def convert_products(*, raw: Path, folder: Path, codes: set[str]) -> None:
    """Writes only the products with these `codes`."""
    with StoreFolder(folder) as store:
        for code, name in names_of_codes(_rows(raw)).items():
            if code in codes:
                _add_product(store, code, name)


def names_of_codes(rows: Iterable[Raw]) -> dict[str, str]:
    """{code: its name}, in the order in which the codes first occur."""
    found: dict[str, str] = {}
    for row in rows:
        if row["StockCode"] not in NO_PRODUCTS:
            description = row["Description"].strip()
            found[row["StockCode"]] = found.get(row["StockCode"]) or description
    return {code: name or code for code, name in found.items()}


def names_in(raw: Path) -> dict[str, str]:
    return names_of_codes(_rows(raw))


def _rows(raw: Path, month: str = "") -> Iterator[Raw]:
    opened = gzip.open if raw.suffix == ".gz" else open
    with opened(raw, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["InvoiceDate"].startswith(month):
                yield row


class _Invoice:
    """The rows of one number, with the tax of each."""

    def __init__(self, rows: list[Raw], *, vat: bool) -> None:
        self.rows = rows
        self.first = rows[0]
        self.number = self.first["InvoiceNo"]
        self.country = COUNTRIES[self.first["Country"]]
        self.amounts = [_amount(row) for row in rows]
        rate = STANDARD if vat and self.country == "GB" else Decimal(0)
        self.taxes = list(_shares(self.amounts, rate))
        self.tax_key = "" if not vat else "vat" if rate else "zero"
        self.net = sum(self.amounts, Decimal(0))
        self.tax = sum(self.taxes, Decimal(0))

    @property
    def gives_back(self) -> bool:
        is_below = any(Decimal(row["UnitPrice"]) < 0 for row in self.rows)
        return self.number.startswith("C") or is_below

    @property
    def moment(self) -> str:
        return moment(self.first["InvoiceDate"], LONDON)

    @property
    def customer(self) -> str:
        owner = ENTERED if self.number == TAKEN_BACK else self.number
        return self.first["CustomerID"].removesuffix(".0") or f"guest-{owner}"


def _invoices(rows: list[Raw], *, vat: bool) -> Iterator[_Invoice]:
    found: dict[str, list[Raw]] = {}
    for row in rows:
        found.setdefault(row["InvoiceNo"], []).append(row)
    for lines in found.values():
        yield _Invoice(lines, vat=vat)


def _shares(amounts: list[Decimal], rate: Decimal) -> Iterator[Decimal]:
    so_far = taxed = Decimal(0)
    for amount in amounts:
        so_far += amount
        tax = _penny(so_far * rate) - taxed
        taxed += tax
        yield tax


def _add_product(store: StoreFolder, code: str, name: str) -> None:
    is_service = code in NO_GOODS or code.startswith("gift_")
    kind = "service" if is_service else "goods"
    store.add("products", key=f"code-{code}", kind=kind, sku=code, name=name)


def _add_customer(store: StoreFolder, invoice: _Invoice) -> None:
    is_guest = not invoice.first["CustomerID"]
    store.add(
        "customers",
        key=invoice.customer,
        is_guest="true" if is_guest else "false",
        company="" if is_guest else f"Customer {invoice.customer}",
        billing_country=invoice.country,
        currency="GBP",
    )


def _add_order(store: StoreFolder, invoice: _Invoice, names: dict[str, str]) -> None:
    taken = [row for row in invoice.rows if Decimal(row["Quantity"]) < 0]
    assert invoice.net == 0 or not taken, f"invoice {invoice.number} takes something back"
    total = invoice.net + invoice.tax
    store.add(
        "orders",
        key=invoice.number,
        number=invoice.number,
        customer_key=invoice.customer,
        status="completed",
        placed_at=invoice.moment,
        status_at=invoice.moment,
        currency="GBP",
        subtotal=invoice.net,
        tax_total=invoice.tax,
        total=total,
        shipping_country=invoice.country,
        note=", ".join(f"taken off stock: {row['Quantity'][1:]}" for row in taken),
    )
    for row, amount, tax in zip(invoice.rows, invoice.amounts, invoice.taxes, strict=True):
        store.add(
            "order_lines",
            order_key=invoice.number,
            product_key=_product_key(row),
            name=_name(row, names),
            quantity=abs(Decimal(row["Quantity"])),
            unit_price=row["UnitPrice"],
            amount=amount,
            tax_key=invoice.tax_key,
            tax_amount=tax,
        )
    if total and not invoice.first["CustomerID"] and invoice.number != ENTERED:
        _add_payment(store, invoice, total)


def _add_payment(store: StoreFolder, invoice: _Invoice, total: Decimal) -> None:
    store.add(
        "payments",
        key=f"{invoice.number}-1",
        order_key=invoice.number,
        method_key="web-card",
        state="captured",
        amount=total,
        currency="GBP",
        captured_at=invoice.moment,
    )


def _add_refund(store: StoreFolder, invoice: _Invoice, names: dict[str, str]) -> None:
    store.add(
        "refunds",
        key=invoice.number,
        number=invoice.number,
        order_key=ENTERED if invoice.number == TAKEN_BACK else "",
        customer_key=invoice.customer,
        method_key="web-card" if invoice.number.startswith("C") else "",
        refunded_at=invoice.moment,
        currency="GBP",
        subtotal=invoice.net,
        tax_total=invoice.tax,
        total=invoice.net + invoice.tax,
    )
    for row, amount, tax in zip(invoice.rows, invoice.amounts, invoice.taxes, strict=True):
        is_product = row["StockCode"] not in NO_PRODUCTS
        store.add(
            "refund_lines",
            refund_key=invoice.number,
            kind="product" if is_product else "goodwill",
            product_key=_product_key(row),
            name=_name(row, names),
            quantity=abs(Decimal(row["Quantity"])),
            amount=amount,
            restock="true" if is_product else "false",
            tax_key=invoice.tax_key,
            tax_amount=tax,
        )


def _product_key(row: Raw) -> str:
    return "" if row["StockCode"] in NO_PRODUCTS else f"code-{row['StockCode']}"


def _name(row: Raw, names: dict[str, str]) -> str:
    return row["Description"].strip() or names[row["StockCode"]]


def _amount(row: Raw) -> Decimal:
    """Never below zero: whether money came or went is told by the table."""
    return abs(_penny(Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])))


def _penny(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
