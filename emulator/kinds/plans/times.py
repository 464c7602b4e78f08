"""Hours that somebody worked, for a customer or not.

quickbooks: either hours and minutes are said, or when the work began and ended. What has been
billed is not for the client to say. Nothing is booked.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds import documents
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to, refresh_reference
from emulator.protocol.faults import Fault, bad_reference, business, required
from emulator.wire import ZERO, Obj, stamp

WORKERS = {"Employee": "EmployeeRef", "Vendor": "VendorRef", "Other": "OtherNameRef"}
RANGES = {
    **dict.fromkeys(("Hours", "BreakHours"), (0, 8760)),
    **dict.fromkeys(("Minutes", "Seconds", "BreakMinutes", "BreakSeconds"), (0, 59)),
    **dict.fromkeys(("HourlyRate", "CostRate"), (0, 99999999999)),
}
BILLED = "HasBeenBilled"
ENDS = ("StartTime", "EndTime")
BARE_TIME = re.compile(r"\d\d:\d\d")


class TimeActivity(Kind):
    name = "TimeActivity"
    posts = False
    family = "TimeActivity"
    can_delete = True
    required = ("NameOf",)
    kept = ("TxnDate",)
    lengths = {"Description": 4000}
    not_queryable = frozenset({"DepartmentRef", "Description"})
    computed_names = frozenset({"BillableStatus"})
    order = (
        *("TxnDate", "NameOf", *WORKERS.values(), "CustomerRef", "DepartmentRef", "ItemRef"),
        *("ClassRef", "BillableStatus", "Taxable", "HourlyRate", "CostRate", "Hours", "Minutes"),
        *("BreakHours", "BreakMinutes", "StartTime", "EndTime", "Description", *MARKS),
    )

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """quickbooks: a bare time of day is taken too; it is on the day of the activity."""
        old = company.find(self.name, body.get("Id", "")) if isinstance(body, dict) else None
        known = old.obj["TxnDate"] if old is not None else company.today().isoformat()
        for name in ENDS if isinstance(body, dict) else ():
            if BARE_TIME.match(str(body.get(name) or "")):
                body = {**body, name: f"{body.get('TxnDate') or known}T{body[name]}"}
        values = super().cleaned(company, body)
        if (
            old is not None
            and values.get("BillableStatus") == BILLED
            and self._billed(company, old)
        ):
            values["BillableStatus"] = old.obj["BillableStatus"]
        return values

    def computed(self, company: Company, record: Record) -> Obj:
        """quickbooks: an invoice whose line names it makes it HasBeenBilled."""
        return {"BillableStatus": BILLED} if self._billed(company, record) else {}

    def _billed(self, company: Company, record: Record) -> bool:
        return bool(company.named(("linked", self.name, record.id)))

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """Who worked, how long, and what a customer is to be billed."""
        wanted = [WORKERS[obj["NameOf"]]] if obj["NameOf"] in WORKERS else []
        if obj.get("BillableStatus") == "Billable":
            wanted += ["CustomerRef", "HourlyRate"]
        if obj.get("StartTime") is None and obj.get("Hours") is None and obj.get("Minutes") is None:
            wanted.append("Hours")
        if any(obj.get(name) is not None for name in ENDS):
            wanted += ENDS
        return [required(name) for name in wanted if obj.get(name) is None]

    def check(self, obj: Obj) -> None:
        for name, (least, most) in RANGES.items():
            if obj.get(name) is not None and not least <= obj[name] <= most:
                text = f"{name} must be between {least} and {most}."
                raise Fault("2240", text, element=name)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        _refuse_billing(obj, old)
        obj.setdefault("TxnDate", _day_of(company, obj.get("StartTime")))
        obj.setdefault("BillableStatus", "NotBillable")
        obj.setdefault("Taxable", False)
        obj.setdefault("HourlyRate", ZERO)
        _refer(company, obj)
        documents.refer_tracking(company, obj)
        if obj.get("StartTime") is not None:
            _complete_times(company, obj)
        elif obj.get("Hours") is None or obj.get("Minutes") is None:
            obj.setdefault("Hours", 0)
            obj.setdefault("Minutes", 0)


def _refuse_billing(obj: Obj, old: Record | None) -> None:
    """quickbooks: only an invoice makes time HasBeenBilled."""
    was = old.obj["BillableStatus"] if old is not None else ""
    if obj.get("BillableStatus") == BILLED and was != BILLED:
        raise Fault("2170", "Invalid Enumeration : HAS_BEEN_BILLED", element="")


def _refer(company: Company, obj: Obj) -> None:
    kinds = {"EmployeeRef": "Employee", "VendorRef": "Vendor", "CustomerRef": "Customer"}
    for name, kind in kinds.items():
        refresh_reference(company, obj, name, kind)
    for kind, name in WORKERS.items():
        if kind != obj["NameOf"]:
            obj.pop(name, None)
    if obj.get("OtherNameRef") is not None:
        raise bad_reference(f"Names element id {obj['OtherNameRef']['value']} not found")
    if obj.get("ItemRef") is not None:
        item = refer(company, "Item", obj["ItemRef"])
        if item.obj["Type"] != "Service":
            raise business("Only a service can be chosen for a time activity.")
        obj["ItemRef"] = reference_to(item)


def _complete_times(company: Company, obj: Obj) -> None:
    """quickbooks: begin and end take the place of hours; a break lies between them."""
    for name in ENDS:
        obj[name] = stamp(_moment(company, obj, name))
    for name in ("Hours", "Minutes", "Seconds"):
        obj.pop(name, None)
    worked = _moment(company, obj, "EndTime") - _moment(company, obj, "StartTime")
    hours, minutes = obj.get("BreakHours", 0), obj.get("BreakMinutes", 0)
    if worked <= timedelta(hours=hours, minutes=minutes):
        raise business("The end of the work must come after its start and its break.")


def _moment(company: Company, obj: Obj, name: str) -> datetime:
    """A time in the company's zone."""
    moment, zone = datetime.fromisoformat(str(obj[name])), company.now().tzinfo
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _day_of(company: Company, start: Any) -> str:
    """The day the work began, today where that is not said."""
    return str(start)[:10] if start else company.today().isoformat()
