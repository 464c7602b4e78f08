"""Wording, order of checks and shapes as they may also be: every setting of that part."""

from typing import Any

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles
from tests.emulator.conftest import open_company
from tests.emulator.test_batch import batch, new

TAX_CODE = {
    "TaxCode": "Known",
    "TaxRateDetails": [{"TaxRateName": "Known", "RateValue": "8", "TaxAgencyId": "1"}],
}


def setting(books: Books, **values: Any) -> None:
    books.control("PUT", "settings", values)


def errors(books: Books, kind: str, body: Obj, **params: str) -> list[Obj]:
    answer = books.call(kind.lower(), body, **params)
    assert answer.status_code == 400, answer.text
    found: list[Obj] = answer.json()["Fault"]["Error"]
    return found


def codes(books: Books, kind: str, body: Obj, **params: str) -> list[str]:
    return [error["code"] for error in errors(books, kind, body, **params)]


@pytest.mark.parametrize(("way", "count"), [("all", 3), ("first", 1)])
def test_a_fault_names_all_errors_or_the_first(books: Books, way: str, count: int) -> None:
    setting(books, errors_named=way)
    body = {"CustomerRef": ref(books.customer()), "Line": [{"Amount": 1}, {"Amount": 2}]}
    body["DocNumber"] = "x" * 22

    single = errors(books, "Invoice", body)
    item = {"bId": "1", "operation": "create", "Invoice": body}
    in_batch = batch(books, [item])["BatchItemResponse"][0]["Fault"]["Error"]

    assert (len(single), len(in_batch)) == (count, count)


@pytest.mark.parametrize(("way", "count"), [("first", 1), ("all", 3)])
def test_bad_references_are_named_one_or_all(books: Books, way: str, count: int) -> None:
    setting(books, references_named=way)
    nothing = {"Id": "999"}
    body = sale(nothing, line(nothing, "1"), line(nothing, "2"))

    assert codes(books, "Invoice", body) == ["2500"] * count
    assert books.query("select count(*) from Invoice") == {"totalCount": 0}


@pytest.mark.parametrize("way", ["2080", "2010"])
def test_a_malformed_number_is_invalid_or_cannot_be_constructed(books: Books, way: str) -> None:
    setting(books, malformed_numbers=way)
    body = sale(books.customer(), {**line(books.item(), "1"), "Amount": "one"})

    (error,) = errors(books, "Invoice", body)

    assert error["code"] == way
    assert ("Can not construct instance" in error["Detail"]) == (way == "2010")


@pytest.mark.parametrize(("way", "code"), [("after form", "2050"), ("before form", "5010")])
def test_an_old_token_is_refused_after_the_form_or_before(
    books: Books, way: str, code: str
) -> None:
    setting(books, stale_check=way)
    made = books.customer()
    books.change("Customer", made, Notes="newer")

    body = {**key_of(made), "sparse": True, "GivenName": "x" * 101}

    assert codes(books, "Customer", body) == [code]


@pytest.mark.parametrize(("digits", "code"), [(12, "2030"), (15, "610")])
def test_an_id_may_have_so_many_digits(books: Books, digits: int, code: str) -> None:
    setting(books, longest_id=digits)

    refused = books.call("customer/1234567890123").json()

    assert refused["Fault"]["Error"][0]["code"] == code


def test_ids_are_compared_or_only_equal(books: Books) -> None:
    made = books.customer()
    statement = f"select * from Customer where Id >= '{made['Id']}'"

    assert len(books.query(statement)["Customer"]) == 1
    setting(books, id_comparisons="refuse")

    assert books.query_error(statement)["code"] == "4001"
    assert books.query(f"select * from Customer where Id in ('{made['Id']}')")["Customer"]


def test_what_a_property_never_holds_is_refused_or_found_nowhere(books: Books) -> None:
    books.customer()
    statement = "select * from Customer where Balance = 'much'"

    assert books.query_error(statement)["code"] == "4001"
    setting(books, query_values="no match")

    assert books.query(statement) == {}


def test_an_unknown_property_refuses_its_item_or_the_batch(books: Books) -> None:
    wrong = {**new("Bob", "2"), "Customer": {"DisplayName": "Bob", "Nonsense": 1}}

    ann, bob = batch(books, [new("Ann", "1"), wrong])["BatchItemResponse"]
    setting(books, batch_unknown_property="batch")
    whole = batch(books, [new("Cid", "1"), wrong])

    assert (ann["Customer"]["DisplayName"], bob["Fault"]["Error"][0]["code"]) == ("Ann", "2010")
    assert whole["Fault"]["Error"][0]["code"] == "2010"
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


@pytest.mark.parametrize(("way", "status"), [("captured", 200), ("invoices", 400)])
def test_receipts_are_voided_by_operation_or_only_by_include(
    books: Books, way: str, status: int
) -> None:
    setting(books, void_operation=way)
    made = books.make("SalesReceipt", sale(books.customer(), line(books.item(), "5")))

    by_operation = books.call("salesreceipt", key_of(made), operation="void")
    by_include = books.call("salesreceipt", key_of(made), operation="update", include="void")

    assert by_operation.status_code == status
    assert by_include.status_code == (400 if status == 200 else 200)
    assert books.read("SalesReceipt", made["Id"])["TotalAmt"] == 0


