"""Money that comes: its states, its parts and its ways (rules 9, 10, 13)."""

from entities.models import Payment
from tests.factories import StorePaymentMethodFactory
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
SOLD = {OWED: "20.00", INCOME: "-20.00"}


def in_two_parts(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order, "12.00", day=2)
    shop.pays(order, "8.00", day=9)


def in_two_ways(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order, "12.00")
    shop.pays(order, "8.00", method=shop.method("PayPal"))


def half(shop: Shop) -> None:
    shop.pays(shop.order(), "12.00")


def too_much(shop: Shop) -> None:
    shop.pays(shop.order(), "25.00")


def twice(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order)
    shop.read()
    shop.pays(order, day=3)


def by_paypal(shop: Shop) -> None:
    shop.pays(shop.order(), method=shop.method("PayPal"), reference="PP-77")


def by_an_unknown_way(shop: Shop) -> None:
    shop.pays(shop.order(), method=StorePaymentMethodFactory(name="Voucher"))


def authorised(shop: Shop) -> None:
    shop.pays(shop.order(), state=Payment.State.AUTHORISED, captured_at=None)


def failed(shop: Shop) -> None:
    shop.pays(shop.order(), state=Payment.State.FAILED, captured_at=None)


def captured_later(shop: Shop) -> None:
    payment = shop.pays(shop.order(), state=Payment.State.AUTHORISED, captured_at=None)
    shop.read()
    payment.state, payment.captured_at = Payment.State.CAPTURED, shop.on(6)
    payment.save()


def voided(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    payment = shop.pays(order, day=3)
    shop.read()
    payment.state = Payment.State.VOIDED
    payment.save()


def voided_too_late(shop: Shop) -> None:
    order = shop.order(month=10)
    shop.read()
    payment = shop.pays(order, captured_at=shop.on(3, 10))
    shop.read()
    payment.state = Payment.State.VOIDED
    payment.save()


def before_its_order_posts(shop: Shop) -> None:
    order = shop.order(status="open")
    shop.pays(order, day=2)
    shop.read()
    order.status, order.status_at = "completed", shop.on(6)
    order.save()


CHAPTER = Chapter(
    "Money that comes",
    "Only captured money is booked, on the day of its capture, in the clearing account of the way "
    "in which it came. The clearing account is emptied by the payouts.",
    (
        Scenario(
            "An order that is paid in two parts is an invoice with two payments",
            (9, 13, 16),
            in_two_parts,
            (
                Booked("Invoice", SOLD, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "12.00", OWED: "-12.00"}, {"TxnDate": "2026-11-02"}),
                Booked("Payment", {CLEARING: "8.00", OWED: "-8.00"}, {"TxnDate": "2026-11-09"}),
            ),
        ),
        Scenario(
            "Each way to pay has a clearing account of its own",
            (13,),
            in_two_ways,
            (
                Booked("Invoice", SOLD, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "12.00", OWED: "-12.00"}),
                Booked("Payment", {"PayPal clearing": "8.00", OWED: "-8.00"}),
            ),
        ),
        Scenario(
            "What is not paid yet stays open on the invoice",
            (9, 24),
            half,
            (
                Booked("Invoice", SOLD, {"Balance": "8.00"}),
                Booked("Payment", {CLEARING: "12.00", OWED: "-12.00"}),
            ),
        ),
        Scenario(
            "What was paid too much stays as the customer's credit",
            (10, 24),
            too_much,
            (
                Booked("Invoice", SOLD, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "25.00", OWED: "-25.00"}, {"UnappliedAmt": "5.00"}),
            ),
        ),
        Scenario(
            "A second payment of what a sales receipt says is paid waits for a person",
            (3, 9),
            twice,
            (Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),),
            left=(Left("payment", "held", "had been booked as paid in full"),),
        ),
        Scenario(
            "The gateway's own number stands on the document",
            (13, 15),
            by_paypal,
            (
                Booked(
                    "SalesReceipt",
                    {"PayPal clearing": "20.00", INCOME: "-20.00"},
                    {"PaymentRefNum": "PP-77"},
                ),
            ),
        ),
        Scenario(
            "A way to pay without a clearing account holds the order",
            (3, 13),
            by_an_unknown_way,
            left=(
                Left("invoice", "held", "Payments by Voucher in USD have no clearing account yet"),
                Left("payment", "waiting", ""),
            ),
        ),
        Scenario(
            "Money that is only authorised is not booked",
            (10,),
            authorised,
            (Booked("Invoice", SOLD, {"Balance": "20.00"}),),
            left=(Left("payment", "done", "only captured payments are booked"),),
        ),
        Scenario(
            "A payment that failed is not booked",
            (10,),
            failed,
            (Booked("Invoice", SOLD, {"Balance": "20.00"}),),
            left=(Left("payment", "done", "only captured payments are booked"),),
        ),
        Scenario(
            "Authorised money is booked once it is captured, on that day",
            (10, 16),
            captured_later,
            (
                Booked("Invoice", SOLD, {"TxnDate": "2026-11-02"}),
                Booked("Payment", {CLEARING: "20.00", OWED: "-20.00"}, {"TxnDate": "2026-11-06"}),
            ),
        ),
        Scenario(
            "A payment that is voided in the month of its capture is voided in the books",
            (7, 10),
            voided,
            (
                Booked("Invoice", SOLD, {"Balance": "20.00"}),
                Booked("Payment", {}, {"TotalAmt": "0.00"}),
            ),
        ),
        Scenario(
            "A payment of an earlier month that is voided now waits for a person",
            (7,),
            voided_too_late,
            (
                Booked("Invoice", SOLD, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "20.00", OWED: "-20.00"}),
            ),
            left=(Left("payment", "held", "is voided since it was booked on 2026-10-03"),),
        ),
        Scenario(
            "Money of an order that does not post yet waits for it, and is then its receipt",
            (9, 10),
            before_its_order_posts,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"TxnDate": "2026-11-02"},
                ),
            ),
        ),
    ),
)
