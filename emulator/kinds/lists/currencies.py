"""In which currency is a party or a document, and at which rate?

quickbooks: with multi-currency off everything is in home currency; with it on a document names
its currency, it is the customer's, and the rate is home units per foreign unit. Only currencies
of the company's own list can be used; the home currency always can and is not in the list.
"""

from decimal import Decimal

from emulator.books.company import Company, IndexKey, Record
from emulator.kinds.base import CURRENCIES, MARKS, Kind, Options, currency_name, currency_reference
from emulator.protocol.faults import INACTIVE, Fault, bad_reference, business, required
from emulator.wire import CENT, Obj, stamp

MISMATCH = "The currency of the transaction is invalid for customer / vendor / account."
OTHER_DEBT = "The transaction needs to be in the same currency as the A/R and A/P accounts you use."
SWITCHED_OFF = "Multi-currency is not switched on for this company."
HOLDERS = ("Customer", "Vendor", "Account")


class CompanyCurrency(Kind):
    """A currency the company deals in."""

    name = "CompanyCurrency"
    family = "CompanyCurrency"
    name_field = "Code"
    required = ("Code",)
    kept = ("Code", "Name", "Active")
    order = ("Code", "Name", "Active", *MARKS)
    lengths = {"Name": 100}

    def refuse_creation(self, company: Company, values: Obj) -> None:
        refuse_without_multicurrency(company)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if old is None:
            obj["Code"] = str(obj["Code"]).upper()
            _refuse_unknown(obj["Code"], "Code")
            _refuse_second(company, obj["Code"])
        elif obj["Code"] != old.obj["Code"]:
            raise business("The code of a currency cannot be changed.")
        obj.setdefault("Name", currency_name(obj["Code"]))
        obj.setdefault("Active", True)

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [("currency", str(obj["Code"]))]

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        """quickbooks: a currency that somebody or some account has stays."""
        code = old.obj["Code"]
        for kind in HOLDERS:
            if any(each.active and code_of(each.obj) == code for each in company.live(kind)):
                raise business(f"You can't make {code} inactive because it is in use.")


def open_list(company: Company) -> None:
    """What a company that switches multi-currency on finds in its list."""
    if not company.multicurrency or any(company.live("CompanyCurrency")):
        return
    kind, now = CompanyCurrency(), stamp(company.now())
    for code in _first(company):
        obj = {"Code": code, "Name": currency_name(code), "Active": True}
        record = Record(kind.name, company.next_id(kind.family), obj, now, now)
        record.keys = kind.keys(obj)
        company.put(record, family=kind.family)
        company.touch(record)


def _first(company: Company) -> list[str]:
    """The currencies of a new list; whether the home one is among them is a setting."""
    wanted = dict.fromkeys(company.settings.first_currencies.split())
    others = [code for code in wanted if code in CURRENCIES and code != company.home_currency]
    return [company.home_currency, *others] if company.settings.home_currency_listed else others


def refuse_without_multicurrency(company: Company) -> None:
    if not company.multicurrency:
        raise Fault("5030", "Feature Not Supported Error : Multicurrency", element="")


def refuse_unlisted(company: Company, code: str) -> None:
    """Raises 2220 for a currency nobody knows, 6000 while multi-currency is off, 2500 for one
    the company has not in its list."""
    if code == company.home_currency:
        return
    _refuse_unknown(code, "CurrencyRef")
    if not company.multicurrency:
        raise business(SWITCHED_OFF)
    if company.settings.unlisted_currencies == "refuse" and code not in listed(company, code):
        raise bad_reference(INACTIVE, element="CurrencyRef")


def listed(company: Company, *codes: str) -> list[str]:
    """Those of the currencies, or all, that the company has in its list."""
    records = company.live("CompanyCurrency")
    if codes:
        ids = (id_ for code in codes for id_ in company.named(("currency", code)))
        records = (company.records["CompanyCurrency"][id_] for id_ in ids)
    return [str(record.obj["Code"]) for record in records if record.active]


def code_of(obj: Obj) -> str:
    return str((obj.get("CurrencyRef") or {}).get("value", ""))


def party_currency(company: Company, obj: Obj, old: Record | None) -> Obj:
    """The fixed currency of a customer or vendor. Raises 2220, 2500 or 6000."""
    code = code_of(obj) or company.home_currency
    if old is None:
        refuse_unlisted(company, code)
    elif code != code_of(old.obj):
        raise business("The currency of a customer or vendor cannot be changed.")
    return currency_reference(code)


def fill_currency(company: Company, obj: Obj, party: Record | None) -> None:
    """Currency and rate of a document whose customer or vendor is `party`."""
    home = company.home_currency
    if not company.multicurrency:
        obj.pop("ExchangeRate", None)
        if code_of(obj) not in {"", home}:
            raise business(MISMATCH)
        obj["CurrencyRef"] = currency_reference(home)
        return
    code = code_of(obj)
    if not code:
        raise required("CurrencyRef")
    if party is None:
        refuse_unlisted(company, code)
    elif code != code_of(party.obj):
        raise business(MISMATCH)
    obj["CurrencyRef"] = currency_reference(code)
    day = str(obj.get("TxnDate") or company.today().isoformat())
    obj["ExchangeRate"] = obj.get("ExchangeRate") or rate_on(company, code, day)
    if code == home:
        obj["ExchangeRate"] = Decimal(1)


def fill_own_currency(company: Company, obj: Obj) -> None:
    """Currency and rate of a document of no party: in home currency unless it says otherwise."""
    if company.multicurrency:
        obj.setdefault("CurrencyRef", {"value": company.home_currency})
    fill_currency(company, obj, None)


def rate_on(company: Company, code: str, day: str) -> Decimal:
    """Home units per unit: the last rate stored up to that day, else the one of every day."""
    stored = rate_in_force(company, code, day)
    return stored.obj["Rate"] if stored is not None else unstored_rate(company, code)


def rate_in_force(company: Company, code: str, day: str) -> Record | None:
    """The last stored ExchangeRate of a currency up to a day."""
    ids = [id_ for id_ in company.named(("rate", code)) if id_ <= rate_id(code, day)]
    return company.records["ExchangeRate"][max(ids)] if ids else None


def rate_id(code: str, day: str) -> str:
    """Ids of one currency's rates sort by day."""
    return f"{code}-{day}"


def unstored_rate(company: Company, currency: str) -> Decimal:
    """The emulator's own rate, or 1. Raises 2220 for a currency nobody knows."""
    _refuse_unknown(currency, "CurrencyRef")
    if company.settings.unstored_rates == "one":
        return Decimal(1)
    ratio = Decimal(CURRENCIES[currency][1]) / Decimal(CURRENCIES[company.home_currency][1])
    return round(ratio, 6 if ratio > CENT else 10).normalize()


def refuse_other_account(company: Company, account: Record, currency: str) -> None:
    """quickbooks: money can only go to an account in home currency or in the document's."""
    if code_of(account.obj) not in {"", company.home_currency, currency}:
        raise business(MISMATCH)


def _refuse_unknown(code: str, element: str) -> None:
    if code not in CURRENCIES:
        raise Fault("2220", f"Invalid Currency Code : {code}", element=element)


def _refuse_second(company: Company, code: str) -> None:
    if code == company.home_currency or company.named(("currency", code)):
        raise Fault("6240", f"The name supplied already exists. : {code}", element="Code")
