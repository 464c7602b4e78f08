"""Gift cards and store credit: sold, granted, redeemed (rule 12)."""

from entities.models import RefundLine
from tests.scenarios.sales import CLEARING, INCOME, OWED
from tests.scenarios.scenario import Booked, Chapter, Scenario
from tests.scenarios.shop import Shop

CARDS, CREDIT = "Gift cards outstanding", "Store credit outstanding"
TAX = "Board of Equalization Payable"
REFUNDS = "Refunds given"


def gift_card_sold(shop: Shop) -> None:
    card = shop.product("Gift card", "50.00", kind="gift_card")
    shop.pays(shop.order(lines=[{"product": card}]))


def gift_card_redeemed(shop: Shop) -> None:
    tax = shop.tax("California", "8", code="California")
    order = shop.order(lines=[{"unit_price": "50.00", "tax": tax}])
    shop.pays(order, "30.00", method=shop.credit("Gift card", "gift_card"))
    shop.pays(order, "24.00")


def gift_card_pays_all(shop: Shop) -> None:
    shop.pays(shop.order(), method=shop.credit("Gift card", "gift_card"))


def gift_card_on_terms(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.pays(order, "5.00", day=5, method=shop.credit("Gift card", "gift_card"))
    shop.read()
    shop.pays(order, "15.00", day=9)


def credit_redeemed(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order, "5.00", method=shop.credit("Store credit", "store_credit"))
    shop.pays(order, "15.00")


def refund_to_credit(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order)
    shop.read()
    way = shop.credit("Store credit", "store_credit")
    shop.refunds(order, {"kind": RefundLine.Kind.PRODUCT, "amount": "20.00"}, method=way)


def credit_granted(shop: Shop) -> None:
    shop.refunds(
        None,
        {"kind": RefundLine.Kind.GOODWILL, "amount": "10.00"},
        method=shop.credit("Store credit", "store_credit"),
    )


CHAPTER = Chapter(
    "Gift cards and store credit",
    "What a gift card brings is owed to whoever holds it, and no income; so is store credit. "
    "Paying with either is no payment: it stands on the sale as a line that lowers what is owed, "
    "without tax. So the account of each always says what customers still may spend.",
    (
        Scenario(
            "A gift card that is sold is owed, and no income",
            (12,),
            gift_card_sold,
            (Booked("SalesReceipt", {CLEARING: "50.00", CARDS: "-50.00"}),),
        ),
        Scenario(
            "A gift card that is redeemed lowers what is owed; the sale keeps its tax",
            (12,),
            gift_card_redeemed,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "24.00", CARDS: "30.00", INCOME: "-50.00", TAX: "-4.00"},
                ),
            ),
        ),
        Scenario(
            "A gift card that pays for everything leaves an invoice of nothing",
            (12,),
            gift_card_pays_all,
            (Booked("Invoice", {CARDS: "20.00", INCOME: "-20.00"}, {"TotalAmt": "0"}),),
        ),
        Scenario(
            "A gift card that is redeemed later changes the invoice of this month",
            (9, 12),
            gift_card_on_terms,
            (
                Booked(
                    "Invoice",
                    {OWED: "15.00", CARDS: "5.00", INCOME: "-20.00"},
                    {"Balance": "0"},
                ),
                Booked("Payment", {CLEARING: "15.00", OWED: "-15.00"}, {"TxnDate": "2026-11-09"}),
            ),
        ),
        Scenario(
            "Store credit that is used lowers what is owed",
            (12,),
            credit_redeemed,
            (Booked("SalesReceipt", {CLEARING: "15.00", CREDIT: "5.00", INCOME: "-20.00"}),),
        ),
        Scenario(
            "A refund as store credit moves no money: it is owed instead",
            (11, 12),
            refund_to_credit,
            (
                Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),
                Booked("CreditMemo", {REFUNDS: "20.00", CREDIT: "-20.00"}, {"TotalAmt": "0"}),
            ),
        ),
        Scenario(
            "Store credit that is given for goodwill is owed, at the cost of the shop",
            (12,),
            credit_granted,
            (Booked("CreditMemo", {REFUNDS: "10.00", CREDIT: "-10.00"}),),
        ),
    ),
)
