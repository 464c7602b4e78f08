"""Payments to vendors: what they settle, what they refuse, what they leave out without a word."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, ref, settles
from tests.emulator.purchasing import (
    CARD,
    CHECKING,
    PAYABLE,
    by_card,
    by_check,
    owed,
    paid,
    spent,
    vendor,
)

PAY = "BillPayment"


@pytest.fixture
def seller(books: Books) -> Obj:
    return vendor(books)


@pytest.fixture
def bill(books: Books, seller: Obj) -> Obj:
    return books.make("Bill", owed(seller, spent("100")))


def of_bill(made: Obj, amount: str) -> Obj:
    return settles(made, amount, "Bill")


def owing(seller: Obj, amount: int) -> list[Obj]:
    """The lines of a journal entry that makes a debt to the vendor."""
    name = {"Entity": {"Type": "Vendor", "EntityRef": ref(seller)}}
    sides = {
        "Debit": {"AccountRef": {"value": "8"}},
        "Credit": {"AccountRef": {"value": "33"}, **name},
    }
    type_ = "JournalEntryLineDetail"
    return [
        {"Amount": amount, "DetailType": type_, type_: {"PostingType": side, **detail}}
        for side, detail in sides.items()
    ]


def test_it_settles_a_bill_by_check(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_check(seller, "60", of_bill(bill, "60")))

    found = books.read("Bill", bill["Id"])
    assert found["Balance"] == 40
    assert found["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "BillPaymentCheck"}]
    assert books.balances() == {"Bank Charges": 100, "Checking": -60, PAYABLE: -40}
    assert books.read("Vendor", seller["Id"])["Balance"] == 40


def test_it_settles_a_bill_by_card(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_card(seller, "100", of_bill(bill, "100")))

    linked = books.read("Bill", bill["Id"])["LinkedTxn"]
    assert linked == [{"TxnId": made["Id"], "TxnType": "BillPaymentCreditCard"}]
    assert books.balances() == {"Bank Charges": 100, "Mastercard": -100}


def test_it_answers_a_payment_in_the_order_of_quickbooks(
    books: Books, seller: Obj, bill: Obj
) -> None:
    sent = by_check(seller, "100", of_bill(bill, "100"), APAccountRef={"value": "33"})

    made = books.make(PAY, sent)

    assert list(made) == [
        *("VendorRef", "PayType", "CheckPayment", "TotalAmt", "domain", "sparse", "Id"),
        *("SyncToken", "MetaData", "TxnDate", "CurrencyRef", "Line"),
    ]
    checking = {"value": "35", "name": "Checking"}
    assert made["CheckPayment"] == {"BankAccountRef": checking, "PrintStatus": "NeedToPrint"}
    assert made["Line"] == [of_bill(bill, "100.00")]


@pytest.mark.parametrize("lines", [None, []])
def test_it_refuses_a_payment_without_lines(
    books: Books, seller: Obj, lines: list[Obj] | None
) -> None:
    refused = books.refused(PAY, {**by_card(seller, "10"), "Line": lines})

    assert (refused["code"], refused["Detail"]) == (
        "2020",
        "Required parameter Line is missing in the request",
    )


@pytest.mark.parametrize("links", [{}, {"LinkedTxn": []}])
def test_it_refuses_a_line_without_a_link(books: Books, seller: Obj, links: Obj) -> None:
    refused = books.refused(PAY, by_card(seller, "10", {"Amount": 10, **links}))

    assert (refused["code"], refused["Detail"]) == (
        "2020",
        "Required parameter LinkedTxn is missing in the request",
    )


def test_it_refuses_a_payment_that_lacks_something(books: Books, seller: Obj, bill: Obj) -> None:
    whole = by_check(seller, "10", of_bill(bill, "10"))
    lacking = {
        name: books.refused(PAY, {each: value for each, value in whole.items() if each != name})
        for name in ("VendorRef", "PayType", "CheckPayment", "TotalAmt")
    }

    assert [lacking[name]["element"] for name in ("VendorRef", "PayType", "CheckPayment")] == [
        *("VendorRef", "PayType", "CheckPayment")
    ]
    assert lacking["TotalAmt"]["Detail"] == (
        "Business Validation Error: You must set a transaction amount."
    )


def test_it_refuses_negative_amounts(books: Books, seller: Obj, bill: Obj) -> None:
    total = books.refused(PAY, by_check(seller, "-1", of_bill(bill, "10")))
    part = books.refused(PAY, by_check(seller, "10", of_bill(bill, "-10")))

    assert (total["code"], part["code"]) == ("6000", "2290")


def test_it_refuses_an_account_of_another_type(books: Books, seller: Obj, bill: Obj) -> None:
    lines = [of_bill(bill, "10")]
    check = by_check(seller, "10", *lines, CheckPayment={"BankAccountRef": CARD})
    by = by_card(seller, "10", *lines)
    card = {**by, "CreditCardPayment": {"CCAccountRef": CHECKING}}
    unknown = {**by, "CreditCardPayment": {"CCAccountRef": {"value": "999"}}}

    assert books.refused(PAY, check)["code"] == "6430"
    assert books.refused(PAY, card)["code"] == "6430"
    assert books.refused(PAY, unknown)["code"] == "2500"


def test_it_refuses_other_ways_to_pay(books: Books, seller: Obj, bill: Obj) -> None:
    refused = books.refused(PAY, by_check(seller, "10", of_bill(bill, "10"), PayType="Cash"))

    assert (refused["code"], refused["element"]) == ("2170", "PayType")


def test_it_refuses_to_apply_more_than_there_is(books: Books, seller: Obj, bill: Obj) -> None:
    over_bill = books.refused(PAY, by_check(seller, "200", of_bill(bill, "150")))
    over_payment = books.refused(PAY, by_check(seller, "40", of_bill(bill, "50")))
    twice = books.refused(PAY, by_check(seller, "40", of_bill(bill, "20"), of_bill(bill, "20")))

    assert [each["code"] for each in (over_bill, over_payment, twice)] == ["6000"] * 3


def test_it_refuses_what_is_not_the_vendors(books: Books, seller: Obj, bill: Obj) -> None:
    otto = vendor(books, "Otto Other")
    invoice = settles({"Id": "1"}, "5", "Invoice")
    missing = of_bill({"Id": "999"}, "5")

    assert books.refused(PAY, by_check(otto, "100", of_bill(bill, "100")))["code"] == "620"
    assert books.refused(PAY, by_check(seller, "5", invoice))["code"] == "620"
    assert books.refused(PAY, by_check(seller, "5", missing))["code"] == "620"


def test_what_is_paid_too_much_is_a_credit_with_the_vendor(
    books: Books, seller: Obj, bill: Obj
) -> None:
    books.make(PAY, by_check(seller, "130", of_bill(bill, "100")))

    assert books.read("Vendor", seller["Id"])["Balance"] == -30
    assert books.balances()[PAYABLE] == 30


def test_a_second_payment_of_a_paid_bill_is_void_from_the_start(
    books: Books, seller: Obj, bill: Obj
) -> None:
    books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    second = books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    assert (second["Line"], second["TotalAmt"], second["PrivateNote"]) == ([], 0, "Voided")
    assert books.balances()["Checking"] == -100


def test_a_second_payment_is_refused_where_the_settings_say_so(
    books: Books, seller: Obj, bill: Obj
) -> None:
    books.control("PUT", "settings", {"settled_links": "refuse"})
    books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    assert books.refused(PAY, by_check(seller, "100", of_bill(bill, "100")))["code"] == "6000"


def test_it_leaves_a_link_to_an_expense_out(books: Books, seller: Obj, bill: Obj) -> None:
    on_payable = spent("100", {"value": "33"})
    expense = books.make(
        "Purchase", paid("Cash", on_payable, EntityRef={**ref(seller), "type": "Vendor"})
    )
    lines = [of_bill(bill, "100"), settles(expense, "100", "Purchase")]

    made = books.make(PAY, by_check(seller, "0", *lines))

    assert (made["TotalAmt"], made["Line"]) == (100, [of_bill(bill, "100.00")])
    assert books.read("Bill", bill["Id"])["Balance"] == 0


def test_credits_pay_bills_without_money(books: Books, seller: Obj, bill: Obj) -> None:
    credit = books.make("VendorCredit", owed(seller, spent("100")))
    lines = [of_bill(bill, "100"), settles(credit, "100", "VendorCredit")]
    nothing = {"CheckPayment": {"PrintStatus": "NotSet"}}

    made = books.make(PAY, by_check(seller, "0", *lines, **nothing))

    assert made["CheckPayment"] == {"PrintStatus": "NotSet"}
    assert books.read("Bill", bill["Id"])["Balance"] == 0
    used = books.read("VendorCredit", credit["Id"])
    assert (used["Balance"], used["LinkedTxn"][0]["TxnId"]) == (0, made["Id"])
    assert not any(books.balances().values())


def test_it_refuses_to_pay_from_nowhere(books: Books, seller: Obj, bill: Obj) -> None:
    nothing = {"CheckPayment": {"PrintStatus": "NotSet"}}

    refused = books.refused(PAY, by_check(seller, "100", of_bill(bill, "100"), **nothing))

    assert refused["code"] == "6000"


def test_a_journal_entry_on_the_payable_is_settled_like_a_bill(books: Books, seller: Obj) -> None:
    journal = books.make("JournalEntry", {"Line": owing(seller, 70)})
    over = books.refused(PAY, by_check(seller, "80", settles(journal, "80", "JournalEntry")))

    books.make(PAY, by_check(seller, "70", settles(journal, "70", "JournalEntry")))

    assert over["code"] == "6000"
    assert books.balances() == {"Bank Charges": 70, "Checking": -70}
    assert books.read("Vendor", seller["Id"])["Balance"] == 0


def test_a_deposit_on_the_payable_is_settled_like_a_bill(books: Books, seller: Obj) -> None:
    """The vendor gave money back that is owed to him now."""
    entity = {"Entity": {**ref(seller), "type": "VENDOR"}, "AccountRef": {"value": "33"}}
    line = {"Amount": 25, "DetailType": "DepositLineDetail", "DepositLineDetail": entity}
    deposit = books.make("Deposit", {"DepositToAccountRef": CHECKING, "Line": [line]})

    books.make(PAY, by_check(seller, "25", settles(deposit, "25", "Deposit")))

    assert books.read("Vendor", seller["Id"])["Balance"] == 0
    assert not any(books.balances().values())


def test_payments_come_loose_when_their_journal_entry_goes(books: Books, seller: Obj) -> None:
    journal = books.make("JournalEntry", {"Line": owing(seller, 70)})
    made = books.make(PAY, by_check(seller, "70", settles(journal, "70", "JournalEntry")))

    books.delete("JournalEntry", books.read("JournalEntry", journal["Id"]))

    assert books.read(PAY, made["Id"])["Line"] == []
    assert books.read("Vendor", seller["Id"])["Balance"] == -70


def test_only_an_update_that_includes_void_voids_it(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    error = books.refused(PAY, key_of(made), operation="void")

    assert (error["code"], error["element"]) == ("500", "Operation")
    assert error["Detail"] == "Operation void is not supported."


def test_a_void_payment_opens_the_bill_again(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_check(seller, "100", of_bill(bill, "100"), PrivateNote="June"))

    body = {**key_of(made), "sparse": True}
    voided = books.make(PAY, body, operation="update", include="void")

    assert (voided["TotalAmt"], voided["Line"], voided["SyncToken"]) == (0, [], "1")
    assert voided["PrivateNote"].startswith("Voided")
    assert books.read("Bill", bill["Id"])["Balance"] == 100
    assert "Checking" not in {name for name, held in books.balances().items() if held}


def test_a_deleted_payment_opens_the_bill_again(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    books.delete(PAY, made)

    found = books.read("Bill", bill["Id"])
    assert (found["Balance"], found["LinkedTxn"]) == (100, [])


def test_payments_come_loose_when_their_bill_goes_or_shrinks(books: Books, seller: Obj) -> None:
    first = books.make("Bill", owed(seller, spent("100")))
    second = books.make("Bill", owed(seller, spent("50")))
    made = books.make(PAY, by_check(seller, "150", of_bill(first, "100"), of_bill(second, "50")))

    paid, also_paid = books.read("Bill", first["Id"]), books.read("Bill", second["Id"])
    books.change("Bill", paid, VendorRef=ref(seller), Line=[spent("30")])
    books.delete("Bill", also_paid)

    found = books.read(PAY, made["Id"])
    assert (found["Line"], found["TotalAmt"]) == ([of_bill(first, "30.00")], 150)
    assert books.read("Vendor", seller["Id"])["Balance"] == -120


def test_bills_open_again_when_their_credit_goes(books: Books, seller: Obj, bill: Obj) -> None:
    credit = books.make("VendorCredit", owed(seller, spent("40")))
    lines = [of_bill(bill, "100"), settles(credit, "40", "VendorCredit")]
    books.make(PAY, by_check(seller, "60", *lines))

    books.delete("VendorCredit", books.read("VendorCredit", credit["Id"]))

    assert books.read("Bill", bill["Id"])["Balance"] == 40
    assert books.balances()[PAYABLE] == -40


def test_a_payment_of_nothing_goes_with_what_it_settled(
    books: Books, seller: Obj, bill: Obj
) -> None:
    credit = books.make("VendorCredit", owed(seller, spent("100")))
    lines = [of_bill(bill, "100"), settles(credit, "100", "VendorCredit")]
    made = books.make(PAY, by_check(seller, "0", *lines))

    books.delete("Bill", books.read("Bill", bill["Id"]))

    assert books.call(f"billpayment/{made['Id']}").json()["Fault"]["Error"][0]["code"] == "610"
    assert books.read("VendorCredit", credit["Id"])["Balance"] == 100


def test_an_update_settles_anew(books: Books, seller: Obj, bill: Obj) -> None:
    made = books.make(PAY, by_check(seller, "100", of_bill(bill, "100")))

    changed = books.change(PAY, made, TotalAmt=70, Line=[of_bill(bill, "70")])

    assert (changed["TotalAmt"], changed["SyncToken"]) == (70, "1")
    assert books.read("Bill", bill["Id"])["Balance"] == 30


def test_check_numbers_are_shared_with_expenses(books: Books, seller: Obj, bill: Obj) -> None:
    check = books.make("Purchase", paid("Check", spent("5"), DocNumber="101"))
    numbered = by_check(seller, "10", of_bill(bill, "10"), DocNumber="101")

    refused = books.refused(PAY, numbered)
    allowed = books.make(PAY, numbered, include="allowduplicatedocnum")
    savings = {"CheckPayment": {"BankAccountRef": {"value": "36"}}}
    elsewhere = books.make(PAY, {**numbered, **savings})

    assert refused["code"] == "6140"
    assert refused["Detail"].endswith(
        f"DocNumber=101 is assigned to TxnType=Check with TxnId={check['Id']}"
    )
    assert allowed["DocNumber"] == elsewhere["DocNumber"] == "101"


def test_duplicate_check_numbers_pass_where_nobody_wants_the_warning(
    books: Books, seller: Obj, bill: Obj
) -> None:
    pairs = [{"Name": "WarnDuplicateCheckNumber", "Value": "false"}]
    books.prefer("OtherPrefs", NameValue=pairs)

    for amount in ("10", "20"):
        books.make(PAY, by_check(seller, amount, of_bill(bill, amount), DocNumber="101"))

    assert books.read("Bill", bill["Id"])["Balance"] == 70


def test_nothing_is_paid_in_a_closed_period(books: Books, seller: Obj, bill: Obj) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")

    early = by_check(seller, "10", of_bill(bill, "10"), TxnDate="2026-01-31")

    assert books.refused(PAY, early)["code"] == "6210"


def test_what_the_rates_make_is_gain_or_loss(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    seller, euro = vendor(books, CurrencyRef={"value": "EUR"}), {"CurrencyRef": {"value": "EUR"}}
    dear, cheap = {"ExchangeRate": Decimal("1.2")}, {"ExchangeRate": Decimal("1.1")}
    bill = books.make("Bill", owed(seller, spent("100"), **euro, **cheap))

    books.make(PAY, by_check(seller, "100", of_bill(bill, "100"), **euro, **dear))

    assert {name: held for name, held in books.balances().items() if held} == {
        "Bank Charges": 110,
        "Checking": -120,
        "Exchange Gain or Loss": 10,
    }
    assert books.read("Vendor", seller["Id"])["Balance"] == 0


def test_a_new_rate_of_a_paid_bill_is_cleared_anew(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.1")}
    seller = vendor(books, CurrencyRef={"value": "EUR"})
    bill = books.make("Bill", owed(seller, spent("100"), **euro))
    books.make(PAY, by_check(seller, "100", of_bill(bill, "100"), **euro))

    dearer = {"ExchangeRate": Decimal("1.3"), "VendorRef": ref(seller)}
    books.change("Bill", books.read("Bill", bill["Id"]), **dearer)

    assert f"{PAYABLE} - EUR" not in books.balances()
    assert books.balances()["Exchange Gain or Loss"] == -20


def test_nothing_stays_behind_when_foreign_parts_make_the_whole(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.15")}
    seller = vendor(books, CurrencyRef={"value": "EUR"})
    bill = books.make("Bill", owed(seller, spent("0.30"), **euro))

    for _ in range(3):
        books.make(PAY, by_check(seller, "0.10", of_bill(bill, "0.10"), **euro))

    assert f"{PAYABLE} - EUR" not in books.balances()
