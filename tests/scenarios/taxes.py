"""Rounding, and tax that is in doubt (rules 3, 15, 17)."""

from collections.abc import Mapping

from entities.models import StoreTax
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
CALIFORNIA = "Board of Equalization Payable"
VAT, GST, HST, PST = "VAT Liability", "GST Liabilities Payable", "GST/HST Payable", "PST Payable"


def sells(shop: Shop, *lines: tuple[str, StoreTax | None, str], **columns: object) -> None:
    """An order with these (price, tax, tax amount), paid at once by card."""
    each = [{"unit_price": price, "tax": tax, "tax_amount": amount} for price, tax, amount in lines]
    shop.pays(shop.order(lines=each, **columns))


def two_us_rates_of_one_code(shop: Shop) -> None:
    first, second = (shop.tax(name, "8", code="California") for name in ("Books", "Toys"))
    sells(shop, ("20.00", first, "1.60"), ("10.00", second, "0.80"))


def gross_with_discount(shop: Shop) -> None:
    tax = shop.tax("VAT", "20", code="20.0% S")
    line = {"unit_price": "24.00", "tax": tax, "tax_amount": "4.00"}
    extra = {"shipping": "6.00", "shipping_tax": tax, "discount": "12.00", "tax_total": "3.00"}
    shop.pays(shop.order(lines=[line], prices_include_tax=True, **extra))


def taxed_extras(shop: Shop) -> None:
    tax = shop.tax("VAT", "20", code="20.0% S")
    extra = {"shipping": "5.00", "shipping_tax": tax, "surcharge": "1.00", "surcharge_tax": tax}
    sells(shop, ("10.00", tax, "2.00"), tax_total="3.20", **extra)


def untaxed_extras(shop: Shop) -> None:
    tax = shop.tax("VAT", "20", code="20.0% S")
    sells(shop, ("10.00", tax, "2.00"), shipping="5.00", surcharge="1.00")


def reverse_charge(shop: Shop) -> None:
    tax = shop.tax("Reverse charge", "0", code="No VAT", reason=StoreTax.Reason.REVERSE_CHARGE)
    sells(shop, ("10.00", tax, "0"))


def unclear(shop: Shop) -> None:
    standard = shop.tax("VAT", "20", code="20.0% S")
    reduced = shop.tax("Reduced", "5", code="5.0% R")
    sells(shop, ("10.00", standard, "2.00"), ("4.00", reduced, "0.20"), tax_total="5.00")


def no_tax_on_lines(shop: Shop) -> None:
    sells(shop, ("10.00", None, "0"), tax_total="2.00")


def not_registered(shop: Shop) -> None:
    sells(shop, ("10.00", None, "0"))


def taxed_all_the_same(shop: Shop) -> None:
    sells(shop, ("10.00", shop.tax("VAT", "20", code="20.0% S"), "2.00"))


def canadian_mixed(shop: Shop) -> None:
    west, east = shop.tax("BC", "12", code="GST/PST BC"), shop.tax("ON", "13", code="HST ON")
    sells(shop, ("10.00", west, "1.20"), ("10.00", east, "1.30"))


def australian(shop: Shop) -> None:
    gst = shop.tax("GST", "10", code="GST")
    free = shop.tax("Fresh food", "0", code="GST free", reason=StoreTax.Reason.ZERO_RATED)
    sells(shop, ("11.00", gst, "1.00"), ("4.00", free, "0"), prices_include_tax=True)


def five_cents(shop: Shop) -> None:
    """The store rounds what is to be paid to five cents."""
    sells(shop, ("10.02", None, "0"), subtotal="10.00")


def six_cents(shop: Shop) -> None:
    sells(shop, ("10.06", None, "0"), subtotal="10.00")


def no_rounding_account(shop: Shop) -> None:
    choices = shop.connection.defaults
    choices.rounding = None
    choices.save()
    five_cents(shop)


def receipt(entries: Mapping[str, str], **states: str) -> tuple[Booked, ...]:
    paths = {name.replace("_", "."): value for name, value in states.items()}
    return (Booked("SalesReceipt", entries, paths),)


def held(words: str) -> tuple[Left, ...]:
    return (Left("invoice", "held", words), Left("payment", "waiting", words))


