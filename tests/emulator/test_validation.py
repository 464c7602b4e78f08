"""In which order is a body judged, what is said together, and what of a library is tolerated?"""

from decimal import Decimal
from typing import Any

import pytest

from emulator.kinds import ALL
from tests.emulator.books import Books, Obj, key_of, line, ref, sale

# Not written at all, only as another object, or only where several currencies are.
NOT_WRITTEN = frozenset({"TaxCode", "TaxRate", "RecurringTransaction", "ExchangeRate"})
WRITABLE = [kind.name for kind in ALL if kind.name not in NOT_WRITTEN]


def codes(books: Books, kind: str, body: Obj, **params: str) -> list[str]:
    """The codes of all errors, in their order."""
    answer = books.call(kind.lower(), body, **params)
    assert answer.status_code == 400, answer.text
    return [error["code"] for error in answer.json()["Fault"]["Error"]]


def elements(books: Books, kind: str, body: Obj) -> list[str | None]:
    answer = books.call(kind.lower(), body).json()
    return [error.get("element") for error in answer["Fault"]["Error"]]


@pytest.fixture
def everything_wrong(books: Books) -> Obj:
    """An invoice that breaks a rule of every stage."""
    body = sale(
        {"Id": "583"},
        line({"Id": "777"}, "58", Qty=2, UnitPrice=30),
        DocNumber="x" * 22,
        NoSuchField=1,
    )
    del body["Line"][0]["DetailType"]
    return body


def test_it_says_one_stage_after_the_other(books: Books, everything_wrong: Obj) -> None:
    body = everything_wrong

    assert codes(books, "Invoice", body) == ["2010"]
    del body["NoSuchField"]
    assert codes(books, "Invoice", body) == ["2050", "2020"]
    body["Line"][0]["DetailType"] = "SalesItemLineDetail"
    assert codes(books, "Invoice", body) == ["2050"]
    body["DocNumber"] = "1"
    assert codes(books, "Invoice", body) == ["2500"]
    body["CustomerRef"] = ref(books.customer())
    assert codes(books, "Invoice", body) == ["2500"]
    body["Line"][0]["SalesItemLineDetail"]["ItemRef"] = ref(books.item())
    assert codes(books, "Invoice", body) == ["6070"]


def test_it_finds_an_unknown_property_wherever_it_stands(books: Books) -> None:
    body = {"TxnDate": "never", "Line": [{"Amount": "x"}], "TxnTaxDetail": {"Rate": 3}}

    error = books.refused("Invoice", body)

    assert error["code"] == "2010"
    assert (
        'Unrecognized field "Rate" (class com.intuit.schema.finance.v3.TxnTaxDetail)'
        in (error["Detail"])
    )


@pytest.mark.parametrize("kind", WRITABLE)
def test_every_kind_refuses_an_unknown_property_first(books: Books, kind: str) -> None:
    assert codes(books, kind, {"Active": "perhaps", "Line": 3, "NoSuchField": 1}) == ["2010"]


def test_it_says_what_is_missing_before_what_is_malformed(books: Books) -> None:
    body = {"Line": [line(books.item(), "1")], "TxnDate": "never", "PrivateNote": "x" * 4001}

    assert codes(books, "Invoice", body) == ["2020", "2060", "2050"]


def test_it_says_what_is_wrong_with_the_head_before_the_lines(books: Books) -> None:
    malformed = {**line(books.item(), "1"), "Amount": "x"}
    body = sale(books.customer(), {"Amount": 1}, malformed, DocNumber="x" * 22)

    assert elements(books, "Invoice", body) == ["DocNumber", "Line.DetailType", "Line.Amount"]


def test_it_names_every_line_that_lacks_something(books: Books) -> None:
    body = sale(books.customer(), {"Amount": 1}, line(books.item(), "1"), {"Amount": 2})

    assert elements(books, "Invoice", body) == ["Line.DetailType", "Line.DetailType"]


def test_it_names_every_line_whose_amount_is_wrong(books: Books) -> None:
    item = books.item()
    wrong = [line(item, amount, Qty=2, UnitPrice=30) for amount in ("58", "1000", "60")]

    answer = books.call("invoice", sale(books.customer(), *wrong)).json()["Fault"]

    assert [error["Detail"].rpartition(":")[2] for error in answer["Error"]] == ["58", "1,000"]


def test_it_collects_what_is_malformed(books: Books) -> None:
    body = sale(
        books.customer(),
        line(books.item(), "1"),
        TxnDate="2024-02-30",
        EmailStatus="Shouted",
        ExchangeRate="dear",
        ApplyTaxAfterDiscount="perhaps",
    )

    assert codes(books, "Invoice", body) == ["2070", "2170", "2080", "2230"]


def test_it_looks_at_references_before_the_rules_of_a_kind(books: Books) -> None:
    body = {"CustomerRef": ref(books.customer()), "PaymentMethodRef": {"value": "99"}}

    assert codes(books, "Payment", {**body, "TotalAmt": -5}) == ["2290"]
    assert codes(books, "Payment", body) == ["2500"]
    assert codes(books, "Payment", {**body, "PaymentMethodRef": {"value": "1"}}) == ["6000"]


def test_it_tells_a_length_with_thousands_separators(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "1"), CustomerMemo={"value": "x" * 1016})

    error = books.refused("Invoice", body)

    assert error["element"] == "Customer Memo"
    assert error["Detail"].endswith("Min:0 Max:1,000 supported. Supplied length:1,016")


