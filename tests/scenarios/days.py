"""Of which day a document is (rules 1 and 16)."""

from datetime import UTC, date, datetime

from tests.scenarios.scenario import Booked, Chapter, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
PAID, SOLD = {CLEARING: "20.00", INCOME: "-20.00"}, {OWED: "20.00", INCOME: "-20.00"}


def in_the_evening(shop: Shop) -> None:
    night = datetime(2026, 11, 10, 3, 30, tzinfo=UTC)
    order = shop.order(day=9)
    shop.pays(order, captured_at=night)


def sent_late(shop: Shop) -> None:
    shop.pays(shop.order(day=2), day=2)


def posting_later(shop: Shop) -> None:
    shop.order(day=2, status_at=shop.on(6))


def captured_later(shop: Shop) -> None:
    shop.pays(shop.order(day=2), day=6)


def on_the_eve(shop: Shop) -> None:
    shop.order(placed_at=datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


def around_the_clock_change(shop: Shop) -> None:
    shop.pays(shop.order("1", day=1), captured_at=datetime(2026, 11, 1, 6, 59, tzinfo=UTC))
    shop.pays(shop.order("2", day=1), captured_at=datetime(2026, 11, 2, 7, 59, tzinfo=UTC))
    shop.pays(shop.order("3", day=1), captured_at=datetime(2026, 11, 2, 8, 1, tzinfo=UTC))


def at_noon(shop: Shop) -> None:
    shop.pays(shop.order(day=9), captured_at=datetime(2026, 11, 9, 14, 0, tzinfo=UTC))


CHAPTER = Chapter(
    "Days",
    "A sales receipt and a payment are of the day of the capture, an invoice of the day on which "
    "the order reached its posting status, a refund of its own; none is ever of the day on which "
    "it was sent. Days are those of the company's time zone.",
    (
        Scenario(
            "Money of the evening is of that day where the company is, though it is the next in "
            "London",
            (16,),
            in_the_evening,
            (Booked("SalesReceipt", PAID, {"TxnDate": "2026-11-09"}),),
            note="Captured on 10 November, 03:30 UTC; the company is in Los Angeles.",
        ),
        Scenario(
            "Around the change of the clocks days are still the company's",
            (16,),
            around_the_clock_change,
            (
                Booked("SalesReceipt", PAID, {"DocNumber": "1", "TxnDate": "2026-10-31"}),
                Booked("SalesReceipt", PAID, {"DocNumber": "2", "TxnDate": "2026-11-01"}),
                Booked("SalesReceipt", PAID, {"DocNumber": "3", "TxnDate": "2026-11-02"}),
            ),
            note="Captured on 1 November at 06:59 and on 2 November at 07:59 and 08:01 UTC; in Los "
            "Angeles summer time ends on the 1st.",
        ),
        Scenario(
            "Noon in London is the next day in Sydney late in the year",
            (16,),
            at_noon,
            (Booked("SalesReceipt", PAID, {"TxnDate": "2026-11-10"}),),
            profile="au",
            note="Captured on 9 November, 14:00 UTC.",
        ),
        Scenario(
            "What is sent weeks later is still of the day of its capture",
            (16,),
            sent_late,
            (Booked("SalesReceipt", PAID, {"TxnDate": "2026-11-02"}),),
            note="Sent on 20 November.",
        ),
        Scenario(
            "An invoice is of the day on which the order reached its posting status",
            (16,),
            posting_later,
            (Booked("Invoice", SOLD, {"TxnDate": "2026-11-06"}),),
        ),
        Scenario(
            "A sales receipt is of the day of the capture, not of the order",
            (16,),
            captured_later,
            (Booked("SalesReceipt", PAID, {"TxnDate": "2026-11-06"}),),
        ),
        Scenario(
            "The last evening before the books start is not in the books",
            (1, 16),
            on_the_eve,
            settings={"books_start_on": date(2026, 11, 1)},
            note="Placed on 1 November, 06:30 UTC: still October in Los Angeles.",
        ),
    ),
)
