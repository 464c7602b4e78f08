"""The small lists: payment methods, terms, classes, departments."""

from emulator.company import Company, Record
from emulator.faults import Fault
from emulator.kinds.base import NameList, Tree
from emulator.wire import Obj


class PaymentMethod(NameList):
    name = "PaymentMethod"
    family = "PaymentMethod"
    required = ("Name",)
    kept = ("Name", "Type")
    lengths = {"Name": 31}

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        record.obj.setdefault("Type", "NON_CREDIT_CARD")
        if record.obj["Type"] not in {"CREDIT_CARD", "NON_CREDIT_CARD"}:
            raise Fault("2170", f"Invalid Enumeration : {record.obj['Type']}", element="Type")


class Term(NameList):
    name = "Term"
    family = "Term"
    required = ("Name",)
    kept = ("Name",)
    lengths = {"Name": 31}

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        by_date = obj.get("DayOfMonthDue") is not None
        obj["Type"] = "DATE_DRIVEN" if by_date else "STANDARD"
        if not by_date:
            obj.setdefault("DueDays", 0)
        self._refuse_outside(obj, "DueDays", 0, 999)
        self._refuse_outside(obj, "DayOfMonthDue", 1, 31)

    def _refuse_outside(self, obj: Obj, name: str, least: int, most: int) -> None:
        if name in obj and not least <= obj[name] <= most:
            raise Fault("2240", f"{name} must be between {least} and {most}.", element=name)


class Class(Tree):
    name = "Class"
    family = "Class"
    child_flag = "SubClass"
    required = ("Name",)
    kept = ("Name",)
    lengths = {"Name": 100}
    read_only = frozenset({"FullyQualifiedName"})

    def unique_name(self, obj: Obj) -> str:
        return str(obj["FullyQualifiedName"])


class Department(Tree):
    name = "Department"
    family = "Department"
    child_flag = "SubDepartment"
    required = ("Name",)
    kept = ("Name",)
    lengths = {"Name": 100}
    read_only = frozenset({"FullyQualifiedName"})

    def unique_name(self, obj: Obj) -> str:
        return str(obj["FullyQualifiedName"])
