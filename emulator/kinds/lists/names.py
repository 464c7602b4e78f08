"""Customers, and what all names share: one namespace, addresses, open balances."""

import re
from collections.abc import Callable
from typing import Any

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import MARKS, check_length, refer, reference_to
from emulator.kinds.lists import tax_ids
from emulator.kinds.lists.currencies import code_of, party_currency, rate_on
from emulator.kinds.name_lists import Tree
from emulator.protocol.faults import Fault
from emulator.wire import ZERO, Obj, money

OPENING = ("_opening", "_opening_home")
PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
TAX_IDS = ("PrimaryTaxIdentifier", "SecondaryTaxIdentifier")
ILLEGAL = re.compile(r"[:\t\n\r]")
ADDRESS_LENGTHS = {
    **{f"Line{n}": 500 for n in range(1, 6)},
    "City": 255,
    "Country": 255,
    "CountrySubDivisionCode": 255,
    "PostalCode": 30,
}
NAME_LENGTHS = {
    "Title": 16,
    "GivenName": 100,
    "MiddleName": 100,
    "FamilyName": 100,
    "Suffix": 16,
    "DisplayName": 500,
    "CompanyName": 100,
    "PrintOnCheckName": 110,
    "Notes": 2000,
    "ResaleNum": 16,
    "PrimaryEmailAddr.Address": 100,
    "WebAddr.URI": 1000,
    "PrimaryPhone.FreeFormNumber": 30,
    "AlternatePhone.FreeFormNumber": 30,
    "Mobile.FreeFormNumber": 30,
    "Fax.FreeFormNumber": 30,
    **{f"BillAddr.{name}": most for name, most in ADDRESS_LENGTHS.items()},
    **{f"ShipAddr.{name}": most for name, most in ADDRESS_LENGTHS.items()},
}
WHOLE_ADDRESS = 2000
DELIVERY = frozenset({"Print", "Email", "None"})
WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


def check_party(obj: Obj) -> None:
    """Rules of form of all names: the name itself, addresses, e-mail, web address."""
    check_name(obj)
    check_addresses(obj)
    check_email(obj, "PrimaryEmailAddr")
    check_web_address(obj)


def check_web_address(obj: Obj) -> None:
    """quickbooks: an address in the web begins with its protocol, else 2200."""
    address = (obj.get("WebAddr") or {}).get("URI")
    if address is not None and not WEB_ADDRESS.match(str(address)):
        detail = f"Web Site URL does not have correct format. Supplied value:{address}"
        raise Fault("2200", detail, element="WebAddr")


def check_email(obj: Obj, name: str) -> None:
    """quickbooks: one RFC 822 address, else 2210."""
    address = (obj.get(name) or {}).get("Address")
    if address is not None and not EMAIL.fullmatch(str(address)):
        raise Fault("2210", "Email Address does not conform to the syntax rules of RFC 822")


def check_addresses(obj: Obj) -> None:
    """quickbooks: five lines of 500 each, but 2000 in all (2050)."""
    for name in ("BillAddr", "ShipAddr"):
        lines = {f"Line{n}": str((obj.get(name) or {}).get(f"Line{n}") or "") for n in range(1, 6)}
        check_length({name: "".join(lines.values())}, name, WHOLE_ADDRESS)


def number_addresses(company: Company, obj: Obj, *names: str) -> None:
    """Every stored address has an id of its own."""
    for name in names:
        address = obj.get(name)
        if address and not str(address.get("Id", "")).isdigit():
            given = {key: value for key, value in address.items() if key != "Id"}
            obj[name] = {"Id": company.next_id("address"), **given}


def check_name(obj: Obj) -> None:
    """A display name, or one made of the name parts; no colon, tab or line break (2040)."""
    if not obj.get("DisplayName"):
        parts = [str(obj[part]) for part in PARTS if obj.get(part)]
        if not parts:
            raise Fault(
                "6080",
                "Required parameter DisplayName, Title, GivenName, MiddleName, FamilyName or "
                "Suffix is missing in the request",
                element="DisplayName",
            )
        obj["DisplayName"] = " ".join(parts)
    for name in ("DisplayName", "PrintOnCheckName", *PARTS):
        if ILLEGAL.search(str(obj.get(name, ""))):
            raise Fault("2040", f"Element contains invalid characters. {obj[name]}", element=name)


def take_opening(company: Company, obj: Obj) -> None:
    """quickbooks: a balance given on create is an opening balance, in the party's currency."""
    opening = money(obj.pop("Balance", ZERO))
    if opening:
        day = obj.get("OpenBalanceDate") or company.today().isoformat()
        code = code_of(obj)
        rate = rate_on(company, code, day) if code != company.home_currency else 1
        obj |= {"_opening": opening, "_opening_home": money(opening * rate)}


def opening_effects(
    company: Company, record: Record, owed_on: Callable[[Company, str], str], *, sign: int
) -> Effects:
    """What a party owed (sign 1) or was owed (-1) from the start, on the account that `owed_on`
    finds for its currency, against Opening Balance Equity unless `opening_against` says
    otherwise."""
    effects = documents.in_currency_of(company, record.obj)
    if record.obj.get("_opening"):
        opening, home = (sign * record.obj[name] for name in OPENING)
        words, against = "Opening balance", _against(company, sign)
        on = owed_on(company, code_of(record.obj))
        effects.post(on, opening, home=home, name_id=record.id, memo=words)
        effects.post(against, -opening, home=-home, memo=words)
    return effects


