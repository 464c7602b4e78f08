"""Expenses: paid at once in cash, by cheque or by card; and what comes back on a card."""

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds.bank.open_entries import loosen
from emulator.kinds.base import Options, refer, reference_to, refresh_reference
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import code_of, refuse_other_account
from emulator.kinds.purchases.check_numbers import print_status, refuse_taken_check_number
from emulator.kinds.purchases.forms import TRANSACTION, PurchaseForm
from emulator.protocol.faults import Fault, bad_reference, business
from emulator.wire import Obj

ACCOUNT_TYPES = {"Cash": "Bank", "Check": "Bank", "CreditCard": "Credit Card"}
PARTIES = ("Vendor", "Customer", "Employee")
NAME_VALUE = "{http://schema.intuit.com/finance/v3}NameValue"


class Purchase(PurchaseForm):
    name = "Purchase"
    by_newer_service = True
    required = ("PaymentType", "AccountRef", "Line")
    always_given = ("PaymentType",)
    read_only = PurchaseForm.read_only | {"PurchaseEx", "RemitToAddr"}
    computed_names = frozenset({"PurchaseEx"})
    order = (
        *("AccountRef", "PaymentMethodRef", "PaymentRefNum", "PaymentType", "EntityRef"),
        *("Credit", "TotalAmt", "PrintStatus", "PurchaseEx", *TRANSACTION),
    )

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """A third party reports that the service refuses what it adds itself (PurchaseEx)."""
        values = super().cleaned(company, body)
        if company.settings.purchase_ex_sent == "refuse" and body.get("PurchaseEx") is not None:
            words = "Property Name:PurchaseEx specified is unsupported or invalid"
            raise Fault("2010", words)
        return values

    def check(self, obj: Obj) -> None:
        if obj.get("PaymentType") not in {None, *ACCOUNT_TYPES}:
            text = f"Invalid Enumeration : {obj['PaymentType']}"
            raise Fault("2170", text, element="PaymentType")
        super().check(obj)

    def party(self, company: Company, obj: Obj) -> Record | None:
        """quickbooks: a vendor, a customer or an employee, or nobody."""
        if obj.get("EntityRef") is None:
            return None
        entity = _entity(company, obj["EntityRef"])
        obj["EntityRef"] = {**reference_to(entity), "type": entity.kind}
        return entity if entity.kind != "Employee" else None

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        fixed = old is not None and company.settings.payment_type_change == "refuse"
        if old is not None and fixed and obj["PaymentType"] != old.obj["PaymentType"]:
            raise business("The payment type of an expense cannot be changed.")
        paid_from = account(company, obj["AccountRef"], ACCOUNT_TYPES[obj["PaymentType"]])
        refuse_other_account(company, paid_from, code_of(obj))
        obj["AccountRef"] = reference_to(paid_from)
        refresh_reference(company, obj, "PaymentMethodRef", "PaymentMethod")
        obj.setdefault("CustomField", [])
        _keep_only(obj, "Credit", "CreditCard", default=False)
        _keep_only(obj, "PrintStatus", "Check", default=print_status(company, obj))
        # quickbooks: links of an expense to bills are taken and left out without a word.
        obj["Line"] = [_plain(line) for line in obj["Line"]]

    def number(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        paid_from = record.obj["AccountRef"]["value"]
        refuse_taken_check_number(company, record, old, options, paid_from)

    def sign_of(self, obj: Obj) -> int:
        """What comes back on a card is an expense the other way round."""
        return -1 if obj.get("Credit") else 1

    def post_party(self, company: Company, obj: Obj, effects: Effects) -> None:
        effects.post(obj["AccountRef"]["value"], -self.sign_of(obj) * obj["TotalAmt"])

    def let_go(self, company: Company, record: Record) -> None:
        loosen(company, record)

    def computed(self, company: Company, record: Record) -> Obj:
        """quickbooks: an extension block names the type of the transaction by number."""
        type_ = {"Name": "TxnType", "Value": _txn_type(record.obj)}
        about = {
            "name": NAME_VALUE,
            "declaredType": "com.intuit.schema.finance.v3.NameValue",
            "scope": "javax.xml.bind.JAXBElement$GlobalScope",
            "value": type_,
            "nil": False,
            "globalScope": True,
            "typeSubstituted": False,
        }
        return {"PurchaseEx": {"any": [about]}}


def _keep_only(obj: Obj, name: str, payment_type: str, *, default: object) -> None:
    """quickbooks: a property that has no meaning for the way to pay is ignored."""
    if obj["PaymentType"] == payment_type:
        obj.setdefault(name, default)
    else:
        obj.pop(name, None)


def _txn_type(obj: Obj) -> str:
    if obj["PaymentType"] == "Check":
        return "3"
    return "11" if obj.get("Credit") else "54"


def _entity(company: Company, ref: Obj) -> Record:
    """The party a reference means; its type, if it is given, must be right (2500)."""
    given = str(ref.get("type", "")).lower()
    for kind in PARTIES:
        if given in {"", kind.lower()} and company.find(kind, ref["value"]) is not None:
            return refer(company, kind, ref)
    raise bad_reference(f"Names element id {ref['value']} not found")


def _plain(line: Obj) -> Obj:
    return {name: value for name, value in line.items() if name not in {"LineNum", "LinkedTxn"}}
