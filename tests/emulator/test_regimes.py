"""The tax of each country: what a form comes to, and where every cent of it stands."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, key_of, line, sale

Open = Callable[..., Books]


def code(books: Books, name: str) -> str:
    found = books.query(f"select * from TaxCode where Name = '{name}'")["TaxCode"]
    return str(found[0]["Id"])


def bought(books: Books, amount: str, tax: str, **more: Any) -> Obj:
    """An expense paid from the bank account."""
    detail: Obj = {"AccountRef": {"value": "9"}, "TaxCodeRef": {"value": tax}, **more}
    expense = {
        "Amount": Decimal(amount),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }
    return {"PaymentType": "Cash", "AccountRef": {"value": "35"}, "Line": [expense]}


def test_it_books_british_vat_on_several_rates(company: Open) -> None:
    books = company("gb")
    item, standard, reduced = books.item(), code(books, "20.0% S"), code(books, "5.0% R")

    made = books.make(
        "Invoice",
        sale(books.customer(), line(item, "33.33", standard), line(item, "9.99", reduced)),
    )

    amounts = [each["Amount"] for each in made["TxnTaxDetail"]["TaxLine"]]
    assert amounts == [Decimal("6.67"), Decimal("0.50")]
    assert made["GlobalTaxCalculation"] == "TaxExcluded"
    assert books.balances() == {
        "Accounts Receivable (A/R)": Decimal("50.49"),
        "VAT Liability": Decimal("-7.17"),
        "Sales of Product Income": Decimal("-43.32"),
    }


def test_it_takes_the_tax_out_of_gross_prices(company: Open) -> None:
    """As recorded of an Australian company: 450 of 1 each at 10 % are 409.09 at 0.9090889."""
    books = company("au")
    gross = line(books.item(), "450", code(books, "GST"), Qty=450, UnitPrice=1, TaxInclusiveAmt=450)

    made = books.make("Invoice", sale(books.customer(), gross, GlobalTaxCalculation="TaxInclusive"))

    detail = made["Line"][0]["SalesItemLineDetail"]
    assert made["Line"][0]["Amount"] == Decimal("409.09")
    assert (detail["UnitPrice"], detail["TaxInclusiveAmt"]) == (Decimal("0.9090889"), 450)
    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (450, Decimal("40.91"))
    assert books.balances() == {
        "Accounts Receivable (A/R)": 450,
        "GST Liabilities Payable": Decimal("-40.91"),
        "Sales of Product Income": Decimal("-409.09"),
    }


@pytest.mark.parametrize(("way", "total"), [("net", "12"), ("gross", "10")])
def test_it_reads_an_amount_without_its_gross_as_it_is_set(
    company: Open, way: str, total: str
) -> None:
    books = company("gb")
    books.control("PUT", "settings", {"inclusive_amount": way})
    form = sale(books.customer(), line(books.item(), "10", code(books, "20.0% S")))

    made = books.make("Invoice", {**form, "GlobalTaxCalculation": "TaxInclusive"})

    assert made["TotalAmt"] == Decimal(total)


def test_it_leaves_gross_prices_alone_when_they_are_sent_back(company: Open) -> None:
    books = company("gb")
    gross = line(books.item(), "10", code(books, "20.0% S"), TaxInclusiveAmt=10)
    made = books.make("Invoice", sale(books.customer(), gross, GlobalTaxCalculation="TaxInclusive"))

    again = books.make("Invoice", made)

    assert (made["Line"][0]["Amount"], made["TotalAmt"]) == (Decimal("8.33"), 10)
    assert again == made


def test_it_shows_gross_amounts_only_where_prices_include_tax(company: Open) -> None:
    books = company("gb")
    net = line(books.item(), "10", code(books, "20.0% S"), TaxInclusiveAmt=12)

    made = books.make("Invoice", sale(books.customer(), net))

    assert "TaxInclusiveAmt" not in made["Line"][0]["SalesItemLineDetail"]
    assert made["TotalAmt"] == 12


def test_it_splits_a_canadian_code_into_its_rates(company: Open) -> None:
    books = company("ca")
    both = code(books, "GST/PST BC")

    made = books.make("Invoice", sale(books.customer(), line(books.item(), "49.99", both)))

    lines = made["TxnTaxDetail"]["TaxLine"]
    assert [each["TaxLineDetail"]["TaxPercent"] for each in lines] == [5, 7]
    assert [each["Amount"] for each in lines] == [Decimal("2.50"), Decimal("3.50")]
    assert books.balances() == {
        "Accounts Receivable (A/R)": Decimal("55.99"),
        "GST/HST Payable": Decimal("-2.50"),
        "PST Payable": Decimal("-3.50"),
        "Sales of Product Income": Decimal("-49.99"),
    }


def test_it_refuses_a_canadian_code_for_the_whole_form_alone(company: Open) -> None:
    books = company("ca")
    whole = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": code(books, "GST")}}}

    error = books.refused("Invoice", {**sale(books.customer(), line(books.item(), "9")), **whole})

    assert "Make sure all your transactions have a GST/HST rate before you save." in error["Detail"]


def test_it_shows_the_base_of_a_rate_of_nothing(company: Open) -> None:
    books = company("au")
    free = code(books, "GST free")

    made = books.make("Invoice", sale(books.customer(), line(books.item(), "15", free)))

    tax = made["TxnTaxDetail"]
    assert (tax["TotalTax"], tax["TaxLine"][0]["Amount"]) == (0, 0)
    assert tax["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == 15


@pytest.mark.parametrize("given", [{"TotalTax": 2}, {"TxnTaxCodeRef": {"value": "1"}}])
def test_it_refuses_tax_where_tax_does_not_apply(company: Open, given: Obj) -> None:
    books = company("gb")
    form = sale(books.customer(), line(books.item(), "10"), GlobalTaxCalculation="NotApplicable")

    error = books.refused("Invoice", {**form, "TxnTaxDetail": given})
    made = books.make("Invoice", {**form, "TxnTaxDetail": {"TotalTax": 0}})

    assert (error["code"], error["element"]) == ("6170", "TxnTaxDetail")
    assert made["TotalAmt"] == 10


def test_it_refuses_a_code_that_the_country_does_not_have(company: Open) -> None:
    books = company("gb")

    error = books.refused("Invoice", sale(books.customer(), line(books.item(), "10", "TAX")))

    assert error["code"] == "2500"


def test_it_ignores_tax_codes_where_sales_tax_is_off(company: Open) -> None:
    books = company("gb", preferences={"UsingSalesTax": False})

    made = books.make("Invoice", sale(books.customer(), line(books.item(), "10")))

    assert (made["TotalAmt"], made["TxnTaxDetail"]) == (10, {"TotalTax": 0})


def test_it_gets_british_vat_back_on_what_is_bought(company: Open) -> None:
    books = company("gb")

    made = books.make("Purchase", bought(books, "100", code(books, "20.0% S")))

    assert made["TotalAmt"] == 120
    assert books.balances() == {
        "Current account": -120,
        "VAT Liability": 20,
        "Commissions & fees": 100,
    }


def test_it_takes_the_tax_out_of_gross_costs(company: Open) -> None:
    books = company("gb")
    gross = bought(books, "120", code(books, "20.0% S"), TaxInclusiveAmt=120)

    made = books.make("Purchase", {**gross, "GlobalTaxCalculation": "TaxInclusive"})

    assert (made["TotalAmt"], made["Line"][0]["Amount"]) == (120, 100)
    assert books.balances()["VAT Liability"] == 20


def test_it_knows_a_twin_rate_for_purchases_abroad_and_none_in_the_us(company: Open) -> None:
    abroad = company("gb").query("select * from TaxCode where Name = '20.0% S'")["TaxCode"][0]
    home = company("us").query("select * from TaxCode where Name = 'California'")["TaxCode"][0]

    assert abroad["PurchaseTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["name"] == (
        "20.0% S (Purchases)"
    )
    assert home["PurchaseTaxRateList"]["TaxRateDetail"] == []


def test_it_books_manual_us_tax_with_discount_and_shipping(company: Open) -> None:
    books = company("us", preferences={"AllowShipping": True})
    discount = {
        "Amount": 20,
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": False},
    }
    shipping = line({"Id": "SHIPPING_ITEM_ID"}, "10", "TAX")
    form = sale(books.customer(), line(books.item(), "100", "TAX"), shipping, discount)
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}}, "ApplyTaxAfterDiscount": True}

    made = books.make("Invoice", {**form, **tax})

    assert made["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == 90
    assert books.balances() == {
        "Accounts Receivable (A/R)": Decimal("98.19"),
        "Arizona Dept. of Revenue Payable": Decimal("-8.19"),
        "Sales of Product Income": -100,
        "Shipping Income": -10,
        "Discounts given": 20,
    }


def test_it_leaves_untaxed_shipping_out_of_the_tax(company: Open) -> None:
    books = company("us", preferences={"AllowShipping": True})
    form = sale(
        books.customer(),
        line(books.item(), "100", "TAX"),
        line({"Id": "SHIPPING_ITEM_ID"}, "10", "NON"),
    )

    made = books.make("Invoice", {**form, "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}}})

    assert made["TxnTaxDetail"]["TotalTax"] == 8


def test_it_marks_tax_that_overrides_the_automated_one(company: Open) -> None:
    books = company("us-ast")
    form = sale(books.customer(), line(books.item(), "100", "TAX"))

    plain = books.make("Invoice", form)
    sent = books.make("Invoice", {**form, "TxnTaxDetail": {"TotalTax": Decimal("7.77")}})

    assert "TaxReviewStatus" not in plain["TxnTaxDetail"]
    assert sent["TxnTaxDetail"]["TaxReviewStatus"] == "AST_TAX_OVERRIDE"
    assert books.balances()["Board of Equalization Payable"] == Decimal("-15.77")


def test_it_overrides_the_code_that_is_sent_to_automated_tax(company: Open) -> None:
    books = company("us-ast")
    form = sale(books.customer(), line(books.item(), "100", "TAX"))
    tucson = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}}}

    made = books.make("Invoice", {**form, **tucson})

    assert made["TxnTaxDetail"]["TxnTaxCodeRef"] == {"value": "2"}
    assert made["TotalAmt"] == 108


def test_it_sets_the_default_code_of_a_customer_itself_under_automated_tax(company: Open) -> None:
    tucson = {"DefaultTaxCodeRef": {"value": "3"}}

    manual = company("us").customer(**tucson)
    automated = company("us-ast").customer(**tucson)
    unknown = {"DisplayName": "X", "DefaultTaxCodeRef": {"value": "99"}}

    assert manual["DefaultTaxCodeRef"] == {"value": "3"}
    assert automated["DefaultTaxCodeRef"] == {"value": "2"}
    assert company("us").refused("Customer", unknown)["code"] == "2500"


def test_it_taxes_no_exempt_customer_automatically(company: Open) -> None:
    books = company("us-ast")
    form = sale(books.customer(Taxable=False), line(books.item(), "100", "TAX"))

    made = books.make("Invoice", form)

    assert (made["TotalAmt"], made["TxnTaxDetail"]) == (100, {"TotalTax": 0})


def test_it_computes_automated_tax_anew_when_the_goods_go_elsewhere(company: Open) -> None:
    books = company("us-ast")
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "100", "TAX")))

    moved = books.change("Invoice", made, ShipAddr={"CountrySubDivisionCode": "AZ"})

    assert (made["TotalAmt"], moved["TotalAmt"]) == (108, Decimal("109.10"))


def test_it_drops_what_the_us_does_not_have(company: Open) -> None:
    books = company("us")
    form = sale(books.customer(), line(books.item(), "10"), GlobalTaxCalculation="TaxInclusive")

    made = books.make("Invoice", form)

    assert "GlobalTaxCalculation" not in made
    assert made["TotalAmt"] == 10


def test_it_rebuilds_the_tax_of_changed_lines_when_the_old_one_is_left_out(company: Open) -> None:
    books = company("gb")
    item, vat = books.item(), code(books, "20.0% S")
    made = books.make("Invoice", sale(books.customer(), line(item, "100", vat)))
    change = {"Line": [line(item, "50", vat)]}

    kept = books.change("Invoice", made, **change, TxnTaxDetail=made["TxnTaxDetail"])
    rebuilt = books.change("Invoice", kept, **change, TxnTaxDetail={})

    assert (kept["TotalAmt"], rebuilt["TotalAmt"]) == (70, 60)
    assert key_of(rebuilt)["SyncToken"] == "2"


def test_gross_prices_stay_what_they_are_under_two_rates(company: Open) -> None:
    """5 % and 7 % of 8.50 are 0.43 and 0.60 by themselves, a cent more than 9.52 holds."""
    books = company("ca")
    gross = line(books.item(), "9.52", code(books, "GST/PST BC"), TaxInclusiveAmt=Decimal("9.52"))

    made = books.make("Invoice", sale(books.customer(), gross, GlobalTaxCalculation="TaxInclusive"))

    assert made["TotalAmt"] == Decimal("9.52")
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("1.02")
