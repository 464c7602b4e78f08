"""Dates, closed periods, exchange rates, stock (rules 4, 8, 16, 19, 21)."""

from datetime import date
from decimal import Decimal

from connections.choosing import suggest
from sync_queue.steering import item_accounts
from tests import factories
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
STOCK, COSTS, OPENING = "Inventory Asset", "Cost of Goods Sold", "Opening Balance Equity"
CLOSED = {"preferences": {"BookCloseDate": "2026-10-31"}}
SHRINKAGE = "Inventory Shrinkage"


def closed_order(shop: Shop) -> None:
    shop.pays(shop.order(day=30, month=10), captured_at=shop.on(30, 10))


def shipped_later(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    order.shipped_at = shop.on(6)
    order.save()


def not_shipped(shop: Shop) -> None:
    shop.order()


def abroad(shop: Shop) -> None:
    shop.order(currency="EUR", exchange_rate=Decimal("1.25"))


def abroad_without_rate(shop: Shop) -> None:
    shop.order(currency="EUR")


def keep_stock(shop: Shop) -> None:
    shop.set(sells_from_stock=True, books_start_on=date(2026, 10, 1))
    shop.choose(stock_adjustment=SHRINKAGE)


def some_broke(shop: Shop) -> None:
    keep_stock(shop)
    mug = shop.product("Mug", tracks_stock=True, quantity="10", cost="4.00")
    shop.read()
    factories.StockCorrectionFactory(product=mug, happened_at=shop.on(5))


def sold_too_many(shop: Shop) -> None:
    keep_stock(shop)
    mug = shop.product("Mug", tracks_stock=True, quantity="1", cost="4.00")
    shop.order(lines=[{"product": mug, "quantity": 4}])


def other_accounts(shop: Shop) -> None:
    mug = shop.product("Mug")
    shop.order("1", lines=[{"product": mug}])
    shop.read()
    suggest.create_account(
        connection=shop.connection,
        name="Mugs sold",
        account_type="Income",
        account_subtype="SalesOfProductIncome",
    )
    shop.choose(income="Mugs sold")
    item_accounts.move(shop.connection, user="", now=shop.on(20))
    shop.read()
    shop.order("2", lines=[{"product": mug}])


CHAPTER = Chapter(
    "Closed periods, rates and stock",
    "What lies in a closed period waits; an invoice may bear the day of shipping; and the store's "
    "own exchange rates may be stated. Stock is corrected by so many more or fewer, never "
    "overwritten.",
    (
        Scenario(
            "What is dated in a closed period waits for someone who may approve",
            (8,),
            closed_order,
            left=(
                Left("invoice", "held", "the books are closed until 2026-10-31"),
                Left("payment", "waiting", "the books are closed until 2026-10-31"),
            ),
            company=CLOSED,
        ),
        Scenario(
            "Where that was chosen, it stands on the first open day, its true date in the note",
            (8, 16),
            closed_order,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"TxnDate": "2026-11-01"},
                ),
            ),
            company=CLOSED,
            settings={"closed_periods": "redate"},
        ),
        Scenario(
            "An invoice may bear the day of shipping, and waits for it",
            (16,),
            shipped_later,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"TxnDate": "2026-11-06"}),),
            settings={"invoice_dated": "shipped"},
        ),
        Scenario(
            "Without a day of shipping it is not booked on any other day",
            (16,),
            not_shipped,
            left=(Left("invoice", "held", "has not been shipped"),),
            settings={"invoice_dated": "shipped"},
        ),
        Scenario(
            "An order in another currency is booked at the store's rate where that was chosen",
            (19,),
            abroad,
            (Booked("Invoice", {f"{OWED} - EUR": "25.00", INCOME: "-25.00"}, {}),),
            company={"multicurrency": True},
            settings={"rate_source": "store"},
        ),
        Scenario(
            "Without a rate of the store it is not booked at another one",
            (19,),
            abroad_without_rate,
            left=(Left("invoice", "held", "the store has no exchange rate for it"),),
            company={"multicurrency": True},
            settings={"rate_source": "store"},
        ),
        Scenario(
            "Products may book to another account from now on, and what is booked stays",
            (4,),
            other_accounts,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"DocNumber": "1"}),
                Booked("Invoice", {OWED: "20.00", "Mugs sold": "-20.00"}, {"DocNumber": "2"}),
            ),
        ),
        Scenario(
            "Two that broke are two fewer, on the day on which it happened",
            (4, 21),
            some_broke,
            (
                Booked(
                    "InventoryAdjustment",
                    {STOCK: "-8.00", SHRINKAGE: "8.00"},
                    {"TxnDate": "2026-11-05"},
                ),
            ),
        ),
        Scenario(
            "A sale of more than there is goes through, and is told",
            (21,),
            sold_too_many,
            (
                Booked(
                    "Invoice",
                    {OWED: "80.00", INCOME: "-80.00", COSTS: "16.00", STOCK: "-16.00"},
                    {},
                ),
            ),
        ),
        Scenario(
            "It waits, where that was chosen",
            (21,),
            sold_too_many,
            left=(Left("invoice", "held", "QuickBooks will show -3 of Mug"),),
            settings={"negative_stock": "hold"},
        ),
    ),
)
