"""Estimates: no effect on the books, their status, and the invoice that comes from one."""

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale

CALIFORNIA = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}}}


@pytest.fixture
def customer(books: Books) -> Obj:
    return books.customer()


@pytest.fixture
def estimate(books: Books, customer: Obj) -> Obj:
    return books.make("Estimate", sale(customer, line(books.item(), "100", "TAX"), **CALIFORNIA))


def linked(estimate: Obj) -> Obj:
    return {"LinkedTxn": [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]}


def test_it_adds_up_an_estimate_and_posts_nothing(books: Books, estimate: Obj) -> None:
    assert (estimate["TotalAmt"], estimate["TxnTaxDetail"]["TotalTax"]) == (108, 8)
    assert (estimate["TxnStatus"], estimate["LinkedTxn"]) == ("Pending", [])
    assert "Balance" not in estimate
    assert books.balances() == {}


def test_it_leaves_stock_alone_when_it_only_estimates(books: Books, customer: Obj) -> None:
    pot = books.stocked(InvStartDate="2024-05-02")
    early = sale(customer, line(pot, "5", Qty=1, UnitPrice=5), TxnDate="2024-05-01")

    books.make("Estimate", early)

    assert books.read("Item", pot["Id"])["QtyOnHand"] == 10


def test_it_keeps_who_accepted_an_estimate_and_when(books: Books, estimate: Obj) -> None:
    accepted = {"TxnStatus": "Accepted", "AcceptedBy": "Erin", "AcceptedDate": "2026-05-02"}

    changed = books.change("Estimate", estimate, **accepted)

    assert {name: changed[name] for name in accepted} == accepted


def test_it_refuses_a_status_that_does_not_exist(books: Books, customer: Obj) -> None:
    form = sale(customer, line(books.item(), "1"))

    error = books.refused("Estimate", {**form, "TxnStatus": "Maybe"})

    assert (error["code"], error["element"]) == ("2170", "TxnStatus")


def test_it_refuses_an_estimate_that_expires_before_it_is_made(books: Books, customer: Obj) -> None:
    dates = {"TxnDate": "2026-05-02", "ExpirationDate": "2026-05-01"}

    error = books.refused("Estimate", sale(customer, line(books.item(), "1"), **dates))

    assert error["code"] == "2190"


def test_it_refuses_an_estimate_without_a_customer(books: Books) -> None:
    error = books.refused("Estimate", {"Line": [line(books.item(), "1")]})

    assert (error["code"], error["element"]) == ("2020", "CustomerRef")


def test_it_refuses_estimates_where_they_are_switched_off(books: Books, customer: Obj) -> None:
    books.prefer("SalesFormsPrefs", AllowEstimates=False)

    error = books.refused("Estimate", sale(customer, line(books.item(), "1")))

    assert error["code"] == "5030"


def test_it_closes_the_estimate_that_an_invoice_comes_from(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    invoice = books.make(
        "Invoice", sale(customer, line(books.item("B"), "100"), **linked(estimate))
    )

    found = books.read("Estimate", estimate["Id"])
    assert invoice["LinkedTxn"] == [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    assert found["LinkedTxn"] == [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    assert (found["TxnStatus"], found["SyncToken"]) == ("Closed", "0")


def test_it_closes_the_estimate_that_a_line_comes_from(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    item = {**line(books.item("B"), "100"), **linked(estimate)}

    invoice = books.make("Invoice", sale(customer, item))

    assert invoice["LinkedTxn"] == [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    assert books.read("Estimate", estimate["Id"])["TxnStatus"] == "Closed"


def test_it_opens_the_estimate_again_when_its_invoice_goes(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    invoice = books.make(
        "Invoice", sale(customer, line(books.item("B"), "100"), **linked(estimate))
    )

    books.delete("Invoice", invoice)

    found = books.read("Estimate", estimate["Id"])
    assert (found["TxnStatus"], found["LinkedTxn"]) == ("Pending", [])


def test_it_unlinks_an_estimate_that_a_full_update_leaves_out(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    form = sale(customer, line(books.item("B"), "100"))
    invoice = books.make("Invoice", {**form, **linked(estimate)})
    noted = books.change("Invoice", invoice, PrivateNote="kept")

    unlinked = books.make("Invoice", {**form, **key_of(noted)})

    assert noted["LinkedTxn"] == invoice["LinkedTxn"]
    assert unlinked["LinkedTxn"] == []
    assert books.read("Estimate", estimate["Id"])["TxnStatus"] == "Pending"


def test_it_refuses_to_link_an_estimate_that_does_not_exist(books: Books, customer: Obj) -> None:
    form = sale(customer, line(books.item(), "1"), **linked({"Id": "75"}))

    error = books.refused("Invoice", form)

    assert error["code"] == "6000"
    assert error["Detail"].endswith(
        "The entity Estimate 75 that you are trying to link does not exist. Estimate 75"
    )


def test_it_refuses_to_link_what_is_anothers_or_invoiced_already(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    item, dave = books.item("B"), books.customer("Dave Stranger")
    books.make("Invoice", sale(customer, line(item, "100"), **linked(estimate)))

    twice = books.refused("Invoice", sale(customer, line(item, "100"), **linked(estimate)))
    strange = books.refused("Invoice", sale(dave, line(item, "100"), **linked(estimate)))

    assert "already linked" in twice["Detail"]
    assert "another customer" in strange["Detail"]


def test_it_links_several_invoices_with_progress_invoicing(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    books.prefer("SalesFormsPrefs", UsingProgressInvoicing=True)
    form = sale(customer, line(books.item("B"), "50"), **linked(estimate))

    made = [books.make("Invoice", form)["Id"] for _ in range(2)]

    found = books.read("Estimate", estimate["Id"])["LinkedTxn"]
    assert [each["TxnId"] for each in found] == made


def test_it_links_an_estimate_often_where_it_is_set(
    books: Books, customer: Obj, estimate: Obj
) -> None:
    books.control("PUT", "settings", {"estimate_links": "often"})
    form = sale(customer, line(books.item("B"), "50"), **linked(estimate))

    made = [books.make("Invoice", form)["Id"] for _ in range(2)]

    assert len(set(made)) == 2


def test_it_does_not_void_an_estimate(books: Books, estimate: Obj) -> None:
    error = books.refused("Estimate", key_of(estimate), operation="void")

    assert error["Detail"] == "Operation void is not supported."


def test_it_finds_estimates_by_their_customer(books: Books, customer: Obj, estimate: Obj) -> None:
    found = books.query(f"select * from Estimate where CustomerRef = '{customer['Id']}'")

    assert [each["Id"] for each in found["Estimate"]] == [estimate["Id"]]
    assert ref(found["Estimate"][0]) == ref(estimate)
