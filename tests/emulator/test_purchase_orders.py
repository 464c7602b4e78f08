"""Purchase orders: they post nothing, and bills that bring the goods close them."""

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale
from tests.emulator.purchasing import bought, owed, spent, vendor

ORDER = "PurchaseOrder"
PAYABLE_REF = {"value": "33"}


@pytest.fixture
def seller(books: Books) -> Obj:
    return vendor(books)


@pytest.fixture
def order(books: Books, seller: Obj) -> Obj:
    """Five pots and three cups."""
    pot, cup = books.stocked("Pot", 0), books.stocked("Cup", 0)
    lines = [bought(pot, "50", Qty=5, UnitPrice=10), bought(cup, "6", Qty=3, UnitPrice=2)]
    return books.make(ORDER, ordered(seller, *lines))


def ordered(seller: Obj, *lines: Obj, **more: object) -> Obj:
    return {**owed(seller, *lines), "APAccountRef": PAYABLE_REF, **more}


def takes_up(order: Obj, line_id: str, quantity: int) -> Obj:
    """A line of a bill that brings so many of a line of the order."""
    detail = order["Line"][int(line_id) - 1]["ItemBasedExpenseLineDetail"]
    linked = [{"TxnId": order["Id"], "TxnType": ORDER, "TxnLineId": line_id}]
    item = {"Id": detail["ItemRef"]["value"]}
    price = detail["UnitPrice"]
    made = bought(item, str(price * quantity), Qty=quantity, UnitPrice=price)
    return {**made, "LinkedTxn": linked}


def test_it_posts_nothing(books: Books, order: Obj) -> None:
    assert (order["TotalAmt"], order["POStatus"], order["EmailStatus"]) == (56, "Open", "NotSet")
    assert books.balances() == {}


@pytest.mark.parametrize("lacking", ["VendorRef", "APAccountRef", "Line"])
def test_it_refuses_an_order_that_lacks_something(books: Books, seller: Obj, lacking: str) -> None:
    whole = ordered(seller, spent("1"))

    refused = books.refused(ORDER, {k: v for k, v in whole.items() if k != lacking})

    assert refused["Detail"] == f"Required parameter {lacking} is missing in the request"


def test_it_refuses_what_does_not_fit(books: Books, seller: Obj) -> None:
    bank = books.refused(ORDER, ordered(seller, spent("1"), APAccountRef={"value": "35"}))
    status = books.refused(ORDER, ordered(seller, spent("1"), POStatus="Lost"))
    memo = books.refused(ORDER, ordered(seller, spent("1"), Memo="m" * 4001))

    assert [each["code"] for each in (bank, status, memo)] == ["6430", "2170", "2050"]


def test_orders_have_numbers_of_their_own(books: Books, seller: Obj) -> None:
    books.make("Invoice", sale(books.customer(), line(books.item(), "1")))

    first = books.make(ORDER, ordered(seller, spent("1")))
    given = books.make(ORDER, ordered(seller, spent("1"), DocNumber="2000"))
    third = books.make(ORDER, ordered(seller, spent("1")))

    assert [each["DocNumber"] for each in (first, given, third)] == ["1001", "2000", "2001"]


def test_a_bill_that_brings_all_closes_the_order(books: Books, seller: Obj, order: Obj) -> None:
    lines = [takes_up(order, "1", 5), takes_up(order, "2", 3)]

    bill = books.make("Bill", owed(seller, *lines))

    found = books.read(ORDER, order["Id"])
    assert found["POStatus"] == "Closed"
    assert found["LinkedTxn"] == [{"TxnId": bill["Id"], "TxnType": "Bill"}]
    assert bill["LinkedTxn"] == [{"TxnId": order["Id"], "TxnType": ORDER}]
    assert bill["Line"][0]["LinkedTxn"] == lines[0]["LinkedTxn"]
    assert list(bill["Line"][0])[:4] == ["Id", "LineNum", "Amount", "LinkedTxn"]


def test_a_bill_that_brings_a_part_leaves_the_order_open(
    books: Books, seller: Obj, order: Obj
) -> None:
    books.make("Bill", owed(seller, takes_up(order, "1", 4)))

    found = books.read(ORDER, order["Id"])
    assert found["POStatus"] == "Open"
    assert [each.get("Received") for each in found["Line"]] == [4, None]
    assert list(found["Line"][0]) == [
        *("Id", "LineNum", "Amount", "Received", "DetailType", "ItemBasedExpenseLineDetail")
    ]


def test_an_order_opens_again_when_its_bill_goes(books: Books, seller: Obj, order: Obj) -> None:
    lines = [takes_up(order, "1", 5), takes_up(order, "2", 3)]
    bill = books.make("Bill", owed(seller, *lines))

    books.delete("Bill", bill)

    found = books.read(ORDER, order["Id"])
    assert (found["POStatus"], found["LinkedTxn"]) == ("Open", [])


def test_an_order_that_is_sent_back_as_it_was_read_is_not_closed_by_that(
    books: Books, seller: Obj, order: Obj
) -> None:
    bill = books.make("Bill", owed(seller, takes_up(order, "1", 5), takes_up(order, "2", 3)))
    closed = books.read(ORDER, order["Id"])

    books.make(ORDER, {**closed, "PrivateNote": "here"})
    books.delete("Bill", bill)

    assert closed["POStatus"] == "Closed"
    assert books.read(ORDER, order["Id"])["POStatus"] == "Open"


