"""python-quickbooks, signed in to a company of the emulator, and one row per class it knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.objects import (
    Account,
    Bill,
    BillPayment,
    Class,
    CreditMemo,
    Customer,
    Department,
    Deposit,
    Employee,
    Estimate,
    Invoice,
    Item,
    JournalEntry,
    Payment,
    PaymentMethod,
    Purchase,
    PurchaseOrder,
    RefundReceipt,
    SalesReceipt,
    Term,
    TimeActivity,
    Transfer,
    Vendor,
    VendorCredit,
)
from quickbooks.objects.creditcardpayment_entity import CreditCardPayment

from tests.emulator.books import Books, Obj


@contextmanager
def sign_in(books: Books) -> Iterator[QuickBooks]:
    """The library as an app would use it; only its addresses are the emulator's."""
    tokens = books.tokens()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
        patch.setattr(QuickBooks, "api_url_v3", f"{books.url}/v3")
        auth = AuthClient(
            "emulator-client",
            "emulator-secret",
            "http://127.0.0.1:9/callback",
            f"{books.url}/.well-known/openid_configuration",
            access_token=tokens["access_token"],
            refresh_token=tokens["refresh_token"],
        )
        client = QuickBooks(
            auth_client=auth,
            refresh_token=tokens["refresh_token"],
            company_id=books.realm,
            minorversion=75,
        )
        yield client
        client.session.close()
        auth.close()


@dataclass(frozen=True)
class Row:
    """How one class is made in the sample company, and what is changed in it."""

    made_of: type[Any]
    body: Obj
    change: tuple[str, Any] = ("PrivateNote", "changed")
    again: Obj = field(default_factory=dict)

    def build(self, *, second: bool = False) -> Any:
        """The library's own object, not saved; `second` gives it another name."""
        return self.made_of.from_json({**self.body, **(self.again if second else {})})

    def __str__(self) -> str:
        return str(self.made_of.__name__)


def ref(id_: str) -> Obj:
    return {"value": id_}


def sold(amount: int = 10) -> Obj:
    detail = {"ItemRef": ref("1")}
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }


def bought(amount: int = 10) -> Obj:
    return {
        "Amount": amount,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": ref("7")},
    }


def ordered() -> Obj:
    return {
        "Amount": 125,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": ref("5"), "Qty": 1, "UnitPrice": 125},
    }


def booked(side: str, account: str) -> Obj:
    return {
        "Amount": 10,
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": {"PostingType": side, "AccountRef": ref(account)},
    }


def deposited() -> Obj:
    return {
        "Amount": 10,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": ref("1")},
    }


def settles(kind: str, id_: str) -> Obj:
    return {"Amount": 10, "LinkedTxn": [{"TxnId": id_, "TxnType": kind}]}


BUYER, SELLER, BANK = ref("2"), ref("31"), ref("35")
LISTS = [
    Row(
        Account,
        {"Name": "Petty cash", "AccountType": "Bank"},
        ("Description", "In the drawer"),
        {"Name": "Till"},
    ),
    Row(Class, {"Name": "Indoors"}, ("Name", "Inside"), {"Name": "Outdoors"}),
    Row(Customer, {"DisplayName": "Ann"}, ("GivenName", "Ann"), {"DisplayName": "Bert"}),
    Row(Department, {"Name": "Tucson"}, ("Name", "Phoenix"), {"Name": "Reno"}),
    Row(
        Employee,
        {"GivenName": "Nora", "FamilyName": "Hill"},
        ("PrintOnCheckName", "N. Hill"),
        {"GivenName": "Olaf"},
    ),
    Row(
        Item,
        {"Name": "Hedge", "Type": "Service", "IncomeAccountRef": ref("1")},
        ("Description", "Cut"),
        {"Name": "Lawn"},
    ),
    Row(PaymentMethod, {"Name": "Voucher"}, ("Type", "CREDIT_CARD"), {"Name": "Barter"}),
    Row(Term, {"Name": "Net 45", "DueDays": 45}, ("DueDays", 44), {"Name": "Net 46"}),
    Row(Vendor, {"DisplayName": "Stone Yard"}, ("AcctNum", "77"), {"DisplayName": "Sand Pit"}),
]
DOCUMENTS = [
    Row(Bill, {"VendorRef": SELLER, "Line": [bought()]}),
    Row(
        BillPayment,
        {
            "VendorRef": SELLER,
            "TotalAmt": 10,
            "PayType": "Check",
            "CheckPayment": {"BankAccountRef": BANK},
            "Line": [settles("Bill", "1")],
        },
    ),
    Row(
        CreditCardPayment,
        {"Amount": 10, "BankAccountRef": BANK, "CreditCardAccountRef": ref("41")},
    ),
    Row(CreditMemo, {"CustomerRef": BUYER, "Line": [sold()]}),
    Row(Deposit, {"DepositToAccountRef": BANK, "Line": [deposited()]}),
    Row(Estimate, {"CustomerRef": BUYER, "Line": [sold()]}),
    Row(Invoice, {"CustomerRef": BUYER, "Line": [sold()]}),
    Row(JournalEntry, {"Line": [booked("Debit", "7"), booked("Credit", "35")]}),
    Row(Payment, {"CustomerRef": BUYER, "TotalAmt": 10, "Line": [settles("Invoice", "75")]}),
    Row(Purchase, {"PaymentType": "Cash", "AccountRef": BANK, "Line": [bought()]}),
    Row(PurchaseOrder, {"VendorRef": SELLER, "APAccountRef": ref("33"), "Line": [ordered()]}),
    Row(RefundReceipt, {"CustomerRef": BUYER, "DepositToAccountRef": BANK, "Line": [sold()]}),
    Row(SalesReceipt, {"CustomerRef": BUYER, "Line": [sold()]}),
    Row(
        TimeActivity,
        {"NameOf": "Employee", "EmployeeRef": ref("54"), "TxnDate": "2024-03-01", "Hours": 2},
        ("Description", "Hedges"),
    ),
    Row(Transfer, {"FromAccountRef": BANK, "ToAccountRef": ref("36"), "Amount": 10}),
    Row(VendorCredit, {"VendorRef": SELLER, "Line": [bought()]}),
]
