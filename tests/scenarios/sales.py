"""Sales: which document, and on which accounts (rules 9, 15, 18)."""

from tests.scenarios.scenario import Booked, Chapter, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"


def paid_at_once(shop: Shop) -> None:
    shop.pays(shop.order())


def on_terms(shop: Shop) -> None:
    shop.order()


def paid_later(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.pays(order, day=9)


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
            (Booked("Invoice", {OWED: "20.00", INCOME: "-20.00"}, {"Balance": "20.0"}),),
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
    ),
)