def _sale(net: str, tax: str, total: str, account: str) -> dict[str, str]:
    return {CLEARING: total, INCOME: f"-{net}", account: f"-{tax}"}


CHAPTER = Chapter(
    "Rounding, and tax that is in doubt",
    "Every document states the tax that the store charged, in all and per rate of QuickBooks, on "
    "lines that are net. So QuickBooks works nothing out, and whichever way the store rounds, per "
    "line, per rate or per order, the same cents stand in the books. What an order does not tell, "
    "under which code its tax belongs, is not guessed. Where the lines do not come to the total, "
    "0.05 at most go to the account for rounding; more is an error, and waits.",
    (
        Scenario(
            "Two US taxes with one code are one document",
            (17,),
            two_us_rates_of_one_code,
            receipt(_sale("30.00", "2.40", "32.40", CALIFORNIA)),
        ),
        Scenario(
            "A discount off prices with VAT lowers the VAT, and shipping has its own",
            (17, 18),
            gross_with_discount,
            receipt(
                {
                    CLEARING: "18.00",
                    INCOME: "-20.00",
                    "Discounts given": "10.00",
                    "Shipping Income": "-5.00",
                    VAT: "-3.00",
                }
            ),
            profile="gb",
        ),
        Scenario(
            "Shipping and surcharges with tax have the code of their tax",
            (17, 18),
            taxed_extras,
            receipt(
                {
                    CLEARING: "19.20",
                    INCOME: "-10.00",
                    "Shipping Income": "-5.00",
                    "Payment surcharges": "-1.00",
                    VAT: "-3.20",
                }
            ),
            profile="gb",
        ),
        Scenario(
            "Shipping and surcharges without tax have the code of untaxed lines",
            (17, 18),
            untaxed_extras,
            receipt(
                {
                    CLEARING: "18.00",
                    INCOME: "-10.00",
                    "Shipping Income": "-5.00",
                    "Payment surcharges": "-1.00",
                    VAT: "-2.00",
                }
            ),
            profile="gb",
        ),
        Scenario(
            "Reverse charge is a code of its own, whatever else is 0.00",
            (17,),
            reverse_charge,
            receipt({CLEARING: "10.00", INCOME: "-10.00"}),
            profile="gb",
        ),
        Scenario(
            "Tax that the lines do not account for waits",
            (17,),
            unclear,
            left=held("how much belongs to which code"),
            profile="gb",
        ),
        Scenario(
            "Tax on an order whose lines have none waits",
            (17,),
            no_tax_on_lines,
            left=held("none of its lines has a tax"),
            profile="gb",
        ),
        Scenario(
            "A company that is not registered for tax sells without tax codes",
            (15, 17),
            not_registered,
            receipt({CLEARING: "10.00", INCOME: "-10.00"}),
            profile="gb",
            company={"preferences": {"UsingSalesTax": False}},
        ),
        Scenario(
            "A company that is not registered cannot have charged tax",
            (3, 17),
            taxed_all_the_same,
            left=held("sales tax is switched off"),
            profile="gb",
            company={"preferences": {"UsingSalesTax": False}},
        ),
        Scenario(
            "Goods for two provinces on one Canadian order have a code each",
            (17,),
            canadian_mixed,
            receipt({CLEARING: "22.50", INCOME: "-20.00", HST: "-1.80", PST: "-0.70"}),
            profile="ca",
        ),
        Scenario(
            "Australian prices include GST; fresh food is free of it",
            (17,),
            australian,
            receipt(_sale("14.00", "1.00", "15.00", GST)),
            profile="au",
        ),
        Scenario(
            "Cents that the store rounds away stand on a line of their own",
            (17,),
            five_cents,
            receipt({CLEARING: "10.00", INCOME: "-10.02", "Rounding differences": "0.02"}),
        ),
        Scenario(
            "More than 0.05 is no rounding, and waits",
            (17,),
            six_cents,
            left=held("add up to 10.06, but the store says 10.00"),
        ),
        Scenario(
            "Without an account for rounding its order waits for one",
            (3, 17),
            no_rounding_account,
            left=(
                Left("charge", "held", "No rounding account"),
                Left("invoice", "waiting", "No rounding account"),
                Left("payment", "waiting", "Waits for invoice"),
            ),
        ),
    ),
)
