"""Batches, and request ids: each write happens once."""

import time
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, key_of, line, sale


def batch(books: Books, items: list[Obj], **params: str) -> Any:
    return books.call("batch", {"BatchItemRequest": items}, **params).json()


def new(name: str, b_id: str) -> Obj:
    return {"bId": b_id, "operation": "create", "Customer": {"DisplayName": name}}


def test_it_answers_each_item_of_a_batch_by_itself(books: Books) -> None:
    gone = books.make("Invoice", sale(books.customer(), line(books.item(), "1")))
    books.delete("Invoice", gone)

    answers = batch(
        books,
        [
            new("Ann", "bid1"),
            {"bId": "bid2", "operation": "delete", "Invoice": key_of(gone)},
            {"bId": "bid3", "Query": "select * from Customer where DisplayName = 'Ann'"},
        ],
    )["BatchItemResponse"]

    assert [each["bId"] for each in answers] == ["bid1", "bid2", "bid3"]
    assert answers[0]["Customer"]["DisplayName"] == "Ann"
    assert answers[1]["Fault"]["Error"][0]["code"] == "610"
    assert answers[2]["QueryResponse"]["maxResults"] == 1


def test_it_updates_and_voids_in_a_batch(books: Books) -> None:
    customer = books.customer()
    made = books.make("SalesReceipt", sale(customer, line(books.item(), "5")))
    change = {**key_of(customer), "sparse": True, "GivenName": "Erin"}

    answers = batch(
        books,
        [
            {"bId": "1", "operation": "update", "Customer": change},
            {
                "bId": "2",
                "operation": "update",
                "optionsData": "void",
                "SalesReceipt": key_of(made),
            },
        ],
    )["BatchItemResponse"]

    assert answers[0]["Customer"]["GivenName"] == "Erin"
    assert answers[1]["SalesReceipt"]["TotalAmt"] == 0


def test_it_writes_an_item_that_names_no_operation(books: Books) -> None:
    customer = books.customer()
    change = {**key_of(customer), "sparse": True, "GivenName": "Erin"}

    made, changed = batch(
        books,
        [{"bId": "1", "Customer": {"DisplayName": "Ann"}}, {"bId": "2", "Customer": change}],
    )["BatchItemResponse"]

    assert (made["Customer"]["SyncToken"], changed["Customer"]["SyncToken"]) == ("0", "1")


def test_it_refuses_31_items_and_none(books: Books) -> None:
    many = batch(books, [new(f"N{number}", str(number)) for number in range(31)])
    none = batch(books, [])

    assert many["Fault"]["Error"][0]["code"] == "1040"
    assert none["Fault"]["Error"][0]["code"] == "2020"
    assert books.query("select * from Customer") == {}


def test_it_replays_a_write_with_its_status_and_body(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "5"))

    first = books.call("invoice", form, requestid="a-1")
    again = books.call("invoice", form, requestid="a-1")

    assert first.content == again.content
    assert books.query("select count(*) from Invoice") == {"totalCount": 1}
    assert [entry["replayed"] for entry in books.control("GET", "log")[-3:-1]] == [False, True]


def test_it_does_not_replay_a_refusal_unless_told(books: Books) -> None:
    first = books.call("customer", {"DisplayName": ""}, requestid="a-1")
    second = books.call("customer", {"DisplayName": "Ann"}, requestid="a-1")
    books.control("PUT", "settings", {"replay_faults": True})
    books.call("customer", {"DisplayName": "Ann"}, requestid="a-2")
    kept = books.call("customer", {"DisplayName": "Bert"}, requestid="a-2")

    assert (first.status_code, second.status_code, kept.status_code) == (400, 200, 400)


def test_it_forgets_a_request_id_after_its_time(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "5"))
    books.call("invoice", form, requestid="a-1")

    books.control("PUT", "settings", {"access_token_s": 900_000})
    books.session.headers["Authorization"] = f"Bearer {books.tokens()['access_token']}"
    books.control("PUT", "settings", {"advance_s": 86_401})
    books.call("invoice", form, requestid="a-1")

    assert books.query("select count(*) from Invoice") == {"totalCount": 2}


@pytest.mark.parametrize("way", ["ignore", "forget"])
def test_it_can_be_told_not_to_honour_request_ids(books: Books, way: str) -> None:
    form = sale(books.customer(), line(books.item(), "5"))
    books.control("PUT", "settings", {"requestid": way})

    for _ in range(2):
        books.call("invoice", form, requestid="a-1")

    assert books.query("select count(*) from Invoice") == {"totalCount": 2}


def test_it_keeps_the_memory_while_ignoring_and_drops_it_when_forgetting(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "5"))
    books.call("invoice", form, requestid="a-1")

    for way in ("ignore", "honour"):
        books.control("PUT", "settings", {"requestid": way})
    books.call("invoice", form, requestid="a-1")
    kept = books.query("select count(*) from Invoice")["totalCount"]
    for way in ("forget", "honour"):
        books.control("PUT", "settings", {"requestid": way})
    books.call("invoice", form, requestid="a-1")

    assert (kept, books.query("select count(*) from Invoice")["totalCount"]) == (1, 2)


