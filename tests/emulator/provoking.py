"""For each recorded fault a request that leads to it."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests

from tests.emulator.books import Books, Obj, key_of, line, ref, sale
from tests.emulator.conftest import open_company

NAMESPACE = "{http://schema.intuit.com/finance/v3}"
JOURNAL = "JournalEntryLineDetail"


@dataclass
class Answered:
    """A refusal, from whichever envelope it came in."""

    status: int
    type: str
    errors: list[Obj]


@dataclass
class World:
    """Where a request is made: one company, and the means to open others."""

    url: str
    books: Books

    def open(self, profile: str, **wanted: Any) -> Books:
        return open_company(self.url, profile, **wanted)

    def post(self, path: str, body: Obj, **params: str) -> Answered:
        return answered(self.books.call(path, body, **params))

    def get(self, path: str) -> Answered:
        return answered(self.books.call(path))

    def query(self, statement: str) -> Answered:
        return answered(self.books.call("query", query=statement))

    def item_of_batch(self, operation: str, kind: str, body: Obj) -> Answered:
        item = {"bId": "1", "operation": operation, kind: body}
        return answered(self.books.call("batch", {"BatchItemRequest": [item]}))

    def ordered(self, fault: str) -> Answered:
        self.books.order_fault(fault)
        return self.get("customer/1")

    def settings(self, **wanted: Any) -> None:
        self.books.control("PUT", "settings", wanted)


@dataclass
class Provoked:
    """How to get the recorded fault of that code, part of detail and of its circumstances."""

    code: str
    part: str
    provoke: Callable[[World], Answered]
    where: str = ""


def answered(response: requests.Response) -> Answered:
    """The fault of an answer: of the service, of a batch item, of the gateway, in XML."""
    if response.text.startswith("<?xml"):
        return _from_xml(response)
    body = response.json()
    if "BatchItemResponse" in body:
        body = body["BatchItemResponse"][0]
    fault = body.get("Fault") or body["fault"]
    errors = [
        {key.lower(): value for key, value in {"element": None, **error}.items()}
        for error in fault.get("Error") or fault["error"]
    ]
    return Answered(response.status_code, fault["type"], errors)


def _from_xml(response: requests.Response) -> Answered:
    fault = ET.fromstring(response.text).find(f"{NAMESPACE}Fault")
    assert fault is not None
    error = fault.find(f"{NAMESPACE}Error")
    assert error is not None
    told = {
        "code": error.get("code"),
        "element": error.get("element"),
        "message": error.findtext(f"{NAMESPACE}Message"),
        "detail": error.findtext(f"{NAMESPACE}Detail"),
    }
    return Answered(response.status_code, fault.get("type") or "", [told])


def debit(account: str, amount: str = "5", **more: Any) -> Obj:
    detail = {"PostingType": "Debit", "AccountRef": {"value": account}, **more}
    return {"Amount": Decimal(amount), "DetailType": JOURNAL, JOURNAL: detail}


def credit(account: str, amount: str = "5", **more: Any) -> Obj:
    return debit(account, amount, PostingType="Credit", **more)


def without_account() -> Obj:
    return {"Amount": 5, "DetailType": JOURNAL, JOURNAL: {"PostingType": "Debit"}}


def too_late(world: World) -> Answered:
    world.settings(advance_s=3601)
    return world.get("customer/1")


def other_realm(world: World) -> Answered:
    world.books.base = world.open("us").base
    return world.get("customer/1")


def no_realm(world: World) -> Answered:
    world.books.base = world.books.base.replace(world.books.realm, "false")
    return world.get("customer/1")


def deleted_twice(world: World) -> Answered:
    made = world.books.make("Invoice", sale(world.books.customer(), line(world.books.item(), "5")))
    world.books.delete("Invoice", made)
    return world.item_of_batch("delete", "Invoice", key_of(made))


def journal_deleted_twice(world: World) -> Answered:
    made = world.books.make("JournalEntry", {"Line": [debit("35"), credit("36")]})
    world.books.delete("JournalEntry", made)
    return world.item_of_batch("delete", "JournalEntry", key_of(made))


def stale_in_batch(world: World) -> Answered:
    made = world.books.customer()
    world.books.change("Customer", made, GivenName="Erin")
    return world.item_of_batch("update", "Customer", {**key_of(made), "sparse": True, "Notes": "x"})


def stale_void(world: World) -> Answered:
    made = world.books.make(
        "SalesReceipt", sale(world.books.customer(), line(world.books.item(), "5"))
    )
    world.books.change("SalesReceipt", made, PrivateNote="x")
    return world.post("salesreceipt", key_of(made), operation="void")


def before_stock(world: World) -> Answered:
    sold = line(world.books.stocked(), "5", Qty=1, UnitPrice=5)
    return world.post("invoice", sale(world.books.customer(), sold, TxnDate="2019-12-31"))


def name_of_a_customer(world: World) -> Answered:
    world.books.customer()
    return world.post("customer", {"DisplayName": "Erin Buyer"})


def name_in_older_words(world: World) -> Answered:
    world.settings(wording="older")
    return name_of_a_customer(world)


def name_of_a_vendor(world: World) -> Answered:
    world.books.make("Vendor", {"DisplayName": "Erin Buyer"})
    return world.post("customer", {"DisplayName": "Erin Buyer"})


def rate_twice(world: World) -> Answered:
    rate = {"TaxRateName": "City", "RateValue": "2", "TaxAgencyId": "1"}
    details = [{**rate, "TaxApplicableOn": "Sales"}]
    world.books.call("taxservice/taxcode", {"TaxCode": "One", "TaxRateDetails": details})
    return world.post("taxservice/taxcode", {"TaxCode": "Two", "TaxRateDetails": details})


def inactive_customer(world: World) -> Answered:
    gone = world.books.change("Customer", world.books.customer(), Active=False)
    return world.post("invoice", sale(gone, line(world.books.item(), "5")))


def category_on_a_line(world: World) -> Answered:
    world.settings(wording="older")
    made = world.books.make("Item", {"Name": "Trees", "Type": "Category"})
    return world.post("invoice", sale(world.books.customer(), line(made, "5")))


def unknown_account(world: World) -> Answered:
    return world.post("journalentry", {"Line": [debit("777"), credit("36")]})


def wrong_amount(world: World) -> Answered:
    wrong = line(world.books.item(), "58", Qty=2, UnitPrice=30)
    return world.post("invoice", sale(world.books.customer(), wrong))


def empty_customer(world: World) -> Answered:
    body = {"CustomerRef": {"value": ""}, "Line": [line(world.books.item(), "5")]}
    return world.post("invoice", body)


def no_tax_code_in_canada(world: World) -> Answered:
    books = world.open("ca")
    return answered(books.call("invoice", sale(books.customer(), line(books.item(), "5"))))


def account_name_twice(world: World) -> Answered:
    return world.post("account", {"Name": "Checking", "AccountType": "Bank"})


def account_number_twice(world: World) -> Answered:
    bank = {"AccountType": "Bank", "AcctNum": "1234"}
    world.books.make("Account", {"Name": "One", **bank})
    return world.post("account", {"Name": "Two", **bank})


def depreciation_as_parent(world: World) -> Answered:
    fixed = {"AccountType": "Fixed Asset", "AccountSubType": "AccumulatedDepreciation"}
    parent = world.books.make("Account", {"Name": "Worn off", **fixed})
    below = {"Name": "Trucks", **fixed, "SubAccount": True, "ParentRef": ref(parent)}
    return world.post("account", below)


def list_entry_deleted(world: World) -> Answered:
    account = world.books.read("Account", "35")
    return world.post("account", key_of(account), operation="delete")


def deposited(world: World) -> Answered:
    made = world.books.make(
        "SalesReceipt", sale(world.books.customer(), line(world.books.item(), "5"))
    )
    linked = [{"TxnId": made["Id"], "TxnType": "SalesReceipt", "TxnLineId": "0"}]
    taken = {"Amount": 5, "LinkedTxn": linked}
    world.books.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [taken]})
    return world.post("salesreceipt", {**key_of(made), "sparse": True, "PrivateNote": "x"})


def expense_without_type(world: World) -> Answered:
    account = {"AccountRef": {"value": "80"}}
    kind = "AccountBasedExpenseLineDetail"
    bought = {"Amount": 5, "DetailType": kind, kind: account}
    made = world.books.make(
        "Purchase",
        {"PaymentType": "Cash", "AccountRef": {"value": "35"}, "Line": [bought]},
    )
    return world.post("purchase", {**key_of(made), "sparse": True, "PrivateNote": "x"})


def paying_a_vendor(world: World, **more: Any) -> Answered:
    vendor = world.books.make("Vendor", {"DisplayName": "Supplies Ltd"})
    by = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": "35"}}}
    return world.post("billpayment", {"VendorRef": ref(vendor), "TotalAmt": 5, **by, **more})


def number_twice(world: World) -> Answered:
    world.books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    number = "AA_2025-07_7676ce"
    world.books.make("JournalEntry", {"DocNumber": number, "Line": [debit("35"), credit("36")]})
    lines = [without_account() for _ in range(3)]
    answer = world.item_of_batch("create", "JournalEntry", {"DocNumber": number, "Line": lines})
    assert [error["code"] for error in answer.errors] == ["6140", "2020", "2020", "2020"]
    return answer


def receivable_without_a_name(world: World) -> Answered:
    receivable = world.books.account("Accounts Receivable (A/R)")["value"]
    return world.post("journalentry", {"Line": [debit(receivable), credit("36")]})


def long_number(world: World) -> Answered:
    lines = [without_account(), credit("36")]
    return world.post("journalentry", {"DocNumber": "x" * 45, "Line": lines})


def closed_period(world: World) -> Answered:
    world.books.prefer("AccountingInfoPrefs", BookCloseDate="2024-01-31")
    body = sale(world.books.customer(), line(world.books.item(), "5"), TxnDate="2024-01-31")
    return world.post("invoice", body)


def payment_without_amount(world: World) -> Answered:
    return world.post("payment", {"CustomerRef": ref(world.books.customer())})


def billed_hours(world: World) -> Answered:
    worked = {"NameOf": "Employee", "BillableStatus": "HAS_BEEN_BILLED", "Hours": 1}
    who = world.books.make("Employee", {"GivenName": "Erin", "FamilyName": "Worker"})
    return world.post("timeactivity", {**worked, "EmployeeRef": ref(who)})


PROVOKED = [
    Provoked("4001", "Custmoer", lambda w: w.query("select * from Custmoer")),
    Provoked("2010", "BadJson", lambda w: w.post("invoice", {"BadJson": True})),
    Provoked("3200", "Token expired", too_late),
    Provoked("500", "customer/1/5", lambda w: w.get("customer/1/5")),
    Provoked("2030", "value:1.5", lambda w: w.get("customer/1.5")),
    Provoked("6240", ": null", name_of_a_customer),
    Provoked("610", "made inactive", deleted_twice, where="Batch"),
    Provoked("5010", "<user name>", stale_in_batch),
    Provoked("6270", "Inventory Start Date", before_stock),
    Provoked("6240", "Another customer is", name_in_older_words),
    Provoked("6240", "customer, vendor or employee", name_of_a_vendor),
    Provoked(
        "4001",
        "PrimayEmailAddr",
        lambda w: w.query("select * from Customer where PrimayEmailAddr = 'x'"),
    ),
    Provoked(
        "4001",
        "PrimaryEmailAddr.EmailAddress",
        lambda w: w.query("select * from Customer where PrimaryEmailAddr.EmailAddress = 'x'"),
    ),
    Provoked(
        "4001",
        "'PrimaryEmailAddr' is not",
        lambda w: w.query("select * from Vendor where PrimaryEmailAddr = 'x'"),
    ),
    Provoked(
        "4000",
        '">" "> "',
        lambda w: w.query("select * from Customer where PrimayEmailAddr>Address = 'x'"),
    ),
    Provoked(
        "4000",
        "Address",
        lambda w: w.query("select * from Customer where PrimayEmailAddr in Address = 'x'"),
    ),
    Provoked("2030", "value:$", lambda w: w.query("select * from Customer where Id = ''")),
    Provoked("4000", "null", lambda w: w.query("SELECT * FROM NULL")),
    Provoked("2020", "parameter Name", lambda w: w.post("item", {})),
    Provoked(
        "2020",
        "Line.DetailType",
        lambda w: w.post("salesreceipt", {"Line": [{"Amount": 5}]}),
    ),
    Provoked("610", "made inactive", lambda w: w.get("item/999"), where="GET item"),
    Provoked("5010", "<user>", stale_void),
    Provoked("6240", "tax rate", rate_twice),
    Provoked("4001", "value 0", lambda w: w.query("select * from Customer startposition 0")),
    Provoked("3001", "limit", lambda w: w.ordered("429")),
    Provoked("2500", "made inactive", inactive_customer),
    Provoked(
        "2500",
        "ItemRef",
        lambda w: w.post("invoice", sale(w.books.customer(), line({"Id": "777"}, "5"))),
    ),
    Provoked("2500", "Categories", category_on_a_line),
    Provoked("2500", "Accounts element", unknown_account),
    Provoked("6070", "value:58", wrong_amount),
    Provoked("6000", r"\(-30000", no_realm),
    Provoked("6000", r"\(-30003", empty_customer),
    Provoked("6000", "GST/HST", no_tax_code_in_canada),
    Provoked("6240", "An account", account_name_twice),
    Provoked("6000", "this number", account_number_twice),
    Provoked("6000", "Fixed asset", depreciation_as_parent),
    Provoked(
        "2180",
        "colons",
        lambda w: w.post("account", {"Name": "A:B", "AccountType": "Bank"}),
    ),
    Provoked("500", "Delete", list_entry_deleted),
    Provoked("6540", "deposited", deposited),
    Provoked("2020", "PaymentType", expense_without_type),
    Provoked("2020", "parameter Line is", paying_a_vendor),
    Provoked(
        "2020",
        "LinkedTxn",
        lambda w: paying_a_vendor(w, Line=[{"Amount": 5, "LinkedTxn": []}]),
    ),
    Provoked(
        "4001",
        "DepartmentRef",
        lambda w: w.query("select * from SalesReceipt where DepartmentRef = '1'"),
    ),
    Provoked(
        "4001",
        "CustomerTypeRef",
        lambda w: w.query("select * from Customer where CustomerTypeRef = '1'"),
    ),
    Provoked(
        "4000",
        "TxnDate",
        lambda w: w.query("select * from RefundReceipt TxnDate > '2024-01-01'"),
    ),
    Provoked(
        "4001",
        "NoSuchField",
        lambda w: w.query("select * from Purchase where NoSuchField = 'x'"),
    ),
    Provoked("500", "No resource method", lambda w: w.get("customer/")),
    Provoked("500", "entity bill", lambda w: w.get("bill/")),
    Provoked("2030", "9999999999999", lambda w: w.get("invoice/9999999999999")),
    Provoked("6140", "Journal Entry", number_twice),
    Provoked(
        "2020",
        "AccountRef",
        lambda w: w.item_of_batch("create", "JournalEntry", {"Line": [without_account()]}),
    ),
    Provoked("6000", "two detail lines", lambda w: w.post("journalentry", {"Line": [debit("35")]})),
    Provoked("6000", "Accounts Receivable", receivable_without_a_name),
    Provoked("610", "deleted this", journal_deleted_twice),
    Provoked("2050", "length:45", long_number),
    Provoked("6210", "closed", closed_period),
    Provoked("3100", "", other_realm),
    Provoked("6190", "Subscription", lambda w: w.ordered("6190")),
    Provoked("120", "-11014-", lambda w: w.ordered("120")),
    Provoked("6000", "transaction amount", payment_without_amount),
    Provoked("2170", "HAS_BEEN_BILLED", billed_hours),
]

# Recorded faults that no request leads to, and why.
NOT_PROVOKED = {
    ("10000", "more info"): "its detail was edited by who published it",
}
