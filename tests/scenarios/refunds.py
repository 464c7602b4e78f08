"""Money that goes back, and debts that are taken back (rules 1, 11, 16)."""

from datetime import date
from typing import Any

from entities.models import Order, Payment, Product
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
GIVEN, DELIVERY = "Refunds given", "Shipping Income"
PAID = Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"})


def sold(shop: Shop, **columns: Any) -> tuple[Order, Product, Payment]:
    pot = shop.product("Teapot", "20.00")
    order = shop.order(lines=[{"product": pot}], **columns)
    payment = shop.pays(order)
    shop.read()
    return order, pot, payment


def back_on_the_shelf(shop: Shop) -> None:
    order, pot, _ = sold(shop)
    shop.refunds(order, {"product": pot, "amount": "20.00", "restock": True})


def broken(shop: Shop) -> None:
    order, pot, _ = sold(shop)
    shop.refunds(order, {"product": pot, "amount": "20.00"})


def goodwill(shop: Shop) -> None:
    order, _, _ = sold(shop)
    shop.refunds(order)


def shipping(shop: Shop) -> None:
    order, _, _ = sold(shop, shipping="5.00")
    shop.refunds(order, {"kind": "shipping", "amount": "5.00"})


def with_a_fee(shop: Shop) -> None:
    order, pot, _ = sold(shop)
    shop.refunds(
        order,
        {"product": pot, "amount": "20.00", "restock": True},
        {"kind": "fee", "amount": "-2.00"},
    )


def in_parts(shop: Shop) -> None:
    order, pot, _ = sold(shop)
    shop.refunds(order, {"product": pot, "amount": "5.00"}, day=9, number="R-1")
    shop.refunds(order, {"product": pot, "amount": "7.50"}, day=10, number="R-2")


def from_its_own_account(shop: Shop) -> None:
    order = shop.order()
    payment = shop.pays(order, method=shop.method("PayPal"))
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"}, payment=payment, method=None)


def before_payment(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"}, method=None)


def partly_before_payment(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "5.00"}, method=None, day=5)
    shop.read()
    shop.pays(order, "15.00", day=9)


def taxed(shop: Shop) -> None:
    tax = shop.tax("California", "8", code="California")
    pot = shop.product("Teapot", "20.00")
    order = shop.order(lines=[{"product": pot, "tax": tax}])
    shop.pays(order)
    shop.read()
    line = {"product": pot, "amount": "20.00", "restock": True, "tax": tax, "tax_amount": "1.60"}
    shop.refunds(order, line)


def without_an_order(shop: Shop) -> None:
    shop.refunds(None, {"kind": "goodwill", "amount": "5.00"})


def of_an_old_order(shop: Shop) -> None:
    order = shop.order(month=10)
    shop.pays(order, captured_at=shop.on(2, 10))
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"})


def in_another_month(shop: Shop) -> None:
    order = shop.order(month=10)
    shop.pays(order, captured_at=shop.on(2, 10))
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"}, day=1)


def without_a_way(shop: Shop) -> None:
    order, pot, _ = sold(shop)
    shop.refunds(order, {"product": pot, "amount": "20.00"}, method=None)


def of_what_was_never_booked(shop: Shop) -> None:
    order = shop.order(status="cancelled")
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"})


