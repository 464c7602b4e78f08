"""What does a person call a kind, which of its values stand in a list, and how are they written?"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from emulator.books.company import Company, Record
from emulator.face.frame import Cell, link
from emulator.kinds import ALL, BY_NAME
from emulator.kinds.base import Kind
from emulator.wire import Obj

TITLES = {
    "CompanyInfo": "Company info",
    "Preferences": "Preferences",
    "Item": "Products and services",
    "SalesReceipt": "Sales receipts",
    "RefundReceipt": "Refunds",
    "CreditMemo": "Credit memos",
    "JournalEntry": "Journal entries",
    "BillPayment": "Bill payments",
    "VendorCredit": "Vendor credits",
    "Purchase": "Expenses",
    "PurchaseOrder": "Purchase orders",
    "InventoryAdjustment": "Stock adjustments",
    "CreditCardPaymentTxn": "Card payments",
    "TimeActivity": "Time activities",
    "RecurringTransaction": "Recurring transactions",
    "TaxAgency": "Tax agencies",
    "TaxCode": "Tax codes",
    "TaxRate": "Tax rates",
    "PaymentMethod": "Payment methods",
    "CompanyCurrency": "Currencies",
    "ExchangeRate": "Exchange rates",
    "Class": "Classes",
}
PARTIES = ("CustomerRef", "VendorRef", "EntityRef", "EmployeeRef", "DepositToAccountRef")
DOCUMENT = ("DocNumber", "TxnDate", "party", "TotalAmt")
COLUMNS: dict[str, tuple[str, ...]] = {
    "Account": ("FullyQualifiedName", "AcctNum", "AccountType", "AccountSubType", "CurrencyRef"),
    "Customer": ("DisplayName", "PrimaryEmailAddr", "CurrencyRef", "Balance"),
    "Vendor": ("DisplayName", "PrimaryEmailAddr", "CurrencyRef", "Balance"),
    "Employee": ("DisplayName", "EmployeeNumber"),
    "Item": ("FullyQualifiedName", "Sku", "Type", "UnitPrice", "QtyOnHand"),
    "Invoice": ("DocNumber", "TxnDate", "party", "DueDate", "TotalAmt", "Balance"),
    "Bill": ("DocNumber", "TxnDate", "party", "DueDate", "TotalAmt", "Balance"),
    "CreditMemo": (*DOCUMENT, "Balance"),
    "VendorCredit": (*DOCUMENT, "Balance"),
    "Estimate": (*DOCUMENT, "TxnStatus"),
    "PurchaseOrder": (*DOCUMENT, "POStatus"),
    "Payment": ("PaymentRefNum", "TxnDate", "party", "TotalAmt", "UnappliedAmt"),
    "Purchase": (*DOCUMENT, "PaymentType", "AccountRef"),
    "Transfer": ("TxnDate", "FromAccountRef", "ToAccountRef", "Amount"),
    "JournalEntry": ("DocNumber", "TxnDate", "PrivateNote", "TotalAmt"),
    "InventoryAdjustment": ("DocNumber", "TxnDate", "AdjustAccountRef"),
    "TaxRate": ("Name", "RateValue", "AgencyRef"),
    "TaxAgency": ("DisplayName",),
    "CompanyInfo": ("CompanyName",),
    "Attachable": ("FileName", "ContentType", "Size"),
}
HEADS = {
    "DisplayName": "Name",
    "FullyQualifiedName": "Name",
    "CompanyName": "Name",
    "PrimaryEmailAddr": "E-mail",
    "AcctNum": "Number",
    "AccountType": "Type",
    "AccountSubType": "Sub-type",
    "CurrencyRef": "Currency",
    "EmployeeNumber": "Number",
    "UnitPrice": "Price",
    "QtyOnHand": "In stock",
    "DocNumber": "Number",
    "PaymentRefNum": "Reference",
    "TxnDate": "Date",
    "party": "Name",
    "DueDate": "Due",
    "TotalAmt": "Total",
    "Balance": "Open",
    "UnappliedAmt": "Not applied",
    "TxnStatus": "Status",
    "POStatus": "Status",
    "PaymentType": "Paid by",
    "AccountRef": "Account",
    "FromAccountRef": "From",
    "ToAccountRef": "To",
    "AdjustAccountRef": "Against",
    "PrivateNote": "Note",
    "RateValue": "Percent",
    "AgencyRef": "Agency",
    "FileName": "File",
    "ContentType": "Type",
}
NUMBERS = frozenset(
    {"UnitPrice", "QtyOnHand", "TotalAmt", "Balance", "UnappliedAmt", "Amount", "RateValue", "Size"}
)
REFERRED = {
    **{f"{name}Ref": name for name in ("Customer", "Vendor", "Item", "Account", "Class", "Term")},
    **{f"{name}Ref": name for name in ("Department", "TaxCode", "TaxRate", "PaymentMethod")},
    **{f"{name}AccountRef": "Account" for name in ("DepositTo", "From", "To", "Income", "Expense")},
    **{f"{name}AccountRef": "Account" for name in ("Asset", "AR", "AP", "Bank", "CC", "Adjust")},
    "DiscountAccountRef": "Account",
    "CashBackAccountRef": "Account",
    "TxnTaxCodeRef": "TaxCode",
    "SalesTermRef": "Term",
    "AgencyRef": "TaxAgency",
    "EmployeeRef": "Employee",
}


def title(kind: str) -> str:
    """The kind in the plural, as a heading."""
    return TITLES.get(kind) or f"{kind}s"


def singular(kind: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() and at else c for at, c in enumerate(kind))


def is_document(kind: Kind) -> bool:
    """Whether it is a transaction; all of them share one series of ids."""
    return kind.family == "Txn"


def documents() -> list[Kind]:
    return [kind for kind in ALL if is_document(kind)]


def lists() -> list[Kind]:
    return [kind for kind in ALL if not is_document(kind)]


def columns(kind: Kind) -> tuple[str, ...]:
    """The properties a list shows; the first one carries the link."""
    return COLUMNS.get(kind.name) or (DOCUMENT if is_document(kind) else (kind.name_field,))


def address(company: Company, kind: str, id_: str) -> str:
    return f"/books/{company.realm}/{kind.lower()}/{id_}"


def label(record: Record) -> str:
    """What a person calls the record: its number or its name."""
    obj = record.obj
    names = ("DocNumber", "FullyQualifiedName", "DisplayName", "Name", "CompanyName", "FileName")
    found = next((str(obj[name]) for name in names if obj.get(name)), "")
    return found or f"{singular(record.kind)} {record.id}"


def linked(company: Company, kind: str, id_: str, text: Cell = None) -> Markup | str:
    """A link to a record of the books; plain text where there is none."""
    record = meant(company, kind, id_)
    if record is None:
        return str(text or f"{kind} {id_}")
    return link(address(company, record.kind, id_), text or label(record))


def meant(company: Company, kind: str, id_: str) -> Record | None:
    """The record of that id. Links call some kinds otherwise, such as BillPaymentCheck; all
    documents share one series of ids, so that theirs is enough."""
    if kind in BY_NAME:
        return company.find(kind, id_)
    found = (company.find(each.name, id_) for each in documents())
    return next((record for record in found if record is not None), None)


def party_of(obj: Obj) -> Any:
    """Whom or what a document is with."""
    return next((obj[name] for name in PARTIES if obj.get(name)), "")


def value_of(view: Obj, name: str) -> Any:
    return party_of(view) if name == "party" else view.get(name, "")


def shown(value: Any) -> Cell:
    """A value as a person reads it: a reference by its name, an address by its lines."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, dict):
        named = next((value[k] for k in ("name", "Address", "value") if value.get(k)), None)
        parts = (str(shown(part)) for key, part in value.items() if key != "Id")
        return str(named) if named is not None else ", ".join(part for part in parts if part)
    if isinstance(value, list):
        return ", ".join(str(shown(each)) for each in value)
    return value if isinstance(value, Decimal | int) else str(value)


def references(obj: Any) -> Iterator[tuple[str, str]]:
    """Every record of a list that an object refers to, as kind and id, however deep."""
    if isinstance(obj, list):
        for each in obj:
            yield from references(each)
        return
    if not isinstance(obj, dict):
        return
    for name, value in obj.items():
        if name in REFERRED and isinstance(value, dict):
            yield REFERRED[name], str(value.get("value", ""))
        elif name in {"EntityRef", "Entity"} and isinstance(value, dict):
            yield from _entity(value)
        elif isinstance(value, dict | list):
            yield from references(value)


def _entity(value: Obj) -> Iterator[tuple[str, str]]:
    """A name of any of the three lists; what its type is stands in it, or beside it."""
    inner = value.get("EntityRef") or value
    kind = str(value.get("type") or value.get("Type") or inner.get("type") or "Customer")
    yield kind, str(inner.get("value", ""))