@pytest.mark.parametrize("part", ["TxnId", "TxnType", "TxnLineId"])
def test_an_incomplete_link_is_left_out(books: Books, seller: Obj, order: Obj, part: str) -> None:
    whole = takes_up(order, "1", 5)
    link = {name: value for name, value in whole["LinkedTxn"][0].items() if name != part}

    bill = books.make("Bill", owed(seller, {**whole, "LinkedTxn": [link]}))

    assert "LinkedTxn" not in bill["Line"][0]
    assert bill["LinkedTxn"] == []


def test_a_link_of_the_whole_bill_counts_where_the_settings_say_so(
    books: Books, seller: Obj, order: Obj
) -> None:
    lines = [
        {k: v for k, v in takes_up(order, id_, n).items() if k != "LinkedTxn"}
        for id_, n in (("1", 5), ("2", 3))
    ]
    whole = owed(seller, *lines, LinkedTxn=[{"TxnId": order["Id"], "TxnType": ORDER}])

    ignored = books.make("Bill", whole)
    books.control("PUT", "settings", {"order_links": "document"})
    counted = books.make("Bill", whole)

    assert ignored["LinkedTxn"] == []
    assert counted["LinkedTxn"] == [{"TxnId": order["Id"], "TxnType": ORDER}]
    assert books.read(ORDER, order["Id"])["POStatus"] == "Closed"


def test_a_link_to_an_order_of_somebody_else_or_a_closed_one_is_left_out(
    books: Books, seller: Obj, order: Obj
) -> None:
    otto = vendor(books, "Otto Other")
    strange = books.make("Bill", owed(otto, takes_up(order, "1", 5)))
    books.make("Bill", owed(seller, takes_up(order, "1", 5)))

    again = books.make("Bill", owed(seller, takes_up(order, "1", 5)))

    assert strange["LinkedTxn"] == again["LinkedTxn"] == []


def test_an_update_of_the_bill_keeps_its_link(books: Books, seller: Obj, order: Obj) -> None:
    bill = books.make("Bill", owed(seller, takes_up(order, "1", 5)))

    changed = books.make("Bill", {**bill, "PrivateNote": "again"})

    assert changed["LinkedTxn"] == bill["LinkedTxn"]
    assert changed["Line"] == bill["Line"]


def test_bills_of_a_deleted_order_stay_without_link(books: Books, seller: Obj, order: Obj) -> None:
    bill = books.make("Bill", owed(seller, takes_up(order, "1", 5)))

    books.delete(ORDER, order)

    found = books.read("Bill", bill["Id"])
    assert (found["LinkedTxn"], found["Balance"]) == ([], 50)
    assert books.call(f"purchaseorder/{order['Id']}").json()["Fault"]["Error"][0]["code"] == "610"


def test_a_person_may_close_an_order(books: Books, order: Obj) -> None:
    closed = books.change(ORDER, order, POStatus="Closed")
    found = books.query("select * from PurchaseOrder where POStatus = 'Closed'")

    assert closed["POStatus"] == "Closed"
    assert [each["Id"] for each in found["PurchaseOrder"]] == [order["Id"]]


def test_a_full_update_keeps_the_number(books: Books, seller: Obj, order: Obj) -> None:
    changed = books.make(ORDER, {**key_of(order), **ordered(seller, spent("7"))})

    assert (changed["DocNumber"], changed["TotalAmt"]) == (order["DocNumber"], 7)


def test_the_address_of_the_vendor_is_copied(books: Books) -> None:
    seller = vendor(books, "Adam Address", BillAddr={"Line1": "1 Main St."})

    made = books.make(ORDER, ordered(seller, spent("1")))

    assert made["VendorAddr"] == seller["BillAddr"]
    assert ref(seller)["value"] == made["VendorRef"]["value"]


def test_orders_have_the_fields_that_the_company_defines(books: Books, seller: Obj) -> None:
    used = {"Name": "PurchasePrefs.UsePurchaseCustom1", "Type": "BooleanType", "BooleanValue": True}
    name = {"Name": "PurchasePrefs.PurchaseCustomName1", "StringValue": "Crew #"}
    groups = [{"CustomField": [used]}, {"CustomField": [name]}]
    books.prefer("VendorAndPurchasesPrefs", POCustomField=groups)
    given = [{"DefinitionId": "1", "StringValue": "7"}, {"DefinitionId": "3", "StringValue": "9"}]

    made = books.make(ORDER, ordered(seller, spent("1"), CustomField=given))
    empty = books.make(ORDER, ordered(seller, spent("1")))
    long = [{"DefinitionId": "1", "StringValue": "c" * 32}]

    field = {"DefinitionId": "1", "Name": "Crew #", "Type": "StringType"}
    assert made["CustomField"] == [{**field, "StringValue": "7"}]
    assert empty["CustomField"] == [field]
    assert books.refused(ORDER, ordered(seller, spent("1"), CustomField=long))["code"] == "2050"
