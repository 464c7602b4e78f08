"""What the tests of purchases say over and over: vendors, expense lines, what a line settles."""

from decimal import Decimal
from typing import Any

from tests.emulator.books import Books, Obj, ref

CHECKING = {"value": "35"}
CARD = {"value": "41"}
CHARGES = {"value": "8"}
PAYABLE = "Accounts Payable (A/P)"


def vendor(books: Books, name: str = "Sam Seller", **more: Any) -> Obj:
    return books.make("Vendor", {"DisplayName": name, **more})


def spent(amount: str, on: Obj = CHARGES, **detail: Any) -> Obj:
    """A line on an account."""
    return {
        "Amount": Decimal(amount),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": on, **detail},
    }


def bought(item: Obj, amount: str, **detail: Any) -> Obj:
    """A line on an item; `detail` adds Qty, UnitPrice and the like."""
    return {
        "Amount": Decimal(amount),
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": ref(item), **detail},
    }


def owed(seller: Obj, *lines: Obj, **more: Any) -> Obj:
    """A bill, a vendor credit or an order."""
    return {"VendorRef": ref(seller), "Line": list(lines), **more}


def paid(kind: str, *lines: Obj, **more: Any) -> Obj:
    """An expense."""
    account = CARD if kind == "CreditCard" else CHECKING
    return {"PaymentType": kind, "AccountRef": account, "Line": list(lines), **more}


def by_check(seller: Obj, amount: str, *lines: Obj, **more: Any) -> Obj:
    return {
        "VendorRef": ref(seller),
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": CHECKING},
        "TotalAmt": Decimal(amount),
        "Line": list(lines),
        **more,
    }


def by_card(seller: Obj, amount: str, *lines: Obj, **more: Any) -> Obj:
    card: Obj = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": CARD}}
    whole = by_check(seller, amount, *lines, **card, **more)
    del whole["CheckPayment"]
    return whole


def on_hand(books: Books, item: Obj) -> Decimal:
    quantity: Decimal = books.read("Item", item["Id"])["QtyOnHand"]
    return quantity
