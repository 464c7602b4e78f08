"""A small store as a folder of CSV files, in which every number is known beforehand.

Of each four orders two are paid in full (sales receipts), one is paid by half (an invoice and a
payment) and one is unpaid (an invoice).
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

PLACED = "2026-10-05T10:00:00+00:00"
PRICE = Decimal("10.00")


@dataclass(frozen=True)
class Size:
    orders: int
    customers: int
    products: int
    storefront: str = "north"

    @property
    def sales_receipts(self) -> int:
        return sum(1 for number in range(self.orders) if number % 4 in (0, 1))

    @property
    def payments(self) -> int:
        return sum(1 for number in range(self.orders) if number % 4 == 2)

    @property
    def numbers(self) -> list[str]:
        return [f"{self.storefront[0].upper()}{1000 + number}" for number in range(self.orders)]

    @property
    def total(self) -> Decimal:
        return sum((2 * _price(self, number) for number in range(self.orders)), Decimal(0))


def write(folder: Path, size: Size) -> Path:
    """Writes the folder; two stores of different storefronts share no key."""
    name = size.storefront
    folder.mkdir(parents=True, exist_ok=True)
    _table(folder, "storefronts", [{"key": name, "name": name.capitalize()}])
    _table(folder, "payment_methods", [{"key": "card", "name": "Card"}])
    _table(folder, "customers", [_customer(name, number) for number in range(size.customers)])
    _table(folder, "products", [_product(name, number) for number in range(size.products)])
    _table(folder, "orders", [_order(size, number) for number in range(size.orders)])
    _table(folder, "order_lines", [_line(size, number) for number in range(size.orders)])
    paid = [_payment(size, number) for number in range(size.orders) if number % 4 != 3]
    _table(folder, "payments", paid)
    return folder


def _price(size: Size, number: int) -> Decimal:
    return PRICE + number % size.products


def _customer(name: str, number: int) -> dict[str, Any]:
    return {
        "key": f"{name}-customer-{number}",
        "storefront_key": name,
        "first_name": "Dana",
        "last_name": f"Miller {name} {number}",
        "email": f"dana.{name}.{number}@example.com",
    }


def _product(name: str, number: int) -> dict[str, Any]:
    return {
        "key": f"{name}-product-{number}",
        "sku": f"{name.upper()}-{number}",
        "name": f"Teapot {name} {number}",
        "price": PRICE + number,
    }


def _order(size: Size, number: int) -> dict[str, Any]:
    name, total = size.storefront, 2 * _price(size, number)
    return {
        "key": f"{name}-order-{number}",
        "number": size.numbers[number],
        "storefront_key": name,
        "customer_key": f"{name}-customer-{number % size.customers}",
        "status": "completed",
        "placed_at": PLACED,
        "status_at": PLACED,
        "subtotal": total,
        "total": total,
    }


def _line(size: Size, number: int) -> dict[str, Any]:
    name, product = size.storefront, number % size.products
    return {
        "order_key": f"{name}-order-{number}",
        "product_key": f"{name}-product-{product}",
        "name": f"Teapot {name} {product}",
        "quantity": 2,
        "unit_price": _price(size, number),
        "amount": 2 * _price(size, number),
    }


def _payment(size: Size, number: int) -> dict[str, Any]:
    name, price = size.storefront, _price(size, number)
    return {
        "key": f"{name}-payment-{number}",
        "order_key": f"{name}-order-{number}",
        "method_key": "card",
        "state": "captured",
        "amount": price if number % 4 == 2 else 2 * price,
        "captured_at": PLACED,
    }


def _table(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
