"""Debits equal credits in home currency and in the document's, whatever the document is.

Amounts and rate are such that each line is rounded on its own.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from emulator.books.effects import Effects
from emulator.books.ledger import Ledger, UnbalancedError
from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles
from tests.emulator.purchasing import bought, by_check, owed, paid, spent, vendor

EURO: Obj = {"CurrencyRef": {"value": "EUR"}}
RATE: Obj = {**EURO, "ExchangeRate": Decimal("1.375")}
RECEIVABLE, PAYABLE = "Accounts Receivable (A/R) - EUR", "Accounts Payable (A/P) - EUR"
UNDEPOSITED, CHECKING = {"value": "4"}, {"value": "35"}


@pytest.fixture
def books(company: Callable[..., Books]) -> Books:
    return company("us", multicurrency=True)


def customer(books: Books) -> Obj:
    found = books.query("select * from Customer where DisplayName = 'Erik'").get("Customer")
    return found[0] if found else books.customer("Erik", **EURO)


def seller(books: Books) -> Obj:
    found = books.query("select * from Vendor where DisplayName = 'Verena'").get("Vendor")
    return found[0] if found else vendor(books, "Verena", **EURO)


def bank(books: Books, **more: Any) -> Obj:
    return books.make("Account", {"Name": "Euro bank", "AccountType": "Bank", **EURO, **more})


def sold(books: Books, *amounts: str, **more: Any) -> Obj:
    item = books.item()
    lines = [line(item, amount) for amount in amounts or ("0.33", "0.33", "0.33")]
    return sale(customer(books), *lines, **{**RATE, **more})


def invoice(books: Books, **more: Any) -> Obj:
    return books.make("Invoice", sold(books, "100", **more))


def pay(books: Books, amount: str, *lines: Obj, **more: Any) -> Obj:
    body = {"CustomerRef": ref(customer(books)), "TotalAmt": Decimal(amount), "Line": list(lines)}
    return {**body, **RATE, **more}


def refund(books: Books) -> Obj:
    return {**sold(books), "DepositToAccountRef": CHECKING}


def payment(books: Books) -> Obj:
    part = settles(invoice(books), "33.33")
    return pay(books, "40.01", part, ExchangeRate=Decimal("1.5"))


def bill(books: Books) -> Obj:
    goods = bought(books.stocked(), "0.33", Qty=3)
    return owed(seller(books), goods, spent("0.33"), spent("0.33"), **RATE)


def bill_payment(books: Books) -> Obj:
    part = settles(books.make("Bill", bill(books)), "0.5", "Bill")
    return by_check(seller(books), "1", part, **{**RATE, "ExchangeRate": Decimal("1.5")})


def expense(books: Books) -> Obj:
    return paid("Check", spent("0.33"), spent("0.33"), **RATE)


def deposit(books: Books) -> Obj:
    receipt = books.make("SalesReceipt", sold(books))
    detail = {"AccountRef": {"value": "8"}}
    fee = {"Amount": Decimal("-0.11"), "DetailType": "DepositLineDetail"}
    lines = [settles(receipt, "0.99", "SalesReceipt"), {**fee, "DepositLineDetail": detail}]
    into = {"DepositToAccountRef": ref(bank(books)), "Line": lines}
    return {**into, **RATE, "ExchangeRate": Decimal("1.5")}


def transfer(books: Books) -> Obj:
    ends = {"FromAccountRef": CHECKING, "ToAccountRef": ref(bank(books))}
    return {**ends, "Amount": Decimal("0.33"), **RATE}


def entry(books: Books, *sides: tuple[str, str, str], **more: Any) -> Obj:
    detail = "JournalEntryLineDetail"
    sides = sides or (("Debit", "35", "0.99"), ("Credit", "8", "0.33"), ("Credit", "34", "0.66"))
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": detail,
            detail: {"PostingType": side, "AccountRef": {"value": on}, **more},
        }
        for side, on, amount in sides
    ]
    return {"Line": lines, **RATE}


DOCUMENTS: dict[str, Callable[[Books], Obj]] = {
    "Invoice": sold,
    "CreditMemo": sold,
    "SalesReceipt": sold,
    "RefundReceipt": refund,
    "Payment": payment,
    "Bill": bill,
    "VendorCredit": bill,
    "BillPayment": bill_payment,
    "Purchase": expense,
    "Deposit": deposit,
    "Transfer": transfer,
    "JournalEntry": entry,
}
OPENINGS: dict[str, Obj] = {
    "Customer": {"DisplayName": "Eve", "Balance": Decimal("0.33")},
    "Vendor": {"DisplayName": "Vic", "Balance": Decimal("0.33")},
    "Account": {"Name": "Vault", "AccountType": "Bank", "OpeningBalance": Decimal("0.33")},
}


def in_euro(books: Books) -> dict[str, Decimal]:
    """Account name to what the documents in euro have put there; debits equal credits."""
    rows = books.control("GET", "ledger")["currencies"].get("EUR", [])
    found = {row["name"]: Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows}
    assert sum(found.values()) == 0
    return found


def postings(books: Books, kind: str, made: Obj) -> list[Obj]:
    found = (
        each["postings"]
        for each in books.control("GET", "ledger")["documents"]
        if (each["kind"], each["Id"]) == (kind, made["Id"])
    )
    return next(found, [])


def total(rows: list[Obj], side: str) -> Decimal:
    return sum((Decimal(row[side]) for row in rows), Decimal(0))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_in_euro_balances_in_both_currencies(books: Books, kind: str) -> None:
    made = books.make(kind, DOCUMENTS[kind](books))

    rows = postings(books, kind, made)

    assert {row["currency"] for row in rows} == {"EUR"}
    assert total(rows, "foreign_debit") == total(rows, "foreign_credit") > 0
    assert total(rows, "debit") == total(rows, "credit") > total(rows, "foreign_debit")
    assert in_euro(books)
    assert books.balances()


@pytest.mark.parametrize("kind", OPENINGS)
def test_what_is_there_at_the_start_balances_in_both_currencies(books: Books, kind: str) -> None:
    books.make("ExchangeRate", {"SourceCurrencyCode": "EUR", "AsOfDate": "2020-01-01", "Rate": 2})

    books.make(kind, {**OPENINGS[kind], **EURO})

    assert {abs(amount) for amount in in_euro(books).values()} == {Decimal("0.33")}
    assert {abs(amount) for amount in books.balances().values()} == {Decimal("0.66")}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_delete_takes_both_currencies_back(books: Books, kind: str) -> None:
    body = DOCUMENTS[kind](books)
    before = in_euro(books), books.balances()

    books.delete(kind, books.make(kind, body))

    assert (in_euro(books), books.balances()) == before


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt", "Payment"])
def test_a_void_takes_both_currencies_back(books: Books, kind: str) -> None:
    body = DOCUMENTS[kind](books)
    before = in_euro(books), books.balances()

    books.void(kind, books.make(kind, body))

    assert (in_euro(books), books.balances()) == before


def test_an_update_books_both_currencies_anew(books: Books) -> None:
    made = invoice(books)

    books.change("Invoice", made, ExchangeRate=2, Line=made["Line"], **EURO)

    assert in_euro(books)[RECEIVABLE] == 100
    assert books.balances()[RECEIVABLE] == 200


def test_a_payment_at_another_rate_leaves_nothing_but_the_gain(books: Books) -> None:
    into = {"DepositToAccountRef": ref(bank(books)), "ExchangeRate": Decimal("1.5")}
    made = invoice(books)

    books.make("Payment", pay(books, "100", settles(made, "100"), **into))

    own, home = in_euro(books), books.balances()
    assert RECEIVABLE not in {**own, **home}
    assert (own["Euro bank"], home["Euro bank"]) == (100, 150)
    assert home["Exchange Gain or Loss"] == Decimal("-12.50")
    assert "Exchange Gain or Loss" not in own


def test_a_bill_paid_at_another_rate_leaves_nothing_but_the_loss(books: Books) -> None:
    made = books.make("Bill", owed(seller(books), spent("100"), **RATE))
    at = {**RATE, "ExchangeRate": Decimal("1.5")}
    books.make("BillPayment", by_check(seller(books), "100", settles(made, "100", "Bill"), **at))

    own, home = in_euro(books), books.balances()

    assert PAYABLE not in {**own, **home}
    assert home["Exchange Gain or Loss"] == Decimal("12.50")
    assert (own["Checking"], home["Checking"]) == (-100, -150)


def test_what_is_voided_gives_the_gain_back_and_the_debt_too(books: Books) -> None:
    made = invoice(books)
    body = pay(books, "100", settles(made, "100"), ExchangeRate=Decimal("1.5"))

    books.void("Payment", books.make("Payment", body))

    assert in_euro(books)[RECEIVABLE] == 100
    assert books.balances()[RECEIVABLE] == Decimal("137.50")
    assert "Exchange Gain or Loss" not in books.balances()


def test_an_amount_too_small_for_a_cent_at_home_is_still_owed(books: Books) -> None:
    yen: Obj = {"CurrencyRef": {"value": "JPY"}, "ExchangeRate": Decimal("0.006")}
    buyer = books.customer("Yuki", CurrencyRef={"value": "JPY"})

    books.make("Invoice", sale(buyer, line(books.item(), "0.5"), **yen))

    assert books.read("Customer", buyer["Id"])["Balance"] == Decimal("0.5")
    rows = books.control("GET", "ledger")["currencies"]["JPY"]
    assert {row["name"]: row["debit"] for row in rows}["Accounts Receivable (A/R) - JPY"] == (
        Decimal("0.50")
    )


def test_the_cost_of_goods_is_in_home_currency_alone(books: Books) -> None:
    form = sale(customer(books), line(books.stocked(), "10", Qty=2, UnitPrice=5), **RATE)
    made = books.make("Invoice", form)

    rows = [row for row in postings(books, "Invoice", made) if row["memo"] == "Cost of goods"]

    assert total(rows, "debit") == 5
    assert total(rows, "foreign_debit") == 0
    assert "Cost of Goods Sold" not in in_euro(books)


def test_an_account_shows_its_balance_in_its_own_currency(books: Books) -> None:
    made = bank(books)
    books.make("Transfer", {**transfer_into(made), "Amount": 100, **RATE})

    held = books.read("Account", made["Id"])

    assert (held["CurrentBalance"], held["CurrentBalanceWithSubAccounts"]) == (100, 100)
    assert books.balances()["Euro bank"] == Decimal("137.50")
    assert books.read("Account", "35")["CurrentBalance"] == Decimal("-137.50")


def transfer_into(account: Obj) -> Obj:
    return {"FromAccountRef": CHECKING, "ToAccountRef": ref(account)}


def test_a_setting_shows_the_balance_in_home_currency(books: Books) -> None:
    made = bank(books)
    books.make("Transfer", {**transfer_into(made), "Amount": 100, **RATE})

    books.control("PUT", "settings", {"foreign_balances": "home"})

    assert books.read("Account", made["Id"])["CurrentBalance"] == Decimal("137.50")


def test_a_parent_counts_what_is_under_it_in_its_own_currency(books: Books) -> None:
    top = books.make("Account", {"Name": "Banks", "AccountType": "Bank"})
    made = bank(books, SubAccount=True, ParentRef=ref(top))
    books.make("Transfer", {**transfer_into(made), "Amount": 100, **RATE})

    held = books.read("Account", top["Id"])

    assert (held["CurrentBalance"], held["CurrentBalanceWithSubAccounts"]) == (0, Decimal("137.50"))


def test_an_account_that_is_empty_in_its_currency_can_go(books: Books) -> None:
    made = bank(books)
    there = books.make("Transfer", {**transfer_into(made), "Amount": 100, **RATE})
    full = books.refused("Account", {**key_of(made), "sparse": True, "Active": False})
    back = {"FromAccountRef": there["ToAccountRef"], "ToAccountRef": CHECKING, "Amount": 100}
    books.make("Transfer", {**back, **EURO, "ExchangeRate": 2})

    gone = books.change("Account", made, Active=False)

    assert full["code"] == "6220"
    assert gone["Active"] is False


def test_it_refuses_a_debt_on_an_account_in_another_currency(books: Books) -> None:
    buyer = customer(books)
    whose = {"Entity": {"Type": "Customer", "EntityRef": ref(buyer)}}
    sides = ("Debit", "84", "10"), ("Credit", "34", "10")

    error = books.refused("JournalEntry", entry(books, *sides, **whose))

    assert error["code"] == "6000"
    assert "same currency as the A/R and A/P accounts you use" in error["Detail"]


def test_it_refuses_a_foreign_account_for_a_product(books: Books) -> None:
    cards = {"Name": "Cards", "AccountType": "Other Current Liability", **EURO}
    on = ref(books.make("Account", cards))

    error = books.refused("Item", {"Name": "Card", "Type": "Service", "IncomeAccountRef": on})

    assert error["code"] == "6000"
    assert "The currency of the transaction is invalid" in error["Detail"]


def test_it_refuses_to_adjust_stock_against_a_foreign_account(books: Books) -> None:
    loss = {"Name": "Loss", "AccountType": "Other Current Asset", **EURO}
    about = {"ItemRef": ref(books.stocked()), "QtyDiff": -1}
    lines = [{"DetailType": "ItemAdjustmentLineDetail", "ItemAdjustmentLineDetail": about}]
    on = ref(books.make("Account", loss))

    error = books.refused("InventoryAdjustment", {"AdjustAccountRef": on, "Line": lines})

    assert "The currency of the transaction is invalid" in error["Detail"]


def test_a_company_of_one_currency_has_no_others(company: Callable[..., Books]) -> None:
    books = company("us")
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "10")))

    assert books.control("GET", "ledger")["currencies"] == {}
    assert "currency" not in postings(books, "Invoice", made)[0]


def test_the_page_of_a_document_shows_both_amounts(books: Books) -> None:
    made = invoice(books)

    page = page_of(books, "invoice", made)

    assert "Debit EUR" in page
    assert "137.50" in page
    assert "100.00" in page


def page_of(books: Books, kind: str, made: Obj) -> str:
    url = f"{books.url}/books/{books.realm}/{kind}/{made['Id']}"
    return books.session.get(url, timeout=10).text


def test_the_register_of_a_foreign_account_is_in_its_currency(books: Books) -> None:
    made = bank(books)
    books.make("Transfer", {**transfer_into(made), "Amount": 100, **RATE})

    page = page_of(books, "account", made)

    assert "100.00" in page
    assert "137.50" not in page


def test_the_trial_balance_is_shown_in_each_currency(books: Books) -> None:
    invoice(books)

    url = f"{books.url}/books/{books.realm}/trial-balance"
    page = books.session.get(url, timeout=10).text

    assert "Debit USD" in page
    assert "Documents in EUR" in page
    assert page.index("137.50") < page.index("Documents in EUR") < page.rindex("100.00")


def test_the_ledger_refuses_what_balances_in_home_currency_alone() -> None:
    effects, ledger = Effects(currency="EUR", rate=Decimal(2)), Ledger()
    effects.post("35", Decimal(10))
    effects.post("36", Decimal(-9), home=Decimal(-20))

    with pytest.raises(UnbalancedError):
        ledger.apply(("Transfer", "1"), effects)

    assert (ledger.held("35"), ledger.held("35", "EUR")) == (0, 0)
