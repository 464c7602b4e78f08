"""What is sold, and its stock (rules 4 and 21)."""

from decimal import Decimal
from typing import Any

from entities.models import Product
from tests.scenarios.scenario import Booked, Chapter, Left, Listed, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
COST, STOCK, OPENING = "Cost of Goods Sold", "Inventory Asset", "Opening Balance Equity"
GIVEN = "Refunds given"
FROM_STOCK = {"sells_from_stock": True}
SOLD_FROM_STOCK = Booked(
    "SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00", COST: "4.00", STOCK: "-4.00"}
)


def pot(shop: Shop, **columns: Any) -> Product:
    return shop.product(
        **{"sku": "T-1", "tracks_stock": True, "quantity": "10", "cost": "4.00", **columns}
    )


def sells(shop: Shop, **columns: Any) -> Product:
    product = pot(shop, **columns)
    shop.pays(shop.order(lines=[{"product": product}]))
    return product


def one_teapot(shop: Shop) -> None:
    sells(shop)


def given_away(shop: Shop) -> None:
    shop.order(lines=[{"product": pot(shop)}], discount="20.00")


def a_service(shop: Shop) -> None:
    sells(shop, name="Engraving", kind="service", tracks_stock=False)


def without_cost(shop: Shop) -> None:
    sells(shop, cost=None)


def changed_price_and_quantity(shop: Shop) -> None:
    product = sells(shop)
    shop.read()
    product.price, product.quantity = Decimal("22.00"), Decimal(50)
    product.save()


def returned(shop: Shop) -> None:
    product = pot(shop)
    order = shop.order(lines=[{"product": product}])
    shop.pays(order)
    shop.read()
    shop.refunds(order, {"product": product, "amount": "20.00", "restock": True})


def broken(shop: Shop) -> None:
    product = pot(shop)
    order = shop.order(lines=[{"product": product}])
    shop.pays(order)
    shop.read()
    shop.refunds(order, {"product": product, "amount": "20.00"})


def deleted(shop: Shop) -> None:
    product = pot(shop)
    shop.read()
    product.delete()


CHAPTER = Chapter(
    "Goods and stock",
    "Products are items without stock until a person switches stock on. Then QuickBooks keeps "
    "quantities and costs: it books what there is in the beginning to Opening Balance Equity, and "
    "each sale moves its cost. Type, accounts and stock of an item are sent once, never again.",
    (
        Scenario(
            "A product is an item without stock, though the store counts it",
            (21,),
            one_teapot,
            (Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),),
            listed=(Listed("Item", {"Name": "Teapot", "Type": "NonInventory", "Sku": "T-1"}),),
            balances={OPENING: "0"},
        ),
        Scenario(
            "A service is a service",
            (21,),
            a_service,
            (Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),),
            listed=(Listed("Item", {"Name": "Engraving", "Type": "Service"}),),
        ),
        Scenario(
            "Where stock is on, a sale moves its cost",
            (21,),
            one_teapot,
            (SOLD_FROM_STOCK,),
            listed=(Listed("Item", {"Type": "Inventory", "QtyOnHand": "9"}),),
            balances={OPENING: "-40.00", STOCK: "36.00"},
            settings=FROM_STOCK,
        ),
        Scenario(
            "Goods from stock that were given away leave the stock, with their cost",
            (21,),
            given_away,
            (
                Booked(
                    "Invoice",
                    {INCOME: "-20.00", "Discounts given": "20.00", COST: "4.00", STOCK: "-4.00"},
                ),
            ),
            balances={OPENING: "-40.00", STOCK: "36.00"},
            settings=FROM_STOCK,
        ),
        Scenario(
            "A product with stock but without cost holds its order",
            (3, 21),
            without_cost,
            left=(
                Left("product", "held", "keeps stock but has no cost"),
                Left("invoice", "waiting", ""),
                Left("payment", "waiting", ""),
            ),
            settings=FROM_STOCK,
        ),
        Scenario(
            "A new price goes to QuickBooks, a new quantity of the store does not",
            (4, 21),
            changed_price_and_quantity,
            (SOLD_FROM_STOCK,),
            listed=(Listed("Item", {"Type": "Inventory", "QtyOnHand": "9", "UnitPrice": "22.00"}),),
            balances={OPENING: "-40.00"},
            settings=FROM_STOCK,
        ),
        Scenario(
            "Goods that went back on the shelf are in stock again, with their cost",
            (11, 21),
            returned,
            (
                SOLD_FROM_STOCK,
                Booked(
                    "RefundReceipt",
                    {CLEARING: "-20.00", INCOME: "20.00", COST: "-4.00", STOCK: "4.00"},
                ),
            ),
            listed=(Listed("Item", {"Type": "Inventory", "QtyOnHand": "10"}),),
            settings=FROM_STOCK,
        ),
        Scenario(
            "Goods that came back broken are not in stock",
            (11, 21),
            broken,
            (SOLD_FROM_STOCK, Booked("RefundReceipt", {CLEARING: "-20.00", GIVEN: "20.00"})),
            listed=(Listed("Item", {"Type": "Inventory", "QtyOnHand": "9"}),),
            settings=FROM_STOCK,
        ),
        Scenario(
            "A product with stock that is deleted in the store waits for a person",
            (21,),
            deleted,
            left=(Left("product", "held", "QuickBooks keeps stock of it"),),
            listed=(Listed("Item", {"Type": "Inventory", "Active": "True", "QtyOnHand": "10"}),),
            settings=FROM_STOCK,
        ),
        Scenario(
            "A plan without stock sells all the same, without moving any",
            (21,),
            one_teapot,
            (Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),),
            listed=(Listed("Item", {"Type": "NonInventory"}),),
            profile="us-simple-start",
            settings=FROM_STOCK,
        ),
    ),
)
