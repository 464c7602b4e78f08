"""Paying off a credit card from the bank.

quickbooks: the path says creditcardpayment, bodies and answers say CreditCardPaymentTxn.
"""

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds.base import (
    MARKS,
    Kind,
    Options,
    currency_reference,
    reference_to,
    refresh_reference,
)
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import MISMATCH, code_of
from emulator.protocol.faults import Fault, business
from emulator.wire import Obj

ENDS = {"BankAccountRef": "Bank", "CreditCardAccountRef": "Credit Card"}


class CreditCardPayment(Kind):
    """Home currency only, both accounts included."""

    name = "CreditCardPaymentTxn"
    family = "Txn"
    can_delete = True
    required = ("Amount", "BankAccountRef", "CreditCardAccountRef")
    kept = ("TxnDate", "CurrencyRef")
    lengths = {"PrivateNote": 4000, "Memo": 4000, "CheckNum": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote"})
    order = (
        *("CreditCardAccountRef", "BankAccountRef", "Amount", "VendorRef", "Memo", "CheckNum"),
        *("PrintStatus", *MARKS, "TxnDate", "CurrencyRef", "PrivateNote"),
    )

    def check(self, obj: Obj) -> None:
        if obj.get("Amount") is not None and obj["Amount"] <= 0:
            raise Fault("2290", "The amount of a payment must be more than 0.", element="Amount")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj, home = record.obj, company.home_currency
        obj.setdefault("TxnDate", company.today().isoformat())
        if code_of(obj) not in {"", home}:
            raise business(MISMATCH)
        obj["CurrencyRef"] = currency_reference(home)
        obj.pop("ExchangeRate", None)
        for name, type_ in ENDS.items():
            end = account(company, obj[name], type_)
            if code_of(end.obj) != home:
                raise business(MISMATCH)
            obj[name] = reference_to(end)
        refresh_reference(company, obj, "VendorRef", "Vendor")

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        effects.post(obj["CreditCardAccountRef"]["value"], obj["Amount"])
        effects.post(obj["BankAccountRef"]["value"], -obj["Amount"])
        return effects
