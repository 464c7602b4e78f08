"""Change data capture."""

from tests.emulator.books import Books, line, sale

LONG_AGO = "2015-01-01T00:00:00-08:00"


def test_it_tells_what_changed_and_what_was_deleted(books: Books) -> None:
    customer = books.customer()
    gone = books.make("Invoice", sale(customer, line(books.item(), "5")))
    books.delete("Invoice", gone)

    answer = books.call("cdc", entities="Customer,Invoice,Payment", changedSince=LONG_AGO).json()

    customers, invoices, payments = answer["CDCResponse"][0]["QueryResponse"]
    assert [each["DisplayName"] for each in customers["Customer"]] == ["Erin Buyer"]
    assert (invoices["Invoice"][0]["status"], invoices["maxResults"]) == ("Deleted", 1)
    assert payments == {}


def test_it_tells_only_what_changed_since_then(books: Books) -> None:
    books.customer("Ann")
    books.control("PUT", "settings", {"advance_s": 100})
    since = str(books.control("GET", "settings")["now"])
    books.customer("Bert")

    answer = books.call("cdc", entities="Customer", changedSince=since).json()

    found = answer["CDCResponse"][0]["QueryResponse"][0]["Customer"]
    assert [each["DisplayName"] for each in found] == ["Bert"]


def test_it_tells_the_earliest_change_first(books: Books) -> None:
    ann, _bert = books.customer("Ann"), books.customer("Bert")
    books.control("PUT", "settings", {"advance_s": 100})
    books.change("Customer", ann, GivenName="Ann")

    answer = books.call("cdc", entities="Customer", changedSince=LONG_AGO).json()

    found = answer["CDCResponse"][0]["QueryResponse"][0]["Customer"]
    assert [each["DisplayName"] for each in found] == ["Bert", "Ann"]


def test_it_names_what_it_cannot_watch(books: Books) -> None:
    codes = [
        books.call("cdc", entities="Custmoer", changedSince=LONG_AGO),
        books.call("cdc", entities="TaxCode", changedSince=LONG_AGO),
        books.call("cdc", entities="Customer"),
        books.call("cdc", entities="Customer", changedSince="yesterday"),
    ]

    assert [each.json()["Fault"]["Error"][0]["code"] for each in codes] == [
        "10000",
        "10000",
        "2020",
        "2060",
    ]


def test_it_fails_over_entities_as_recorded(books: Books) -> None:
    unknown = books.call("cdc", entities="estimates", changedSince=LONG_AGO)
    none = books.call("cdc", changedSince=LONG_AGO)

    words = "System Failure Error: java.lang.IllegalArgumentException: "
    error = unknown.json()["Fault"]["Error"][0]
    assert (unknown.status_code, none.status_code) == (200, 200)
    assert error["Detail"] == f"{words}Invalid entity supplied : entity=estimates"
    assert error["element"] == "SystemFailureError"
    assert none.json()["Fault"]["Error"][0]["Detail"] == f"{words}entities is required"


def test_it_looks_back_no_further_than_it_is_told(books: Books) -> None:
    books.control("PUT", "settings", {"cdc_days": 30})

    answer = books.call("cdc", entities="Customer", changedSince=LONG_AGO).json()

    assert answer["Fault"]["Error"][0]["code"] == "2190"