def _against(company: Company, sign: int) -> str:
    """The account on the other side of what customers (sign 1) or vendors (-1) bring along."""
    accounts = company.about["accounts"]
    if company.settings.opening_against == "equity":
        return str(accounts["opening_equity"])
    if sign > 0:
        return documents.account_like(company, accounts["services"], "Uncategorized Income")
    kind = {"AccountType": "Expense", "AccountSubType": "OtherMiscellaneousServiceCost"}
    return documents.account_like(company, accounts["cogs"], "Uncategorized Expense", **kind)


def without_opening(shown: Obj) -> Obj:
    return {name: value for name, value in shown.items() if name not in OPENING}


class Customer(Tree):
    name = "Customer"
    family = "Names"
    name_field = "DisplayName"
    taken_today = "null"
    child_flag = "Job"
    kept = ("DisplayName", "CurrencyRef", *OPENING)
    lengths = NAME_LENGTHS
    read_only = frozenset({"BalanceWithJobs", "FullyQualifiedName", "Level", "OverDueBalance"})
    computed_names = frozenset({"Balance", "BalanceWithJobs"})
    not_queryable = frozenset({"CustomerTypeRef", "Notes"})
    order = (
        *("Taxable", "BillAddr", "ShipAddr", "Notes", "Job", "BillWithParent", "ParentRef"),
        *("Level", "SalesTermRef", "PaymentMethodRef", "Balance", "BalanceWithJobs"),
        *("CurrencyRef", "PreferredDeliveryMethod", *MARKS, *PARTS, "FullyQualifiedName"),
        *("CompanyName", "DisplayName", "PrintOnCheckName", "Active", "PrimaryPhone"),
        *("AlternatePhone", "Mobile", "Fax", "PrimaryEmailAddr", "WebAddr", "DefaultTaxCodeRef"),
    )

    def check(self, obj: Obj) -> None:
        check_party(obj)
        if obj.get("PreferredDeliveryMethod") not in {None, *DELIVERY}:
            words = f"Invalid Enumeration : {obj['PreferredDeliveryMethod']}"
            raise Fault("2170", words, element="PreferredDeliveryMethod")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        obj["CurrencyRef"] = party_currency(company, obj, old)
        if old is None:
            take_opening(company, obj)
        self._default(company, obj)
        self._refer(company, obj)
        number_addresses(company, obj, "BillAddr", "ShipAddr")
        super().complete(company, record, old)

    def unique_name(self, obj: Obj) -> str:
        return str(obj["DisplayName"])

    def effects(self, company: Company, record: Record) -> Effects:
        return opening_effects(company, record, documents.receivable, sign=1)

    def computed(self, company: Company, record: Record) -> Obj:
        own = money(company.ledger.owed.get(record.id, ZERO))
        below = (
            money(company.ledger.owed.get(child, ZERO))
            for child in company.named(("parent", self.name, record.id))
        )
        return {"Balance": own, "BalanceWithJobs": sum(below, own)}

    def view(self, company: Company, record: Record) -> Obj:
        """quickbooks: recorded customers show the id of their parent without its name, and of a
        tax id only the last five characters."""
        shown = without_opening(super().view(company, record))
        shown = tax_ids.hide(shown, TAX_IDS, tax_ids.SHOWN_OF_CUSTOMER)
        if "ParentRef" in shown:
            shown["ParentRef"] = {"value": shown["ParentRef"]["value"]}
        return shown

    def listed(self, company: Company, record: Record) -> Obj:
        """quickbooks: recorded queries leave out the company's own tax code, save of jobs."""
        shown = self.view(company, record)
        usual = company.preference("TaxPrefs", "TaxGroupCodeRef")
        if "ParentRef" not in shown and shown.get("DefaultTaxCodeRef") == usual:
            shown.pop("DefaultTaxCodeRef", None)
        return shown

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        if company.ledger.owed.get(old.id, ZERO):
            raise has_balance("customer")

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """quickbooks: the balance is only taken on create; a masked tax id stays the same."""
        given = tax_ids.keep(old, {**given, "Balance": None}, TAX_IDS, tax_ids.SHOWN_OF_CUSTOMER)
        return super().merge(old, given, sparse=sparse)

    def _default(self, company: Company, obj: Obj) -> None:
        obj.pop("Balance", None)
        obj.setdefault("Taxable", True)
        obj.setdefault("BillWithParent", False)
        obj.setdefault("PreferredDeliveryMethod", "Print")
        obj.setdefault("PrintOnCheckName", obj["DisplayName"][:110])
        default = company.preference("TaxPrefs", "TaxGroupCodeRef")
        if company.preference("TaxPrefs", "PartnerTaxEnabled"):
            obj.pop("DefaultTaxCodeRef", None)
        if company.is_us and obj["Taxable"] and default:
            obj.setdefault("DefaultTaxCodeRef", default)
        if "DefaultTaxCodeRef" in obj:
            refer(company, "TaxCode", obj["DefaultTaxCodeRef"])

    def _refer(self, company: Company, obj: Obj) -> None:
        for name, kind in REFERENCES.items():
            if obj.get(name) is not None:
                obj[name] = reference_to(refer(company, kind, obj[name]))


REFERENCES: dict[str, Any] = {"SalesTermRef": "Term", "PaymentMethodRef": "PaymentMethod"}


def has_balance(what: str) -> Fault:
    return Fault(
        "6220",
        "The entity you are trying to delete has an open balance. : "
        f"This {what} cannot be deleted because it has a non-zero balance",
        element="",
    )
