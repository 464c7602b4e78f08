"""Sales: which document, and on which accounts (rules 1, 9, 15, 18, 20)."""

from datetime import date

from tests.factories import VendorFactory
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
OFF, DELIVERY = "Discounts given", "Shipping Income"


def paid_at_once(shop: Shop) -> None:
    shop.pays(shop.order())


def on_terms(shop: Shop) -> None:
    shop.order()


def paid_later(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.pays(order, day=9)


def with_words_on_terms(shop: Shop) -> None:
    shop.order(terms="Net 30")


def reduced_line(shop: Shop) -> None:
    pot = shop.product("Teapot", "12.50")
    shop.pays(shop.order(lines=[{"product": pot, "quantity": 2, "discount": "2.50"}]))


def reduced_order(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "10.00"}, {"unit_price": "20.00"}], discount="4.00"))


def reduced_twice(shop: Shop) -> None:
    lines = [{"unit_price": "9.99", "quantity": 3, "discount": "0.97"}, {"unit_price": "0.01"}]
    shop.pays(shop.order(lines=lines, discount="1.01", shipping="4.90"))


def given_away(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "20.00", "discount": "20.00"}], shipping="5.00"))


def with_shipping(shop: Shop) -> None:
    shop.pays(shop.order(shipping="5.00"))


def with_surcharge(shop: Shop) -> None:
    shop.pays(shop.order(surcharge="0.60"))


def with_sample(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "20.00"}, {"unit_price": "0", "name": "Sample"}]))


def by_weight(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "3.333333", "quantity": "1.5"}]))


def by_many(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "0.015", "quantity": "333"}]))


def dearer_than_its_price(shop: Shop) -> None:
    shop.pays(shop.order(lines=[{"unit_price": "3.33", "quantity": 3, "amount": "10.00"}]))


def for_nothing(shop: Shop) -> None:
    shop.order(lines=[{"unit_price": "0"}])


def not_posting(shop: Shop) -> None:
    shop.order(status="open")


def before_the_start(shop: Shop) -> None:
    shop.pays(shop.order(day=30, month=10))


def old_and_new(shop: Shop) -> None:
    shop.order("1041", day=31, month=10)
    shop.order("1042", day=1)


def estimated(shop: Shop) -> None:
    shop.order(status="open")


def estimated_and_sold(shop: Shop) -> None:
    order = shop.order(status="open")
    shop.read()
    order.status, order.status_at = "completed", shop.on(5)
    order.save()


START = {"books_start_on": date(2026, 11, 1)}


def approved(shop: Shop) -> None:
    shop.order()
    shop.read()
    shop.approve()


def of_two_vendors(shop: Shop) -> None:
    ours, theirs = VendorFactory(name="Alba Teapots"), VendorFactory(name="Beta Mugs")
    shop.set(vendor=ours, is_default=False)
    shop.order("1", vendor=ours)
    shop.order("2", vendor=theirs)