@pytest.mark.parametrize("kind", ["CreditMemo", "RefundReceipt", "Estimate"])
def test_other_forms_of_sale_are_voided_where_it_is_set_so(books: Books, kind: str) -> None:
    before = books.balances()
    back = {"DepositToAccountRef": books.account("Checking")} if kind == "RefundReceipt" else {}
    made = books.make(kind, sale(books.customer(), line(books.item(), "5"), **back))

    assert codes(books, kind, key_of(made), operation="void") == ["500"]
    setting(books, void_operation="sales forms")
    voided = books.void(kind, made)

    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")
    left = {name: amount for name, amount in books.balances().items() if amount}
    assert left == {name: amount for name, amount in before.items() if amount}


def test_a_voided_credit_memo_lets_go_of_its_invoice(books: Books) -> None:
    setting(books, void_operation="sales forms")
    customer, item = books.customer(), books.item()
    invoice = books.make("Invoice", sale(customer, line(item, "5")))
    credit = books.make("CreditMemo", sale(customer, line(item, "5")))
    lines = [settles(invoice, "5"), settles(credit, "5", "CreditMemo")]
    books.make("Payment", {"CustomerRef": ref(customer), "TotalAmt": 0, "Line": lines})

    books.void("CreditMemo", books.read("CreditMemo", credit["Id"]))

    assert books.read("Invoice", invoice["Id"])["Balance"] == 5
    assert books.read("Customer", customer["Id"])["Balance"] == 5


@pytest.mark.parametrize(("way", "what"), [("code", "tax code"), ("rate", "tax rate")])
def test_of_two_taken_names_of_a_tax_the_code_or_the_rate_is_said(
    books: Books, way: str, what: str
) -> None:
    setting(books, taken_tax_name=way)
    assert books.call("taxservice/taxcode", TAX_CODE).status_code == 200

    refused = books.call("taxservice/taxcode", TAX_CODE).json()["Fault"]["Error"][0]

    assert what in refused["Detail"]


@pytest.mark.parametrize(
    ("way", "begin"), [("plain", "Error: Make"), ("numbered", "Error 2: Make")]
)
def test_the_fault_of_a_missing_tax_rate_is_numbered_or_not(
    books: Books, way: str, begin: str
) -> None:
    setting(books, gst_fault=way)
    canadian = open_company(books.url, "ca")

    error = canadian.refused("Invoice", sale(canadian.customer(), line(canadian.item(), "1")))

    assert error["Detail"].startswith(f"Business Validation {begin} sure all your transactions")


def test_the_switch_of_automated_tax_is_shown_where_it_is_on_or_everywhere(books: Books) -> None:
    automated = open_company(books.url, "us-ast")
    recorded = books.read("Preferences", "1")["TaxPrefs"]
    setting(books, partner_tax="everywhere")

    shown = books.read("Preferences", "1")["TaxPrefs"]

    assert "PartnerTaxEnabled" not in recorded
    assert shown == {**recorded, "PartnerTaxEnabled": False}
    assert automated.read("Preferences", "1")["TaxPrefs"]["PartnerTaxEnabled"] is True


def test_a_name_that_is_not_there_is_refused_or_a_stub(books: Books) -> None:
    missing = books.call("customer/999")
    setting(books, missing_names="stub")

    stub = books.call("customer/999")

    assert missing.json()["Fault"]["Error"][0]["code"] == "610"
    assert (stub.status_code, stub.json()["Customer"]["V4IDPseudonym"]) == (200, "999")
    assert "Id" not in stub.json()["Customer"]
    assert books.call("invoice/999").status_code == 400


def test_names_of_2026_have_a_pseudonym(books: Books) -> None:
    made = books.customer()
    employee = books.make("Employee", {"GivenName": "Emma", "FamilyName": "Hand"})
    setting(books, generation="2026")

    customer, employed = (
        books.read(kind, each["Id"]) for kind, each in (("Customer", made), ("Employee", employee))
    )

    assert not {"IsProject", "V4IDPseudonym"} & made.keys()
    assert (customer["IsProject"], employed["Organization"]) == (False, False)
    assert len(customer["V4IDPseudonym"]) == 38
    assert customer["V4IDPseudonym"] != employed["V4IDPseudonym"]


def test_documents_of_2026_say_more_and_can_be_sent_back(books: Books) -> None:
    item = books.item()
    made = books.make("Invoice", sale(books.customer(), line(item, "5")))
    setting(books, generation="2026")

    shown = books.read("Invoice", made["Id"])
    again = books.make("Invoice", shown)

    assert list(shown["MetaData"]) == ["CreateTime", "LastModifiedByRef", "LastUpdatedTime"]
    sold = shown["Line"][0]
    assert sold["CustomExtensions"] == []
    assert sold["SalesItemLineDetail"]["ItemAccountRef"] == item["IncomeAccountRef"]
    assert list(sold["SalesItemLineDetail"])[-1] == "TaxCodeRef"
    assert again["SyncToken"] == made["SyncToken"]
    setting(books, generation="2022")
    assert books.read("Invoice", made["Id"]) == made


def test_answers_of_2026_have_neither_version_nor_charset(books: Books) -> None:
    before = books.call("companyinfo/1").headers
    setting(books, generation="2026")

    after = books.call("companyinfo/1").headers

    assert (before["Content-Type"], "QBO-Version" in before) == (
        "application/json;charset=utf-8",
        True,
    )
    assert (after["Content-Type"], "QBO-Version" in after) == ("application/json", False)
