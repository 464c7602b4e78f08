"""Deposits: receipts out of Undeposited Funds, further lines, cash kept back."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, sale

CHECKING, CHARGES, SALES, RECEIVABLE, PAYABLE, UNDEPOSITED = "35", "8", "79", "84", "33", "4"


def own(amount: str | int, account: str = SALES, **detail: object) -> Obj:
    return {
        "Amount": Decimal(amount),
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": {"value": account}, **detail},
    }


def brings(kind: str, made: Obj, amount: str | int) -> Obj:
    return {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": made["Id"], "TxnType": kind}]}


def deposit(*lines: Obj, **more: object) -> Obj:
    return {"DepositToAccountRef": {"value": CHECKING}, "Line": list(lines), **more}


def receipt(books: Books, amount: str = "100", kind: str = "SalesReceipt", **more: Obj) -> Obj:
    return books.make(kind, sale(books.customer_once(), line(books.item(), amount), **more))


def test_it_answers_a_deposit_in_quickbooks_order(books: Books) -> None:
    made = books.make("Deposit", deposit(own(10, CheckNum="7"), PrivateNote="Friday"))

    assert list(made) == [
        *("DepositToAccountRef", "TotalAmt", "domain", "sparse", "Id", "SyncToken", "MetaData"),
        *("TxnDate", "CurrencyRef", "PrivateNote", "Line"),
    ]
    assert made["Line"] == [
        {
            "Id": "1",
            "LineNum": 1,
            "Amount": 10,
            "DetailType": "DepositLineDetail",
            "DepositLineDetail": {
                "AccountRef": {"value": SALES, "name": "Sales of Product Income"},
                "CheckNum": "7",
            },
        }
    ]


def test_it_brings_receipts_less_a_fee_to_the_bank(books: Books) -> None:
    made = receipt(books)

    books.make("Deposit", deposit(brings("SalesReceipt", made, 100), own("-2.90", CHARGES)))

    held = books.balances()
    assert (held["Checking"], held["Bank Charges"]) == (Decimal("97.10"), Decimal("2.90"))
    assert held.get("Undeposited Funds", 0) == 0


def test_it_takes_a_refund_a_transfer_and_an_entry_along(books: Books) -> None:
    sold = receipt(books)
    back = books.make(
        "RefundReceipt",
        sale(
            books.customer_once(),
            line(books.item("Cup"), "30"),
            DepositToAccountRef={"value": UNDEPOSITED},
        ),
    )
    ends = {"FromAccountRef": {"value": "36"}, "ToAccountRef": {"value": UNDEPOSITED}}
    moved = books.make("Transfer", {**ends, "Amount": 5})
    kinds = ("SalesReceipt", sold, 100), ("RefundReceipt", back, -30), ("Transfer", moved, 5)

    made = books.make("Deposit", deposit(*(brings(*each) for each in kinds)))

    assert made["TotalAmt"] == 75
    assert books.balances().get("Undeposited Funds", 0) == 0
    linked = books.read("Transfer", moved["Id"])["LinkedTxn"]
    assert linked == [{"TxnId": made["Id"], "TxnType": "Deposit"}]


def test_it_keeps_cash_back(books: Books) -> None:
    kept = {"AccountRef": {"value": "36"}, "Amount": 20, "Memo": "Till"}

    made = books.make("Deposit", deposit(own(100), CashBack=kept))

    assert made["TotalAmt"] == 80
    assert made["CashBack"] == {
        "AccountRef": {"value": "36", "name": "Savings"},
        "Amount": 20,
        "Memo": "Till",
    }
    held = books.balances()
    assert (held["Checking"], held["Savings"]) == (80, 20)


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        ({"Amount": 5}, "2020"),
        ({"AccountRef": {"value": "36"}}, "2020"),
        ({"AccountRef": {"value": "999"}, "Amount": 5}, "2500"),
        ({"AccountRef": {"value": RECEIVABLE}, "Amount": 5}, "6430"),
        ({"AccountRef": {"value": "36"}, "Amount": -5}, "2290"),
        ({"AccountRef": {"value": "36"}, "Amount": 11}, "6000"),
    ],
)
def test_it_refuses_cash_back_that_cannot_be(books: Books, kept: Obj, code: str) -> None:
    assert books.refused("Deposit", deposit(own(10), CashBack=kept))["code"] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Line": [own(5)]}, "2020"),
        (deposit(), "2020"),
        (deposit({"DetailType": "DepositLineDetail"}), "2020"),
        (deposit({"Amount": 5, "DetailType": "DepositLineDetail"}), "2020"),
        (deposit(own(5, "999")), "2500"),
        (deposit(own(5, PaymentMethodRef={"value": "999"})), "2500"),
        (deposit(own(5, Entity={"value": "999", "type": "CUSTOMER"})), "2500"),
        (deposit(own(5, RECEIVABLE)), "6000"),
        (deposit(own(5, PAYABLE)), "6000"),
        (deposit(own(-5)), "6000"),
        ({**deposit(own(5)), "DepositToAccountRef": {"value": SALES}}, "6430"),
        (deposit(own(5), DocNumber="N" * 22), "2050"),
        (deposit(brings("SalesReceipt", {"Id": "999"}, 5)), "620"),
        (deposit(brings("Invoice", {"Id": "999"}, 5)), "620"),
    ],
)
def test_it_refuses_a_deposit_that_cannot_be(books: Books, body: Obj, code: str) -> None:
    assert books.refused("Deposit", body)["code"] == code


def test_it_refuses_a_receipt_in_part_or_twice(books: Books) -> None:
    made = receipt(books)
    whole, part = brings("SalesReceipt", made, 100), brings("SalesReceipt", made, 40)

    in_part = books.refused("Deposit", deposit(part))
    doubled = books.refused("Deposit", deposit(whole, whole))
    books.make("Deposit", deposit(whole))
    again = books.refused("Deposit", deposit(whole))

    assert [each["code"] for each in (in_part, doubled, again)] == ["6000"] * 3


def test_it_refuses_a_receipt_that_went_straight_to_the_bank(books: Books) -> None:
    made = receipt(books, DepositToAccountRef={"value": CHECKING})

    assert books.refused("Deposit", deposit(brings("SalesReceipt", made, 100)))["code"] == "620"


def test_it_refuses_to_change_a_deposited_receipt_until_the_deposit_is_gone(books: Books) -> None:
    made = receipt(books)
    brought = books.make("Deposit", deposit(brings("SalesReceipt", made, 100)))
    change = {**key_of(made), "sparse": True, "PrivateNote": "Later"}

    error = books.refused("SalesReceipt", change)
    books.delete("Deposit", brought)

    assert error["code"] == "6540"
    assert books.make("SalesReceipt", change)["PrivateNote"] == "Later"
    assert books.balances()["Undeposited Funds"] == 100


def test_a_receipt_taken_out_of_a_deposit_can_be_deposited_again(books: Books) -> None:
    made = receipt(books)
    whole = brings("SalesReceipt", made, 100)
    brought = books.make("Deposit", deposit(whole, own(5)))

    books.change("Deposit", brought, Line=[own(5)])

    assert books.make("Deposit", deposit(whole))["TotalAmt"] == 100


def test_a_customer_on_a_line_owes_less(books: Books) -> None:
    customer = books.customer()
    whose = {"Entity": {"value": customer["Id"], "type": "CUSTOMER"}}

    made = books.make("Deposit", deposit(own(40, RECEIVABLE, **whose)))

    entity = made["Line"][0]["DepositLineDetail"]["Entity"]
    assert entity == {"value": customer["Id"], "name": "Erin Buyer", "type": "CUSTOMER"}
    assert books.read("Customer", customer["Id"])["Balance"] == -40


def test_a_foreign_receipt_leaves_at_its_own_rate(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    customer = books.customer(**euro)
    form = sale(customer, line(books.item(), "100"), ExchangeRate=2, **euro)
    made = books.make("SalesReceipt", form)

    body = deposit(brings("SalesReceipt", made, 100), ExchangeRate=3, **euro)
    brought = books.make("Deposit", body)

    held = books.balances()
    assert brought["HomeTotalAmt"] == 300
    assert (held["Checking"], held["Exchange Gain or Loss"]) == (300, -100)
    assert held.get("Undeposited Funds", 0) == 0


def test_it_refuses_a_receipt_in_another_currency(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}}
    form = sale(books.customer(**euro), line(books.item(), "100"), **euro)
    made = books.make("SalesReceipt", form)

    error = books.refused("Deposit", deposit(brings("SalesReceipt", made, 100)))

    assert "The currency of the transaction is invalid" in error["Detail"]


def test_it_refuses_a_deposit_in_a_closed_period(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")

    assert books.refused("Deposit", deposit(own(5), TxnDate="2024-12-31"))["code"] == "6210"