def test_it_refuses_a_malformed_update_before_an_old_sync_token(books: Books) -> None:
    made = books.customer()
    books.change("Customer", made, GivenName="Erin")
    late = {**key_of(made), "sparse": True}

    assert codes(books, "Customer", {**late, "GivenName": "x" * 101}) == ["2050"]
    assert codes(books, "Customer", {**late, "GivenName": "Eve"}) == ["5010"]


def test_it_refuses_lists_and_objects_where_none_belong(books: Books) -> None:
    odd = [{"Line": {"Amount": 1}}, {"CustomerRef": "1"}, {"DocNumber": ["1"]}, {"TxnDate": {}}]

    found = [codes(books, "Invoice", {"Line": [], **body}) for body in odd[:3]]

    assert found == [["2010"], ["2010"], ["2010"]]
    assert codes(books, "Invoice", odd[3]) == ["2020", "2020"]


def test_an_id_of_13_digits_is_none_but_for_a_vendor(books: Books) -> None:
    def told(path: str) -> Any:
        return books.call(path).json()["Fault"]["Error"][0]["code"]

    assert told("customer/999999999999") == "610"
    assert told("customer/9999999999999") == "2030"
    assert told("vendor/9999999999999") == "610"


def test_an_empty_reference_is_no_missing_one(books: Books) -> None:
    sold = [line(books.item(), "1")]

    hollow = books.refused("Invoice", {"Line": sold, "CustomerRef": {"value": ""}})

    assert (hollow["code"], "element" in hollow) == ("6000", False)
    assert hollow["Detail"] == "Business Validation Error: Unexpected Internal Error. (-30003)"
    assert books.refused("Invoice", {"Line": sold, "CustomerRef": None})["code"] == "2020"


def test_it_words_what_changed_since_as_it_was_worded_then(books: Books) -> None:
    category = books.make("Item", {"Name": "Trees", "Type": "Category"})
    body = sale(books.customer(), line(category, "1"))
    today = books.refused("Invoice", body)["Detail"]

    books.control("PUT", "settings", {"wording": "older"})

    assert today.endswith("is set up as a category instead of a product or service.")
    older = books.refused("Invoice", body)["Detail"]
    assert older == "Invalid Reference Id : Categories cannot be used in transactions."


def test_it_takes_what_a_library_sends_for_nothing(books: Books) -> None:
    empty = dict.fromkeys(
        ("CompanyName", "Notes", "OpenBalanceDate", "PreferredDeliveryMethod"), ""
    )
    derived = {
        "Level": 0,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "FullyQualifiedName": "",
        "Job": False,
    }

    made = books.make("Customer", {"DisplayName": "Erin", "SyncToken": 0, **empty, **derived})

    assert made["SyncToken"] == "0"
    assert made["PreferredDeliveryMethod"] == "Print"
    assert not {"CompanyName", "Notes", "OpenBalanceDate", "Level"} & set(made)


def test_it_takes_references_with_a_type_and_numbers_as_strings(books: Books) -> None:
    item = {**ref(books.item()), "name": "whatever", "type": "Item"}
    sold = line({"Id": "1"}, "10.50", Qty="2", UnitPrice="5.25")
    sold["SalesItemLineDetail"]["ItemRef"] = item

    made = books.make("Invoice", sale(books.customer(), sold, TotalAmt="", HomeTotalAmt=0))

    assert made["TotalAmt"] == Decimal("10.50")
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {
        "value": item["value"],
        "name": "Tea",
    }


def test_it_ignores_what_only_quickbooks_writes(books: Books) -> None:
    sold = line(books.item(), "10")
    theirs = {"Balance": 3, "HomeBalance": 3, "invoiceStatus": "PAID", "InvoiceLink": "https://x"}
    meta = {"MetaData": {"CreateTime": "2001-01-01T00:00:00-08:00"}, "domain": "XYZ"}

    made = books.make("Invoice", {**sale(books.customer(), sold), **theirs, **meta})

    assert made["Balance"] == 10
    assert made["domain"] == "QBO"
    assert not made["MetaData"]["CreateTime"].startswith("2001")
    assert not {"InvoiceLink", "invoiceStatus"} & set(made)


def test_it_reads_an_object_though_the_get_has_a_body(books: Books) -> None:
    made = books.customer()

    answer = books.session.get(f"{books.base}/customer/{made['Id']}", data=b"{}", timeout=10)

    assert answer.json()["Customer"]["Id"] == made["Id"]


@pytest.mark.parametrize("sparse", [True, False])
def test_an_update_that_changes_nothing_leaves_token_and_time(books: Books, sparse: bool) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "10")))
    body = {**key_of(made), "sparse": True, "TotalAmt": 3} if sparse else {**made, "sparse": False}

    same = books.make("Invoice", body)

    assert (same["SyncToken"], same["MetaData"]) == ("0", made["MetaData"])


def test_a_full_update_clears_what_a_sparse_one_keeps(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "10"), PrivateNote="x", TrackingNum="y")
    made = books.make("Invoice", body)

    kept = books.change("Invoice", made, PrivateNote="")
    cleared = books.make("Invoice", {**sale(made, *made["Line"]), **key_of(kept), **_party(made)})

    assert ("PrivateNote" in kept, kept["TrackingNum"]) == (False, "y")
    assert "TrackingNum" not in cleared
    assert cleared["DocNumber"] == made["DocNumber"]


def _party(made: Obj) -> Obj:
    return {"CustomerRef": made["CustomerRef"]}
