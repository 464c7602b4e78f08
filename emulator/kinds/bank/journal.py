"""Journal entries: debits and credits as a bookkeeper writes them."""

from decimal import Decimal

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.amounts import refuse_negative_lines
from emulator.kinds.bank.debts import NAMED, is_debt, party
from emulator.kinds.bank.open_entries import loosen
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import code_of, fill_own_currency, refuse_other_account
from emulator.kinds.sales.lines import Numbering, refer_class
from emulator.kinds.tax.journal_tax import complete_tax, tax_of_line, tax_shares
from emulator.protocol.faults import DELETED, Collected, Fault, business, required, unsupported
from emulator.protocol.schema import Values
from emulator.wire import ZERO, Obj

DETAIL = "JournalEntryLineDetail"
TEXT = "DescriptionOnly"
SIGN = {"Debit": 1, "Credit": -1}
LINE_ORDER = ("Id", "Description", "Amount", "DetailType", "ProjectRef", DETAIL)
DETAIL_ORDER = (
    *("PostingType", "Entity", "AccountRef", "ClassRef", "DepartmentRef", "TaxCodeRef"),
    *("TaxApplicableOn", "TaxAmount", "TaxInclusiveAmt", "BillableStatus"),
)


class JournalEntry(Kind):
    name = "JournalEntry"
    family = "Txn"
    can_delete = True
    required = ("Line",)
    line_required = {
        "": {"DetailType": "Line.DetailType"},
        DETAIL: {f"{DETAIL}.AccountRef": "AccountRef", "Amount": "Line.Amount"},
    }
    gone = DELETED
    kept = ("TxnDate", "DocNumber", "CurrencyRef")
    read_only = frozenset({"TotalAmt", "HomeTotalAmt"})
    lengths = {"PrivateNote": 4000, "DocNumber": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    computed_names = frozenset({"LinkedTxn"})
    order = (
        *("Adjustment", *MARKS, "DocNumber", "TxnDate", "CurrencyRef", "ExchangeRate"),
        *("PrivateNote", "LinkedTxn", "Line", "TxnTaxDetail", "GlobalTaxCalculation"),
    )

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """quickbooks: a posting type that is none has a code of its own (2260)."""
        values = super().cleaned(company, body)
        if isinstance(values, Values):
            values.problems = tuple(map(_spoken, values.problems))
        return values

    def void_operation(self) -> Obj | None:
        """quickbooks: captured as an answer that says nothing, and nothing is done."""
        return {"BatchItemResponse": []}

    def check(self, obj: Obj) -> None:
        refuse_negative_lines(obj)
        found = Collected()
        for line in obj.get("Line") or ():
            if DETAIL in line and line[DETAIL].get("PostingType") is None:
                found.faults.append(_no_side("PostingType"))
        found.end()

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        obj.setdefault("Adjustment", False)
        fill_own_currency(company, obj)
        self._fill_lines(company, record, old)
        complete_tax(company, obj)
        if sum((_signed(line) for line in obj["Line"]), ZERO):
            raise Fault("2300", "The debits and credits of a journal entry must be equal.")
        if obj.get("DocNumber") or company.settings.number_entries:
            documents.number(company, self, record, old, options)

    def number_fault(
        self, company: Company, obj: Obj, old: Record | None, options: Options
    ) -> Fault | None:
        return documents.number_fault(company, self, obj, old, options)

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        for line in obj["Line"]:
            if DETAIL not in line:
                continue
            on, sign = line[DETAIL]["AccountRef"]["value"], SIGN[line[DETAIL]["PostingType"]]
            whose = line[DETAIL].get("Entity", {}).get("EntityRef", {}).get("value", "")
            owed = whose if is_debt(company, on) else ""
            effects.post(on, sign * line["Amount"], name_id=owed)
            for agency, tax in tax_shares(company, line):
                effects.post(agency, sign * tax, memo="Tax")
        documents.balance(company, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)

    def computed(self, company: Company, record: Record) -> Obj:
        """The payments that settle it and the deposit that took it from Undeposited Funds."""
        deposit = documents.deposited_in(company, record).get("LinkedTxn", [])
        payers = company.ledger.applications.get(record.key, {})
        linked = [{"TxnId": id_, "TxnType": kind} for kind, id_ in payers]
        return {"LinkedTxn": [*linked, *deposit]} if linked or deposit else {}

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)
        if company.settings.settled_entries == "refuse" and company.ledger.applied_to(old.key):
            raise business("You can't change a journal entry that payments are applied to.")

    def let_go(self, company: Company, record: Record) -> None:
        """Payments keep no more of a changed entry than it still owes."""
        loosen(company, record)

    def _fill_lines(self, company: Company, record: Record, old: Record | None) -> None:
        """Check and number the lines. quickbooks: here their ids begin with 0."""
        if old is None:
            record.lines_used = -1
        numbering, found, shown = Numbering(record, old), Collected(), []
        for line in record.obj["Line"]:
            with found.noting():
                shown.append(_ordered(numbering.numbered(_line(company, record.obj, line))))
        found.end()
        record.obj["Line"] = shown
        if len([line for line in shown if DETAIL in line]) < 2:
            raise business("Fill out at least two detail lines to continue.")


def _spoken(fault: Fault) -> Fault:
    if fault.code == "2170" and (fault.element or "").endswith("PostingType"):
        return _no_side(fault.element)
    return fault


def _no_side(element: str | None) -> Fault:
    return Fault("2260", "Posting type must be Debit or Credit.", element=element)


def _line(company: Company, obj: Obj, line: Obj) -> Obj:
    if line["DetailType"] == TEXT:
        kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**kept, "DetailType": TEXT, "DescriptionLineDetail": {}}
    if line["DetailType"] != DETAIL:
        raise unsupported(f"Line.{line['DetailType']}")
    detail = dict(line[DETAIL])
    on = account(company, detail["AccountRef"])
    refuse_other_account(company, on, code_of(obj))
    detail["AccountRef"] = reference_to(on)
    _complete_name(company, obj, detail, on)
    refer_class(company, detail)
    _refer_department(company, detail)
    tax_of_line(company, detail)
    return {**line, DETAIL: detail}


def _complete_name(company: Company, obj: Obj, detail: Obj, on: Record) -> None:
    entity = detail.get("Entity") or {}
    if entity.get("Type") in NAMED and entity.get("EntityRef") is None:
        raise required("EntityRef")
    type_ = str(entity.get("Type", ""))
    named = party(company, obj, on, type_, entity.get("EntityRef"))
    if named is not None:
        detail["Entity"] = {"Type": type_, "EntityRef": reference_to(named)}


def _refer_department(company: Company, detail: Obj) -> None:
    """quickbooks: a location needs its preference, else it is dropped."""
    if not company.preference("AccountingInfoPrefs", "TrackDepartments"):
        detail.pop("DepartmentRef", None)
    elif detail.get("DepartmentRef") is not None:
        detail["DepartmentRef"] = reference_to(
            refer(company, "Department", detail["DepartmentRef"])
        )


def _ordered(line: Obj) -> Obj:
    if DETAIL in line:
        detail = line[DETAIL]
        line[DETAIL] = {name: detail[name] for name in DETAIL_ORDER if name in detail}
    known = (*LINE_ORDER, "DescriptionLineDetail")
    return {name: line[name] for name in known if name in line}


def _signed(line: Obj) -> Decimal:
    if DETAIL not in line:
        return ZERO
    whole = line["Amount"] + line[DETAIL].get("TaxAmount", ZERO)
    return Decimal(SIGN[line[DETAIL]["PostingType"]] * whole)
