"""The same sale under each tax regime, and what taxes do to discounts (rules 15, 17, 18)."""

from typing import Any

from entities.models import StoreTax
from tests.factories import CustomerFactory, StoreTaxFactory
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
OFF, DELIVERY = "Discounts given", "Shipping Income"
CALIFORNIA, ARIZONA = "Board of Equalization Payable", "Arizona Dept. of Revenue Payable"
VAT, GST = "VAT Liability", "GST Liabilities Payable"
CODE = "SalesItemLineDetail.TaxCodeRef.name"


def in_california(shop: Shop) -> Any:
    return CustomerFactory(
        first_name="Jane",
        last_name="Roe",
        billing_city="San Pablo",
        billing_region="CA",
        currency=shop.connection.home_currency,
    )


def shipped_to_california(shop: Shop) -> None:
    buyer = CustomerFactory(
        first_name="Jane",
        last_name="Roe",
        billing_city="Tucson",
        billing_region="AZ",
        shipping_line1="4 Bay Road",
        shipping_city="San Pablo",
        shipping_region="CA",
        shipping_country="US",
        currency=shop.connection.home_currency,
    )
    line = {"unit_price": "20.00", "tax": california(shop)}
    shop.pays(shop.order(lines=[line], customer=buyer))


def automated(**line: Any) -> Any:
    def happens(shop: Shop) -> None:
        given = {"unit_price": "20.00", "tax": california(shop), **line}
        shop.pays(shop.order(lines=[given], customer=in_california(shop)))

    return happens


def one_line(code: str, rate: str, **line: Any) -> Any:
    """Something for 20.00 at one rate, paid at once."""

    def happens(shop: Shop) -> None:
        tax = shop.tax(f"Tax of {rate} %", rate, code=code)
        shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": tax, **line}]))

    return happens


def california(shop: Shop) -> StoreTax:
    return shop.tax("California", "8", code="California")


def partly_taxed(shop: Shop) -> None:
    lines = [{"unit_price": "20.00", "tax": california(shop)}, {"unit_price": "10.00"}]
    shop.pays(shop.order(lines=lines))


def taxed_after_discount(shop: Shop) -> None:
    tax = california(shop)
    lines = [{"unit_price": "10.00", "tax": tax}, {"unit_price": "20.00", "tax": tax}]
    shop.pays(shop.order(lines=lines, discount="3.00", tax_total="2.16"))


def taxed_shipping(shop: Shop) -> None:
    tax = california(shop)
    line = {"unit_price": "20.00", "tax": tax}
    shop.pays(shop.order(lines=[line], shipping="5.00", shipping_tax=tax, tax_total="2.00"))


def untaxed_shipping(shop: Shop) -> None:
    line = {"unit_price": "20.00", "tax": california(shop)}
    shop.pays(shop.order(lines=[line], shipping="5.00"))


def rounded_by_line(shop: Shop) -> None:
    tax = california(shop)
    shop.pays(shop.order(lines=[{"unit_price": "0.19", "tax": tax} for _ in range(3)]))


def of_its_own(shop: Shop) -> None:
    tax = california(shop)
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": tax, "tax_amount": "1.00"}]))


def exempt(shop: Shop) -> None:
    tax = california(shop)
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": tax, "tax_amount": "0"}]))


def unmapped(shop: Shop) -> None:
    tax = StoreTaxFactory(name="Nevada", rate="6.85")
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": tax}]))


def two_rates_in_the_us(shop: Shop) -> None:
    here, there = california(shop), shop.tax("Tucson", "9.1", code="Tucson")
    lines = [{"unit_price": "20.00", "tax": here}, {"unit_price": "20.00", "tax": there}]
    shop.pays(shop.order(lines=lines))


def british(shop: Shop) -> tuple[StoreTax, StoreTax]:
    return shop.tax("VAT", "20", code="20.0% S"), shop.tax("Reduced", "5", code="5.0% R")


