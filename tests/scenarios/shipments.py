"""Orders that leave in several shipments: an invoice for each, and which money pays which."""

from entities import invoicing
from entities.models import Order, Storefront
from tests.factories import StorefrontFactory
from tests.scenarios.scenario import Booked, Chapter, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
DELIVERY, OFF = "Shipping Income", "Discounts given"


def four_pots(shop: Shop, **columns: object) -> Order:
    """Four teapots at 10.00, in a shop where Create invoice is pressed for each shipment."""
    front = StorefrontFactory(name="Tea Shop", invoices=Storefront.Invoices.BY_HAND)
    pot = shop.product("Teapot", "10.00")
    return shop.order(lines=[{"product": pot, "quantity": 4}], storefront=front, **columns)


def leaves_twice(shop: Shop) -> None:
    order = four_pots(shop, shipping="6.00", discount="2.00")
    shop.ships(order, "1", day=3)
    shop.ships(order, "3", day=9)


def thirds(shop: Shop) -> None:
    order = shop.order(
        lines=[{"unit_price": "3.33", "quantity": 3, "amount": "10.00"}],
        storefront=StorefrontFactory(invoices=Storefront.Invoices.BY_HAND),
    )
    for day in (3, 4, 5):
        shop.ships(order, "1", day=day)


def paid_in_parts(shop: Shop) -> None:
    order = four_pots(shop)
    shop.ships(order, "1", day=3)
    shop.ships(order, "3", day=4)
    shop.read()
    shop.pays(order, "15.00", day=5)
    shop.pays(order, "30.00", day=6)


def paid_before(shop: Shop) -> None:
    order = four_pots(shop)
    shop.pays(order, "40.00", day=2)
    shop.read()
    shop.ships(order, "1", day=3)
    shop.read()
    shop.ships(order, "3", day=9)


def paid_last_month(shop: Shop) -> None:
    order = four_pots(shop)
    shop.pays(order, "40.00", captured_at=shop.on(30, 10))
    shop.ships(order, "1", day=3)
    shop.read()
    shop.ships(order, "3", day=9)


def paid_each(shop: Shop) -> None:
    order = four_pots(shop)
    shop.pays(order, "10.00", day=3)
    shop.ships(order, "1", day=3)
    shop.read()
    shop.pays(order, "30.00", day=9)
    shop.ships(order, "3", day=9)


def not_shipped(shop: Shop) -> None:
    shop.pays(four_pots(shop))


def cancelled(shop: Shop) -> None:
    order = four_pots(shop)
    wrong = shop.ships(order, "1", day=3)
    shop.read()
    invoicing.cancel(invoice=wrong)
    shop.ships(order, "1", day=4)


def dearer_delivery(shop: Shop) -> None:
    order = four_pots(shop, shipping="4.00")
    shop.ships(order, "1", day=3)
    shop.ships(order, "3", day=4)
    shop.read()
    order.shipping, order.total = order.shipping + 4, order.total + 4
    order.save()


def partly_taken_back(shop: Shop) -> None:
    order = four_pots(shop)
    shop.ships(order, "1", day=3)
    shop.ships(order, "3", day=4)
    shop.read()
    line = {"kind": "product", "name": "Teapot", "quantity": 2, "amount": "20.00"}
    shop.refunds(order, line, method=None)


def by_itself(shop: Shop) -> None:
    front = StorefrontFactory(invoices=Storefront.Invoices.SHIPMENT)
    order = shop.order(lines=[{"unit_price": "10.00", "quantity": 4}], storefront=front)
    for shipped in (1, 4):
        line = order.lines.get()
        line.shipped_quantity = shipped
        line.save()


def by_hand(shop: Shop) -> None:
    shop.order(storefront=StorefrontFactory(invoices=Storefront.Invoices.BY_HAND))


def invoice(number: str, day: int, amount: str, **more: str) -> Booked:
    entries = {OWED: amount, INCOME: f"-{amount}"}
    return Booked("Invoice", entries, {"DocNumber": number, "TxnDate": f"2026-11-{day:02}", **more})


def payment(day: int, amount: str, unapplied: str = "0") -> Booked:
    entries = {CLEARING: amount, OWED: f"-{amount}"}
    return Booked("Payment", entries, {"TxnDate": f"2026-11-{day:02}", "UnappliedAmt": unapplied})


