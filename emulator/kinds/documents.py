"""What do all documents share? Numbers, tracking, the receivable account, voiding, home amounts."""

from decimal import Decimal
from typing import Any

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds.base import Kind, Options, currency_reference, refresh_reference
from emulator.kinds.lists.currencies import code_of
from emulator.protocol.faults import Fault, business
from emulator.wire import ZERO, Obj, money, stamp

# Properties in the order of QuickBooks' answers: what only this kind has, the head, the rest.
ORDER = (
    *("Deposit", "AllowIPNPayment", "AllowOnlinePayment", "AllowOnlineCreditCardPayment"),
    *("AllowOnlineACHPayment", "InvoiceLink", "ExpirationDate", "AcceptedBy", "AcceptedDate"),
    *("RemainingCredit", "domain", "sparse", "Id", "SyncToken", "MetaData", "CustomField"),
    *("DocNumber", "TxnDate", "DepartmentRef", "CurrencyRef", "ExchangeRate", "PrivateNote"),
    *("TxnStatus", "LinkedTxn", "Line", "TxnTaxDetail", "TxnSource", "RecurDataRef", "CustomerRef"),
    *("CustomerMemo", "BillAddr", "ShipAddr", "FreeFormAddress", "ShipFromAddr", "ClassRef"),
    *("SalesTermRef", "DueDate", "ShipMethodRef", "ShipDate", "TrackingNum"),
    *("GlobalTaxCalculation", "TotalAmt", "HomeTotalAmt", "ApplyTaxAfterDiscount"),
    *("PrintStatus", "EmailStatus", "BillEmail", "BillEmailCc", "BillEmailBcc", "Balance"),
    *("HomeBalance", "PaymentMethodRef", "PaymentRefNum", "DepositToAccountRef", "DeliveryInfo"),
)
# What an account that QuickBooks opens by itself takes from its model.
LIKE = frozenset(
    {"Active", "SubAccount", "Classification", "AccountType", "AccountSubType", "CurrencyRef"}
)
SALES_FORMS = ("Estimate", "Invoice", "SalesReceipt", "RefundReceipt", "CreditMemo")
LABELS = {
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "CreditMemo": "Credit Memo",
    "JournalEntry": "Journal Entry",
}


def number_keys(kind: str, obj: Obj) -> list[IndexKey]:
    number = obj.get("DocNumber")
    return [("doc", kind, str(number))] if number else []


def number(
    company: Company, kind: Kind, record: Record, old: Record | None, options: Options
) -> None:
    """quickbooks: numbers itself while CustomTxnNumbers is off; when on, refuses a second use."""
    given = record.obj.get("DocNumber")
    if not company.preference("SalesFormsPrefs", "CustomTxnNumbers"):
        if not given:
            record.obj["DocNumber"] = company.next_number()
        return
    fault = number_fault(company, kind, record.obj, old, options)
    if fault is not None:
        raise fault


def warns_of_duplicates(company: Company, name: str, *, default: bool) -> bool:
    """Whether a switch such as WarnDuplicateBillNumber is on in Preferences.OtherPrefs."""
    for pair in company.preference("OtherPrefs", "NameValue") or ():
        if pair.get("Name") == name:
            return str(pair.get("Value")).lower() == "true"
    return default


def allows(company: Company, name: str) -> bool:
    """Whether estimates, discounts, shipping and the like are switched on (AllowEstimates, …)."""
    if company.settings.switched_off == "ignore":
        return True
    return bool(company.preference("SalesFormsPrefs", name))


def number_fault(
    company: Company, kind: Kind, obj: Obj, old: Record | None, options: Options
) -> Fault | None:
    """The refusal (6140) of a document whose number another one of its kind has."""
    given = obj.get("DocNumber")
    if not given or options.allow_duplicate_number:
        return None
    if not company.preference("SalesFormsPrefs", "CustomTxnNumbers"):
        return None
    if not warns_of_duplicates(company, "WarnDuplicateInvoiceNumber", default=True):
        return None
    if old is not None and old.obj.get("DocNumber") == given:
        return None
    other = _first_with(company, kind.name, str(given))
    return (
        number_taken(company, str(given), LABELS.get(other.kind, other.kind), other)
        if other
        else None
    )


