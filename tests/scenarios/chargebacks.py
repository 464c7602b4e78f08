"""Money that a customer's bank takes back, and money that is won back (rule 10)."""

from entities.models import Payment
from tests.scenarios.sales import CLEARING, INCOME, OWED
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

LOST, FEES = "Chargebacks", "Bank Charges"
RECEIPT = Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}, {"DocNumber": "1042"})
TAKEN = Booked(
    "RefundReceipt",
    {LOST: "20.00", FEES: "15.00", CLEARING: "-35.00"},
    {"DocNumber": "1042-CB", "TxnDate": "2026-11-12"},
)


def _taken_back(payment: Payment, shop: Shop) -> None:
    payment.state, payment.charged_back_at = Payment.State.CHARGED_BACK, shop.on(12)
    payment.chargeback_fee = "15.00"
    payment.save()


def of_a_receipt(shop: Shop) -> None:
    payment = shop.pays(shop.order())
    shop.read()
    _taken_back(payment, shop)


def of_an_invoice(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    payment = shop.pays(order, day=5)
    shop.read()
    _taken_back(payment, shop)


def before_it_was_sent(shop: Shop) -> None:
    _taken_back(shop.pays(shop.order()), shop)


def won(shop: Shop) -> None:
    payment = shop.pays(shop.order())
    _taken_back(payment, shop)
    shop.read()
    payment.state, payment.won_back_at = Payment.State.CAPTURED, shop.on(18)
    payment.save()


def by_mistake(shop: Shop) -> None:
    payment = shop.pays(shop.order())
    _taken_back(payment, shop)
    shop.read()
    payment.state, payment.charged_back_at = Payment.State.CAPTURED, None
    payment.save()


def without_a_day(shop: Shop) -> None:
    payment = shop.pays(shop.order())
    payment.state = Payment.State.CHARGED_BACK
    payment.save()


CHAPTER = Chapter(
    "Money that a bank takes back",
    "The sale and its payment stay: the goods were sold, and the money came. What the customer's "
    "bank takes back leaves the clearing account on its own day, with the fee, and is a loss until "
    "it is won back.",
    (
        Scenario(
            "Money that is charged back leaves the clearing account with its fee",
            (10, 13),
            of_a_receipt,
            (RECEIPT, TAKEN),
        ),
        Scenario(
            "An invoice whose payment is charged back stays paid, and the loss stands by itself",
            (10, 13),
            of_an_invoice,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "20.00", OWED: "-20.00"}, {"TxnDate": "2026-11-05"}),
                TAKEN,
            ),
        ),
        Scenario(
            "Money that was charged back before it was booked came in first",
            (10,),
            before_it_was_sent,
            (RECEIPT, TAKEN),
        ),
        Scenario(
            "What is won back returns to the clearing account; the fee stays lost",
            (10, 13),
            won,
            (
                RECEIPT,
                TAKEN,
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", LOST: "-20.00"},
                    {"DocNumber": "1042-WON", "TxnDate": "2026-11-18"},
                ),
            ),
        ),
        Scenario(
            "A chargeback that the store takes back in its month is taken out of the books",
            (7, 10),
            by_mistake,
            (RECEIPT,),
        ),
        Scenario(
            "Money that was charged back on a day that the store does not know waits",
            (3, 16),
            without_a_day,
            (RECEIPT,),
            left=(Left("chargeback", "held", "does not say when"),),
        ),
    ),
)
