"""What does a payment tell about the documents that its lines settle?"""

from emulator.books.company import Company, Record
from emulator.kinds.base import unnamed
from emulator.kinds.sales.receivables import owed_on
from emulator.wire import Obj, money

SPACE = "http://schema.intuit.com/finance/v3"
ELEMENT = {
    "name": f"{{{SPACE}}}NameValue",
    "declaredType": "com.intuit.schema.finance.v3.NameValue",
    "scope": "javax.xml.bind.JAXBElement$GlobalScope",
}
STATE = {"nil": False, "globalScope": True, "typeSubstituted": False}
# As recorded: a payment shows these by their id alone.
UNNAMED = ("DepositToAccountRef", "PaymentMethodRef")


def told(company: Company, record: Record, shown: Obj) -> Obj:
    """The payment as recorded: each line with id, number and the balance that was open before."""
    lines = [{**line, "LineEx": _particulars(company, record, line)} for line in shown["Line"]]
    return unnamed({**shown, "Line": lines}, *UNNAMED)


def _particulars(company: Company, record: Record, line: Obj) -> Obj:
    linked = line["LinkedTxn"][0]
    kind, id_ = linked["TxnType"], linked["TxnId"]
    values = {"txnId": id_}
    owed = owed_on(company, kind, id_, record.obj["CustomerRef"]["value"])
    if owed is not None:
        values["txnOpenBalance"] = f"{money(owed.left(company, without=record.id)):.2f}"
    number = company.records[kind][id_].obj.get("DocNumber")
    if number:
        values["txnReferenceNumber"] = str(number)
    named = ({"Name": name, "Value": value} for name, value in values.items())
    return {"any": [{**ELEMENT, "value": each, **STATE} for each in named]}
