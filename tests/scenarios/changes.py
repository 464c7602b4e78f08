"""What changes in the store after it was booked (rules 5 to 7)."""

from decimal import Decimal

from entities.models import Order
from tests.scenarios.scenario import Booked, Chapter, Left, Listed, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME = "Card clearing", "Sales of Product Income"
OWED = "Accounts Receivable (A/R)"
SOLD = {OWED: "20.00", INCOME: "-20.00"}


def cancelled(order: Order) -> None:
    order.status = Order.Status.CANCELLED
    order.save()


def dearer(order: Order) -> None:
    line = order.lines.get()
    line.unit_price = line.amount = Decimal("25.00")
    line.save()
    order.subtotal = order.total = Decimal("25.00")
    order.save()


def cancelled_at_once(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    cancelled(order)


def cancelled_before(shop: Shop) -> None:
    cancelled(shop.order())


def cancelled_later(shop: Shop) -> None:
    order = shop.order(day=30, month=10)
    shop.read()
    cancelled(order)


def cancelled_paid(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order)
    shop.read()
    cancelled(order)


def cancelled_and_refunded(shop: Shop) -> None:
    order = shop.order(day=30, month=10)
    shop.pays(order, captured_at=shop.on(30, 10))
    shop.read()
    cancelled(order)
    shop.read()
    shop.refunds(order, {"amount": "20.00"})


def cancelled_and_credited(shop: Shop) -> None:
    order = shop.order(day=30, month=10)
    shop.read()
    cancelled(order)
    shop.refunds(order, {"amount": "20.00"}, method=None)


def deleted(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    order.delete()


def deleted_on_a_word(shop: Shop) -> None:
    deleted(shop)
    shop.read()
    shop.approve()


def deleted_later(shop: Shop) -> None:
    order = shop.order(day=30, month=10)
    shop.read()
    order.delete()
    shop.read()
    shop.approve()


def edited_at_once(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    dearer(order)


def edited_later(shop: Shop) -> None:
    order = shop.order(day=30, month=10)
    shop.read()
    dearer(order)


def renamed_there(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.edited_in_quickbooks("Customer", PrimaryPhone={"FreeFormNumber": "555-1"}, Notes="Good")
    order.customer.first_name = "Janet"
    order.customer.save()


def changed_on_both_sides(shop: Shop) -> None:
    order = shop.order()
    shop.read()
    shop.edited_in_quickbooks("Invoice", TxnDate="2026-11-04")
    dearer(order)


CHAPTER = Chapter(
    "What changes after it was booked",
    "The past is not rewritten. What is unpaid and of this month follows the store; what is paid "
    "or of an earlier month waits for a person.",
    (
        Scenario(
            "An unpaid order that is cancelled in its month is void",
            (7,),
            cancelled_at_once,
            (Booked("Invoice", {}, {"TotalAmt": "0.00", "Balance": "0.00", "DocNumber": "1042"}),),
            balances={OWED: "0", INCOME: "0"},
        ),
        Scenario(
            "An order that is cancelled before it was sent is never booked",
            (7, 23),
            cancelled_before,
            left=(Left("invoice", "done", "is cancelled and was never booked"),),
        ),
        Scenario(
            "An order of an earlier month that is cancelled waits for a person",
            (7,),
            cancelled_later,
            (Booked("Invoice", SOLD, {"TxnDate": "2026-10-30"}),),
            left=(Left("invoice", "held", "was cancelled after it was booked on 2026-10-30"),),
        ),
        Scenario(
            "A paid order that is cancelled waits for its refund",
            (7,),
            cancelled_paid,
            (Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),),
            left=(Left("invoice", "held", "and paid; the past is not rewritten"),),
        ),
        Scenario(
            "A paid order of an earlier month that is cancelled stays, with its refund of today",
            (7, 11),
            cancelled_and_refunded,
            (
                Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"}),
                Booked(
                    "RefundReceipt",
                    {"Refunds given": "20.00", CLEARING: "-20.00"},
                    {"TxnDate": "2026-11-10"},
                ),
            ),
        ),
        Scenario(
            "An unpaid order of an earlier month that is cancelled is taken back by a credit memo",
            (7, 11),
            cancelled_and_credited,
            (
                Booked("Invoice", SOLD, {"TxnDate": "2026-10-30", "Balance": "0.00"}),
                Booked(
                    "CreditMemo",
                    {"Refunds given": "20.00", OWED: "-20.00"},
                    {"TxnDate": "2026-11-10"},
                ),
                Booked("Payment", {}, {"TotalAmt": "0.00"}),
            ),
        ),
        Scenario(
            "An order that was deleted in the store waits for a person",
            (7,),
            deleted,
            (Booked("Invoice", SOLD),),
            left=(Left("invoice", "held", "was deleted in the store after it was booked"),),
        ),
        Scenario(
            "On a person's word the deleted order is void",
            (7,),
            deleted_on_a_word,
            (Booked("Invoice", {}, {"TotalAmt": "0.00"}),),
        ),
        Scenario(
            "A deleted order of an earlier month stays in the books, whatever is pressed",
            (7,),
            deleted_later,
            (Booked("Invoice", SOLD, {"TxnDate": "2026-10-30"}),),
            left=(Left("invoice", "held", "was deleted in the store after it was booked"),),
        ),
        Scenario(
            "An unpaid order that is edited in its month is edited in the books",
            (7,),
            edited_at_once,
            (
                Booked(
                    "Invoice",
                    {OWED: "25.00", INCOME: "-25.00"},
                    {"Balance": "25.00", "TxnDate": "2026-11-02"},
                ),
            ),
        ),
        Scenario(
            "An edit to an order of an earlier month waits for a person",
            (7,),
            edited_later,
            (Booked("Invoice", SOLD, {"TotalAmt": "20.00"}),),
            left=(Left("invoice", "held", "2026-10-30"),),
        ),
        Scenario(
            "What somebody wrote in QuickBooks stays when the store changes something else",
            (5,),
            renamed_there,
            (Booked("Invoice", SOLD),),
            listed=(
                Listed(
                    "Customer",
                    {"GivenName": "Janet", "PrimaryPhone.FreeFormNumber": "555-1", "Notes": "Good"},
                ),
            ),
        ),
        Scenario(
            "An order that was changed here and in QuickBooks waits, and nothing is overwritten",
            (5, 6),
            changed_on_both_sides,
            (Booked("Invoice", SOLD, {"TxnDate": "2026-11-04"}),),
            left=(Left("invoice", "held", "QuickBooks"),),
        ),
    ),
)
