"""Products: accounts by type, stock with its start date, average cost."""

from collections.abc import Callable
from decimal import Decimal

from tests.emulator.books import Books, key_of, line, sale


def test_it_answers_an_inventory_item_as_it_was_recorded(books: Books) -> None:
    made = books.stocked("Garden Supplies")

    assert (made["Type"], made["TrackQtyOnHand"], made["QtyOnHand"]) == ("Inventory", True, 10)
    assert made["AssetAccountRef"] == {"value": "81", "name": "Inventory Asset"}
    assert made["InvStartDate"] == "2020-01-01"


def test_it_books_opening_stock_against_opening_balance_equity(books: Books) -> None:
    books.stocked()

    found = books.balances()

    assert found["Inventory Asset"] == 25
    assert found["Opening Balance Equity"] == -25


def test_it_asks_for_all_that_stock_needs(books: Books) -> None:
    body = {"Name": "Pot", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 1}
    accounts = {"IncomeAccountRef": {"value": "79"}, "ExpenseAccountRef": {"value": "80"}}
    asset = {"AssetAccountRef": {"value": "81"}}

    no_asset = books.refused("Item", {**body, **accounts, "InvStartDate": "2020-01-01"})
    no_date = books.refused("Item", {**body, **accounts, **asset})

    assert "An inventory assetaccount is required" in no_asset["Detail"]
    assert "As of date for initial quantity on hand is required" in no_date["Detail"]


def test_it_refuses_accounts_of_the_wrong_kind(books: Books) -> None:
    wrong = {"value": "35"}
    body = {"Name": "Pot", "Type": "Service", "IncomeAccountRef": wrong}

    assert books.refused("Item", body)["code"] == "6430"


def test_it_takes_a_liability_as_income_account_for_gift_cards(books: Books) -> None:
    owed = books.make("Account", {"Name": "Gift cards", "AccountType": "Other Current Liability"})
    card = books.item("Gift card", IncomeAccountRef={"value": owed["Id"]})

    books.make("Invoice", sale(books.customer(), line(card, "50")))

    assert books.balances()["Gift cards"] == -50


def test_it_wants_an_expense_account_in_canada_and_britain(company: Callable[..., Books]) -> None:
    body = {"Name": "Pot", "Type": "Service", "IncomeAccountRef": {"value": "79"}}

    assert company("gb").refused("Item", body)["element"] == "ExpenseAccountRef"
    assert company("us").make("Item", body)["Name"] == "Pot"


def test_it_has_no_stock_in_simple_start(company: Callable[..., Books]) -> None:
    books = company("us-simple-start")

    assert books.refused("Item", {"Name": "Pot", "Type": "Inventory"})["code"] == "5030"
    category = books.refused("Item", {"Name": "Pots", "Type": "Category"})
    assert category["Detail"] == "Operation CREATE CATEGORY is not supported."


def test_it_moves_stock_and_cost_with_a_sale_and_back_with_its_void(books: Books) -> None:
    pot = books.stocked()
    made = books.make("Invoice", sale(books.customer(), line(pot, "15", Qty=3, UnitPrice=5)))
    sold = books.read("Item", pot["Id"])["QtyOnHand"]
    cost = books.balances()["Cost of Goods Sold"]

    books.void("Invoice", made)

    assert (sold, cost) == (7, Decimal("7.50"))
    assert books.read("Item", pot["Id"])["QtyOnHand"] == 10
    assert "Cost of Goods Sold" not in books.balances()


def test_it_puts_stock_back_with_a_refund_and_a_credit_memo(books: Books) -> None:
    pot, customer = books.stocked(), books.customer()
    form = sale(customer, line(pot, "5", Qty=1, UnitPrice=5))

    books.make("RefundReceipt", {**form, "DepositToAccountRef": {"value": "35"}})
    memo = books.make("CreditMemo", form)
    back = books.read("Item", pot["Id"])["QtyOnHand"]
    books.delete("CreditMemo", memo)

    assert back == 12
    assert books.read("Item", pot["Id"])["QtyOnHand"] == 11


def test_it_lets_stock_go_below_zero(books: Books) -> None:
    pot = books.stocked(quantity=1)

    books.make("SalesReceipt", sale(books.customer(), line(pot, "15", Qty=3, UnitPrice=5)))

    assert books.read("Item", pot["Id"])["QtyOnHand"] == -2
    books.balances()


def test_it_refuses_a_sale_before_the_stock_began(books: Books) -> None:
    pot = books.stocked(InvStartDate="2024-05-02")
    form = sale(books.customer(), line(pot, "5", Qty=1, UnitPrice=5), TxnDate="2024-05-01")

    error = books.refused("SalesReceipt", form)

    assert error["code"] == "6270"


def test_it_asks_for_the_quantity_of_stocked_items(books: Books) -> None:
    error = books.refused("Invoice", sale(books.customer(), line(books.stocked(), "5")))

    assert error["code"] == "6520"


def test_it_changes_stock_only_with_a_date_of_adjustment(books: Books) -> None:
    pot = books.stocked()

    error = books.refused("Item", {**key_of(pot), "sparse": True, "QtyOnHand": 4})
    changed = books.change("Item", pot, QtyOnHand=4, InvStartDate="2024-05-02")

    assert "(-10600)" in error["Detail"]
    assert (changed["QtyOnHand"], changed["InvStartDate"]) == (4, "2020-01-01")
    assert books.balances()["Inventory Shrinkage"] == 15


def test_it_leaves_stock_alone_when_an_update_does_not_name_it(books: Books) -> None:
    pot = books.stocked()
    books.make("SalesReceipt", sale(books.customer(), line(pot, "5", Qty=1, UnitPrice=5)))

    changed = books.change("Item", pot, UnitPrice=6)

    assert (changed["QtyOnHand"], changed["UnitPrice"]) == (9, 6)


def test_it_writes_off_the_stock_of_an_item_made_inactive(books: Books) -> None:
    books.change("Item", books.stocked(), Active=False)

    found = books.balances()

    assert "Inventory Asset" not in found
    assert found["Inventory Shrinkage"] == 25


def test_it_never_turns_stock_into_something_else(books: Books) -> None:
    error = books.refused("Item", {**key_of(books.stocked()), "sparse": True, "Type": "Service"})

    assert error["code"] == "6000"


def test_it_costs_at_the_average_of_what_is_there(books: Books) -> None:
    pot = books.stocked(quantity=3, PurchaseCost=Decimal("3.33"))

    for _ in range(3):
        books.make("SalesReceipt", sale(books.customer_once(), line(pot, "5", Qty=1, UnitPrice=5)))

    assert books.balances()["Cost of Goods Sold"] == Decimal("9.99")
    assert "Inventory Asset" not in books.balances()