def _first_with(company: Company, kind: str, number: str) -> Record | None:
    """The first document that has a number: of that kind, or of all sales forms where the setting
    `sales_numbers` says so."""
    wider = company.settings.sales_numbers == "forms" and kind in SALES_FORMS
    places = ((each, ("doc", each, number)) for each in (SALES_FORMS if wider else (kind,)))
    found = [company.records[each][id_] for each, key in places for id_ in company.named(key)]
    return min(found, key=lambda record: int(record.id), default=None)


def number_taken(company: Company, number: str, label: str, other: Record) -> Fault:
    """The refusal of a number that another document has, called as people call it (`label`) or
    as the schema does."""
    if company.settings.number_labels == "schema":
        label = other.kind
    return Fault(
        "6140",
        "Duplicate Document Number Error : You must specify a different number. "
        f"This number has already been used. DocNumber={number} is assigned to "
        f"TxnType={label} with TxnId={other.id}",
        element="",
    )


def party_keys(kind: str, obj: Obj) -> list[IndexKey]:
    """By what the documents of a customer are found."""
    party = (obj.get("CustomerRef") or {}).get("value")
    return [("customer", kind, party)] if party else []


def in_order_of_date(company: Company, kind: str, *customers: str) -> list[Record]:
    """Documents of a kind of these customers as QuickBooks takes them by itself: the oldest
    first, unless the setting `automatic_order` says otherwise."""
    ids = (id_ for each in customers for id_ in company.named(("customer", kind, each)))
    newest = company.settings.automatic_order == "newest"
    found = (company.records[kind][id_] for id_ in ids)
    return sorted(found, key=lambda record: (record.day, int(record.id)), reverse=newest)


def refer_tracking(company: Company, obj: Obj) -> None:
    """quickbooks: class and department need their preference, else they are dropped."""
    if company.preference("AccountingInfoPrefs", "ClassTrackingPerTxn"):
        refresh_reference(company, obj, "ClassRef", "Class")
    else:
        obj.pop("ClassRef", None)
    if company.preference("AccountingInfoPrefs", "TrackDepartments"):
        refresh_reference(company, obj, "DepartmentRef", "Department")
    else:
        obj.pop("DepartmentRef", None)


def refuse_unsendable(obj: Obj) -> None:
    """quickbooks: a form that is to be e-mailed needs an address (6420) and says its way."""
    if obj.get("EmailStatus") != "NeedToSend":
        return
    obj.setdefault("DeliveryInfo", {"DeliveryType": "Email"})
    if not obj.get("BillEmail"):
        raise Fault("6420", "An email address is required to send this form.", element="BillEmail")


def refuse_other_debt(company: Company, obj: Obj, old: Record, *names: str) -> None:
    """Raises 6000 where a document that payments settle is owed by or to somebody else."""
    if not company.ledger.applications.get(old.key):
        return
    for name in names:
        if (obj.get(name) or {}).get("value") != (old.obj.get(name) or {}).get("value"):
            words = f"{name} cannot be changed while payments are linked to the transaction."
            raise business(words)


def refuse_deposited(company: Company, record: Record) -> None:
    if record.key in company.ledger.deposits:
        raise Fault(
            "6540",
            "This transaction has been deposited. If you want to change or delete it, "
            "you must edit the deposit it appears on and remove it first",
        )


def deposited_in(company: Company, record: Record) -> Obj:
    """LinkedTxn of a receipt that stands in a bank deposit, nothing for others."""
    deposit = company.ledger.deposits.get(record.key)
    return {"LinkedTxn": [{"TxnId": deposit, "TxnType": "Deposit"}]} if deposit else {}