CHAPTER = Chapter(
    "Shipments",
    "A storefront may have each shipment billed as it leaves. Its invoices are numbered 1042-1, "
    "1042-2 and so on, bill only what has left, and share what stands on no line (discount, "
    "shipping, surcharge) by the amounts of their goods; the last one takes what is left, so that "
    "together they bill the order to the cent. Money pays the oldest invoice first.",
    (
        Scenario(
            "Each shipment is an invoice with its share of discount and shipping",
            (9, 14, 16, 20),
            leaves_twice,
            (
                Booked(
                    "Invoice",
                    {OWED: "11.00", INCOME: "-10.00", DELIVERY: "-1.50", OFF: "0.50"},
                    {"DocNumber": "1042-1", "TxnDate": "2026-11-03"},
                ),
                Booked(
                    "Invoice",
                    {OWED: "33.00", INCOME: "-30.00", DELIVERY: "-4.50", OFF: "1.50"},
                    {"DocNumber": "1042-2", "TxnDate": "2026-11-09"},
                ),
            ),
        ),
        Scenario(
            "The cents of three thirds are all there",
            (17,),
            thirds,
            (
                invoice("1042-1", 3, "3.33"),
                invoice("1042-2", 4, "3.34"),
                invoice("1042-3", 5, "3.33"),
            ),
        ),
        Scenario(
            "Partial payments pay the oldest invoice first, and what is over stays credit",
            (9, 13),
            paid_in_parts,
            (
                invoice("1042-1", 3, "10.00", Balance="0"),
                invoice("1042-2", 4, "30.00", Balance="0"),
                payment(5, "15.00"),
                payment(6, "30.00", "5.0"),
            ),
        ),
        Scenario(
            "Money that came before the goods left pays each invoice as it comes",
            (9, 10, 13),
            paid_before,
            (
                invoice("1042-1", 3, "10.00", Balance="0"),
                invoice("1042-2", 9, "30.00", Balance="0"),
                payment(2, "40.00"),
            ),
        ),
        Scenario(
            "Money of an earlier month pays what leaves later, and stays in its month",
            (7, 9, 16),
            paid_last_month,
            (
                invoice("1042-1", 3, "10.00", Balance="0"),
                invoice("1042-2", 9, "30.00", Balance="0"),
                Booked(
                    "Payment",
                    {CLEARING: "40.00", OWED: "-40.00"},
                    {"TxnDate": "2026-10-30", "UnappliedAmt": "0"},
                ),
            ),
        ),
        Scenario(
            "A shipment that is paid as it leaves is a sales receipt",
            (9, 13),
            paid_each,
            (
                Booked(
                    "SalesReceipt",
                    {CLEARING: "10.00", INCOME: "-10.00"},
                    {"DocNumber": "1042-1", "TxnDate": "2026-11-03"},
                ),
                Booked(
                    "SalesReceipt",
                    {CLEARING: "30.00", INCOME: "-30.00"},
                    {"DocNumber": "1042-2", "TxnDate": "2026-11-09"},
                ),
            ),
        ),
        Scenario(
            "Nothing is booked of an order of which nothing has left",
            (9,),
            not_shipped,
        ),
        Scenario(
            "An unpaid shipment's invoice that is cancelled in its month is voided",
            (7,),
            cancelled,
            (
                Booked("Invoice", {}, {"DocNumber": "1042-1", "TotalAmt": "0"}),
                invoice("1042-2", 4, "20.00"),
            ),
        ),
        Scenario(
            "An order changed in its month changes the invoices that have a part in it",
            (5, 7),
            dearer_delivery,
            (
                Booked("Invoice", {OWED: "12.00", INCOME: "-10.00", DELIVERY: "-2.00"}),
                Booked("Invoice", {OWED: "36.00", INCOME: "-30.00", DELIVERY: "-6.00"}),
            ),
        ),
        Scenario(
            "A debt that is taken back is set against the invoices that are open",
            (11,),
            partly_taken_back,
            (
                invoice("1042-1", 3, "10.00", Balance="0"),
                invoice("1042-2", 4, "30.00", Balance="20.0"),
                Booked("CreditMemo", {"Refunds given": "20.00", OWED: "-20.00"}, {"Balance": "0"}),
                Booked("Payment", {}, {"TotalAmt": "0"}),
            ),
        ),
        Scenario(
            "What has left is billed by itself where the storefront says so",
            (9,),
            by_itself,
            (
                Booked("Invoice", {OWED: "10.00", INCOME: "-10.00"}, {"DocNumber": "1042-1"}),
                Booked("Invoice", {OWED: "30.00", INCOME: "-30.00"}, {"DocNumber": "1042-2"}),
            ),
        ),
        Scenario(
            "An order that is billed by hand waits for Create invoice",
            (9,),
            by_hand,
        ),
    ),
)
