"""The two objects a company has once: CompanyInfo and Preferences."""

from collections.abc import Mapping
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import MARKS, Kind, Options, refer
from emulator.kinds.lists.currencies import open_list
from emulator.kinds.lists.names import ADDRESS_LENGTHS, check_email
from emulator.protocol import schema
from emulator.protocol.faults import Fault, business, unsupported
from emulator.wire import Obj

ADDRESSES = ("CompanyAddr", "CustomerCommunicationAddr", "LegalAddr")
LONG_CODES = {
    "US": "USA",
    "GB": "GBR",
    "UK": "GBR",
    "CA": "CAN",
    "AU": "AUS",
    "NZ": "NZL",
    "IE": "IRL",
    "FR": "FRA",
    "DE": "DEU",
    "IN": "IND",
    "MX": "MEX",
    "SG": "SGP",
}
# What QuickBooks alone decides; it is passed over in an update.
FIXED = frozenset(
    {
        ("AccountingInfoPrefs", "UseAccountNumbers"),
        ("CurrencyPrefs", "HomeCurrency"),
        ("SalesFormsPrefs", "ETransactionEnabledStatus"),
        ("SalesFormsPrefs", "IPNSupportEnabled"),
        ("SalesFormsPrefs", "UsingPriceLevels"),
        ("TaxPrefs", "PartnerTaxEnabled"),
    }
)
EMPTY: tuple[Any, ...] = (None, "", {})
REFERENCES = (
    ("SalesFormsPrefs", "DefaultTerms", "Term"),
    ("VendorAndPurchasesPrefs", "DefaultTerms", "Term"),
    ("TaxPrefs", "TaxGroupCodeRef", "TaxCode"),
)


class Single(Kind):
    """Read and updated, never created or deleted; an update need not name its id."""

    def cleaned(self, company: Company, body: Obj) -> Obj:
        values = super().cleaned(company, body)
        if values.get("SyncToken") is not None and values.get("Id") is None:
            values["Id"] = "1"
        return values

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def read_by(self, company: Company, params: Mapping[str, str]) -> Obj:
        """There is but one."""
        return self.view(company, company.records[self.name]["1"])


class CompanyInfo(Single):
    """quickbooks: countries of its addresses have three letters, and no place on a map."""

    name = "CompanyInfo"
    family = "CompanyInfo"
    required = ("CompanyName", "CompanyAddr")
    read_only = frozenset(
        {"CompanyStartDate", "Country", "DefaultTimeZone", "NameValue", "SupportedLanguages"}
    )
    kept = (*sorted(read_only), "FiscalYearStartMonth")
    lengths = {
        "CompanyName": 1024,
        "LegalName": 1024,
        "Email.Address": 100,
        "CustomerCommunicationEmailAddr.Address": 100,
        "WebAddr.URI": 1000,
        "PrimaryPhone.FreeFormNumber": 30,
        **{f"{name}.{part}": most for name in ADDRESSES for part, most in ADDRESS_LENGTHS.items()},
    }
    order = (
        *("CompanyName", "LegalName", "CompanyAddr", "CustomerCommunicationAddr", "LegalAddr"),
        *("CustomerCommunicationEmailAddr", "PrimaryPhone", "CompanyStartDate", "EmployerId"),
        *("FiscalYearStartMonth", "Country", "Email", "WebAddr", "SupportedLanguages"),
        *("DefaultTimeZone", "NameValue", *MARKS),
    )

    def check(self, obj: Obj) -> None:
        for name in ("Email", "CustomerCommunicationEmailAddr"):
            check_email(obj, name)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        for name in ADDRESSES:
            if record.obj.get(name):
                record.obj[name] = _address(company, record.obj[name])


class Preferences(Single):
    name = "Preferences"
    family = "Preferences"
    order = (
        *("AccountingInfoPrefs", "ProductAndServicesPrefs", "SalesFormsPrefs"),
        *("EmailMessagesPrefs", "VendorAndPurchasesPrefs", "TimeTrackingPrefs", "TaxPrefs"),
        *("CurrencyPrefs", "ReportPrefs", "OtherPrefs", *MARKS),
    )

    def computed(self, company: Company, record: Record) -> Obj:
        """quickbooks: only companies with automated tax are recorded with that switch."""
        tax = record.obj.get("TaxPrefs", {})
        if company.settings.partner_tax == "automated" or "PartnerTaxEnabled" in tax:
            return {}
        return {"TaxPrefs": {**tax, "PartnerTaxEnabled": False}}

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """An empty value clears that value; an empty section changes nothing."""
        values = super().cleaned(company, body)
        for section, given in body.items():
            if section not in self.order or section in MARKS:
                continue
            if isinstance(values[section], list):
                raise Fault("2010", f"Property Name:{section} is no list", element=section)
            emptied = [name for name in given or () if given[name] in EMPTY]
            values[section] = {**(values[section] or {}), **dict.fromkeys(emptied)}
        if company.settings.read_only_preferences == "refuse":
            _refuse_fixed(company, values)
        if company.settings.full_preferences == "clear" and not values.get("sparse"):
            _clear_rest(company, values)
        return values

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """Value by value in every section; what only QuickBooks sets is passed over."""
        given = {
            section: {name: values[name] for name in values if (section, name) not in FIXED}
            if isinstance(values, dict)
            else values
            for section, values in given.items()
        }
        return deep_merged(old, given)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        """quickbooks: multi-currency cannot be switched off again."""
        for section, name, kind in REFERENCES:
            values = record.obj.get(section, {})
            if values.get(name) is not None:
                refer(company, kind, values[name])
        if old is not None and _multicurrency(old.obj) and not _multicurrency(record.obj):
            raise business("Multicurrency can't be turned off.")

    def let_go(self, company: Company, record: Record) -> None:
        """A company that switches multi-currency on gets its first currencies."""
        open_list(company)


def _refuse_fixed(company: Company, values: Obj) -> None:
    """Raises 6000 where what QuickBooks alone decides is to become something else."""
    for section, name in sorted(FIXED):
        given = (values.get(section) or {}).get(name)
        if given is not None and _plain(given) != _plain(company.preference(section, name)):
            raise business(f"{section}.{name} can't be changed.")


def _plain(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) else value


def _clear_rest(company: Company, values: Obj) -> None:
    """Say of every value that a full update does not name that it is none."""
    for section, held in company.preferences.items():
        if isinstance(held, dict):
            values[section] = {**dict.fromkeys(held), **(values.get(section) or {})}


def _address(company: Company, given: Obj) -> Obj:
    address = {name: given[name] for name in given if name not in {"Lat", "Long"}}
    if "Id" not in address:
        address = {"Id": company.next_id("address"), **address}
    if address.get("Country"):
        address["Country"] = LONG_CODES.get(address["Country"], address["Country"])
    return address


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