CHAPTER = Chapter(
    "Money that goes back",
    "A refund is a document of its own day. It leaves the account into which its payment came; "
    "what was never paid is taken back by a credit memo that is set against its invoice.",
    (
        Scenario(
            "Goods that went back on the shelf are taken out of the sales",
            (11, 16),
            back_on_the_shelf,
            (
                PAID,
                Booked(
                    "RefundReceipt",
                    {CLEARING: "-20.00", INCOME: "20.00"},
                    {"TxnDate": "2026-11-10", "EmailStatus": "NotSet"},
                ),
            ),
            balances={CLEARING: "0", INCOME: "0"},
        ),
        Scenario(
            "Goods that did not go back on the shelf are booked to the refunds",
            (11,),
            broken,
            (PAID, Booked("RefundReceipt", {CLEARING: "-20.00", GIVEN: "20.00"})),
        ),
        Scenario(
            "Money given back out of goodwill is booked to the refunds",
            (11,),
            goodwill,
            (PAID, Booked("RefundReceipt", {CLEARING: "-5.00", GIVEN: "5.00"})),
        ),
        Scenario(
            "Shipping that is given back leaves the account of the shipping",
            (11, 18),
            shipping,
            (
                Booked("SalesReceipt", {CLEARING: "25.00", INCOME: "-20.00", DELIVERY: "-5.00"}),
                Booked("RefundReceipt", {CLEARING: "-5.00", DELIVERY: "5.00"}),
            ),
        ),
        Scenario(
            "A fee that is kept back has a line of its own",
            (11,),
            with_a_fee,
            (PAID, Booked("RefundReceipt", {CLEARING: "-18.00", INCOME: "20.00", GIVEN: "-2.00"})),
        ),
        Scenario(
            "Each of several refunds of an order is a document of its own",
            (11, 20),
            in_parts,
            (
                PAID,
                Booked("RefundReceipt", {CLEARING: "-5.00", GIVEN: "5.00"}, {"DocNumber": "R-1"}),
                Booked("RefundReceipt", {CLEARING: "-7.50", GIVEN: "7.50"}, {"DocNumber": "R-2"}),
            ),
            balances={CLEARING: "7.50"},
        ),
        Scenario(
            "A refund leaves the account into which its payment came",
            (11, 13),
            from_its_own_account,
            (
                Booked("SalesReceipt", {"PayPal clearing": "20.00", INCOME: "-20.00"}),
                Booked("RefundReceipt", {"PayPal clearing": "-20.00", GIVEN: "20.00"}),
            ),
            balances={"PayPal clearing": "0"},
        ),
        Scenario(
            "A debt that is taken back is a credit memo, set against its invoice",
            (11,),
            before_payment,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "0.00"}),
                Booked("CreditMemo", {OWED: "-20.00", GIVEN: "20.00"}, {"Balance": "0.00"}),
                Booked("Payment", {}, {"TotalAmt": "0.00"}),
            ),
            balances={OWED: "0"},
        ),
        Scenario(
            "After a part of the debt was taken back, the rest is paid",
            (11, 24),
            partly_before_payment,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "0.00"}),
                Booked("CreditMemo", {OWED: "-5.00", GIVEN: "5.00"}, {"Balance": "0.00"}),
                Booked("Payment", {}, {"TotalAmt": "0.00"}),
                Booked("Payment", {CLEARING: "15.00", OWED: "-15.00"}, {"UnappliedAmt": "0.00"}),
            ),
            balances={OWED: "0", CLEARING: "15.00"},
        ),
        Scenario(
            "With the goods goes back their tax",
            (11, 17),
            taxed,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "21.60", INCOME: "-20.00", "Board of Equalization Payable": "-1.60"},
                ),
                Booked(
                    "RefundReceipt",
                    {CLEARING: "-21.60", INCOME: "20.00", "Board of Equalization Payable": "1.60"},
                    {"TxnTaxDetail.TotalTax": "1.60"},
                ),
            ),
            balances={"Board of Equalization Payable": "0"},
        ),
        Scenario(
            "A refund that belongs to no order is booked by itself",
            (11,),
            without_an_order,
            (Booked("RefundReceipt", {CLEARING: "-5.00", GIVEN: "5.00"}),),
        ),
        Scenario(
            "The refund of an order from before the books start is booked, its order is not",
            (1, 11),
            of_an_old_order,
            (Booked("RefundReceipt", {CLEARING: "-20.00", GIVEN: "20.00"}),),
            settings={"books_start_on": date(2026, 11, 1)},
        ),
        Scenario(
            "A refund of last month's order is of this month, and the order stays as it is",
            (7, 11, 16),
            in_another_month,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"TxnDate": "2026-10-02"},
                ),
                Booked(
                    "RefundReceipt",
                    {CLEARING: "-20.00", GIVEN: "20.00"},
                    {"TxnDate": "2026-11-01"},
                ),
            ),
        ),
        Scenario(
            "A refund that does not say which way the money went waits for a person",
            (3, 11),
            without_a_way,
            (PAID,),
            left=(Left("refund", "held", "does not say which way the money went back"),),
        ),
        Scenario(
            "The refund of an order that was never booked is not booked either",
            (11, 23),
            of_what_was_never_booked,
            left=(Left("refund", "done", "which was never booked"),),
        ),
    ),
)
