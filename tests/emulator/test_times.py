"""Time activities: who worked, how long, for whom."""

from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale


def worker(books: Books) -> Obj:
    return books.make("Employee", {"GivenName": "Emily", "FamilyName": "Platt"})


def hours(books: Books, **more: object) -> Obj:
    """Three hours of Emily's."""
    return {"NameOf": "Employee", "EmployeeRef": ref(worker(books)), "Hours": 3, **more}


def test_it_answers_an_activity_in_quickbooks_order(books: Books) -> None:
    customer = books.customer()
    body = hours(books, TxnDate="2024-09-17", CustomerRef=ref(customer), Description="Lights")

    made = books.make("TimeActivity", body)

    assert list(made) == [
        *("TxnDate", "NameOf", "EmployeeRef", "CustomerRef", "BillableStatus", "Taxable"),
        *("HourlyRate", "Hours", "Minutes", "Description"),
        *("domain", "sparse", "Id", "SyncToken", "MetaData"),
    ]
    assert made["EmployeeRef"]["name"] == "Emily Platt"
    assert (made["BillableStatus"], made["Minutes"]) == ("NotBillable", 0)


def test_begin_and_end_take_the_place_of_hours(books: Books) -> None:
    ends = {"StartTime": "08:00:00-07:00", "EndTime": "17:00:00-07:00", "BreakHours": 1}

    made = books.make("TimeActivity", hours(books, TxnDate="2021-07-02", **ends))

    assert made["StartTime"] == "2021-07-02T08:00:00-07:00"
    assert made["EndTime"] == "2021-07-02T17:00:00-07:00"
    assert "Hours" not in made


def test_times_without_offset_are_company_time_and_give_the_day(books: Books) -> None:
    ends = {"StartTime": "2021-02-02T08:00:00", "EndTime": "2021-02-02T09:00:00"}

    made = books.make("TimeActivity", hours(books, **ends))

    assert (made["TxnDate"], made["StartTime"]) == ("2021-02-02", "2021-02-02T08:00:00-08:00")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"NameOf": None}, "2020"),
        ({"NameOf": "Ghost"}, "2170"),
        ({"EmployeeRef": None}, "2020"),
        ({"NameOf": "Vendor"}, "2020"),
        ({"Hours": None}, "2020"),
        ({"StartTime": "08:00:00"}, "2020"),
        ({"EndTime": "08:00:00"}, "2020"),
        ({"BillableStatus": "Billable", "HourlyRate": 5}, "2020"),
        ({"Description": "D" * 4001}, "2050"),
        ({"StartTime": "early", "EndTime": "late"}, "2070"),
        ({"Hours": 8761}, "2240"),
        ({"Minutes": 60}, "2240"),
        ({"HourlyRate": -1}, "2240"),
        ({"EmployeeRef": {"value": "999"}}, "2500"),
        ({"CustomerRef": {"value": "999"}}, "2500"),
        ({"ItemRef": {"value": "999"}}, "2500"),
        ({"NameOf": "Other", "OtherNameRef": {"value": "999"}}, "2500"),
        ({"StartTime": "09:00:00", "EndTime": "08:00:00"}, "6000"),
        ({"StartTime": "08:00:00", "EndTime": "09:00:00", "BreakHours": 2}, "6000"),
    ],
)
def test_it_refuses_an_activity_that_cannot_be(books: Books, change: Obj, code: str) -> None:
    assert books.refused("TimeActivity", {**hours(books), **change})["code"] == code


def test_billable_time_needs_a_customer_and_a_rate(books: Books) -> None:
    billable = {"BillableStatus": "Billable", "CustomerRef": ref(books.customer())}
    body = hours(books, **billable)

    error = books.refused("TimeActivity", body)
    made = books.make("TimeActivity", {**body, "HourlyRate": Decimal("15.50")})

    assert error["Detail"] == "Required parameter HourlyRate is missing in the request"
    assert (made["BillableStatus"], made["HourlyRate"]) == ("Billable", Decimal("15.50"))


