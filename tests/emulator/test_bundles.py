"""Bundles (items of type Group): made by people, read by programs, opened up on forms."""

from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale

CALIFORNIA = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}}}


def bundle(*members: tuple[Obj, int]) -> Obj:
    lines = [{"ItemRef": ref(item), "Qty": quantity} for item, quantity in members]
    return {"Name": "Tea set", "Type": "Group", "ItemGroupDetail": {"ItemGroupLine": lines}}


@pytest.fixture
def pot(books: Books) -> Obj:
    return books.stocked("Teapot", UnitPrice=12, Taxable=True)


@pytest.fixture
def tea_set(books: Books, pot: Obj) -> Obj:
    books.control("PUT", "settings", {"bundles_by_api": True})
    return books.make("Item", bundle((pot, 1), (books.item("Cup", UnitPrice=4), 6)))


def of(item: Obj, **detail: object) -> Obj:
    return {
        "DetailType": "GroupLineDetail",
        "GroupLineDetail": {"GroupItemRef": ref(item), **detail},
    }


def test_it_refuses_to_make_a_bundle_through_the_api(books: Books, pot: Obj) -> None:
    error = books.refused("Item", bundle((pot, 1)))

    assert (error["code"], error["Detail"]) == ("500", "Operation CREATE GROUP is not supported.")


def test_it_answers_a_bundle_as_it_is_documented(books: Books, tea_set: Obj, pot: Obj) -> None:
    found = books.query("select * from Item where Type = 'Group'")["Item"]

    assert [each["Id"] for each in found] == [tea_set["Id"]]
    assert (found[0]["TrackQtyOnHand"], found[0]["UnitPrice"]) == (False, 0)
    assert "IncomeAccountRef" not in found[0]
    first = found[0]["ItemGroupDetail"]["ItemGroupLine"][0]
    member = {"value": pot["Id"], "name": "Teapot", "type": "Inventory"}
    assert first == {"ItemRef": member, "Qty": 1}


def test_it_refuses_a_bundle_in_a_bundle_and_one_without_members(
    books: Books, tea_set: Obj
) -> None:
    inside = books.refused("Item", {**bundle((tea_set, 1)), "Name": "Gift"})
    empty = books.refused("Item", {"Name": "Gift", "Type": "Group"})

    assert (inside["code"], empty["code"]) == ("2500", "2020")


def test_it_never_turns_a_bundle_into_a_product(books: Books, tea_set: Obj) -> None:
    change = {**key_of(tea_set), "sparse": True, "Type": "Service"}

    error = books.refused("Item", {**change, "IncomeAccountRef": {"value": "79"}})

    assert error["code"] == "6000"


def test_it_opens_a_bundle_up_on_an_invoice(books: Books, tea_set: Obj) -> None:
    form = sale(books.customer(), of(tea_set, Quantity=2), line(books.item("B"), "5"))

    made = books.make("Invoice", {**form, **CALIFORNIA})

    shown, single = made["Line"][0], made["Line"][1]
    members = shown["GroupLineDetail"]["Line"]
    assert [each["Amount"] for each in members] == [24, 48]
    assert [each["Id"] for each in members] == ["2", "3"]
    assert (shown["Id"], shown["Amount"], single["Id"]) == ("1", 0, "4")
    assert made["Line"][-1]["Amount"] == 77
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("1.92")
    assert made["TotalAmt"] == Decimal("78.92")


def test_it_moves_the_stock_inside_a_bundle_and_back(books: Books, tea_set: Obj, pot: Obj) -> None:
    made = books.make("Invoice", sale(books.customer(), of(tea_set, Quantity=2)))
    sold = books.read("Item", pot["Id"])["QtyOnHand"]
    cost = books.balances()["Cost of Goods Sold"]

    voided = books.void("Invoice", made)

    assert (sold, cost) == (8, 5)
    assert books.read("Item", pot["Id"])["QtyOnHand"] == 10
    inside = voided["Line"][0]["GroupLineDetail"]
    assert [each["Amount"] for each in inside["Line"]] == [0, 0]
    assert "Cost of Goods Sold" not in books.balances()


def test_it_takes_the_members_that_were_sent(books: Books, tea_set: Obj) -> None:
    member = line(books.item("Saucer"), "6", Qty=6, UnitPrice=1)

    made = books.make("SalesReceipt", sale(books.customer(), of(tea_set, Line=[member])))
    again = books.change("SalesReceipt", made, Line=made["Line"])

    assert made["TotalAmt"] == 6
    assert again["SyncToken"] == made["SyncToken"]


def test_it_refuses_a_product_as_a_bundle_and_a_bundle_as_a_product(
    books: Books, tea_set: Obj, pot: Obj
) -> None:
    customer = books.customer()

    product = books.refused("Invoice", sale(customer, of(pot)))
    as_product = books.refused("Invoice", sale(customer, line(tea_set, "9", Qty=1)))
    nothing = books.refused("Invoice", sale(customer, {"DetailType": "GroupLineDetail"}))

    assert (product["code"], as_product["code"], nothing["code"]) == ("2500", "2500", "2020")


def test_it_refuses_a_wrong_amount_inside_a_bundle(books: Books, tea_set: Obj) -> None:
    wrong = line(books.item("Saucer"), "7", Qty=6, UnitPrice=1)

    error = books.refused("Invoice", sale(books.customer(), of(tea_set, Line=[wrong])))

    assert error["code"] == "6070"


def test_it_adds_up_the_lines_above_an_inline_subtotal(books: Books) -> None:
    item = books.item()
    text = {"DetailType": "DescriptionOnly", "Description": "Subtotal:"}

    made = books.make(
        "Invoice",
        sale(books.customer(), line(item, "3"), line(item, "4"), text, line(item, "5"), text),
    )

    shown = [each.get("Description") for each in made["Line"] if "Description" in each]
    assert shown == ["Subtotal: 7.00", "Subtotal: 5.00"]
