"""Vendors and employees: who is paid, what is owed to them, what of them is kept secret."""

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import MARKS, refer
from emulator.kinds.lists import tax_ids
from emulator.kinds.lists.currencies import code_of, party_currency
from emulator.kinds.lists.names import (
    NAME_LENGTHS,
    OPENING,
    PARTS,
    check_party,
    has_balance,
    number_addresses,
    opening_effects,
    take_opening,
    without_opening,
)
from emulator.kinds.name_lists import NameList
from emulator.protocol.faults import business
from emulator.wire import ZERO, Obj, money

MASKED_SSN = "XXX-XX-XXXX"
TAX_IDS = ("TaxIdentifier",)


class Payee(NameList):
    """What vendors and employees share: no tree, but the one namespace of all names."""

    family = "Names"
    name_field = "DisplayName"

    def check(self, obj: Obj) -> None:
        check_party(obj)


class Vendor(Payee):
    name = "Vendor"
    taken_today = "Id={id}"
    longest_id = 40
    by_newer_service = True
    kept = ("DisplayName", "CurrencyRef", *OPENING)
    lengths = {**NAME_LENGTHS, "AcctNum": 100, "TaxIdentifier": 20}
    read_only = frozenset({"FullyQualifiedName"})
    computed_names = frozenset({"Balance"})
    not_queryable = frozenset({"PrimaryEmailAddr"})
    order = (
        *("BillAddr", "ShipAddr", "TaxIdentifier", "TermRef", "Balance", "BillRate", "CostRate"),
        *("AcctNum", "Vendor1099", "CurrencyRef", "APAccountRef", *MARKS, *PARTS, "CompanyName"),
        *("DisplayName", "PrintOnCheckName", "Active"),
    )

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """quickbooks: the balance is only taken on create; a masked tax id stays the same."""
        given = tax_ids.keep(old, {**given, "Balance": None}, TAX_IDS, tax_ids.SHOWN_OF_VENDOR)
        return super().merge(old, given, sparse=sparse)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        obj["CurrencyRef"] = party_currency(company, obj, old)
        if old is None:
            take_opening(company, obj)
        obj.setdefault("Vendor1099", False)
        obj.setdefault("PrintOnCheckName", obj["DisplayName"][:110])
        # quickbooks: recorded vendors show the id of their term without its name.
        if obj.get("TermRef") is not None:
            obj["TermRef"] = {"value": refer(company, "Term", obj["TermRef"]).id}
        number_addresses(company, obj, "BillAddr", "ShipAddr")

    def effects(self, company: Company, record: Record) -> Effects:
        """quickbooks: the first vendor of a currency brings its payable account."""
        documents.payable(company, code_of(record.obj))
        return opening_effects(company, record, documents.payable, sign=-1)

    def computed(self, company: Company, record: Record) -> Obj:
        return {"Balance": money(-company.ledger.owed.get(record.id, ZERO))}

    def view(self, company: Company, record: Record) -> Obj:
        """quickbooks: of a tax id only the last four characters are shown."""
        shown = without_opening(super().view(company, record))
        return tax_ids.hide(shown, TAX_IDS, tax_ids.SHOWN_OF_VENDOR)

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        if company.ledger.owed.get(old.id, ZERO):
            raise has_balance("vendor")


class Employee(Payee):
    name = "Employee"
    kept = ("DisplayName",)
    lengths = {**NAME_LENGTHS, "EmployeeNumber": 100, "SSN": 100}
    read_only = frozenset({"FullyQualifiedName", "V4IDPseudonym"})
    order = (
        *("SSN", "PrimaryAddr", "EmployeeNumber", "BillableTime", "BillRate", "CostRate"),
        *("BirthDate", "Gender", "HiredDate", "ReleasedDate", *MARKS, *PARTS),
        *("DisplayName", "PrintOnCheckName", "Active", "PrimaryPhone"),
    )

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        if given.get("SSN") == MASKED_SSN:
            given = {**given, "SSN": old.get("SSN")}
        return super().merge(old, given, sparse=sparse)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        obj.setdefault("BillableTime", False)
        obj.setdefault("PrintOnCheckName", obj["DisplayName"][:110])
        if obj.get("BillRate") and not obj["BillableTime"]:
            raise business("A billing rate can only be set for an employee with billable time.")
        number_addresses(company, obj, "PrimaryAddr")

    def view(self, company: Company, record: Record) -> Obj:
        """quickbooks: nothing of a social security number is ever shown."""
        shown = super().view(company, record)
        if "SSN" in shown:
            shown["SSN"] = MASKED_SSN
        return shown