def two_rates(shop: Shop) -> None:
    full, reduced = british(shop)
    lines = [{"unit_price": "20.00", "tax": full}, {"unit_price": "10.00", "tax": reduced}]
    shop.pays(shop.order(lines=lines))


def two_rates_and_a_discount(shop: Shop) -> None:
    full, reduced = british(shop)
    lines = [{"unit_price": "20.00", "tax": full}, {"unit_price": "10.00", "tax": reduced}]
    shop.pays(shop.order(lines=lines, discount="3.00", tax_total="4.05"))


def gross(shop: Shop) -> None:
    full, _ = british(shop)
    line = {"unit_price": "24.00", "tax": full, "tax_amount": "4.00"}
    shop.pays(shop.order(lines=[line], prices_include_tax=True))


def gross_thirds(shop: Shop) -> None:
    full, _ = british(shop)
    line = {"unit_price": "9.99", "quantity": 3, "tax": full, "tax_amount": "5.00"}
    shop.pays(shop.order(lines=[line], prices_include_tax=True))


def gross_with_shipping(shop: Shop) -> None:
    full, reduced = british(shop)
    lines = [
        {"unit_price": "24.00", "tax": full, "tax_amount": "4.00"},
        {"unit_price": "10.50", "tax": reduced, "tax_amount": "0.50"},
    ]
    about = {"prices_include_tax": True, "shipping": "6.00", "shipping_tax": full}
    shop.pays(shop.order(lines=lines, tax_total="5.50", **about))


def gross_in_the_us(shop: Shop) -> None:
    line = {"unit_price": "21.60", "tax": california(shop), "tax_amount": "1.60"}
    shop.pays(shop.order(lines=[line], prices_include_tax=True))


def gross_australian(shop: Shop) -> None:
    tax = shop.tax("GST", "10", code="GST")
    line = {"unit_price": "22.00", "tax": tax, "tax_amount": "2.00"}
    shop.pays(shop.order(lines=[line], prices_include_tax=True))


def nothing_for_a_reason(shop: Shop) -> None:
    zero = shop.tax("Books", "0", code="0.0% Z", reason="zero_rated")
    none = shop.tax("Insurance", "0", code="Exempt", reason="exempt")
    lines = [
        {"unit_price": "20.00", "tax": zero},
        {"unit_price": "10.00", "tax": none},
        {"unit_price": "5.00"},
    ]
    shop.pays(shop.order(lines=lines))


def exported(shop: Shop) -> None:
    export = shop.tax("Export", "0", code="0.0% Z", reason="export")
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": export}], shipping_country="US"))


def by_destination(shop: Shop) -> None:
    tax = shop.tax("Sales tax", "13", code="HST ON")
    shop.maps(tax, code="Zero-rated", destination="FR")
    line = {"unit_price": "20.00", "tax": tax}
    shop.pays(shop.order("1", lines=[line], shipping_country="CA"))
    line["tax_amount"] = "0"
    shop.pays(shop.order("2", lines=[line], shipping_country="FR"))


def without_a_reason(shop: Shop) -> None:
    full, _ = british(shop)
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": full, "tax_amount": "0"}]))


def off_by_a_cent(shop: Shop) -> None:
    full, _ = british(shop)
    line = {"unit_price": "9.95", "tax": full, "tax_amount": "1.99"}
    shop.pays(shop.order(lines=[line, line, line], tax_total="5.96"))


def refunded(shop: Shop) -> None:
    full, _ = british(shop)
    pot = shop.product("Teapot", "20.00")
    order = shop.order(lines=[{"product": pot, "tax": full}])
    shop.pays(order)
    shop.read()
    line = {"product": pot, "amount": "24.00", "restock": True, "tax": full, "tax_amount": "4.00"}
    shop.refunds(order, line, prices_include_tax=True)


def british_debt(shop: Shop) -> None:
    full, _ = british(shop)
    order = shop.order(lines=[{"unit_price": "20.00", "tax": full}])
    shop.read()
    shop.pays(order, "10.00", day=5)
    shop.pays(order, "14.00", day=9)


