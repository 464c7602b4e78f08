"""Orders of a Brazilian marketplace (Olist, 2017) as a store folder, in reais.

The raw files are anonymised and know no payments, names or titles, so the rule is:

- A seller is a vendor, called "Seller 3504c0cb". A city that is an e-mail address or names a state
  as well belongs to no vendor of a store and is left out.
- What one seller offers of a product is a product of its vendor (72 products have several sellers):
  its code is the product's id, its name the English name of its category, or "Product" where it
  has none, with the id's first half. Two sellers of the same product so have the same name and
  code.
- `customer_id` is new with every order; the person is `customer_unique_id`, who lives where the
  first order of the file went. A person is called by that id, since there are no names.
- An order of several sellers is split, one order for each of them, numbered …-1, …-2 in the order
  of its lines (101 orders); the number of any other one is its id, 32 characters long. Freight is
  stated per line and is the shipping of its seller's part.
- delivered: completed when the customer had it, or else the carrier, or else when it was approved.
  shipped, invoiced: processed on the day of the carrier, or of the approval. processing, created:
  open. unavailable: backordered. canceled: cancelled. Only completed and processed ones post.
- 111 orders have no line. They amount to 0.00 and have no seller.
- Approved means paid, by the last digit of the order's id: 0 to b by credit card, c to f by boleto.
  The money of an open order is only authorised, that of a cancelled one was voided. Three delivered
  orders were never approved: they stay owed.
- Who had to wait longer than was estimated gets the freight back the same way, a week after the
  delivery.
- Everything is untaxed.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.real_input.moments import moment
from tests.real_input.store_folder import StoreFolder

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
BOLETO_DIGITS = "cdef"
GIVEN_BACK_AFTER = timedelta(days=7)
STATUS = {
    "delivered": "completed",
    "shipped": "processed",
    "invoiced": "processed",
    "processing": "open",
    "created": "open",
    "unavailable": "backordered",
    "canceled": "cancelled",
}
MONEY = {"completed": "captured", "processed": "captured", "cancelled": "voided"}
Raw = dict[str, str]


@dataclass(frozen=True)
class Part:
    """What one seller sold of an order."""

    order: Raw
    key: str
    seller: str
    lines: list[Raw]

    @property
    def status(self) -> str:
        return STATUS[self.order["order_status"]]

    @property
    def goods(self) -> Decimal:
        return sum((Decimal(line["price"]) for line in self.lines), Decimal(0))

    @property
    def freight(self) -> Decimal:
        return sum((Decimal(line["freight_value"]) for line in self.lines), Decimal(0))

    @property
    def reached_status(self) -> str:
        order = self.order
        steps = [order["order_delivered_carrier_date"], order["order_approved_at"]]
        if self.status == "completed":
            steps.insert(0, order["order_delivered_customer_date"])
        return next(filter(None, steps), order["order_purchase_timestamp"])

    @property
    def method(self) -> str:
        return "boleto" if self.order["order_id"][-1] in BOLETO_DIGITS else "card"

    @property
    def was_late(self) -> bool:
        delivered = self.order["order_delivered_customer_date"]
        is_paid = self.status == "completed" and self.order["order_approved_at"]
        return bool(is_paid) and delivered > self.order["order_estimated_delivery_date"]


def convert(*, raw: Path, folder: Path, month: str = "") -> None:
    """Writes the files in `raw` to `folder` as a store folder; `month` ("2017-01") leaves out
    what was ordered in any other, and what no order of the month names."""
    parts = list(_parts(raw, month))
    with StoreFolder(folder) as store:
        store.add("payment_methods", key="card", name="Credit card", kind="gateway")
        store.add("payment_methods", key="boleto", name="Boleto", kind="cash")
        for seller in dict.fromkeys(part.seller for part in parts if part.seller):
            store.add("vendors", key=seller, name=f"Seller {seller[:8]}")
        _add_products(store, raw, parts)
        people = _add_customers(store, raw, parts)
        for part in parts:
            _add_order(store, part, people[part.order["customer_id"]])
            _add_money(store, part, people[part.order["customer_id"]])


def _rows(raw: Path, table: str) -> Iterator[Raw]:
    with (raw / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _parts(raw: Path, month: str) -> Iterator[Part]:
    lines: dict[str, dict[str, list[Raw]]] = {}
    for row in _rows(raw, "order_items"):
        lines.setdefault(row["order_id"], {}).setdefault(row["seller_id"], []).append(row)
    for order in _rows(raw, "orders"):
        if not order["order_purchase_timestamp"].startswith(month):
            continue
        key = order["order_id"]
        by_seller = lines.get(key) or {"": []}
        for number, (seller, sold) in enumerate(by_seller.items(), start=1):
            own_key = key if len(by_seller) == 1 else f"{key}-{number}"
            yield Part(order, own_key, seller, sold)


def _product_key(line: Raw) -> str:
    """64 characters at most; an assertion below tells whether the cut ones are still unique."""
    return f"{line['product_id'][:31]}-{line['seller_id']}"


def _add_products(store: StoreFolder, raw: Path, parts: list[Part]) -> None:
    english = {
        row["product_category_name"]: row["product_category_name_english"]
        for row in _rows(raw, "product_category_name_translation")
    }
    shelves = {row["product_id"]: row["product_category_name"] for row in _rows(raw, "products")}
    sold = {(line["product_id"], line["seller_id"]): line for part in parts for line in part.lines}
    assert len({_product_key(line) for line in sold.values()}) == len(sold)
    for shelf in dict.fromkeys(filter(None, (shelves[product] for product, _ in sold))):
        store.add("categories", key=shelf, name=_in_words(english.get(shelf, shelf)))
    for (product, seller), line in sold.items():
        shelf = shelves[product]
        store.add(
            "products",
            key=_product_key(line),
            vendor_key=seller,
            category_key=shelf,
            sku=product,
            name=f"{_in_words(english.get(shelf, shelf)) or 'Product'} {product[:16]}",
            price=line["price"],
        )


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _add_customers(store: StoreFolder, raw: Path, parts: list[Part]) -> dict[str, str]:
    """Returns who stands behind each customer_id."""
    rows = {row["customer_id"]: row for row in _rows(raw, "customers")}
    known: set[str] = set()
    for part in parts:
        row = rows[part.order["customer_id"]]
        person = row["customer_unique_id"]
        if person not in known:
            known.add(person)
            store.add(
                "customers",
                key=person,
                last_name=person,
                billing_city=row["customer_city"],
                billing_region=row["customer_state"],
                billing_postal_code=row["customer_zip_code_prefix"].zfill(5),
                billing_country="BR",
                currency="BRL",
            )
    return {key: row["customer_unique_id"] for key, row in rows.items()}


def _add_order(store: StoreFolder, part: Part, person: str) -> None:
    store.add(
        "orders",
        key=part.key,
        number=part.key,
        vendor_key=part.seller,
        customer_key=person,
        status=part.status,
        placed_at=moment(part.order["order_purchase_timestamp"], SAO_PAULO),
        status_at=moment(part.reached_status, SAO_PAULO),
        currency="BRL",
        subtotal=part.goods,
        shipping=part.freight,
        total=part.goods + part.freight,
        shipping_country="BR",
    )
    for line in part.lines:
        store.add(
            "order_lines",
            order_key=part.key,
            product_key=_product_key(line),
            name=f"Product {line['product_id']}",
            unit_price=line["price"],
            amount=line["price"],
        )


def _add_money(store: StoreFolder, part: Part, person: str) -> None:
    approved = part.order["order_approved_at"]
    if not approved or not part.lines:
        return
    state = MONEY.get(part.status, "authorised")
    store.add(
        "payments",
        key=f"{part.key}-p",
        order_key=part.key,
        method_key=part.method,
        state=state,
        amount=part.goods + part.freight,
        currency="BRL",
        captured_at=moment(approved, SAO_PAULO) if state == "captured" else "",
    )
    if part.was_late and part.freight:
        _add_refund(store, part, person)


def _add_refund(store: StoreFolder, part: Part, person: str) -> None:
    delivered = datetime.fromisoformat(part.order["order_delivered_customer_date"])
    store.add(
        "refunds",
        key=f"{part.key}-r",
        number=f"R{part.key}",
        order_key=part.key,
        customer_key=person,
        payment_key=f"{part.key}-p",
        method_key=part.method,
        refunded_at=moment(str(delivered + GIVEN_BACK_AFTER), SAO_PAULO),
        currency="BRL",
        subtotal=part.freight,
        total=part.freight,
        reason="It came later than was estimated.",
    )
    store.add(
        "refund_lines",
        refund_key=f"{part.key}-r",
        kind="shipping",
        name="Freight",
        amount=part.freight,
    )
