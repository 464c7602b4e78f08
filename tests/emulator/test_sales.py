"""Invoices, sales receipts, refunds and credit memos: lines, discounts, tax, currency."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, line, ref, sale

CALIFORNIA, TUCSON = "2", "3"


def test_it_answers_the_smallest_invoice_as_it_was_recorded(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.item("Services"), "100")))

    assert made["Line"] == [
        {
            "Id": "1",
            "LineNum": 1,
            "Amount": 100,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": "1", "name": "Services"},
                "TaxCodeRef": {"value": "NON"},
            },
        },
        {"Amount": 100, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
    ]
    assert (made["TotalAmt"], made["Balance"], made["LinkedTxn"]) == (100, 100, [])


def test_a_line_shows_the_account_of_its_item_only_where_it_is_set_so(books: Books) -> None:
    item = books.item()
    form = sale(books.customer(), line(item, "100"))

    without = books.make("Invoice", form)["Line"][0]["SalesItemLineDetail"]
    books.control("PUT", "settings", {"line_accounts": True})
    shown = books.make("Invoice", form)["Line"][0]["SalesItemLineDetail"]

    assert "ItemAccountRef" not in without
    assert shown["ItemAccountRef"] == item["IncomeAccountRef"]


def test_it_takes_the_due_date_from_the_term(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1"), TxnDate="2020-09-29")

    net_30 = books.make("Invoice", form)["DueDate"]
    net_15 = books.make("Invoice", {**form, "SalesTermRef": {"value": "2"}})["DueDate"]

    assert (net_30, net_15) == ("2020-10-29", "2020-10-14")


def test_it_refuses_an_amount_that_is_not_price_times_quantity(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1861.07", Qty=3, UnitPrice=620))

    error = books.refused("Invoice", form)

    assert error["code"] == "6070"
    assert error["Detail"] == "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07"


def test_it_rounds_half_a_cent_up(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "0.13", Qty=5, UnitPrice=Decimal("0.025")))

    assert books.make("Invoice", form)["TotalAmt"] == Decimal("0.13")


def test_it_takes_a_line_without_item_as_text(books: Books) -> None:
    text: Obj = {
        "Amount": 9,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"Qty": 1},
    }

    made = books.make("Invoice", sale(books.customer(), line(books.item(), "1"), text))

    assert made["TotalAmt"] == 1
    assert made["Line"][1]["DetailType"] == "DescriptionOnly"


def test_it_takes_negative_lines_but_no_negative_total(books: Books) -> None:
    customer, item = books.customer(), books.item()

    made = books.make("Invoice", sale(customer, line(item, "10"), line(item, "-4")))
    error = books.refused("Invoice", sale(customer, line(item, "-4")))

    assert made["TotalAmt"] == 6
    assert error["code"] == "6000"


@pytest.mark.parametrize(("after", "tax"), [(True, "7.20"), (False, "8.00")])
def test_it_takes_the_discount_before_or_after_tax(books: Books, after: bool, tax: str) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    form = sale(books.customer(), line(books.item(), "100", "TAX"), discount)
    more = {
        "ApplyTaxAfterDiscount": after,
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": CALIFORNIA}},
    }

    made = books.make("SalesReceipt", {**form, **more})

    assert made["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    assert made["Line"][-1]["Amount"] == 10
    assert made["TotalAmt"] == 90 + Decimal(tax)
    assert books.balances()["Discounts given"] == 10


def test_it_refuses_a_discount_where_discounts_are_off(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDiscount=False)
    discount = {"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}

    error = books.refused("Invoice", sale(books.customer(), line(books.item(), "9"), discount))

    assert error["code"] == "6000"


def test_it_ships_only_where_shipping_is_on(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "9"), line({"Id": "SHIPPING_ITEM_ID"}, "4"))

    error = books.refused("Invoice", form)
    books.prefer("SalesFormsPrefs", AllowShipping=True)
    made = books.make("Invoice", form)

    assert error["code"] == "2500"
    assert (made["TotalAmt"], made["Line"][1]["Amount"]) == (13, 9)
    assert books.balances()["Shipping Income"] == -4


def test_shipping_stands_behind_the_discount_without_a_number(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowShipping=True)
    discount = {"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    shipping = line({"Id": "SHIPPING_ITEM_ID"}, "4")
    tea = line(books.item(), "9")

    made = books.make("Invoice", sale(books.customer(), shipping, tea, discount))
    again = books.make("Invoice", {**made, "PrivateNote": "Read and written"})

    assert [each["Amount"] for each in made["Line"]] == [9, 9, 1, 4]
    assert (made["Line"][0]["LineNum"], "Id" in made["Line"][-1]) == (1, False)
    assert (again["Line"], again["TotalAmt"]) == (made["Line"], 12)


def test_it_computes_us_tax_by_the_code_of_the_document(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "335.25", "TAX"), line(books.item("B"), "9"))
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": CALIFORNIA}}}

    made = books.make("Invoice", {**form, **tax})

    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("26.82")
    detail = made["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]
    assert (detail["TaxPercent"], detail["NetAmountTaxable"]) == (8, Decimal("335.25"))


def test_it_honours_the_tax_that_was_sent_and_spreads_it(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "100", "TAX"))
    tax = {"TxnTaxCodeRef": {"value": TUCSON}, "TotalTax": Decimal("9.11")}

    made = books.make("Invoice", {**form, "TxnTaxDetail": tax})

    assert made["TotalAmt"] == Decimal("109.11")
    assert sum(each["Amount"] for each in made["TxnTaxDetail"]["TaxLine"]) == Decimal("9.11")
    assert books.balances()["Arizona Dept. of Revenue Payable"] == Decimal("-9.11")


def test_it_keeps_the_sent_tax_when_an_update_touches_something_else(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "100", "TAX"))
    tax = {"TxnTaxCodeRef": {"value": CALIFORNIA}, "TotalTax": Decimal("8.01")}
    made = books.make("Invoice", {**form, "TxnTaxDetail": tax})

    noted = books.change("Invoice", made, PrivateNote="order 7")
    rebuilt = books.change("Invoice", noted, Line=[line(books.item("B"), "50", "TAX")])

    assert noted["TxnTaxDetail"]["TotalTax"] == Decimal("8.01")
    assert rebuilt["TxnTaxDetail"]["TotalTax"] == 4


def test_it_taxes_nothing_without_a_code_or_with_sales_tax_off(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "100", "TAX"))
    without = books.make("Invoice", form)

    books.prefer("TaxPrefs", UsingSalesTax=False)
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": CALIFORNIA}, "TotalTax": 8}}
    off = books.make("Invoice", {**form, **tax})

    assert (without["TotalAmt"], off["TotalAmt"]) == (100, 100)


def test_it_takes_only_tax_and_non_on_us_lines(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "100", CALIFORNIA))

    assert books.refused("Invoice", form)["code"] == "6100"


def test_it_lets_the_place_decide_under_automated_sales_tax(company: Callable[..., Books]) -> None:
    books = company("us-ast")
    form = sale(books.customer(), line(books.item(), "100", "TAX"))

    totals = [
        books.make("Invoice", {**form, "ShipAddr": {"CountrySubDivisionCode": state}})["TotalAmt"]
        for state in ("CA", "AZ", "OR")
    ]
    sent = books.make("Invoice", {**form, "TxnTaxDetail": {"TotalTax": Decimal("7.77")}})

    assert totals == [108, Decimal("109.10"), 100]
    assert sent["TotalAmt"] == Decimal("107.77")


@pytest.mark.parametrize(
    ("profile", "code", "tax"), [("gb", "20.0% S", 20), ("ca", "HST ON", 13), ("au", "GST", 10)]
)
def test_it_taxes_each_line_by_its_code_elsewhere(
    company: Callable[..., Books], profile: str, code: str, tax: int
) -> None:
    books = company(profile)
    id_ = books.query(f"select * from TaxCode where Name = '{code}'")["TaxCode"][0]["Id"]

    made = books.make("Invoice", sale(books.customer(), line(books.item(), "100", id_)))

    assert made["TxnTaxDetail"]["TotalTax"] == tax
    assert made["TotalAmt"] == 100 + tax


def test_it_wants_a_tax_code_on_every_line_elsewhere(company: Callable[..., Books]) -> None:
    books = company("gb")

    error = books.refused("Invoice", sale(books.customer(), line(books.item(), "100")))

    assert error["code"] == "6000"
    assert "Make sure all your transactions have a VAT rate before you save." in error["Detail"]


def test_it_reads_net_and_gross_of_inclusive_prices(company: Callable[..., Books]) -> None:
    books = company("gb")
    gross = line(books.item(), "8.33", "1", TaxInclusiveAmt=10, Qty=1, UnitPrice=10)
    form = sale(books.customer(), gross, GlobalTaxCalculation="TaxInclusive")

    made = books.make("SalesReceipt", form)

    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (10, Decimal("1.67"))


def test_it_taxes_nothing_where_tax_does_not_apply(company: Callable[..., Books]) -> None:
    books = company("gb")
    form = sale(books.customer(), line(books.item(), "100"), GlobalTaxCalculation="NotApplicable")

    assert books.make("Invoice", form)["TotalAmt"] == 100


def test_it_spreads_a_sent_tax_over_several_codes(company: Callable[..., Books]) -> None:
    books = company("gb")
    item = books.item()
    form = sale(books.customer(), line(item, "100", "1"), line(item, "100", "2"))

    made = books.make("Invoice", {**form, "TxnTaxDetail": {"TotalTax": Decimal("25.03")}})

    amounts = [each["Amount"] for each in made["TxnTaxDetail"]["TaxLine"]]
    assert sum(amounts) == Decimal("25.03")
    assert made["TotalAmt"] == Decimal("225.03")


def test_it_puts_a_receipt_into_undeposited_funds_unless_told(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"))

    default = books.make("SalesReceipt", form)
    told = books.make("SalesReceipt", {**form, "DepositToAccountRef": {"value": "35"}})

    assert default["DepositToAccountRef"] == {"value": "4", "name": "Undeposited Funds"}
    assert told["Balance"] == 0
    assert books.balances()["Checking"] == 10


def test_it_refuses_to_deposit_into_income(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"), DepositToAccountRef={"value": "79"})

    assert books.refused("SalesReceipt", form)["code"] == "6430"
    assert books.refused("RefundReceipt", form)["code"] == "6430"


def test_it_pays_a_refund_out_of_the_named_account(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"))

    error = books.refused("RefundReceipt", form)
    books.make("RefundReceipt", {**form, "DepositToAccountRef": {"value": "35"}})

    assert error["element"] == "DepositToAccountRef"
    assert books.balances() == {"Checking": -10, "Sales of Product Income": 10}


def test_it_drops_class_and_department_unless_they_are_tracked(books: Books) -> None:
    tag: Obj = {"ClassRef": ref(books.make("Class", {"Name": "Web"}))}
    form = sale(books.customer(), line(books.item(), "10", **tag), **tag)
    dropped = books.make("Invoice", form)

    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxn=True, ClassTrackingPerTxnLine=True)
    kept = books.make("Invoice", form)

    assert "ClassRef" not in dropped
    assert kept["ClassRef"]["name"] == "Web"
    assert kept["Line"][0]["SalesItemLineDetail"]["ClassRef"]["name"] == "Web"


def test_it_needs_an_address_to_send_to(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"))

    error = books.refused("Invoice", {**form, "EmailStatus": "NeedToSend"})
    made = books.make("Invoice", form)
    sent = books.call(f"invoice/{made['Id']}/send", {}, sendTo="erin@example.com").json()

    assert error["code"] == "6420"
    assert sent["Invoice"]["EmailStatus"] == "EmailSent"


def test_it_refuses_a_foreign_document_without_multi_currency(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"), CurrencyRef={"value": "EUR"})

    error = books.refused("Invoice", form)

    assert "The currency of the transaction is invalid" in error["Detail"]


def test_it_books_a_foreign_invoice_at_its_rate(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    customer, item = books.customer(**euro), books.item()

    made = books.make("Invoice", sale(customer, line(item, "100"), ExchangeRate="1.1", **euro))

    assert (made["TotalAmt"], made["HomeTotalAmt"]) == (100, 110)
    assert books.balances()["Accounts Receivable (A/R) - EUR"] == 110
    assert books.read("Customer", customer["Id"])["Balance"] == 100
    assert books.refused("Invoice", sale(customer, line(item, "1")))["element"] == "CurrencyRef"
    dollars = {"CurrencyRef": {"value": "USD"}}
    assert books.refused("Invoice", sale(customer, line(item, "1"), **dollars))["code"] == "6000"
