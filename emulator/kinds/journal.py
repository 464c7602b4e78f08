"""Journal entries: debits and credits as a bookkeeper writes them."""

from decimal import Decimal

from emulator.company import Company, IndexKey, Record
from emulator.faults import DELETED, Fault, business, required
from emulator.kinds import documents
from emulator.kinds.accounts import account
from emulator.kinds.base import Kind, Options, refer, reference_to
from emulator.kinds.currencies import fill_currency
from emulator.kinds.lines import Numbering
from emulator.ledger import Effects
from emulator.wire import ZERO, Obj, money

DETAIL = "JournalEntryLineDetail"
SIGN = {"Debit": 1, "Credit": -1}
NEEDS_NAME = {
    "Accounts Receivable": ("Customer", "Accounts Receivable, you must choose a customer"),
    "Accounts Payable": ("Vendor", "Accounts Payable, you must choose a vendor"),
}


class JournalEntry(Kind):
    name = "JournalEntry"
    family = "Txn"
    can_delete = True
    required = ("Line",)
    gone = DELETED
    line_required = {
        "": {"DetailType": "Line.DetailType"},
        DETAIL: {f"{DETAIL}.AccountRef": "AccountRef", "Amount": "Line.Amount"},
    }
    kept = ("TxnDate", "DocNumber", "CurrencyRef")
    read_only = frozenset({"TotalAmt", "HomeTotalAmt"})
    lengths = {"PrivateNote": 4000, "DocNumber": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        obj.setdefault("Adjustment", False)
        if company.multicurrency:
            obj.setdefault("CurrencyRef", {"value": company.home_currency})
        fill_currency(company, obj, None)
        numbering = Numbering(record, old)
        obj["Line"] = [numbering.numbered(_line(company, line)) for line in obj["Line"]]
        if len([line for line in obj["Line"] if DETAIL in line]) < 2:
            raise business("Fill out at least two detail lines to continue.")
        if sum((_signed(line) for line in obj["Line"]), ZERO):
            raise Fault("2300", "The debits and credits of a journal entry must be equal.")
        if obj.get("DocNumber"):
            documents.number(company, self, record, old, options)

    def number_fault(
        self, company: Company, obj: Obj, old: Record | None, options: Options
    ) -> Fault | None:
        return documents.number_fault(company, self, obj, old, options)

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        exchange = obj.get("ExchangeRate", Decimal(1))
        for line in obj["Line"]:
            if DETAIL not in line:
                continue
            on = line[DETAIL]["AccountRef"]["value"]
            type_ = company.records["Account"][on].obj["AccountType"]
            whose = line[DETAIL].get("Entity", {}).get("EntityRef", {}).get("value", "")
            owed = whose if type_ in NEEDS_NAME else ""
            amount = _signed(line)
            foreign = amount if owed else ZERO
            effects.post(on, money(amount * exchange), name_id=owed, foreign=foreign)
        documents.balance(company, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)


def _line(company: Company, line: Obj) -> Obj:
    if line.get("DetailType") is None:
        raise required("Line.DetailType")
    if line["DetailType"] == "DescriptionOnly":
        kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**kept, "DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}
    detail = dict(line.get(DETAIL) or {})
    if detail.get("PostingType") not in SIGN:
        raise Fault("2260", "Posting type must be Debit or Credit.", element="PostingType")
    if line.get("Amount") is None:
        raise required("Line.Amount")
    if line["Amount"] < 0:
        raise Fault("2290", "The amount of a line cannot be negative.", element="Line.Amount")
    if detail.get("AccountRef") is None:
        raise required("AccountRef")
    on = account(company, detail["AccountRef"])
    detail["AccountRef"] = reference_to(on)
    _complete_name(company, detail, str(on.obj["AccountType"]))
    return {**line, DETAIL: detail}


def _complete_name(company: Company, detail: Obj, type_: str) -> None:
    entity = detail.get("Entity")
    kind, words = NEEDS_NAME.get(type_, ("", ""))
    if kind and (not entity or entity.get("Type") != kind):
        raise business(f"When you use {words} in the Name field.")
    if entity and entity.get("Type") in {"Customer", "Vendor"}:
        named = refer(company, entity["Type"], entity.get("EntityRef"))
        detail["Entity"] = {"Type": entity["Type"], "EntityRef": reference_to(named)}


def _signed(line: Obj) -> Decimal:
    if DETAIL not in line:
        return ZERO
    return Decimal(SIGN[line[DETAIL]["PostingType"]] * line["Amount"])
