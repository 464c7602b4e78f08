"""The two objects a company has once: CompanyInfo and Preferences."""

from collections.abc import Mapping

from emulator import schema
from emulator.company import Company, Record
from emulator.faults import business, unsupported
from emulator.kinds.base import MARKS, Kind, Options
from emulator.kinds.currencies import open_list
from emulator.wire import Obj


class Single(Kind):
    """Read and sparse-updated, never created or deleted."""

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def read_by(self, company: Company, params: Mapping[str, str]) -> Obj:
        """There is but one."""
        return self.view(company, company.records[self.name]["1"])

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        return deep_merged(old, given)


class CompanyInfo(Single):
    name = "CompanyInfo"
    family = "CompanyInfo"


class Preferences(Single):
    name = "Preferences"
    family = "Preferences"
    order = (
        *("AccountingInfoPrefs", "ProductAndServicesPrefs", "SalesFormsPrefs"),
        *("EmailMessagesPrefs", "VendorAndPurchasesPrefs", "TimeTrackingPrefs", "TaxPrefs"),
        *("CurrencyPrefs", "ReportPrefs", "OtherPrefs", *MARKS),
    )

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        """quickbooks: multi-currency cannot be switched off again."""
        if old is None:
            return
        if _multicurrency(old.obj) and not _multicurrency(record.obj):
            raise business("Multicurrency can't be turned off.")

    def let_go(self, company: Company, record: Record) -> None:
        """A company that switches multi-currency on gets its first currencies."""
        open_list(company)


def deep_merged(old: Obj, given: Obj) -> Obj:
    """Sections are merged value by value; an empty value clears."""
    merged = dict(old)
    for name, value in given.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(old.get(name), dict):
            merged[name] = deep_merged(old[name], value)
        else:
            merged[name] = value
    return merged


def in_sections(preferences: Obj) -> Obj:
    """Preferences given flat, such as {"CustomTxnNumbers": true}, put into their sections.

    Raises Fault 2010 for a name that no section has.
    """
    sorted_in: Obj = {}
    for name, value in preferences.items():
        if name in schema.KNOWN["Preferences"]:
            sorted_in = deep_merged(sorted_in, {name: value})
            continue
        homes = (
            section
            for section, type_ in schema.KNOWN["Preferences"].items()
            if name in schema.KNOWN.get(type_, {})
        )
        section = next(homes, name)
        sorted_in = deep_merged(sorted_in, {section: {name: value} if section != name else value})
    return schema.clean("Preferences", sorted_in)


def _multicurrency(obj: Obj) -> bool:
    return bool(obj.get("CurrencyPrefs", {}).get("MultiCurrencyEnabled"))
