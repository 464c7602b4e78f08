"""Where QuickBooks is silent about purchases: what is chosen, and the other way."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from emulator.clock import Clock
from emulator.installation import Installation
from emulator.silences import Purchases, Sales
from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles
from tests.emulator.purchasing import (
    CARD,
    PAYABLE,
    bought,
    by_check,
    owed,
    paid,
    spent,
    vendor,
)
from tests.emulator.test_properties import NOW, live_through

ON_PAYABLE = {"value": "33"}
CLOSED = "2024-01-31"


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


def warn(books: Books, name: str) -> None:
    books.prefer("OtherPrefs", NameValue=[{"Name": name, "Value": "true"}])


def order(seller: Obj, *lines: Obj, **more: Any) -> Obj:
    return owed(seller, *lines, APAccountRef=ON_PAYABLE, **more)


def paid_bill(books: Books, seller: Obj, amount: str = "10") -> Obj:
    """A bill with the payment that settles it."""
    bill = books.make("Bill", owed(seller, spent(amount)))
    books.make("BillPayment", by_check(seller, amount, settles(bill, amount, "Bill")))
    return books.read("Bill", bill["Id"])


def test_a_line_above_what_is_open_of_a_bill_is_refused_or_cut(books: Books) -> None:
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("10")))
    body = by_check(seller, "15", settles(bill, "15", "Bill"))

    assert books.refused("BillPayment", body)["code"] == "6000"
    choose(books, overpaid_links="cut")
    payment = books.make("BillPayment", body)

    assert (payment["Line"][0]["Amount"], payment["TotalAmt"]) == (10, 15)
    assert books.read("Vendor", seller["Id"])["Balance"] == -5


def test_a_line_above_what_is_open_of_an_invoice_is_refused_or_cut(books: Books) -> None:
    buyer = books.customer()
    invoice = books.make("Invoice", sale(buyer, line(books.item(), "10")))
    body = {"CustomerRef": ref(buyer), "TotalAmt": 15, "Line": [settles(invoice, "15")]}

    assert books.refused("Payment", body)["code"] == "6000"
    choose(books, overpaid_links="cut")
    assert books.make("Payment", body)["UnappliedAmt"] == 5


def test_lines_above_the_total_of_a_payment_are_refused_or_raise_it(books: Books) -> None:
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("10")))
    body = by_check(seller, "4", settles(bill, "10", "Bill"))

    assert books.refused("BillPayment", body)["code"] == "6000"
    choose(books, short_totals="raise")
    assert books.make("BillPayment", body)["TotalAmt"] == 10


@pytest.mark.parametrize(("way", "label"), [("screen", "Expense"), ("schema", "Purchase")])
def test_a_taken_number_is_told_as_on_the_screen_or_as_in_the_schema(
    books: Books, way: str, label: str
) -> None:
    choose(books, number_labels=way)
    body = paid("Cash", spent("1"), DocNumber="7")
    books.make("Purchase", body)

    assert f"TxnType={label} with TxnId=" in books.refused("Purchase", body)["Detail"]


@pytest.mark.parametrize(
    ("way", "label"), [("screen", "Sales Receipt"), ("schema", "SalesReceipt")]
)
def test_a_taken_number_of_a_sale_is_told_in_two_ways_too(
    books: Books, way: str, label: str
) -> None:
    choose(books, number_labels=way)
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    body = {"Line": [line(books.item(), "1")], "DocNumber": "7"}
    books.make("SalesReceipt", body)

    assert f"TxnType={label} with TxnId=" in books.refused("SalesReceipt", body)["Detail"]


def test_a_paid_bill_is_deleted_or_is_not(books: Books) -> None:
    bill = paid_bill(books, vendor(books))

    choose(books, linked_goes="refuse")
    assert books.refused("Bill", key_of(bill), operation="delete")["code"] == "800"
    choose(books, linked_goes="loosen")
    assert books.delete("Bill", bill)["status"] == "Deleted"


def test_an_order_that_bills_took_up_is_deleted_or_is_not(books: Books) -> None:
    seller = vendor(books)
    wanted = books.make("PurchaseOrder", order(seller, spent("10")))
    link = {"TxnId": wanted["Id"], "TxnType": "PurchaseOrder", "TxnLineId": "1"}
    books.make("Bill", owed(seller, {**spent("10"), "LinkedTxn": [link]}))

    choose(books, linked_goes="refuse")
    assert books.refused("PurchaseOrder", key_of(wanted), operation="delete")["code"] == "800"
    choose(books, linked_goes="loosen")
    assert books.delete("PurchaseOrder", wanted)["status"] == "Deleted"


def test_a_paid_invoice_is_voided_or_is_not(books: Books) -> None:
    buyer = books.customer()
    made = books.make("Invoice", sale(buyer, line(books.item(), "10")))
    books.make(
        "Payment", {"CustomerRef": ref(buyer), "TotalAmt": 10, "Line": [settles(made, "10")]}
    )
    invoice = books.read("Invoice", made["Id"])

    choose(books, linked_goes="refuse")
    assert books.refused("Invoice", key_of(invoice), operation="void")["code"] == "6450"
    choose(books, linked_goes="loosen")
    assert books.void("Invoice", invoice)["TotalAmt"] == 0


def test_a_paid_bill_goes_to_another_vendor_or_does_not(books: Books) -> None:
    seller, other = vendor(books), vendor(books, "Olga Other")
    bill = paid_bill(books, seller)
    change = {**key_of(bill), "sparse": True, "VendorRef": ref(other)}

    assert books.refused("Bill", change)["code"] == "6000"
    choose(books, paid_bills="loosen")
    changed = books.make("Bill", change)

    assert (changed["Balance"], changed["LinkedTxn"]) == (10, [])
    balances = [books.read("Vendor", each["Id"])["Balance"] for each in (seller, other)]
    assert balances == [-10, 10]


def test_a_paid_bill_goes_to_another_payable_account_with_its_payment(books: Books) -> None:
    choose(books, paid_bills="loosen")
    wanted = {"AccountType": "Accounts Payable", "CurrencyRef": {"value": "USD"}}
    other = books.make("Account", {"Name": "Owed at sea", **wanted})
    seller = vendor(books)
    bill = paid_bill(books, seller)

    changed = books.change("Bill", bill, VendorRef=ref(seller), APAccountRef=ref(other))

    assert (changed["Balance"], len(changed["LinkedTxn"])) == (0, 1)
    assert books.balances() == {"Checking": -10, "Bank Charges": 10}


@pytest.mark.parametrize(
    ("way", "name"), [("cost of goods", "Cost of Goods Sold"), ("shrinkage", "Inventory Shrinkage")]
)
def test_what_goes_back_at_another_price_is_cost_of_goods_or_shrinkage(
    books: Books, way: str, name: str
) -> None:
    choose(books, return_difference=way)
    pot = books.stocked()

    books.make("VendorCredit", owed(vendor(books), bought(pot, "6", Qty=2, UnitPrice=3)))

    assert (books.balances()["Inventory Asset"], books.balances()[name]) == (20, -1)


@pytest.mark.parametrize(
    ("way", "income", "expense"),
    [
        ("equity", "Opening Balance Equity", "Opening Balance Equity"),
        ("uncategorized", "Uncategorized Income", "Uncategorized Expense"),
    ],
)
def test_opening_balances_stand_against_equity_or_are_uncategorized(
    books: Books, way: str, income: str, expense: str
) -> None:
    choose(books, opening_against=way)

    vendor(books, Balance=10)
    assert books.balances() == {PAYABLE: -10, expense: 10}
    books.customer(Balance=30)
    assert books.balances()[income] == (-20 if way == "equity" else -30)


def test_a_bill_has_no_line_on_the_payable_or_has_one(books: Books) -> None:
    seller = vendor(books)
    body = owed(seller, spent("10"), spent("4", ON_PAYABLE))

    assert books.refused("Bill", body)["code"] == "6430"
    choose(books, payable_lines="take")
    assert books.make("Bill", body)["TotalAmt"] == 14
    assert books.balances()[PAYABLE] == -10
    assert books.read("Vendor", seller["Id"])["Balance"] == 10


@pytest.mark.parametrize("code", ["6440", "2020"])
def test_an_item_line_without_an_item_is_refused_by_either_code(books: Books, code: str) -> None:
    choose(books, missing_item=code)
    nothing = {"DetailType": "ItemBasedExpenseLineDetail", "ItemBasedExpenseLineDetail": {"Qty": 1}}

    body = owed(vendor(books), {"Amount": 1, **nothing})

    assert books.refused("Bill", body)["code"] == code


@pytest.mark.parametrize(
    ("way", "with_number", "without"),
    [
        ("by number", "NotSet", "NeedToPrint"),
        ("NotSet", "NotSet", "NotSet"),
        ("NeedToPrint", "NeedToPrint", "NeedToPrint"),
    ],
)
def test_a_cheque_is_printed_by_its_number_or_as_is_chosen(
    books: Books, way: str, with_number: str, without: str
) -> None:
    choose(books, print_status=way)
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("10")))

    numbered = books.make("Purchase", paid("Check", spent("1"), DocNumber="7"))
    payment = books.make("BillPayment", by_check(seller, "10", settles(bill, "10", "Bill")))

    assert numbered["PrintStatus"] == with_number
    assert payment["CheckPayment"]["PrintStatus"] == without


def test_an_expense_is_sent_back_whole_or_without_what_quickbooks_added(books: Books) -> None:
    whole = books.make("Purchase", paid("Cash", spent("1")))

    choose(books, purchase_ex_sent="refuse")
    assert books.refused("Purchase", whole)["code"] == "2010"
    assert books.refused("Purchase", whole, operation="delete")["code"] == "2010"
    choose(books, purchase_ex_sent="ignore")
    assert books.make("Purchase", whole, operation="delete")["status"] == "Deleted"


def test_an_expense_is_paid_another_way_or_is_not(books: Books) -> None:
    made = books.make("Purchase", paid("Cash", spent("10")))
    change = {**key_of(made), "sparse": True, "PaymentType": "CreditCard", "AccountRef": CARD}

    assert books.refused("Purchase", change)["code"] == "6000"
    choose(books, payment_type_change="allow")
    assert books.make("Purchase", change)["Credit"] is False
    assert books.balances() == {"Mastercard": -10, "Bank Charges": 10}


@pytest.mark.parametrize(
    ("way", "term", "due"), [("vendor", {"value": "2"}, "2024-03-16"), ("none", None, "2024-03-01")]
)
def test_a_new_bill_has_the_term_of_its_vendor_or_none(
    books: Books, way: str, term: Obj | None, due: str
) -> None:
    choose(books, bill_terms=way)
    seller = vendor(books, TermRef={"value": "2"})

    bill = books.make("Bill", owed(seller, spent("1"), TxnDate="2024-03-01"))

    assert (bill.get("SalesTermRef"), bill["DueDate"]) == (term, due)


@pytest.mark.parametrize("copied", [True, False])
def test_a_bill_and_an_order_have_the_address_of_their_vendor_or_none(
    books: Books, copied: bool
) -> None:
    choose(books, vendor_addresses=copied)
    seller = vendor(books, BillAddr={"Line1": "1 Quay"})

    bill = books.make("Bill", owed(seller, spent("1")))
    wanted = books.make("PurchaseOrder", order(seller, spent("1")))

    assert [("VendorAddr" in each) for each in (bill, wanted)] == [copied, copied]


@pytest.mark.parametrize(
    ("way", "numbers"),
    [
        ("own", ["1001", "1002", "1001"]),
        ("shared", ["1001", "1002", "1003"]),
        ("none", [None, None, "1001"]),
    ],
)
def test_orders_have_numbers_of_their_own_or_shared_ones_or_none(
    books: Books, way: str, numbers: list[str | None]
) -> None:
    choose(books, order_numbers=way)
    seller = vendor(books)

    made = [books.make("PurchaseOrder", order(seller, spent("1"))) for _ in range(2)]
    made.append(books.make("SalesReceipt", {"Line": [line(books.item(), "1")]}))

    assert [each.get("DocNumber") for each in made] == numbers


def test_a_refused_order_uses_no_number_up(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate=CLOSED)
    seller = vendor(books)

    refused = books.refused("PurchaseOrder", order(seller, spent("1"), TxnDate=CLOSED))

    assert refused["code"] == "6210"
    assert books.make("PurchaseOrder", order(seller, spent("1")))["DocNumber"] == "1001"


def test_a_closed_period_is_closed_to_all_or_to_what_posts(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate=CLOSED)
    seller, buyer, tea = vendor(books), books.customer(), books.item()
    wanted = order(seller, spent("1"), TxnDate=CLOSED)
    offered = sale(buyer, line(tea, "1"), TxnDate=CLOSED)

    assert books.refused("PurchaseOrder", wanted)["code"] == "6210"
    choose(books, closed_period="posting")
    assert books.make("PurchaseOrder", wanted)["TxnDate"] == CLOSED
    assert books.make("Estimate", offered)["TxnDate"] == CLOSED
    assert books.refused("Invoice", offered)["code"] == "6210"


def test_a_number_stands_once_in_its_account_or_in_the_company(books: Books) -> None:
    books.make("Purchase", paid("Cash", spent("1"), DocNumber="7"))
    by_card = paid("CreditCard", spent("1"), DocNumber="7")

    choose(books, check_numbers="company")
    assert books.refused("Purchase", by_card)["code"] == "6140"
    choose(books, check_numbers="account")
    assert books.make("Purchase", by_card)["DocNumber"] == "7"


def test_a_number_of_a_bill_stands_once_with_its_vendor_or_in_the_company(books: Books) -> None:
    warn(books, "WarnDuplicateBillNumber")
    books.make("Bill", owed(vendor(books), spent("1"), DocNumber="7"))
    of_another = owed(vendor(books, "Olga Other"), spent("1"), DocNumber="7")

    choose(books, bill_numbers="company")
    assert books.refused("Bill", of_another)["code"] == "6140"
    choose(books, bill_numbers="vendor")
    assert books.make("Bill", of_another)["DocNumber"] == "7"


@pytest.mark.parametrize(("way", "there"), [("delete", 0), ("keep", 1)])
def test_a_payment_of_nothing_to_a_vendor_is_deleted_or_kept(
    books: Books, way: str, there: int
) -> None:
    choose(books, empty_payments=way)
    seller = vendor(books)
    bill, credit = (
        books.make(kind, owed(seller, spent("10"))) for kind in ("Bill", "VendorCredit")
    )
    lines = settles(bill, "10", "Bill"), settles(credit, "10", "VendorCredit")
    books.make("BillPayment", by_check(seller, "0", *lines))

    books.delete("Bill", books.read("Bill", bill["Id"]))

    assert len(books.query("select * from BillPayment").get("BillPayment", ())) == there
    assert books.read("VendorCredit", credit["Id"])["Balance"] == Decimal(10)


@pytest.mark.parametrize("profile", ["us", "ca"])
def test_the_books_hold_though_everything_is_chosen_otherwise(profile: str) -> None:
    wanted = {"name": "By chance", "profile": profile, "multicurrency": True}
    company = Installation(clock=Clock(lambda: NOW)).found(wanted)
    company.settings.change(otherwise(Sales) | otherwise(Purchases))

    done = live_through(company, seed=5)

    assert sum(not deed.refused for deed in done) > len(done) / 3


def otherwise(part: type) -> dict[str, Any]:
    """The last value that each setting of a part can take."""
    return {
        each.name: each.metadata["values"][-1] if each.metadata else not each.default
        for each in fields(part)
    }
