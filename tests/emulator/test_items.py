"""Products: accounts by type, categories, stock with its start date, their past."""

from collections.abc import Callable
from decimal import Decimal

from tests.emulator.books import Books, Obj, key_of, line, sale


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


def test_stock_is_always_tracked(books: Books) -> None:
    pot = books.stocked()
    off = {"TrackQtyOnHand": False, "Type": "Inventory", "Name": "Pot"}

    silent = {name: value for name, value in pot.items() if name not in {"Id", "TrackQtyOnHand"}}
    missing = books.refused("Item", {**silent, "Name": "Other"})
    refused = books.refused("Item", {**silent, **off})
    switched_off = books.refused("Item", {**key_of(pot), "sparse": True, **off})

    assert (missing["code"], missing["element"]) == ("2020", "TrackQtyOnHand")
    assert [refused["code"], switched_off["code"]] == ["6000", "6000"]


def test_it_refuses_a_price_beyond_all_measure(books: Books) -> None:
    pot = books.item(UnitPrice=99_999_999_999)

    refused = books.refused("Item", {**pot, "PurchaseCost": 100_000_000_000})

    assert (refused["code"], refused["element"]) == ("2240", "PurchaseCost")


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


def test_it_takes_all_the_value_out_with_the_last_piece(books: Books) -> None:
    pot = books.stocked(quantity=3, PurchaseCost=Decimal("3.33"))

    for _ in range(3):
        books.make("SalesReceipt", sale(books.customer_once(), line(pot, "5", Qty=1, UnitPrice=5)))

    assert books.balances()["Cost of Goods Sold"] == Decimal("9.99")
    assert "Inventory Asset" not in books.balances()


def other(books: Books, name: str, type_: str, subtype: str) -> Obj:
    made = books.make("Account", {"Name": name, "AccountType": type_, "AccountSubType": subtype})
    return {"value": made["Id"]}


def test_it_moves_past_postings_when_the_accounts_of_an_item_change(books: Books) -> None:
    pot = books.stocked()
    books.make("Invoice", sale(books.customer(), line(pot, "15", Qty=3, UnitPrice=5)))

    books.change(
        "Item",
        pot,
        IncomeAccountRef=other(books, "Pots sold", "Income", "SalesOfProductIncome"),
        ExpenseAccountRef=other(books, "Pots used", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
        AssetAccountRef=other(books, "Pots there", "Other Current Asset", "Inventory"),
    )

    assert books.balances() == {
        "Accounts Receivable (A/R)": 15,
        "Pots sold": -15,
        "Pots used": Decimal("7.50"),
        "Pots there": Decimal("17.50"),
        "Opening Balance Equity": -25,
    }


def test_it_leaves_the_past_alone_where_it_is_told_to(books: Books) -> None:
    pot, customer = books.stocked(), books.customer()
    form = sale(customer, line(pot, "5", Qty=1, UnitPrice=5))
    books.make("Invoice", form)
    income = other(books, "Pots sold", "Income", "SalesOfProductIncome")
    asset = other(books, "Pots there", "Other Current Asset", "Inventory")

    change = {**key_of(pot), "sparse": True, "IncomeAccountRef": income, "AssetAccountRef": asset}
    books.make("Item", change, include="donotupdateaccountontxns")
    books.make("Invoice", form)

    found = books.balances()
    assert (found["Sales of Product Income"], found["Pots sold"]) == (-5, -5)
    assert (found["Inventory Asset"], found["Pots there"]) == (Decimal("22.50"), Decimal("-2.50"))


def test_it_refuses_another_kind_of_account_for_stock(books: Books) -> None:
    pot = books.stocked()

    error = books.refused(
        "Item", {**key_of(pot), "sparse": True, "AssetAccountRef": {"value": "4"}}
    )

    assert error["code"] == "6430"


def test_it_refuses_negative_opening_stock(books: Books) -> None:
    body = {"Name": "Pot", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": -1}
    accounts = {"IncomeAccountRef": {"value": "79"}, "ExpenseAccountRef": {"value": "80"}}
    asset = {"AssetAccountRef": {"value": "81"}, "InvStartDate": "2020-01-01"}

    error = books.refused("Item", {**body, **accounts, **asset})

    assert (error["code"], error["element"]) == ("2160", "QtyOnHand")


def test_it_refuses_a_sub_item_without_a_parent(books: Books) -> None:
    body = {"Name": "Pot", "Type": "Service", "IncomeAccountRef": {"value": "79"}, "SubItem": True}

    assert books.refused("Item", body)["code"] == "6150"


def test_it_puts_a_product_into_a_category(books: Books) -> None:
    trees = books.make("Item", {"Name": "Trees", "Type": "Category"})
    cedar = {
        "Name": "Cedar",
        "Type": "Category",
        "SubItem": True,
        "ParentRef": {"value": trees["Id"]},
    }
    below = books.make("Item", cedar)

    made = books.item("Plank", SubItem=True, ParentRef={"value": below["Id"]})

    assert (below["FullyQualifiedName"], below["Level"]) == ("Trees:Cedar", 1)
    assert (made["FullyQualifiedName"], made["Level"]) == ("Trees:Cedar:Plank", 2)
    stray = {"Name": "Stray", "Type": "Service", "IncomeAccountRef": {"value": "79"}}
    under = {"SubItem": True, "ParentRef": {"value": made["Id"]}}
    assert books.refused("Item", {**stray, **under})["code"] == "2500"


def test_it_refuses_a_fifth_level_of_categories(books: Books) -> None:
    parent: Obj = {}
    for name in "ABCD":
        made = books.make("Item", {"Name": name, "Type": "Category", **parent})
        parent = {"SubItem": True, "ParentRef": {"value": made["Id"]}}

    assert books.refused("Item", {"Name": "E", "Type": "Category", **parent})["code"] == "6180"


def test_it_never_deletes_an_item_nor_hides_a_category(books: Books) -> None:
    category = books.make("Item", {"Name": "Trees", "Type": "Category"})

    delete = books.refused("Item", key_of(books.item()), operation="delete")
    hide = books.refused("Item", {**key_of(category), "sparse": True, "Active": False})

    assert (delete["Detail"], hide["code"]) == ("Operation Delete is not supported.", "6000")


def test_it_refuses_a_category_on_a_form(books: Books) -> None:
    category = books.make("Item", {"Name": "Trees", "Type": "Category"})

    error = books.refused("Invoice", sale(books.customer(), line(category, "5")))

    assert error["code"] == "2500"


def test_it_names_the_preferred_vendor_of_an_item(books: Books) -> None:
    vendor = books.make("Vendor", {"DisplayName": "Potter"})

    made = books.item(PrefVendorRef={"value": vendor["Id"]}, Sku="P-1")
    error = books.refused(
        "Item", {**key_of(made), "sparse": True, "PrefVendorRef": {"value": "99"}}
    )

    assert made["PrefVendorRef"] == {"value": vendor["Id"], "name": "Potter"}
    assert [each["Id"] for each in books.query("select * from Item where Sku = 'P-1'")["Item"]] == [
        made["Id"]
    ]
    assert error["code"] == "2500"


def test_it_names_the_properties_of_an_item_in_their_order(books: Books) -> None:
    assert list(books.stocked())[:14] == [
        *("Name", "Active", "FullyQualifiedName", "Taxable", "UnitPrice", "Type"),
        *("IncomeAccountRef", "PurchaseCost", "ExpenseAccountRef", "AssetAccountRef"),
        *("TrackQtyOnHand", "QtyOnHand", "InvStartDate", "domain"),
    ]