def test_it_replays_a_whole_batch_and_each_of_its_items(books: Books) -> None:
    items = [new("Ann", "1"), new("Bert", "2")]

    first = batch(books, items, requestid="b-1")
    again = batch(books, items, requestid="b-1")

    assert first == again
    assert books.query("select count(*) from Customer") == {"totalCount": 2}


def test_it_limits_the_length_of_request_ids(books: Books) -> None:
    long_single = books.call("customer", {"DisplayName": "Ann"}, requestid="x" * 51).json()
    long_batch = batch(books, [new("Ann", "1")], requestid="x" * 37)
    long_item = batch(books, [new("Ann", "x" * 11)], requestid="b-1")
    without = batch(books, [new("Ann", "x" * 36)])

    codes = [each["Fault"]["Error"][0]["code"] for each in (long_single, long_batch, long_item)]
    assert codes == ["2130", "2130", "2130"]
    assert "Customer" in without["BatchItemResponse"][0]


def test_it_takes_an_empty_request_id_as_none(books: Books) -> None:
    for name in ("Ann", "Bert"):
        books.make("Customer", {"DisplayName": name}, requestid="")

    assert books.query("select count(*) from Customer") == {"totalCount": 2}


def test_it_remembers_a_request_id_as_long_as_told(books: Books) -> None:
    books.control("PUT", "settings", {"requestid_ttl_s": 60})
    form = sale(books.customer(), line(books.item(), "5"))
    first = books.call("invoice", form, requestid="a-1").json()["Invoice"]

    books.control("PUT", "settings", {"advance_s": 61})
    second = books.call("invoice", form, requestid="a-1").json()["Invoice"]

    assert first["Id"] != second["Id"]


def test_it_asks_for_changes_in_a_batch(books: Books) -> None:
    made = books.customer()
    asked = {"Entities": "Customer,Item", "ChangedSince": "2000-01-01T00:00:00Z"}

    (answer,) = batch(books, [{"bId": "1", "CDCQuery": asked}])["BatchItemResponse"]

    customers, items = answer["CDCResponse"][0]["QueryResponse"]
    assert [each["Id"] for each in customers["Customer"]] == [made["Id"]]
    assert items == {}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"operation": "update", "Customer": {"DisplayName": "Ann"}}, "2020"),
        ({"operation": "dance", "Customer": {"DisplayName": "Ann"}}, "500"),
        ({"operation": "create", "Unicorn": {"DisplayName": "Ann"}}, "2010"),
        ({"operation": "create", "customer": {"DisplayName": "Ann"}}, "2010"),
        ({"operation": "create", "Customer": "Ann"}, "2010"),
        ({"operation": "create"}, "2010"),
        ({"Query": "select * from Unicorn"}, "4001"),
        ({"CDCQuery": {"Entities": "Customer"}}, "2020"),
        ({"CDCQuery": ["Customer"]}, "2010"),
        ({"Query": {"select": "*"}}, "2010"),
        ({"Query": None, "operation": "create", "Customer": {}}, "6080"),
        ({"operation": ["create"], "Customer": {"DisplayName": "Ann"}}, "2010"),
        ({"operation": "create", "Customer": {"DisplayName": "Ann"}, "Unicorn": 1}, "2010"),
    ],
)
def test_it_refuses_an_item_and_goes_on(books: Books, item: Obj, code: str) -> None:
    answers = batch(books, [{"bId": "1", **item}, new("Bert", "2")])["BatchItemResponse"]

    assert answers[0]["Fault"]["Error"][0]["code"] == code
    assert answers[1]["Customer"]["DisplayName"] == "Bert"
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_it_names_the_property_that_no_item_has(books: Books) -> None:
    item = {"bId": "1", "operation": "create", "Unicorn": {}}

    error = batch(books, [item])["BatchItemResponse"][0]["Fault"]["Error"][0]

    assert error["Detail"].startswith(
        'Property Name:Unrecognized field "Unicorn" '
        "(class com.intuit.schema.finance.v3.BatchItemRequest), not marked as ignorable"
    )


def test_a_batch_can_only_be_posted(books: Books) -> None:
    error = books.call("batch").json()["Fault"]["Error"][0]

    assert error["Detail"] == (
        "Operation No resource method found for GET, return 405 with Allow header is not supported."
    )


def test_it_refuses_a_batch_that_holds_no_objects(books: Books) -> None:
    answers = [batch(books, items) for items in (["Ann"], [None])]

    assert [each["Fault"]["type"] for each in answers] == ["ValidationFault"] * 2


def test_it_takes_its_time_for_each_item(books: Books) -> None:
    books.control("PUT", "settings", {"item_ms": 30})

    began = time.monotonic()
    batch(books, [new(name, name) for name in ("Ann", "Bert", "Carl")])

    assert time.monotonic() - began >= 0.09


def test_it_throttles_a_single_item(books: Books) -> None:
    books.order_fault("3001", match={"entity": "Customer", "nth": 2})

    answers = batch(books, [new("Ann", "1"), new("Bert", "2")])["BatchItemResponse"]

    assert "Customer" in answers[0]
    error = answers[1]["Fault"]["Error"][0]
    assert (error["code"], answers[1]["Fault"]["type"]) == ("3001", "SERVICE")