def british_debt_taken_back(shop: Shop) -> None:
    full, _ = british(shop)
    order = shop.order(lines=[{"unit_price": "20.00", "tax": full}])
    shop.read()
    line = {"name": "Teapot", "amount": "10.00", "tax": full, "tax_amount": "2.00"}
    shop.refunds(order, line, method=None)


def canadian_refund(shop: Shop) -> None:
    tax = shop.tax("BC", "12", code="GST/PST BC")
    order = shop.order(lines=[{"unit_price": "20.00", "tax": tax}])
    shop.pays(order)
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "10.00", "tax": tax, "tax_amount": "1.20"})


def part_of_a_taxed_sale(shop: Shop) -> None:
    tax = california(shop)
    order = shop.order(lines=[{"unit_price": "20.00", "tax": tax}])
    shop.pays(order)
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "5.00", "tax": tax, "tax_amount": "0.40"})


def gift_card_in_britain(shop: Shop) -> None:
    full, _ = british(shop)
    order = shop.order(lines=[{"unit_price": "20.00", "tax": full}])
    shop.pays(order, "10.00", method=shop.credit("Gift card", "gift_card"))
    shop.pays(order, "14.00")


def surcharge_in_britain(shop: Shop) -> None:
    full, _ = british(shop)
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": full}], surcharge="0.50"))


def euros_in_britain(shop: Shop) -> None:
    full, _ = british(shop)
    shop.accepts("EUR")
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "tax": full}], currency="EUR"))


def line_that_does_not_add_up(shop: Shop) -> None:
    lines = [{"unit_price": "20.00"}]
    shop.pays(shop.order(lines=lines, subtotal="20.04"))


def line_that_is_wrong(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "20.00"}], subtotal="21.00"))


