"""Payments, deposits, transfers and journal entries."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles


@pytest.fixture
def customer(books: Books) -> Obj:
    return books.customer()


@pytest.fixture
def invoice(books: Books, customer: Obj) -> Obj:
    return books.make("Invoice", sale(customer, line(books.item(), "100")))


def pay(customer: Obj, amount: str, *lines: Obj, **more: object) -> Obj:
    return {"CustomerRef": ref(customer), "TotalAmt": Decimal(amount), "Line": list(lines), **more}


def test_it_settles_an_invoice(books: Books, customer: Obj, invoice: Obj) -> None:
    made = books.make("Payment", pay(customer, "60", settles(invoice, "50")))

    found = books.read("Invoice", invoice["Id"])

    assert made["UnappliedAmt"] == 10
    assert (found["Balance"], found["LinkedTxn"]) == (
        50,
        [{"TxnId": made["Id"], "TxnType": "Payment"}],
    )
    assert books.read("Customer", customer["Id"])["Balance"] == 40
    assert books.balances()["Undeposited Funds"] == 60


def test_it_refuses_to_apply_more_than_there_is(books: Books, customer: Obj, invoice: Obj) -> None:
    over_invoice = books.refused("Payment", pay(customer, "200", settles(invoice, "150")))
    over_payment = books.refused("Payment", pay(customer, "40", settles(invoice, "50")))

    assert (over_invoice["code"], over_payment["code"]) == ("6000", "6000")


def test_it_refuses_a_payment_without_amount_or_to_a_stranger(books: Books, invoice: Obj) -> None:
    dave = books.customer("Dave Stranger")

    nothing = books.refused("Payment", {"CustomerRef": ref(dave)})
    stranger = books.refused("Payment", pay(dave, "100", settles(invoice, "100")))
    negative = books.refused("Payment", pay(dave, "-1"))

    assert nothing["Detail"] == "Business Validation Error: You must set a transaction amount."
    assert (stranger["code"], negative["code"]) == ("620", "2290")


def told(line_: Obj) -> Obj:
    return {each["value"]["Name"]: each["value"]["Value"] for each in line_["LineEx"]["any"]}


def test_a_payment_tells_what_was_open_before_as_recorded(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    first = books.make("Payment", pay(customer, "60", settles(invoice, "60")))
    second = books.make("Payment", pay(customer, "40", settles(invoice, "40")))

    number = {"txnId": invoice["Id"], "txnReferenceNumber": invoice["DocNumber"]}
    assert told(first["Line"][0]) == {**number, "txnOpenBalance": "100.00"}
    assert told(second["Line"][0]) == {**number, "txnOpenBalance": "40.00"}
    assert second["DepositToAccountRef"] == {"value": "4"}


def test_a_payment_can_be_sent_back_whole(books: Books, customer: Obj, invoice: Obj) -> None:
    made = books.make("Payment", pay(customer, "60", settles(invoice, "60")))

    again = books.make("Payment", {**made, "PrivateNote": "By cheque"})

    assert again["Line"] == made["Line"]


def test_a_payment_counts_as_a_change_of_what_it_settles(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    books.control("PUT", "settings", {"advance_s": 60})
    made = books.make("Payment", pay(customer, "100", settles(invoice, "100")))
    paid = books.read("Invoice", invoice["Id"])
    books.delete("Payment", made)

    assert paid["SyncToken"] == "1"
    assert paid["MetaData"]["LastUpdatedTime"] == made["MetaData"]["CreateTime"]
    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "2"
    error = books.refused("Invoice", {**key_of(invoice), "sparse": True, "PrivateNote": "late"})
    assert error["code"] == "5010"


def test_a_payment_that_settles_the_same_changes_nothing_else(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    made = books.make("Payment", pay(customer, "100", settles(invoice, "100")))

    books.change("Payment", made, PrivateNote="By cheque")

    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "1"


def test_it_can_be_set_that_a_payment_leaves_the_token(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    books.control("PUT", "settings", {"settling_counts": False})

    books.make("Payment", pay(customer, "100", settles(invoice, "100")))

    assert books.read("Invoice", invoice["Id"])["SyncToken"] == "0"


def test_it_loosens_payments_when_an_invoice_is_voided(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    made = books.make("Payment", pay(customer, "100", settles(invoice, "100")))

    books.void("Invoice", books.read("Invoice", invoice["Id"]))

    found = books.read("Payment", made["Id"])
    assert (found["Line"], found["UnappliedAmt"]) == ([], 100)
    assert books.read("Customer", customer["Id"])["Balance"] == -100


def test_it_opens_the_invoice_again_when_its_payment_goes(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    first = books.make("Payment", pay(customer, "30", settles(invoice, "30")))
    second = books.make("Payment", pay(customer, "70", settles(invoice, "70")))
    paid = books.read("Invoice", invoice["Id"])["Balance"]

    voided = books.void("Payment", first)
    books.delete("Payment", second)

    assert paid == 0
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert books.read("Invoice", invoice["Id"])["Balance"] == 100


def test_it_voids_a_payment_the_other_way_too(books: Books, customer: Obj) -> None:
    made = books.make("Payment", pay(customer, "30"))

    gone = books.make(
        "Payment", {**key_of(made), "sparse": True}, operation="update", include="void"
    )

    assert gone["TotalAmt"] == 0


def test_it_uses_a_credit_memo_for_an_invoice(books: Books, customer: Obj, invoice: Obj) -> None:
    memo = books.make("CreditMemo", sale(customer, line(books.item("B"), "40")))

    books.make(
        "Payment", pay(customer, "0", settles(invoice, "40"), settles(memo, "40", "CreditMemo"))
    )

    assert books.read("Invoice", invoice["Id"])["Balance"] == 60
    assert books.read("CreditMemo", memo["Id"])["RemainingCredit"] == 0
    assert books.read("Customer", customer["Id"])["Balance"] == 60


def test_it_gives_a_credit_back_when_its_memo_is_deleted(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    memo = books.make("CreditMemo", sale(customer, line(books.item("B"), "40")))
    lines = (settles(invoice, "40"), settles(memo, "40", "CreditMemo"))
    books.make("Payment", pay(customer, "0", *lines))

    books.delete("CreditMemo", books.read("CreditMemo", memo["Id"]))

    assert books.read("Invoice", invoice["Id"])["Balance"] == 100


def test_it_books_the_exchange_difference_of_a_payment(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    customer = books.customer(**euro)
    form = sale(customer, line(books.item(), "100"), ExchangeRate="1.1", **euro)
    invoice = books.make("Invoice", form)

    books.make("Payment", pay(customer, "100", settles(invoice, "100"), ExchangeRate="1.2", **euro))

    found = books.balances()
    assert "Accounts Receivable (A/R) - EUR" not in found
    assert found["Exchange Gain or Loss"] == -10


def test_it_deposits_receipts_less_the_fee(books: Books, customer: Obj) -> None:
    receipt = books.make("SalesReceipt", sale(customer, line(books.item(), "100")))
    fee = {
        "Amount": -3,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": {"value": "8"}},
    }

    made = books.make(
        "Deposit",
        {
            "DepositToAccountRef": {"value": "35"},
            "Line": [settles(receipt, "100", "SalesReceipt"), fee],
        },
    )

    found = books.balances()
    assert made["TotalAmt"] == 97
    assert found["Checking"] == 97
    assert found["Bank Charges"] == 3
    assert "Undeposited Funds" not in found


def test_it_keeps_a_deposited_receipt_as_it_is(books: Books, customer: Obj) -> None:
    receipt = books.make("SalesReceipt", sale(customer, line(books.item(), "100")))
    whole = settles(receipt, "100", "SalesReceipt")
    form = {"DepositToAccountRef": {"value": "35"}, "Line": [whole]}
    deposit = books.make("Deposit", form)

    error = books.refused("SalesReceipt", key_of(receipt), operation="delete")
    twice = books.refused("Deposit", form)
    books.delete("Deposit", deposit)

    assert (error["code"], twice["code"]) == ("6540", "6000")
    books.delete("SalesReceipt", receipt)


def test_it_deposits_only_whole_receipts_that_are_there(books: Books, customer: Obj) -> None:
    receipt = books.make("SalesReceipt", sale(customer, line(books.item(), "100")))
    to = {"DepositToAccountRef": {"value": "35"}}

    part = books.refused("Deposit", {**to, "Line": [settles(receipt, "40", "SalesReceipt")]})
    none = books.refused("Deposit", {**to, "Line": [settles({"Id": "99"}, "40", "Payment")]})

    assert (part["code"], none["code"]) == ("6000", "620")


def test_it_transfers_between_accounts(books: Books) -> None:
    ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}}

    books.make("Transfer", {**ends, "Amount": 25})

    assert books.balances() == {"Checking": -25, "Savings": 25}
    assert books.refused("Transfer", {**ends, "Amount": 0})["code"] == "2290"
    same = {**ends, "ToAccountRef": {"value": "35"}, "Amount": 1}
    assert books.refused("Transfer", same)["code"] == "6000"
    income = {**ends, "ToAccountRef": {"value": "79"}, "Amount": 1}
    assert books.refused("Transfer", income)["code"] == "6430"


def entry(side: str, account: str, amount: int, **more: object) -> Obj:
    detail = {"PostingType": side, "AccountRef": {"value": account}, **more}
    return {
        "Amount": amount,
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": detail,
    }


def test_it_posts_a_journal_entry(books: Books) -> None:
    books.make("JournalEntry", {"Line": [entry("Debit", "35", 25), entry("Credit", "34", 25)]})

    assert books.balances() == {"Checking": 25, "Opening Balance Equity": -25}


def test_it_refuses_a_journal_entry_that_does_not_balance(books: Books) -> None:
    uneven = {"Line": [entry("Debit", "35", 25), entry("Credit", "34", 24)]}
    single = {"Line": [entry("Debit", "35", 25)]}
    nobody = {"Line": [entry("Debit", "84", 25), entry("Credit", "34", 25)]}

    assert books.refused("JournalEntry", uneven)["code"] == "2300"
    assert "Fill out at least two detail lines" in books.refused("JournalEntry", single)["Detail"]
    assert "you must choose a customer" in books.refused("JournalEntry", nobody)["Detail"]


def test_it_counts_a_journal_entry_on_a_customer(books: Books, customer: Obj) -> None:
    whose = {"Entity": {"Type": "Customer", "EntityRef": ref(customer)}}

    books.make(
        "JournalEntry", {"Line": [entry("Debit", "84", 25, **whose), entry("Credit", "34", 25)]}
    )

    assert books.read("Customer", customer["Id"])["Balance"] == 25


def test_it_settles_several_invoices_at_once(books: Books, customer: Obj) -> None:
    first, second = (
        books.make("Invoice", sale(customer, line(books.item(name), "40"))) for name in "AB"
    )

    made = books.make("Payment", pay(customer, "70", settles(first, "40"), settles(second, "30")))

    assert made["UnappliedAmt"] == 0
    assert books.read("Invoice", first["Id"])["Balance"] == 0
    assert books.read("Invoice", second["Id"])["Balance"] == 10


def test_it_replaces_all_lines_of_a_payment_or_none(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    other = books.make("Invoice", sale(customer, line(books.item("B"), "40")))
    made = books.make("Payment", pay(customer, "60", settles(invoice, "60")))

    noted = books.change("Payment", made, PaymentRefNum="77")
    moved = books.change("Payment", noted, Line=[settles(other, "40")])

    assert noted["Line"] == made["Line"]
    assert (moved["UnappliedAmt"], len(moved["Line"])) == (20, 1)
    assert books.read("Invoice", invoice["Id"])["Balance"] == 100


def test_it_refuses_bad_lines_of_a_payment(books: Books, customer: Obj, invoice: Obj) -> None:
    negative = books.refused("Payment", pay(customer, "10", settles(invoice, "-10")))
    twice = books.refused(
        "Payment", pay(customer, "20", settles(invoice, "10"), settles(invoice, "10"))
    )
    nothing = books.refused("Payment", pay(customer, "10", {"Amount": 10}))
    unknown = books.refused("Payment", pay(customer, "10", settles(invoice, "10", "Estimate")))

    assert (negative["code"], twice["code"]) == ("2290", "6000")
    assert (nothing["code"], nothing["element"]) == ("2020", "Line.LinkedTxn")
    assert unknown["code"] == "620"


def test_it_refuses_to_hand_a_payment_to_a_customer_whose_invoice_it_is_not(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    made = books.make("Payment", pay(customer, "60", settles(invoice, "60")))
    to_dave = {**key_of(made), "sparse": True, "CustomerRef": ref(books.customer("Dave"))}

    error = books.refused("Payment", to_dave)
    free = books.make("Payment", {**to_dave, "Line": []})

    assert error["code"] == "620"
    assert free["UnappliedAmt"] == 60
    assert books.read("Invoice", invoice["Id"])["Balance"] == 100


def test_it_pays_the_invoices_of_sub_customers(books: Books, customer: Obj) -> None:
    job = books.customer("Kitchen", ParentRef=ref(customer), Job=True)
    invoice = books.make("Invoice", sale(job, line(books.item(), "40")))

    books.make("Payment", pay(customer, "50", settles(invoice, "40")))

    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert books.read("Customer", job["Id"])["Balance"] == 0
    assert books.read("Customer", customer["Id"])["Balance"] == -10


def test_it_settles_a_debit_and_uses_a_credit_of_a_journal_entry(
    books: Books, customer: Obj
) -> None:
    whose = {"Entity": {"Type": "Customer", "EntityRef": ref(customer)}}
    debt = books.make(
        "JournalEntry", {"Line": [entry("Debit", "84", 50, **whose), entry("Credit", "34", 50)]}
    )
    credit = books.make(
        "JournalEntry", {"Line": [entry("Credit", "84", 20, **whose), entry("Debit", "34", 20)]}
    )
    lines = (settles(debt, "50", "JournalEntry"), settles(credit, "20", "JournalEntry"))

    books.make("Payment", pay(customer, "30", *lines))
    again = books.refused("Payment", pay(customer, "1", settles(debt, "1", "JournalEntry")))

    assert again["code"] == "6000"
    assert books.read("Customer", customer["Id"])["Balance"] == 0
    assert books.balances() == {"Undeposited Funds": 30, "Opening Balance Equity": -30}


def test_it_refuses_a_journal_entry_that_is_not_the_customers(books: Books, customer: Obj) -> None:
    plain = books.make(
        "JournalEntry", {"Line": [entry("Debit", "35", 50), entry("Credit", "34", 50)]}
    )

    error = books.refused("Payment", pay(customer, "5", settles(plain, "5", "JournalEntry")))

    assert error["code"] == "620"


def test_it_shows_the_deposit_that_a_payment_stands_in(books: Books, customer: Obj) -> None:
    made = books.make("Payment", pay(customer, "30"))
    deposit = books.make(
        "Deposit",
        {"DepositToAccountRef": {"value": "35"}, "Line": [settles(made, "30", "Payment")]},
    )

    linked = books.read("Payment", made["Id"])["LinkedTxn"]

    assert linked == [{"TxnId": deposit["Id"], "TxnType": "Deposit"}]
    for refused in ({"operation": "delete"}, {"operation": "void"}):
        assert books.refused("Payment", key_of(made), **refused)["code"] == "6540"


def test_it_refuses_a_payment_into_an_account_that_is_no_money(books: Books, customer: Obj) -> None:
    error = books.refused("Payment", pay(customer, "30", DepositToAccountRef={"value": "79"}))

    assert error["code"] == "6430"


def test_it_keeps_closed_periods_as_they_are(books: Books, customer: Obj) -> None:
    made = books.make("Payment", pay(customer, "30", TxnDate="2026-01-15"))
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")

    late = books.refused("Payment", pay(customer, "30", TxnDate="2026-01-31"))
    gone = books.refused("Payment", key_of(made), operation="delete")
    voided = books.refused("Payment", key_of(made), operation="void")

    assert {late["code"], gone["code"], voided["code"]} == {"6210"}


def test_it_clears_a_foreign_invoice_by_a_credit_of_another_rate(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    customer, item = books.customer(**euro), books.item()
    invoice = books.make("Invoice", sale(customer, line(item, "100"), ExchangeRate="1.1", **euro))
    memo = books.make("CreditMemo", sale(customer, line(item, "100"), ExchangeRate="1.2", **euro))

    lines = (settles(invoice, "100"), settles(memo, "100", "CreditMemo"))
    books.make("Payment", pay(customer, "0", *lines, **euro))

    found = books.balances()
    assert found == {"Sales of Product Income": 10, "Exchange Gain or Loss": -10}
    assert books.read("Customer", customer["Id"])["Balance"] == 0


def test_it_books_a_payment_again_when_the_rate_of_its_invoice_changes(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    customer = books.customer(**euro)
    form = sale(customer, line(books.item(), "100"), ExchangeRate="1.1", **euro)
    invoice = books.make("Invoice", form)
    books.make("Payment", pay(customer, "100", settles(invoice, "100"), ExchangeRate="1.1", **euro))

    books.change("Invoice", books.read("Invoice", invoice["Id"]), ExchangeRate="1.3")

    found = books.balances()
    assert "Accounts Receivable (A/R) - EUR" not in found
    assert found["Exchange Gain or Loss"] == 20


def test_it_loosens_a_payment_when_its_invoice_goes_to_somebody_else(
    books: Books, customer: Obj, invoice: Obj
) -> None:
    made = books.make("Payment", pay(customer, "60", settles(invoice, "60")))
    dave = books.customer("Dave")

    books.change("Invoice", books.read("Invoice", invoice["Id"]), CustomerRef=ref(dave))

    assert books.read("Payment", made["Id"])["UnappliedAmt"] == 60
    assert books.read("Invoice", invoice["Id"])["Balance"] == 100
    assert books.read("Customer", customer["Id"])["Balance"] == -60
    assert books.read("Customer", dave["Id"])["Balance"] == 100


def test_it_leaves_no_cent_of_a_foreign_invoice_that_is_paid_in_parts(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    customer = books.customer(**euro)
    form = sale(customer, line(books.item(), "0.03"), ExchangeRate="1.5", **euro)
    invoice = books.make("Invoice", form)
    part = pay(customer, "0.01", settles(invoice, "0.01"), ExchangeRate="1.5", **euro)
    first, *_others = (books.make("Payment", part) for _ in range(3))
    paid = books.balances()

    books.void("Payment", first)
    books.make("Payment", part)

    assert "Accounts Receivable (A/R) - EUR" not in paid
    assert "Accounts Receivable (A/R) - EUR" not in books.balances()


def test_it_uses_a_credit_that_a_deposit_made(books: Books, customer: Obj, invoice: Obj) -> None:
    detail = {"AccountRef": {"value": "84"}, "Entity": {**ref(customer), "type": "Customer"}}
    credit = {"Amount": 40, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    deposit = books.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [credit]})

    books.make(
        "Payment", pay(customer, "0", settles(invoice, "40"), settles(deposit, "40", "Deposit"))
    )

    assert books.read("Invoice", invoice["Id"])["Balance"] == 60
    assert books.read("Customer", customer["Id"])["Balance"] == 60
    again = pay(customer, "0", settles(invoice, "1"), settles(deposit, "1", "Deposit"))
    assert books.refused("Payment", again)["code"] == "6000"