def test_nobody_can_say_that_time_has_been_billed(books: Books) -> None:
    body = hours(books)
    made = books.make("TimeActivity", body)

    on_create = books.refused("TimeActivity", {**body, "BillableStatus": "HasBeenBilled"})
    change = {**key_of(made), "sparse": True, "BillableStatus": "HasBeenBilled"}
    on_update = books.refused("TimeActivity", change)

    assert on_create["code"] == "2170"
    assert on_update["Detail"] == "Invalid Enumeration : HAS_BEEN_BILLED"


def test_it_refuses_a_product_as_work(books: Books) -> None:
    assert books.refused("TimeActivity", hours(books, ItemRef=ref(books.item())))["code"] == "6000"


def test_it_takes_a_vendor_s_time_with_a_service(books: Books) -> None:
    vendor = books.make("Vendor", {"DisplayName": "Hands"})
    service = books.make(
        "Item", {"Name": "Hours", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    )
    whose = {"NameOf": "Vendor", "VendorRef": ref(vendor), "Hours": 1, "Minutes": 30}

    made = books.make("TimeActivity", {**whose, "ItemRef": ref(service)})

    assert made["VendorRef"] == {"value": vendor["Id"], "name": "Hands"}
    assert made["ItemRef"]["name"] == "Hours"


def test_it_keeps_a_class_only_where_classes_are_tracked(books: Books) -> None:
    body = hours(books, ClassRef=ref(books.make("Class", {"Name": "Tours"})))

    before = books.make("TimeActivity", body)
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxn=True)
    after = books.make("TimeActivity", body)

    assert "ClassRef" not in before
    assert after["ClassRef"]["name"] == "Tours"


def test_it_changes_is_found_and_is_deleted(books: Books) -> None:
    made = books.make("TimeActivity", hours(books, TxnDate="2024-09-17"))

    changed = books.change("TimeActivity", made, Hours=5)
    where = "where TxnDate > '2024-09-14' and BillableStatus = 'NotBillable'"
    found = books.query(f"select * from TimeActivity {where}")["TimeActivity"]
    books.delete("TimeActivity", changed)

    assert [(each["Id"], each["Hours"]) for each in found] == [(made["Id"], 5)]
    assert books.query("select count(*) from TimeActivity")["totalCount"] == 0


def test_change_data_capture_does_not_know_it(books: Books) -> None:
    since = {"entities": "TimeActivity", "changedSince": "2024-01-01T00:00:00Z"}

    refusal = books.call("cdc", **since).json()["Fault"]["Error"][0]
    assert (refusal["code"], "entity=TimeActivity" in refusal["Detail"]) == ("10000", True)


def test_an_invoice_that_names_it_bills_it(books: Books) -> None:
    customer = books.customer()
    billable = {"BillableStatus": "Billable", "CustomerRef": ref(customer), "HourlyRate": 10}
    made = books.make("TimeActivity", hours(books, **billable))
    linked = [{"TxnId": made["Id"], "TxnType": "TimeActivity"}]
    billed = {**line(books.item(), "30"), "LinkedTxn": linked}

    invoice = books.make("Invoice", sale(customer, billed))
    read = books.read("TimeActivity", made["Id"])
    sent_back = books.make("TimeActivity", {**read, "Description": "Billed"})
    books.delete("Invoice", invoice)

    assert read["BillableStatus"] == sent_back["BillableStatus"] == "HasBeenBilled"
    assert books.read("TimeActivity", made["Id"])["BillableStatus"] == "Billable"


def test_an_invoice_cannot_bill_hours_nobody_worked(books: Books) -> None:
    linked = [{"TxnId": "75", "TxnType": "TimeActivity"}]
    billed = {**line(books.item(), "30"), "LinkedTxn": linked}

    error = books.refused("Invoice", sale(books.customer(), billed))

    assert error["Detail"] == (
        "Business Validation Error: The entity TimeActivity 75 that you are trying to link does "
        "not exist. TimeActivity 75"
    )
