"""Tax agencies and the tax service: who may make rates and codes, and how they are judged."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, line, sale


def wanted(name: str = "Springfield", **detail: Any) -> Obj:
    """A code with one rate of the first agency."""
    rate = {"TaxRateName": f"{name} rate", "RateValue": "8.25", "TaxAgencyId": "1", **detail}
    return {"TaxCode": name, "TaxRateDetails": [rate]}


def make(books: Books, body: Obj) -> Obj:
    answer = books.call("taxservice/taxcode", body)
    assert answer.status_code == 200, answer.text
    made: Obj = answer.json()
    return made


def refused(books: Books, body: Obj) -> str:
    answer = books.call("taxservice/taxcode", body)
    assert answer.status_code == 400, answer.text
    return str(answer.json()["Fault"]["Error"][0]["code"])


def test_it_makes_a_code_that_can_be_used_at_once(books: Books) -> None:
    made = make(books, wanted())

    form = sale(books.customer(), line(books.item(), "100", "TAX"))
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": made["TaxCodeId"]}}}
    invoice = books.make("Invoice", {**form, **tax})

    assert made["TaxRateDetails"][0]["TaxApplicableOn"] == "Sales"
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal("8.25")


def test_it_uses_a_rate_that_is_there_again(books: Books) -> None:
    rate = make(books, wanted())["TaxRateDetails"][0]["TaxRateId"]

    made = make(books, {"TaxCode": "Shelbyville", "TaxRateDetails": [{"TaxRateId": rate}]})

    assert made["TaxRateDetails"][0]["TaxRateId"] == rate
    assert made["TaxRateDetails"][0]["RateValue"] == 8.25


def test_it_combines_several_rates_in_a_code(books: Books) -> None:
    two = [
        {"TaxRateName": "State", "RateValue": 6, "TaxAgencyId": "1"},
        {"TaxRateName": "City", "RateValue": 2, "TaxAgencyId": "2"},
    ]
    made = make(books, {"TaxCode": "Both", "TaxRateDetails": two})
    form = sale(books.customer(), line(books.item(), "50", "TAX"))

    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": made["TaxCodeId"]}}}
    books.make("SalesReceipt", {**form, **tax})

    found = books.balances()
    assert found["Board of Equalization Payable"] == -3
    assert found["Arizona Dept. of Revenue Payable"] == -1


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        ({"TaxApplicableOn": "Everything"}, "2270"),
        ({"TaxApplicableOn": "Purchase"}, "2270"),
        ({"RateValue": "100.01"}, "6470"),
        ({"RateValue": "-1"}, "6470"),
        ({"RateValue": ""}, "2020"),
        ({"TaxRateName": ""}, "2020"),
        ({"TaxAgencyId": ""}, "2020"),
        ({"TaxAgencyId": "99"}, "2500"),
        ({"TaxRateId": "99"}, "2500"),
        ({"TaxRateName": "California"}, "6240"),
        ({"TaxRateName": "x" * 101}, "2050"),
    ],
)
def test_it_refuses_a_bad_rate(books: Books, detail: Obj, code: str) -> None:
    assert refused(books, wanted(**detail)) == code


def test_it_refuses_a_code_without_name_or_rates_or_with_a_taken_name(books: Books) -> None:
    rates = wanted()["TaxRateDetails"]

    assert refused(books, {"TaxRateDetails": rates}) == "2020"
    assert refused(books, {"TaxCode": "Springfield"}) == "2020"
    assert refused(books, {"TaxCode": "california", "TaxRateDetails": rates}) == "6240"
    assert refused(books, {"TaxCode": "Twice", "TaxRateDetails": [*rates, *rates]}) == "6240"


def test_it_leaves_nothing_behind_of_a_refused_code(books: Books) -> None:
    rates = [*wanted()["TaxRateDetails"], {"TaxRateName": "Bad", "RateValue": 500}]

    refused(books, {"TaxCode": "Springfield", "TaxRateDetails": rates})

    assert books.query("select * from TaxRate where Name = 'Springfield rate'") == {}


def test_it_makes_rates_of_purchases_outside_the_us(company: Callable[..., Books]) -> None:
    books = company("gb")

    made = make(books, wanted(TaxApplicableOn="Purchase"))

    code = books.read("TaxCode", made["TaxCodeId"])
    assert code["SalesTaxRateList"]["TaxRateDetail"] == []
    assert len(code["PurchaseTaxRateList"]["TaxRateDetail"]) == 1


def test_it_gives_a_new_agency_an_account_of_its_own(books: Books) -> None:
    agency = books.make("TaxAgency", {"DisplayName": "Springfield Dept."})
    made = make(books, wanted(TaxAgencyId=agency["Id"], RateValue=10))
    form = sale(books.customer(), line(books.item(), "50", "TAX"))

    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": made["TaxCodeId"]}}}
    books.make("Invoice", {**form, **tax})

    assert books.balances()["Springfield Dept. Payable"] == -5


def test_it_refuses_a_second_agency_of_that_name(books: Books) -> None:
    again = {"DisplayName": "board of equalization"}

    assert books.refused("TaxAgency", again)["code"] == "6240"
    assert books.refused("TaxAgency", {})["code"] == "2020"


def test_it_makes_nothing_by_hand_under_automated_sales_tax(
    company: Callable[..., Books],
) -> None:
    books = company("us-ast")

    assert refused(books, wanted()) == "6000"
    assert books.refused("TaxAgency", {"DisplayName": "Mine"})["code"] == "6000"


@pytest.mark.parametrize("kind", ["TaxCode", "TaxRate"])
def test_it_makes_codes_and_rates_in_no_other_way(books: Books, kind: str) -> None:
    assert books.refused(kind, {"Name": "Mine"})["code"] == "500"