def receivable(company: Company, currency: str) -> str:
    """The receivable account of a currency; QuickBooks opens one for each by itself."""
    return _of_currency(company, "receivable", "Accounts Receivable (A/R)", currency)


def payable(company: Company, currency: str) -> str:
    """The payable account of a currency; QuickBooks opens one for each by itself."""
    return _of_currency(company, "payable", "Accounts Payable (A/P)", currency)


def _of_currency(company: Company, role: str, title: str, currency: str) -> str:
    home = str(company.about["accounts"][role])
    if currency in {"", company.home_currency}:
        return home
    name = f"{title} - {currency}"
    return account_like(company, home, name, CurrencyRef=currency_reference(currency))


def account_like(company: Company, like: str, name: str, **changes: Any) -> str:
    """The account of that name; where there is none, QuickBooks opens one like another."""
    for id_ in company.named(("name", "Account", name.casefold())):
        return id_
    now, model = stamp(company.now()), company.records["Account"][like].obj
    own = {key: value for key, value in model.items() if key in LIKE}
    obj = {**own, "Name": name, "FullyQualifiedName": name, **changes}
    record = Record("Account", company.next_id("Account"), obj, now, now)
    record.keys = [("name", "Account", name.casefold())]
    company.put(record, family="Account")
    company.touch(record)
    return record.id


def in_currency_of(company: Company, obj: Obj) -> Effects:
    """The effects of a document, nothing posted yet, in its currency and at its rate."""
    return in_currency(company, code_of(obj), obj.get("ExchangeRate", Decimal(1)))


def in_currency(company: Company, code: str, rate: Decimal) -> Effects:
    """Effects with nothing posted yet, in a currency that is worth so much."""
    if code in {"", company.home_currency}:
        return Effects()
    return Effects(currency=code, rate=rate)


def balance(company: Company, effects: Effects) -> None:
    """Book what several rates and rounding leave over in home currency as exchange gain or loss."""
    difference = sum((posting.amount for posting in effects.postings), ZERO)
    exchange = company.about["accounts"]["exchange"]
    effects.post(exchange, ZERO, home=-difference, memo="Exchange")


def in_home(obj: Obj, left: Decimal | None) -> Obj:
    """HomeTotalAmt and HomeBalance of a foreign document, nothing for others."""
    if "ExchangeRate" not in obj:
        return {}
    shown = {"HomeTotalAmt": money(obj["TotalAmt"] * obj["ExchangeRate"])}
    if left is not None:
        shown["HomeBalance"] = money(left * obj["ExchangeRate"])
    return shown


def voided(obj: Obj) -> Obj:
    """quickbooks: all amounts and quantities become 0, the note begins with 'Voided'."""
    note = obj.get("PrivateNote")
    changes: dict[str, Any] = {"PrivateNote": f"Voided - {note}" if note else "Voided"}
    for name in ("TotalAmt", "UnappliedAmt", "Deposit"):
        if name in obj:
            changes[name] = ZERO
    if "TxnTaxDetail" in obj:
        changes["TxnTaxDetail"] = {"TotalTax": ZERO}
    return {**obj, **changes, "Line": [_voided_line(line) for line in obj.get("Line", ())]}


def _voided_line(line: Obj) -> Obj:
    emptied = {**line, "Amount": ZERO} if "Amount" in line else dict(line)
    detail = line.get("SalesItemLineDetail")
    if detail:
        zeros = {name: ZERO for name in ("Qty", "TaxInclusiveAmt") if name in detail}
        emptied["SalesItemLineDetail"] = {**detail, **zeros}
    bundle = line.get("GroupLineDetail")
    if bundle:
        inside = [_voided_line(member) for member in bundle["Line"]]
        emptied["GroupLineDetail"] = {**bundle, "Quantity": ZERO, "Line": inside}
    return emptied