CHAPTER = Chapter(
    "Taxes",
    "The store's tax is the truth: each document states it, per tax code, and QuickBooks has "
    "nothing to work out. In the United States a document has one tax code and its lines are taxed "
    "or not; everywhere else each line has the code that its tax was mapped to. Prices that "
    "include tax are booked without it, with the tax beside them.",
    (
        Scenario(
            "Sales tax is owed to its agency",
            (15, 17),
            one_line("California", "8"),
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.60", INCOME: "-20.00", CALIFORNIA: "-1.60"},
                    {"TxnTaxDetail.TotalTax": "1.60", "ApplyTaxAfterDiscount": "True"},
                ),
            ),
        ),
        Scenario(
            "A tax of state and city together is owed to whoever collects it",
            (17,),
            one_line("Tucson", "9.1"),
            (Booked("SalesReceipt", {CLEARING: "21.82", INCOME: "-20.00", ARIZONA: "-1.82"}),),
        ),
        Scenario(
            "Only what is taxed is taxed",
            (15, 17),
            partly_taxed,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "31.60", INCOME: "-30.00", CALIFORNIA: "-1.60"},
                    {f"Line.0.{CODE}": "TAX", f"Line.1.{CODE}": "NON"},
                ),
            ),
        ),
        Scenario(
            "In the United States tax is on what the discount leaves",
            (15, 18),
            taxed_after_discount,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "29.16", INCOME: "-30.00", OFF: "3.00", CALIFORNIA: "-2.16"},
                    {"ApplyTaxAfterDiscount": "True"},
                ),
            ),
        ),
        Scenario(
            "Shipping may be taxed",
            (17, 18),
            taxed_shipping,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "27.00", INCOME: "-20.00", DELIVERY: "-5.00", CALIFORNIA: "-2.00"},
                ),
            ),
        ),
        Scenario(
            "Shipping may be free of tax",
            (17, 18),
            untaxed_shipping,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "26.60", INCOME: "-20.00", DELIVERY: "-5.00", CALIFORNIA: "-1.60"},
                ),
            ),
        ),
        Scenario(
            "Tax that the store rounds on each line arrives as it is",
            (15, 17),
            rounded_by_line,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "0.63", INCOME: "-0.57", CALIFORNIA: "-0.06"},
                    {"TxnTaxDetail.TotalTax": "0.06"},
                ),
            ),
            note="Three lines of 0.19 at 8 %: 0.02 each is 0.06, where 8 % of 0.57 are 0.05.",
        ),
        Scenario(
            "A customer's own rate arrives as the amount that the store charged",
            (15, 17),
            of_its_own,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.00", INCOME: "-20.00", CALIFORNIA: "-1.00"},
                    {"TxnTaxDetail.TotalTax": "1.00"},
                ),
            ),
        ),
        Scenario(
            "An exempt customer's sale is not taxed",
            (15, 17),
            exempt,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"TxnTaxDetail.TotalTax": "0", f"Line.0.{CODE}": "NON"},
                ),
            ),
        ),
        Scenario(
            "A tax that was not mapped holds the order",
            (3, 17),
            unmapped,
            left=(
                Left("invoice", "held", "The tax Nevada (6.85 %) has no QuickBooks tax code yet"),
                Left("payment", "waiting", ""),
            ),
        ),
        Scenario(
            "Two rates on one order wait for a person in the United States",
            (3, 17),
            two_rates_in_the_us,
            left=(
                Left("invoice", "held", "2 different tax rates"),
                Left("payment", "waiting", ""),
            ),
        ),
        Scenario(
            "Prices that include tax are booked without it in the United States, too",
            (15, 17),
            gross_in_the_us,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.60", INCOME: "-20.00", CALIFORNIA: "-1.60"},
                    {"TxnTaxDetail.TotalTax": "1.60"},
                ),
            ),
        ),
        Scenario(
            "With automated sales tax the store's tax arrives all the same",
            (15, 17),
            automated(),
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.60", INCOME: "-20.00", CALIFORNIA: "-1.60"},
                    {"TxnTaxDetail.TotalTax": "1.60"},
                ),
            ),
            profile="us-ast",
        ),
        Scenario(
            "With automated sales tax the tax is owed where the goods go, not where the bill goes",
            (15, 17),
            shipped_to_california,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.60", INCOME: "-20.00", CALIFORNIA: "-1.60"},
                    {"ShipAddr.CountrySubDivisionCode": "CA"},
                ),
            ),
            profile="us-ast",
        ),
        Scenario(
            "With automated sales tax, too, a rate of the store's own arrives",
            (15, 17),
            automated(tax_amount="1.00"),
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.00", INCOME: "-20.00", CALIFORNIA: "-1.00"},
                    {"TxnTaxDetail.TotalTax": "1.00"},
                ),
            ),
            profile="us-ast",
        ),
        Scenario(
            "VAT at 20 % is owed to HM Revenue & Customs",
            (15, 17),
            one_line("20.0% S", "20"),
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "24.00", INCOME: "-20.00", VAT: "-4.00"},
                    {"GlobalTaxCalculation": "TaxExcluded", f"Line.0.{CODE}": "20.0% S"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "Two rates of VAT stand on the lines of one document",
            (17,),
            two_rates,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "34.50", INCOME: "-30.00", VAT: "-4.50"},
                    {f"Line.0.{CODE}": "20.0% S", f"Line.1.{CODE}": "5.0% R"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "A discount is taken off under each tax code in proportion",
            (17, 18),
            two_rates_and_a_discount,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "31.05", INCOME: "-30.00", OFF: "3.00", VAT: "-4.05"},
                    {
                        "Line.2.Amount": "-2.00",
                        f"Line.2.{CODE}": "20.0% S",
                        "Line.3.Amount": "-1.00",
                        f"Line.3.{CODE}": "5.0% R",
                    },
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "Prices that include VAT are booked without it, with the VAT beside them",
            (15, 17),
            gross,
            (Booked("SalesReceipt", {CLEARING: "24.00", INCOME: "-20.00", VAT: "-4.00"}),),
            profile="gb",
        ),
        Scenario(
            "Prices that include VAT add up to what the customer paid, to the cent",
            (15, 17),
            gross_thirds,
            (Booked("SalesReceipt", {CLEARING: "29.97", INCOME: "-24.97", VAT: "-5.00"}),),
            profile="gb",
            note="Three for 9.99 each hold 4.995 of VAT; the store says 5.00.",
        ),
        Scenario(
            "Shipping, too, may include VAT, beside goods at two rates",
            (15, 17, 18),
            gross_with_shipping,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "40.50", INCOME: "-30.00", DELIVERY: "-5.00", VAT: "-5.50"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "VAT that the store rounds another way arrives as the store has it",
            (15, 17),
            off_by_a_cent,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "35.81", INCOME: "-29.85", VAT: "-5.96"},
                    {"TxnTaxDetail.TotalTax": "5.96"},
                ),
            ),
            profile="gb",
            note="20 % of 29.85 are 5.97.",
        ),
        Scenario(
            "Zero-rated, exempt and outside VAT are different codes of the same nothing",
            (17,),
            nothing_for_a_reason,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "35.00", INCOME: "-35.00"},
                    {
                        f"Line.0.{CODE}": "0.0% Z",
                        f"Line.1.{CODE}": "Exempt",
                        f"Line.2.{CODE}": "No VAT",
                    },
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "An export has the code of exports",
            (17,),
            exported,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {f"Line.0.{CODE}": "0.0% Z", "TxnTaxDetail.TotalTax": "0"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "VAT that was not charged, without a reason, holds the order",
            (3, 17),
            without_a_reason,
            left=(
                Left("invoice", "held", "does not say why"),
                Left("payment", "waiting", ""),
            ),
            profile="gb",
        ),
        Scenario(
            "VAT goes back with a refund whose prices include it",
            (11, 17),
            refunded,
            (
                Booked("SalesReceipt", {CLEARING: "24.00", INCOME: "-20.00", VAT: "-4.00"}),
                Booked("RefundReceipt", {CLEARING: "-24.00", INCOME: "20.00", VAT: "4.00"}),
            ),
            balances={VAT: "0", CLEARING: "0"},
            profile="gb",
        ),
        Scenario(
            "Canadian tax of state and province is owed to both",
            (17,),
            one_line("GST/PST BC", "12"),
            (
                Booked(
                    "SalesReceipt",
                    {
                        CLEARING: "22.40",
                        INCOME: "-20.00",
                        "GST/HST Payable": "-1.00",
                        "PST Payable": "-1.40",
                    },
                    {"TxnTaxDetail.TotalTax": "2.40"},
                ),
            ),
            profile="ca",
        ),
        Scenario(
            "Harmonised tax is one tax",
            (17,),
            one_line("HST ON", "13"),
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "22.60", INCOME: "-20.00", "GST/HST Payable": "-2.60"},
                ),
            ),
            profile="ca",
        ),
        Scenario(
            "The same tax may have another code where the goods go abroad",
            (17,),
            by_destination,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "22.60", INCOME: "-20.00", "GST/HST Payable": "-2.60"},
                    {"DocNumber": "1", f"Line.0.{CODE}": "HST ON"},
                ),
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"DocNumber": "2", f"Line.0.{CODE}": "Zero-rated"},
                ),
            ),
            profile="ca",
        ),
        Scenario(
            "Australian GST is owed to the tax office",
            (17,),
            one_line("GST", "10"),
            (Booked("SalesReceipt", {CLEARING: "22.00", INCOME: "-20.00", GST: "-2.00"}),),
            profile="au",
        ),
        Scenario(
            "Australian prices include GST",
            (15, 17),
            gross_australian,
            (Booked("SalesReceipt", {CLEARING: "22.00", INCOME: "-20.00", GST: "-2.00"}),),
            profile="au",
        ),
        Scenario(
            "A debt with VAT is paid in two parts",
            (9, 17),
            british_debt,
            (
                Booked("Invoice", {OWED: "24.00", INCOME: "-20.00", VAT: "-4.00"}),
                Booked("Payment", {CLEARING: "10.00", OWED: "-10.00"}),
                Booked("Payment", {CLEARING: "14.00", OWED: "-14.00"}),
            ),
            balances={OWED: "0"},
            profile="gb",
        ),
        Scenario(
            "With a part of the debt its VAT is taken back",
            (11, 17),
            british_debt_taken_back,
            (
                Booked(
                    "Invoice",
                    {OWED: "24.00", INCOME: "-20.00", VAT: "-4.00"},
                    {"Balance": "12.00"},
                ),
                Booked("CreditMemo", {OWED: "-12.00", "Refunds given": "10.00", VAT: "2.00"}),
                Booked("Payment", {}, {"TotalAmt": "0"}),
            ),
            balances={OWED: "12.00", VAT: "-2.00"},
            profile="gb",
        ),
        Scenario(
            "With a part of the goods goes back its part of both Canadian taxes",
            (11, 17),
            canadian_refund,
            (
                Booked(
                    "SalesReceipt",
                    {
                        CLEARING: "22.40",
                        INCOME: "-20.00",
                        "GST/HST Payable": "-1.00",
                        "PST Payable": "-1.40",
                    },
                ),
                Booked(
                    "RefundReceipt",
                    {
                        CLEARING: "-11.20",
                        "Refunds given": "10.00",
                        "GST/HST Payable": "0.50",
                        "PST Payable": "0.70",
                    },
                ),
            ),
            profile="ca",
        ),
        Scenario(
            "With a part of the goods goes back its part of the sales tax",
            (11, 17),
            part_of_a_taxed_sale,
            (
                Booked("SalesReceipt", {CLEARING: "21.60", INCOME: "-20.00", CALIFORNIA: "-1.60"}),
                Booked(
                    "RefundReceipt",
                    {CLEARING: "-5.40", "Refunds given": "5.00", CALIFORNIA: "0.40"},
                ),
            ),
            balances={CALIFORNIA: "-1.20"},
        ),
        Scenario(
            "A gift card that pays a part leaves the VAT of the sale as it is",
            (12, 17),
            gift_card_in_britain,
            (
                Booked(
                    "SalesReceipt",
                    {
                        CLEARING: "14.00",
                        "Gift cards outstanding": "10.00",
                        INCOME: "-20.00",
                        VAT: "-4.00",
                    },
                    {f"Line.1.{CODE}": "No VAT", "Line.1.Amount": "-10.00"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "A payment surcharge stands without VAT where the store put none on it",
            (17, 18),
            surcharge_in_britain,
            (
                Booked(
                    "SalesReceipt",
                    {
                        CLEARING: "24.50",
                        INCOME: "-20.00",
                        "Payment surcharges": "-0.50",
                        VAT: "-4.00",
                    },
                    {f"Line.1.{CODE}": "No VAT"},
                ),
            ),
            profile="gb",
        ),
        Scenario(
            "VAT of a sale in euros is owed in pounds",
            (15, 17, 19),
            euros_in_britain,
            (
                Booked(
                    "SalesReceipt",
                    {"Card clearing EUR": "20.60", INCOME: "-17.17", VAT: "-3.43"},
                    {"TotalAmt": "24.00", "TxnTaxDetail.TotalTax": "4.00"},
                ),
            ),
            profile="gb",
            company={"multicurrency": True},
        ),
        Scenario(
            "What rounding leaves of a document goes to an account of its own",
            (17,),
            line_that_does_not_add_up,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.04", INCOME: "-20.00", "Rounding differences": "-0.04"},
                ),
            ),
        ),
        Scenario(
            "What is more than rounding leaves holds the order",
            (3, 17),
            line_that_is_wrong,
            left=(
                Left("invoice", "held", "add up to 20.00, but the store says 21.00"),
                Left("payment", "waiting", ""),
            ),
        ),
    ),
)
