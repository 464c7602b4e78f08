"""Inventory adjustments: quantities that change, and what the books make of it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale

SHRINKAGE, CHECKING, STOCK = "91", "35", "81"


def adjusts(item: Obj, quantity: int, **detail: object) -> Obj:
    return {
        "DetailType": "ItemAdjustmentLineDetail",
        "ItemAdjustmentLineDetail": {"QtyDiff": quantity, "ItemRef": ref(item), **detail},
    }


def adjustment(*lines: Obj, **more: object) -> Obj:
    return {"AdjustAccountRef": {"value": SHRINKAGE}, "Line": list(lines), **more}


def test_it_answers_an_adjustment_in_quickbooks_order(books: Books) -> None:
    item = books.stocked()

    made = books.make("InventoryAdjustment", adjustment(adjusts(item, -2), PrivateNote="Broken"))

    assert list(made) == [
        *("AdjustAccountRef", "domain", "sparse", "Id", "SyncToken", "MetaData", "DocNumber"),
        *("TxnDate", "PrivateNote", "Line"),
    ]
    detail = {"QtyDiff": -2, "ItemRef": {"value": item["Id"], "name": "Teapot"}}
    assert made["Line"] == [{"Id": "1", "ItemAdjustmentLineDetail": detail}]


def test_what_is_lost_is_booked_at_its_cost_and_comes_back_with_the_delete(books: Books) -> None:
    item = books.stocked()
    made = books.make("InventoryAdjustment", adjustment(adjusts(item, -2)))
    left, held = books.read("Item", item["Id"])["QtyOnHand"], books.balances()

    books.delete("InventoryAdjustment", made)

    assert left == 8
    assert (held["Inventory Shrinkage"], held["Inventory Asset"]) == (5, 20)
    assert books.read("Item", item["Id"])["QtyOnHand"] == 10
    assert books.balances().get("Inventory Shrinkage", 0) == 0


def test_what_is_found_is_worth_its_purchase_cost(books: Books) -> None:
    item = books.stocked()

    books.make("InventoryAdjustment", adjustment(adjusts(item, 4)))

    held = books.balances()
    assert (held["Inventory Shrinkage"], held["Inventory Asset"]) == (-10, 35)


def test_a_loss_takes_what_came_first(books: Books) -> None:
    item = books.stocked(quantity=2)
    vendor = books.make("Vendor", {"DisplayName": "Mill"})
    detail = {"ItemRef": ref(item), "Qty": 2, "UnitPrice": 4}
    bought = {
        "Amount": 8,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": detail,
    }
    books.make("Bill", {"VendorRef": ref(vendor), "Line": [bought]})

    books.make("InventoryAdjustment", adjustment(adjusts(item, -3)))

    assert books.balances()["Inventory Shrinkage"] == 9


def test_a_sale_after_a_loss_costs_what_is_left(books: Books) -> None:
    item = books.stocked()
    books.make("InventoryAdjustment", adjustment(adjusts(item, -4)))

    books.make("Invoice", sale(books.customer(), line(item, "60", Qty=6, UnitPrice=10)))

    held = books.balances()
    assert held["Cost of Goods Sold"] == 15
    assert held.get("Inventory Asset", 0) == 0


def test_it_counts_its_own_numbers(books: Books) -> None:
    item = books.stocked()
    bodies = ({}, {"DocNumber": "26"}, {})

    made = [
        books.make("InventoryAdjustment", adjustment(adjusts(item, 1), **each)) for each in bodies
    ]

    assert [each["DocNumber"] for each in made] == ["1", "26", "27"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"AdjustAccountRef": None}, "2020"),
        ({"Line": []}, "2020"),
        ({"Line": [{"DetailType": "ItemAdjustmentLineDetail"}]}, "2020"),
        ({"Line": [{"ItemAdjustmentLineDetail": {"QtyDiff": 1}}]}, "2020"),
        ({"Line": [{"ItemAdjustmentLineDetail": {"ItemRef": {"value": "1"}}}]}, "2020"),
        ({"Line": [adjusts({"Id": "999"}, 1)]}, "2500"),
        ({"AdjustAccountRef": {"value": "999"}}, "2500"),
        ({"AdjustAccountRef": {"value": CHECKING}}, "6430"),
        ({"AdjustAccountRef": {"value": STOCK}}, "6430"),
        ({"DocNumber": "N" * 22}, "2050"),
        ({"PrivateNote": "N" * 4001}, "2050"),
        ({"TxnDate": "2019-12-31"}, "6270"),
    ],
)
def test_it_refuses_an_adjustment_that_cannot_be(books: Books, change: Obj, code: str) -> None:
    body = {**adjustment(adjusts(books.stocked(), 1)), **change}

    assert books.refused("InventoryAdjustment", body)["code"] == code


def test_it_refuses_to_adjust_what_is_not_stocked(books: Books) -> None:
    body = adjustment(adjusts(books.item(), 1))

    assert books.refused("InventoryAdjustment", body)["code"] == "6000"


def test_it_refuses_an_adjustment_in_a_closed_period(books: Books) -> None:
    body = adjustment(adjusts(books.stocked(), 1), TxnDate="2024-12-31")
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")

    assert books.refused("InventoryAdjustment", body)["code"] == "6210"


def test_it_refuses_a_full_update_and_takes_a_sparse_one(books: Books) -> None:
    item = books.stocked()
    made = books.make("InventoryAdjustment", adjustment(adjusts(item, -2)))
    change = {**made, "Line": [{**made["Line"][0], **adjusts(item, -3)}]}

    error = books.refused("InventoryAdjustment", change)
    changed = books.make("InventoryAdjustment", {**change, "sparse": True})

    assert error["code"] == "500"
    assert (changed["Line"][0]["Id"], changed["SyncToken"]) == ("1", "1")
    assert books.read("Item", item["Id"])["QtyOnHand"] == 7
    assert books.balances()["Inventory Shrinkage"] == Decimal("7.50")


def test_its_date_stays_unless_it_is_set_to_move(books: Books) -> None:
    body = adjustment(adjusts(books.stocked(), 1), TxnDate="2024-05-02")
    made = books.make("InventoryAdjustment", body)

    kept = books.change("InventoryAdjustment", made, TxnDate="2024-06-17", PrivateNote="Later")
    books.control("PUT", "settings", {"redate_adjustments": True})
    moved = books.change("InventoryAdjustment", kept, TxnDate="2024-06-17")

    assert (kept["TxnDate"], moved["TxnDate"]) == ("2024-05-02", "2024-06-17")


def test_a_plan_without_stock_has_no_adjustments(company: Callable[..., Books]) -> None:
    books = company("us-simple-start")

    assert books.refused("InventoryAdjustment", adjustment())["code"] == "5030"


def test_books_that_track_no_quantities_have_no_adjustments(books: Books) -> None:
    body = adjustment(adjusts(books.stocked(), 1))
    books.prefer("ProductAndServicesPrefs", QuantityOnHand=False)

    assert books.refused("InventoryAdjustment", body)["code"] == "5030"


def test_it_is_found_by_its_id_and_date(books: Books) -> None:
    body = adjustment(adjusts(books.stocked(), 1), TxnDate="2024-05-02")
    made = books.make("InventoryAdjustment", body)

    found = books.query("select * from InventoryAdjustment where TxnDate = '2024-05-02'")

    assert [key_of(each) for each in found["InventoryAdjustment"]] == [key_of(made)]