CHAPTER = Chapter(
    "Sales",
    "An order that was paid when it was placed becomes a sales receipt; any other becomes an "
    "invoice, and its money follows as a payment on the day on which it came.",
    (
        Scenario(
            "An order that was paid at once becomes a sales receipt",
            (9, 13),
            paid_at_once,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"DocNumber": "1042", "TxnDate": "2026-11-02", "EmailStatus": "NotSet"},
                ),
            ),
        ),
        Scenario(
            "An order on terms becomes an invoice",
            (9, 15),
            on_terms,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "20.00"}),),
        ),
        Scenario(
            "Money that comes later becomes a payment on the day on which it came",
            (9, 13, 16),
            paid_later,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"TxnDate": "2026-11-02"}),
                Booked("Payment", {CLEARING: "20.00", OWED: "-20.00"}, {"TxnDate": "2026-11-09"}),
            ),
        ),
        Scenario(
            "Where it was chosen so, every order becomes an invoice, with its payment",
            (9,),
            paid_at_once,
            (
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "0.00"}),
                Booked("Payment", {CLEARING: "20.00", OWED: "-20.00"}, {"UnappliedAmt": "0.00"}),
            ),
            settings={"document_kind": "invoice"},
        ),
        Scenario(
            "No invoice is mailed, and none offers to be paid through QuickBooks",
            (9, 15),
            on_terms,
            (
                Booked(
                    "Invoice",
                    {OWED: "20.00", INCOME: "-20.00"},
                    {
                        "EmailStatus": "NotSet",
                        "AllowOnlinePayment": "False",
                        "AllowOnlineACHPayment": "False",
                        "AllowOnlineCreditCardPayment": "False",
                        "AllowIPNPayment": "False",
                    },
                ),
            ),
        ),
        Scenario(
            "Terms in the store's words are the terms of that name, and say when it is due",
            (15,),
            with_words_on_terms,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"DueDate": "2026-12-02"}),),
            settings={"allows_overrides": True},
        ),
        Scenario(
            "Numbers bear the prefix that was chosen",
            (20,),
            on_terms,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"DocNumber": "WEB-1042"}),),
            settings={"number_prefix": "WEB-"},
        ),
        Scenario(
            "What was taken off a line goes to the discounts",
            (18,),
            reduced_line,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "22.50", INCOME: "-25.00", OFF: "2.50"},
                    {"TotalAmt": "22.50"},
                ),
            ),
        ),
        Scenario(
            "What was taken off a whole order goes to the discounts",
            (18,),
            reduced_order,
            (Booked("SalesReceipt", {CLEARING: "26.00", INCOME: "-30.00", OFF: "4.00"}),),
        ),
        Scenario(
            "Discounts of lines and order and shipping add up to the cent",
            (15, 18),
            reduced_twice,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "32.90", INCOME: "-29.98", OFF: "1.98", DELIVERY: "-4.90"},
                ),
            ),
        ),
        Scenario(
            "Of goods given away only the shipping is to be paid",
            (18,),
            given_away,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "5.00", INCOME: "-20.00", OFF: "20.00", DELIVERY: "-5.00"},
                ),
            ),
        ),
        Scenario(
            "Shipping has an item and an account of its own",
            (18,),
            with_shipping,
            (Booked("SalesReceipt", {CLEARING: "25.00", INCOME: "-20.00", DELIVERY: "-5.00"}),),
        ),
        Scenario(
            "What a payment method costs the customer has an account of its own",
            (18,),
            with_surcharge,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.60", INCOME: "-20.00", "Payment surcharges": "-0.60"},
                ),
            ),
        ),
        Scenario(
            "A sample for nothing stands on the document and costs nothing",
            (15,),
            with_sample,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "20.00", INCOME: "-20.00"},
                    {"Line.1.Description": "Sample", "Line.1.Amount": "0.00"},
                ),
            ),
        ),
        Scenario(
            "One and a half of something for 3.333333 each is 5.00",
            (15,),
            by_weight,
            (Booked("SalesReceipt", {CLEARING: "5.00", INCOME: "-5.00"}),),
        ),
        Scenario(
            "Half a cent is rounded up: 333 for 0.015 each are 5.00",
            (15, 17),
            by_many,
            (Booked("SalesReceipt", {CLEARING: "5.00", INCOME: "-5.00"}),),
        ),
        Scenario(
            "A line that costs more than quantity times price keeps the store's amount",
            (15,),
            dearer_than_its_price,
            (Booked("SalesReceipt", {CLEARING: "10.00", INCOME: "-10.00"}),),
        ),
        Scenario(
            "An order that amounts to nothing is not booked, unless goods leave the stock",
            (3, 23),
            for_nothing,
            left=(Left("invoice", "done", "amounts to 0.00: there is nothing to book"),),
        ),
        Scenario(
            "An order whose status does not post yet is not booked",
            (9, 23),
            not_posting,
        ),
        Scenario(
            "An order from before the books start is never booked, nor is its money",
            (1,),
            before_the_start,
            settings=START,
        ),
        Scenario(
            "The books start with the first order of their first day",
            (1, 16),
            old_and_new,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"DocNumber": "1042"}),),
            settings=START,
        ),
        Scenario(
            "An order that does not post yet may be an estimate, which moves no money",
            (9,),
            estimated,
            (Booked("Estimate", {}, {"TxnStatus": "Pending", "TotalAmt": "20.00"}),),
            settings={"orders_become": "estimate"},
        ),
        Scenario(
            "Its invoice closes the estimate",
            (9, 16),
            estimated_and_sold,
            (
                Booked("Estimate", {}, {"TxnStatus": "Closed"}),
                Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"TxnDate": "2026-11-05"}),
            ),
            settings={"orders_become": "estimate"},
        ),
        Scenario(
            "Before somebody has gone live nothing is sent, and everything waits",
            (2,),
            on_terms,
            left=(
                Left("customer", "held", "Nothing is sent by itself yet"),
                Left("invoice", "held", "Nothing is sent by itself yet"),
            ),
            settings={"auto_post": False},
        ),
        Scenario(
            "Before that, an order is sent on a person's word",
            (2,),
            approved,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}),),
            settings={"auto_post": False},
        ),
        Scenario(
            "In a vendor's own company stand that vendor's orders alone",
            (14,),
            of_two_vendors,
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"DocNumber": "1"}),),
        ),
    ),
)
