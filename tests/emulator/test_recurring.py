"""Recurring transactions: templates that wrap a document."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, line, ref, sale

MONTHLY: Obj = {
    "Name": "Rent",
    "RecurType": "Automated",
    "Active": True,
    "ScheduleInfo": {"IntervalType": "Monthly", "DayOfMonth": 1, "StartDate": "2030-09-01"},
}


def service(books: Books) -> Obj:
    """One product for all forms."""
    found = books.query("select * from Item where Name = 'Tea'").get("Item")
    made: Obj = found[0] if found else books.item()
    return made


def form(books: Books, **more: Any) -> Obj:
    return sale(
        books.customer_once(),
        line(service(books), "55"),
        RecurringInfo=MONTHLY,
        **more,
    )


def template(books: Books, kind: str, document: Obj) -> Obj:
    made: Obj = books.make("RecurringTransaction", {kind: document})[kind]
    return made


def refused(books: Books, document: Obj, kind: str = "Invoice") -> str:
    return str(books.refused("RecurringTransaction", {kind: document})["code"])


def test_it_answers_the_document_completed_but_without_number_and_date(books: Books) -> None:
    made = template(books, "Invoice", form(books))

    assert (made["TotalAmt"], made["Balance"], made["SyncToken"]) == (55, 55, "0")
    assert made["Line"][0]["Id"] == "1"
    assert made["RecurDataRef"] == {"value": made["Id"]}
    assert made["RecurringInfo"]["ScheduleInfo"]["NextDate"] == "2030-09-01"
    assert not {"DocNumber", "TxnDate"} & set(made)


def test_it_books_nothing_and_takes_no_number(books: Books) -> None:
    template(books, "Invoice", form(books))

    invoice = books.make("Invoice", sale(books.customer_once(), line(service(books), "5")))

    assert invoice["DocNumber"] == "1001"
    assert books.balances()["Accounts Receivable (A/R)"] == 5


@pytest.mark.parametrize("kind", ["SalesReceipt", "CreditMemo", "Estimate", "Invoice"])
def test_it_wraps_forms_of_sale(books: Books, kind: str) -> None:
    made = template(books, kind, form(books))

    read = wire.loads(books.call(f"recurringtransaction/{made['Id']}").content)

    assert read["RecurringTransaction"] == {kind: made}


def test_it_wraps_a_transfer_and_a_bill(books: Books) -> None:
    ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 5}
    vendor = books.make("Vendor", {"DisplayName": "Hall"})
    detail = {"AccountRef": {"value": "8"}}
    bought = {
        "Amount": 900,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }
    lease = {"VendorRef": ref(vendor), "Line": [bought]}

    moved = template(books, "Transfer", {**ends, "RecurringInfo": MONTHLY})
    owed = template(books, "Bill", {**lease, "RecurringInfo": {**MONTHLY, "Name": "Lease"}})

    assert (moved["Amount"], owed["TotalAmt"]) == (5, 900)
    assert sum(map(abs, books.balances().values())) == 0


def test_it_is_found_by_id_and_type(books: Books) -> None:
    made = template(books, "Invoice", form(books))

    by_type = books.query("select * from RecurringTransaction where Type = 'Invoice'")
    by_id = books.query(f"select * from RecurringTransaction where Id = '{made['Id']}'")
    none = books.query("select * from RecurringTransaction where Type = 'Bill'")

    assert by_type["RecurringTransaction"] == by_id["RecurringTransaction"] == [{"Invoice": made}]
    assert none == {}


def test_a_sparse_update_keeps_and_a_full_one_clears(books: Books) -> None:
    made = template(books, "Invoice", form(books, PrivateNote="Hall"))

    paused = {**MONTHLY, "Active": False}
    kept = template(books, "Invoice", {**key_of(made), "sparse": True, "RecurringInfo": paused})
    cleared = template(books, "Invoice", {**form(books), **key_of(kept)})

    assert (kept["SyncToken"], kept["PrivateNote"]) == ("1", "Hall")
    assert kept["RecurringInfo"]["Active"] is False
    assert kept["Line"] == made["Line"]
    assert "PrivateNote" not in cleared


def test_it_is_deleted_by_the_document_it_wraps(books: Books) -> None:
    made = template(books, "Invoice", form(books))

    answer = books.call("recurringtransaction", {"Invoice": key_of(made)}, operation="delete")

    assert answer.json()["RecurringTransaction"] == {
        "domain": "QBO",
        "status": "Deleted",
        "Invoice": {"Id": made["Id"]},
    }
    assert books.call(f"recurringtransaction/{made['Id']}").status_code == 400


def test_it_refuses_a_stale_template(books: Books) -> None:
    made = template(books, "Invoice", form(books))
    change = {**key_of(made), "sparse": True, "PrivateNote": "A"}
    template(books, "Invoice", change)

    assert refused(books, {**change, "PrivateNote": "B"}) == "5010"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"RecurringInfo": None}, "2020"),
        ({"RecurringInfo": {"RecurType": "Automated"}}, "2020"),
        ({"RecurringInfo": {"Name": "A", "RecurType": "Automated"}}, "2020"),
        ({"RecurringInfo": {"Name": "A", "RecurType": "Sometimes"}}, "2170"),
        ({"CustomerRef": None}, "2020"),
        ({"Line": []}, "2020"),
        ({"Unheard": 1}, "2010"),
        ({"PrivateNote": "N" * 4001}, "2050"),
        ({"CustomerRef": {"value": "999"}}, "2500"),
    ],
)
def test_it_refuses_a_template_that_cannot_be(books: Books, change: Obj, code: str) -> None:
    assert refused(books, {**form(books), **change}) == code


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        ({"IntervalType": "Hourly"}, "2170"),
        ({"NumInterval": 0}, "2240"),
        ({"DayOfMonth": 32}, "2240"),
        ({"DayOfWeek": "Someday"}, "2170"),
        ({"StartDate": "soon"}, "2060"),
        ({"EndDate": "2029-01-01"}, "2190"),
    ],
)
def test_it_refuses_a_schedule_that_cannot_be(books: Books, schedule: Obj, code: str) -> None:
    info = {**MONTHLY, "ScheduleInfo": {**MONTHLY["ScheduleInfo"], **schedule}}

    assert refused(books, {**form(books), "RecurringInfo": info}) == code


def test_it_refuses_no_document_two_and_one_that_cannot_recur(books: Books) -> None:
    two = {"Invoice": form(books), "Estimate": form(books)}

    assert books.refused("RecurringTransaction", {})["code"] == "2020"
    assert books.refused("RecurringTransaction", two)["code"] == "2600"
    assert refused(books, form(books), "Payment") == "2010"


def test_it_refuses_a_name_twice(books: Books) -> None:
    template(books, "Invoice", form(books))

    assert refused(books, form(books)) == "6240"


def test_it_refuses_to_become_another_document(books: Books) -> None:
    made = template(books, "Invoice", form(books))

    assert refused(books, {**form(books), **key_of(made)}, "Estimate") == "6000"


def test_a_small_plan_has_no_templates(company: Callable[..., Books]) -> None:
    books = company("us-simple-start")

    assert refused(books, form(books)) == "5030"
