"""Templates of documents that come again and again.

quickbooks: a template wraps one document, which carries its id, its SyncToken and its schedule:
{"RecurringTransaction": {"Invoice": {..., "RecurringInfo": {...}}}}. It has neither number nor
date and books nothing.
"""

from collections.abc import Mapping
from typing import Any

from emulator.books.company import Company, IndexKey, Record
from emulator.kinds import amounts, form, references
from emulator.kinds.base import MARKS, Kind, Options
from emulator.kinds.lists.small import refuse_on_small_plan
from emulator.protocol import schema
from emulator.protocol.faults import Collected, Fault, business, required, taken
from emulator.wire import Obj

RECUR_TYPES = frozenset({"Automated", "Reminder", "Unscheduled"})
INTERVALS = frozenset({"Daily", "Weekly", "Monthly", "Yearly"})
# Least and most of what stands in a schedule.
RANGES = {
    "NumInterval": (1, 999),
    "DayOfMonth": (1, 31),
    "WeekOfMonth": (1, 5),
    "MaxOccurrences": (1, 9999),
    "DaysBefore": (0, 999),
    "RemindDays": (0, 999),
}
UNNUMBERED = Options(frozenset({"allowduplicatedocnum"}))


class RecurringTransaction(Kind):
    """`kinds` are the documents that can recur, by name."""

    name = "RecurringTransaction"
    family = "RecurringTransaction"
    can_delete = True

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """Raises 20xx for what is malformed in it and 2600 for two documents in one template."""
        values = schema.clean(self.name, body)
        named = [name for name in self._kinds if values.get(name) is not None]
        if len(named) > 1:
            raise Fault("2600", f"Only one of {', '.join(named)} can be given.", element=named[1])
        values["Type"] = named[0] if named else None
        for type_ in named:
            document = values[type_]
            for name in ("Id", "SyncToken", "sparse"):
                values[name] = document.get(name, values.get(name))
            hidden = {*MARKS, *self._kinds[type_].read_only, "DocNumber", "TxnDate"}
            values[type_] = {name: document[name] for name in document if name not in hidden}
        return values

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        type_ = given.get("Type") or old["Type"]
        inner = self._kinds[type_].merge(old.get(type_, {}), given.get(type_, {}), sparse=sparse)
        return {"Type": type_, type_: inner}

    def refuse_creation(self, company: Company, values: Obj) -> None:
        refuse_on_small_plan(company, self.name)

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """What the document lacks, its schedule included."""
        type_ = obj.get("Type")
        if type_ is None:
            return [required("RecurringInfo")]
        found, info = Collected(), obj[type_].get("RecurringInfo") or {}
        if not info:
            found.faults.append(required("RecurringInfo"))
        elif info.get("Name") is None:
            found.faults.append(required("RecurringInfo.Name"))
        with found.noting():
            kind, document = self._kinds[type_], obj[type_]
            form.check(company, kind, document, document, old=None, options=UNNUMBERED)
        return found.faults

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj, type_ = record.obj, record.obj["Type"]
        if old is not None and old.obj["Type"] != type_:
            raise business("A template stays the kind of transaction it was made for.")
        document = dict(obj[type_])
        document["RecurringInfo"] = _schedule(company, document["RecurringInfo"])
        self._refuse_taken_name(company, record.id, document)
        obj[type_] = self._filled(company, record, old, document)

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [_key(obj[obj["Type"]])]

    def view(self, company: Company, record: Record) -> Obj:
        type_ = record.obj["Type"]
        inner = _unnumbered(record, type_, record.obj[type_])
        shown = self._kinds[type_].view(company, inner)
        return {type_: {**shown, "Id": record.id, "RecurDataRef": {"value": record.id}}}

    def stub(self, record: Record) -> Obj:
        return {"domain": "QBO", "status": "Deleted", record.obj["Type"]: {"Id": record.id}}

    def _filled(self, company: Company, record: Record, old: Record | None, document: Obj) -> Obj:
        """The document as its own kind completes it, but without a number."""
        kind, today = self._kinds[record.obj["Type"]], company.today().isoformat()
        references.check(company, kind, document)
        amounts.check(document)
        inner = _unnumbered(record, kind.name, document)
        before = None
        if old is not None:
            before = _unnumbered(old, kind.name, {**old.obj[kind.name], "TxnDate": today})
        kind.fill(company, inner, before, UNNUMBERED)
        record.lines_used = inner.lines_used
        hidden = ("DocNumber", "TxnDate")
        return {name: value for name, value in inner.obj.items() if name not in hidden}

    def _refuse_taken_name(self, company: Company, id_: str, document: Obj) -> None:
        if company.settings.template_names == "unique" and company.named(_key(document)) - {id_}:
            raise taken("Another template is already using this name.")


def _key(document: Obj) -> IndexKey:
    return ("recurring", str(document["RecurringInfo"]["Name"]).casefold())


def _unnumbered(record: Record, kind: str, document: Obj) -> Record:
    """The document of a template as one of its kind that is not in the books."""
    return Record(
        kind,
        "",
        document,
        record.created,
        record.updated,
        sync_token=record.sync_token,
        lines_used=record.lines_used,
    )


def _schedule(company: Company, info: Obj) -> Obj:
    """Raises 2020, 2170 and 2240 for a schedule that says too little or nonsense."""
    info = {"Active": True, "RecurType": "Unscheduled", **info}
    _refuse_unknown(info, "RecurType", RECUR_TYPES)
    if info["RecurType"] == "Unscheduled":
        return info
    schedule = {"NumInterval": 1, **(info.get("ScheduleInfo") or {})}
    if schedule.get("IntervalType") is None:
        raise required("RecurringInfo.ScheduleInfo.IntervalType")
    _refuse_unknown(schedule, "IntervalType", INTERVALS)
    for name, (least, most) in RANGES.items():
        value: Any = schedule.get(name)
        if value is not None and not least <= value <= most:
            raise Fault("2240", f"{name} must be between {least} and {most}.", element=name)
    if "EndDate" in schedule and schedule["EndDate"] < schedule.get("StartDate", ""):
        raise Fault("2190", "EndDate must not be before StartDate.", element="EndDate")
    schedule.setdefault("NextDate", schedule.get("StartDate") or company.today().isoformat())
    return {**info, "ScheduleInfo": schedule}


def _refuse_unknown(obj: Obj, name: str, known: frozenset[str]) -> None:
    if obj[name] not in known:
        raise Fault("2170", f"Invalid Enumeration : {obj[name]}", element=name)
