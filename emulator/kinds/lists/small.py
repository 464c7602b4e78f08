"""The small lists: payment methods, terms, classes, departments."""

import re
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import MARKS
from emulator.kinds.name_lists import NameList, Tree
from emulator.protocol.faults import Fault, business, required
from emulator.wire import ZERO, Obj

CARD_TYPES = frozenset({"CREDIT_CARD", "NON_CREDIT_CARD"})
BY_DAYS = ("DueDays", "DiscountDays")
BY_DAY_OF_MONTH = ("DayOfMonthDue", "DueNextMonthDays", "DiscountDayOfMonth")
# Least and most of what stands in a term.
RANGES: dict[str, tuple[int, int]] = {
    "DueDays": (0, 999),
    "DiscountDays": (0, 999),
    "DayOfMonthDue": (1, 31),
    "DueNextMonthDays": (0, 999),
    "DiscountDayOfMonth": (0, 31),
}
ILLEGAL = re.compile(r"[:\t\n\r]")
# quickbooks: ids of classes have 19 digits, more than a JavaScript number can hold.
FIRST_CLASS = 5_000_000_000_000_000_000


class PaymentMethod(NameList):
    name = "PaymentMethod"
    family = "PaymentMethod"
    required = ("Name",)
    kept = ("Name", "Type")
    lengths = {"Name": 31}
    order = ("Name", "Active", "Type", *MARKS)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        record.obj.setdefault("Type", "NON_CREDIT_CARD")
        if record.obj["Type"] not in CARD_TYPES:
            raise Fault("2170", f"Invalid Enumeration : {record.obj['Type']}", element="Type")


class Term(NameList):
    """quickbooks: DueDays make a term STANDARD, a day of the month alone DATE_DRIVEN."""

    name = "Term"
    family = "Term"
    required = ("Name",)
    kept = ("Name",)
    lengths = {"Name": 31}
    order = (
        *("Name", "Active", "Type", "DiscountPercent", "DueDays", "DiscountDays"),
        *(*BY_DAY_OF_MONTH, *MARKS),
    )

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        if obj.get("DueDays") is None and obj.get("DayOfMonthDue") is None:
            raise required("DueDays")
        for name, (least, most) in RANGES.items():
            _refuse_outside(obj, "2240", name, least, most)
        obj.setdefault("DiscountPercent", ZERO)
        _refuse_outside(obj, "2150", "DiscountPercent", 0, 100)
        _choose_rule(company, obj)
        obj["Type"] = "DATE_DRIVEN"
        if obj.get("DueDays") is not None:
            obj["Type"] = "STANDARD"
            obj.setdefault("DiscountDays", 0)

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """What is given, days or a day of the month, takes the place of the other."""
        by_day = given.get("DayOfMonthDue") is not None
        by_days = given.get("DueDays") is not None
        gone = BY_DAY_OF_MONTH if by_days else ("DueDays",) if by_day else ()
        kept = {name: old[name] for name in old if name not in gone}
        return super().merge(kept, given, sparse=sparse)


class Tracking(Tree):
    """A tree by which documents are told apart; plans with stock have it."""

    required = ("Name",)
    kept = ("Name",)
    lengths = {"Name": 100}
    read_only = frozenset({"FullyQualifiedName"})

    def refuse_creation(self, company: Company, values: Obj) -> None:
        refuse_on_small_plan(company, self.name)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        name = str(record.obj["Name"])
        if ILLEGAL.search(name):
            raise Fault("2040", f"Element contains invalid characters. {name}", element="Name")
        super().complete(company, record, old)

    def unique_name(self, obj: Obj) -> str:
        return str(obj["FullyQualifiedName"])

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        shown.pop("Level", None)
        return shown

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        children = company.named(("parent", self.name, old.id))
        if any(company.records[self.name][id_].active for id_ in children):
            raise business(f"A {self.name.lower()} with others under it can't be made inactive.")


class Class(Tracking):
    name = "Class"
    longest_id = 19
    family = "Class"
    child_flag = "SubClass"
    order = ("Name", "SubClass", "ParentRef", "FullyQualifiedName", "Active", *MARKS)

    def new_id(self, company: Company, obj: Obj) -> str:
        if company.settings.class_ids == "long":
            company.sequences[self.family] = max(company.sequences[self.family], FIRST_CLASS)
        return super().new_id(company, obj)


class Department(Tracking):
    name = "Department"
    family = "Department"
    child_flag = "SubDepartment"
    order = ("Name", "SubDepartment", "ParentRef", "FullyQualifiedName", "Active", *MARKS)


def refuse_on_small_plan(company: Company, name: str) -> None:
    """Raises 5030 where the plan has no such list."""
    if company.about["features"]["inventory"] or company.settings.small_plan_lists == "allow":
        return
    raise Fault("5030", f"Feature Not Supported Error : {name}", element="")


def _choose_rule(company: Company, obj: Obj) -> None:
    """Of days and a day of the month keep the one that counts. Raises 2600 where both are one
    too many."""
    if obj.get("DueDays") is None:
        return
    way = company.settings.term_with_both if obj.get("DayOfMonthDue") is not None else "days"
    if way == "refuse":
        raise Fault("2600", "Only one of DueDays, DayOfMonthDue can be given.", element="DueDays")
    for name in BY_DAYS if way == "day of month" else BY_DAY_OF_MONTH:
        obj.pop(name, None)


def _refuse_outside(obj: Obj, code: str, name: str, least: int, most: int) -> None:
    value: Any = obj.get(name)
    if value is not None and not least <= value <= most:
        raise Fault(code, f"{name} must be between {least} and {most}.", element=name)
