"""Where QuickBooks is silent about sales, items and taxes: what is chosen, and the other way."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale
from tests.emulator.test_forms import fields

PERCENT = {"PercentBased": True, "DiscountPercent": 10}
DISCOUNT = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": PERCENT}
ESTIMATE = "Estimate"


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


def test_a_linked_estimate_keeps_its_token_or_counts_it(books: Books) -> None:
    buyer, tea = books.customer(), books.item()
    first, second = (books.make(ESTIMATE, sale(buyer, line(tea, "5"))) for _ in range(2))

    books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(first)))
    choose(books, linking_counts=True)
    books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(second)))

    tokens = [books.read(ESTIMATE, each["Id"])["SyncToken"] for each in (first, second)]
    assert tokens == ["0", "1"]


@pytest.mark.parametrize("status", ["Pending", "Accepted", "Closed"])
def test_an_estimate_without_its_invoice_has_the_status_that_is_chosen(
    books: Books, status: str
) -> None:
    choose(books, freed_estimates=status)
    buyer, tea = books.customer(), books.item()
    estimate = books.make(ESTIMATE, sale(buyer, line(tea, "5")))
    invoice = books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(estimate)))

    books.delete("Invoice", invoice)

    assert books.read(ESTIMATE, estimate["Id"])["TxnStatus"] == status


@pytest.mark.parametrize(("way", "amount"), [("zero", 0), ("sum", 30)])
def test_the_line_of_a_bundle_has_no_amount_or_that_of_its_members(
    books: Books, way: str, amount: int
) -> None:
    choose(books, bundles_by_api=True, bundle_amount=way)
    inside = {"ItemGroupLine": [{"ItemRef": ref(books.item(UnitPrice=15)), "Qty": 2}]}
    bundle = books.make("Item", {"Name": "Set", "Type": "Group", "ItemGroupDetail": inside})
    wanted = {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": ref(bundle)}}

    invoice = books.make("Invoice", sale(books.customer(), wanted))

    assert (invoice["Line"][0]["Amount"], invoice["TotalAmt"]) == (amount, 30)


@pytest.mark.parametrize(("way", "text"), [("plain", "7.00"), ("dollar", "$7.00")])
def test_an_inline_subtotal_is_written_with_or_without_a_sign(
    books: Books, way: str, text: str
) -> None:
    choose(books, subtotal_text=way)
    asked = {"DetailType": "DescriptionOnly", "Description": "Subtotal:"}

    invoice = books.make("Invoice", sale(books.customer(), line(books.item(), "7"), asked))

    assert invoice["Line"][1]["Description"] == f"Subtotal: {text}"


@pytest.mark.parametrize(("way", "kept"), [("drop", ["1"]), ("keep", ["1", "3"])])
def test_a_custom_field_without_definition_is_dropped_or_kept(
    books: Books, way: str, kept: list[str]
) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    choose(books, undefined_custom_fields=way)

    invoice = books.make("Invoice", with_fields(books))

    assert [each["DefinitionId"] for each in invoice["CustomField"]] == kept


def test_a_custom_field_without_definition_can_be_refused(books: Books) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    choose(books, undefined_custom_fields="refuse")

    assert books.refused("Invoice", with_fields(books))["code"] == "3000"


@pytest.mark.parametrize(
    ("kind", "preference", "code", "more"),
    [
        ("Estimate", "AllowEstimates", "5030", ()),
        ("Invoice", "AllowDiscount", "6000", (DISCOUNT,)),
        ("Invoice", "AllowShipping", "2500", (line({"Id": "SHIPPING_ITEM_ID"}, "4"),)),
    ],
)
def test_what_is_switched_off_is_refused_or_taken_all_the_same(
    books: Books, kind: str, preference: str, code: str, more: tuple[Obj, ...]
) -> None:
    books.prefer("SalesFormsPrefs", **{preference: False})
    body = sale(books.customer(), line(books.item(), "10"), *more)

    assert books.refused(kind, body)["code"] == code
    choose(books, switched_off="ignore")
    assert books.make(kind, body)["TotalAmt"] in {9, 10, 14}


def test_a_deposit_that_is_switched_off_is_ignored_or_taken_all_the_same(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "10"), Deposit=4)

    before = books.make("Invoice", body)
    choose(books, switched_off="ignore")
    after = books.make("Invoice", body)

    assert (before["Balance"], after["Balance"]) == (10, 6)


@pytest.mark.parametrize(("way", "tax"), [("before tax", 18), ("after tax", 20)])
def test_a_discount_abroad_is_taken_before_or_after_tax(
    company: Callable[..., Books], way: str, tax: int
) -> None:
    books = company("gb")
    choose(books, discount_abroad=way)
    code = books.query("select * from TaxCode where Name = '20.0% S'")["TaxCode"][0]["Id"]

    invoice = books.make(
        "Invoice", sale(books.customer(), line(books.item(), "100", code), DISCOUNT)
    )

    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (tax, 90 + tax)


@pytest.mark.parametrize(("way", "tax"), [("untaxed", 0), ("usual", 5)])
def test_tax_without_a_code_is_dropped_or_stands_under_the_usual_one(
    books: Books, way: str, tax: int
) -> None:
    choose(books, missing_tax_code=way)
    body = sale(books.customer(), line(books.item(), "100", "TAX"), TxnTaxDetail={"TotalTax": 5})

    assert books.make("Invoice", body)["TxnTaxDetail"]["TotalTax"] == tax


def test_the_usual_code_taxes_what_names_none(books: Books) -> None:
    choose(books, missing_tax_code="usual")

    receipt = books.make("SalesReceipt", {"Line": [line(books.item(), "100", "TAX")]})

    assert receipt["TxnTaxDetail"]["TotalTax"] == 8


@pytest.mark.parametrize(("way", "tax"), [("honour", 3), ("replace", 8)])
def test_a_total_that_automated_tax_does_not_find_is_honoured_or_replaced(
    company: Callable[..., Books], way: str, tax: int
) -> None:
    books = company("us-ast")
    choose(books, automated_total=way)
    home = {"City": "Springfield", "CountrySubDivisionCode": "CA"}
    body = sale(books.customer(), line(books.item(), "100", "TAX"), ShipAddr=home)

    invoice = books.make("Invoice", {**body, "TxnTaxDetail": {"TotalTax": 3}})

    detail = invoice["TxnTaxDetail"]
    assert (detail["TotalTax"], "TaxReviewStatus" in detail) == (tax, way == "honour")


def linked(estimate: Obj) -> list[Obj]:
    return [{"TxnId": estimate["Id"], "TxnType": ESTIMATE}]


def with_fields(books: Books) -> Obj:
    """An invoice with a field that is defined and one that is not."""
    custom = [{"DefinitionId": id_, "Type": "StringType", "StringValue": "7"} for id_ in "13"]
    return sale(books.customer(), line(books.item(), "1"), CustomField=custom)
