"""What is in a new company? Accounts, taxes, terms, payment methods and preferences by profile."""

import json
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.store import Store
from emulator.clock import Clock
from emulator.data import FOLDER
from emulator.founding import preferences, sample
from emulator.kinds import BY_NAME, writes
from emulator.kinds.base import Options
from emulator.kinds.lists.currencies import open_list
from emulator.kinds.lists.single import deep_merged, in_sections
from emulator.kinds.tax.taxes import TYPED_IN, add_code, add_rate
from emulator.wire import Obj, stamp

CHARTS: Obj = json.loads((FOLDER / "charts.json").read_text())
SAMPLE = "sample"
NAMED = {SAMPLE: "Sandbox Company_US_1"}
OPTIONS = Options()


def about(profile: str, wanted: Obj) -> Obj:
    """The fixed facts of a company. Raises KeyError for a profile that does not exist."""
    country, currency, zone, code, plus = CHARTS["profiles"][profile]
    roles = {row[4]: row[0] for row in _chart(profile, country) if row[4]}
    return {
        "profile": profile,
        "name": wanted.get("name") or NAMED.get(profile, f"Company {profile}"),
        "country": country,
        "country_code": code,
        "home_currency": wanted.get("home_currency") or currency,
        "time_zone": wanted.get("time_zone") or zone,
        "features": {"inventory": plus, "categories": plus},
        "accounts": roles,
        "nexus": {"CA": "2", "AZ": "3"} if profile == "us-ast" else {},
    }


def found(*, realm: str, facts: Obj, wanted: Obj, clock: Clock, store: Store) -> Company:
    """Open a company's books with everything its profile brings.

    `wanted` may hold `multicurrency` and `preferences`, whole sections or single names.
    """
    company = Company(realm=realm, about=facts, clock=clock, store=store)
    _keep(company, "Preferences", "1", _preferences(company, wanted))
    _keep(company, "CompanyInfo", "1", _company_info(company))
    _open_accounts(company)
    _fill_lists(company)
    _fill_taxes(company)
    open_list(company)
    if _profile(company) == SAMPLE:
        sample.enter_records(company)
    company.flush(("company", realm, facts))
    return company


def _profile(company: Company) -> str:
    return str(company.about["profile"])


def _keep(company: Company, kind: str, id_: str, obj: Obj) -> Record:
    now = stamp(company.now())
    record = Record(kind, id_, obj, now, now)
    record.keys = BY_NAME[kind].keys(obj)
    company.put(record, family=BY_NAME[kind].family)
    company.touch(record)
    return record


def _chart(profile: str, country: str) -> list[list[str]]:
    """Rows of id, name, type, sub-type, role and, for a sub-account, the id of its parent."""
    if profile == SAMPLE:
        return list(sample.SAMPLE["accounts"])
    changes = CHARTS["rename"].get(country, {})
    rows = []
    for id_, name, type_, subtype, role in CHARTS["us"]:
        renamed = changes.get(id_, [name, subtype])
        if renamed is not None:
            rows.append([id_, renamed[0], type_, renamed[1], role])
    return rows


def _open_accounts(company: Company) -> None:
    now = stamp(company.now())
    for id_, name, type_, subtype, _role, *parent in _chart(_profile(company), company.country):
        record = Record("Account", id_, {"Name": name}, now, now)
        record.obj |= {"AccountType": type_, "AccountSubType": subtype}
        if parent:
            record.obj |= {"SubAccount": True, "ParentRef": {"value": parent[0]}}
        BY_NAME["Account"].fill(company, record, None, OPTIONS)
        _keep(company, "Account", id_, record.obj)


def _fill_lists(company: Company) -> None:
    for name, days in CHARTS["terms"]:
        writes.create(company, BY_NAME["Term"], {"Name": name, "DueDays": days}, OPTIONS)
    for name, is_card in CHARTS["payment_methods"]:
        type_ = "CREDIT_CARD" if is_card else "NON_CREDIT_CARD"
        writes.create(company, BY_NAME["PaymentMethod"], {"Name": name, "Type": type_}, OPTIONS)


def _fill_taxes(company: Company) -> None:
    of_sample = _profile(company) == SAMPLE
    taxes = sample.SAMPLE["taxes"] if of_sample else CHARTS["taxes"][company.country]
    agencies = [_agency(company, name, role) for name, role in taxes["agencies"]]
    rates = [
        add_rate(company, name=name, value=Decimal(value), agency=agencies[agency])
        for name, value, agency in taxes["rates"]
    ]
    if company.is_us:
        for pseudo in ("TAX", "NON", TYPED_IN):
            add_code(company, name=pseudo, rates=[], id_=pseudo)
        company.next_id("TaxCode")
    bought = [] if company.is_us else [_on_purchases(company, rate) for rate in rates]
    for name, members in taxes["codes"]:
        add_code(
            company,
            name=name,
            rates=[rates[member] for member in members],
            purchases=[bought[member] for member in members if bought],
        )


def _on_purchases(company: Company, rate: Record) -> Record:
    """quickbooks: outside the US each rate has a twin for what is bought."""
    agency = company.records["TaxAgency"][rate.obj["AgencyRef"]["value"]]
    name = rate.obj["Name"].replace("(Sales)", "(Purchases)")
    return add_rate(company, name=name, value=rate.obj["RateValue"], agency=agency)


def _agency(company: Company, name: str, role: str) -> Record:
    """The second agency, of a province, collects a tax that purchases do not get back."""
    obj: Obj = {
        "DisplayName": name,
        "TaxTrackedOnSales": True,
        "TaxTrackedOnPurchases": not company.is_us and role == "tax",
        "Active": True,
        "_account": company.about["accounts"][role],
    }
    return _keep(company, "TaxAgency", company.next_id("TaxAgency"), obj)


def _company_info(company: Company) -> Obj:
    us = {"Line1": "123 Sierra Way", "City": "San Pablo", "CountrySubDivisionCode": "CA"}
    address = {"Id": "1", **(us if company.is_us else {}), "Country": company.about["country_code"]}
    features = company.about["features"]
    return {
        "CompanyName": company.about["name"],
        "LegalName": company.about["name"],
        "CompanyAddr": address,
        "LegalAddr": address,
        "CustomerCommunicationAddr": address,
        "CompanyStartDate": "2015-01-01",
        "FiscalYearStartMonth": "January",
        "Country": {"us": "US", "gb": "GB", "ca": "CA", "au": "AU"}[company.country],
        "SupportedLanguages": "en",
        "DefaultTimeZone": company.about["time_zone"],
        "NameValue": [
            {"Name": "NeoEnabled", "Value": "true"},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
            {"Name": "PayrollFeature", "Value": "false"},
            {"Name": "AccountantFeature", "Value": "false"},
            {"Name": "ItemCategoriesFeature", "Value": str(features["categories"]).lower()},
            {
                "Name": "OfferingSku",
                "Value": "QuickBooks Online "
                + ("Plus" if features["inventory"] else "Simple Start"),
            },
        ],
    }


def _preferences(company: Company, wanted: Obj) -> Obj:
    defaults = preferences.opened(
        company,
        multicurrency=bool(wanted.get("multicurrency")),
        custom_field="Crew #" if _profile(company) == SAMPLE else "",
    )
    return deep_merged(defaults, in_sections(wanted.get("preferences") or {}))
