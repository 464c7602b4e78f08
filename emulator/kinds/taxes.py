"""Tax agencies, rates and codes: read like lists, made through the tax service."""

from decimal import Decimal
from typing import Any

from emulator import schema
from emulator.company import Company, Record
from emulator.faults import Fault, business, required, unsupported
from emulator.kinds.base import NameList, refer, reference_to
from emulator.wire import Obj, plain, stamp

PSEUDO = frozenset({"TAX", "NON"})
SALES, PURCHASES = "Sales", "Purchase"


class TaxAgency(NameList):
    name = "TaxAgency"
    family = "TaxAgency"
    name_field = "DisplayName"
    required = ("DisplayName",)
    kept = ("DisplayName", "_account")
    lengths = {"DisplayName": 100}

    def refuse_creation(self, company: Company, values: Obj) -> None:
        refuse_automated(company)

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        record.obj.setdefault("TaxTrackedOnSales", True)
        record.obj.setdefault("TaxTrackedOnPurchases", False)
        record.obj.setdefault("_account", company.about["accounts"]["tax"])

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        del shown["_account"], shown["Active"]
        return shown


class TaxRate(NameList):
    name = "TaxRate"
    family = "TaxRate"
    required = ("Name",)

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")


class TaxCode(NameList):
    name = "TaxCode"
    by_newer_service = True
    family = "TaxCode"
    required = ("Name",)

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        if record.id in PSEUDO:
            del shown["SyncToken"], shown["domain"], shown["sparse"]
        return shown


def refuse_automated(company: Company) -> None:
    """quickbooks: with automated sales tax nobody makes agencies or rates by API."""
    if company.preference("TaxPrefs", "PartnerTaxEnabled"):
        raise business("Tax agencies and rates are set up by automated sales tax.")


def rates_of(company: Company, code: Record, side: str = SALES) -> list[Record]:
    """The rates behind a code on that side, in their order."""
    details = code.obj.get(f"{side}TaxRateList", {}).get("TaxRateDetail", [])
    return [company.records["TaxRate"][each["TaxRateRef"]["value"]] for each in details]


def add_rate(company: Company, *, name: str, value: Decimal, agency: Record) -> Record:
    """A new rate. Raises 6240 where its name is taken."""
    kind, now = TaxRate(), stamp(company.now())
    obj = {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": plain(value),
        "AgencyRef": {"value": agency.id},
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
    }
    record = Record("TaxRate", "", obj, now, now)
    if company.named(kind.keys(obj)[0]):
        raise _taken("tax rate")
    return _keep(company, kind, record)


def add_code(company: Company, *, name: str, rates: list[Record], id_: str = "") -> Record:
    """A new code over those rates. Raises 6240 where its name is taken."""
    kind, now = TaxCode(), stamp(company.now())
    details = [
        {"TaxTypeApplicable": "TaxOnAmount", "TaxRateRef": reference_to(rate), "TaxOrder": 0}
        for rate in rates
    ]
    obj: Obj = {
        "Name": name,
        "Description": name,
        "Active": True,
        "Taxable": id_ != "NON",
        "TaxGroup": id_ not in PSEUDO,
    }
    if id_ not in PSEUDO:
        obj["SalesTaxRateList"] = {"TaxRateDetail": details}
        obj["PurchaseTaxRateList"] = {"TaxRateDetail": []}
    if company.named(kind.keys(obj)[0]):
        raise _taken("tax code")
    return _keep(company, kind, Record("TaxCode", id_, obj, now, now))


def create_through_service(company: Company, body: Obj) -> Obj:
    """POST /taxservice/taxcode: a code with its rates. Answers the body with its ids, unwrapped."""
    refuse_automated(company)
    body = schema.clean("TaxService", body)
    if not body.get("TaxCode"):
        raise required("TaxCode")
    details = body.get("TaxRateDetails") or []
    if not details:
        raise required("TaxRateDetails")
    if company.named(("name", "TaxCode", str(body["TaxCode"]).casefold())):
        raise _taken("tax code")
    for detail in details:
        _check_detail(company, detail)
    rates = [_rate(company, detail) for detail in details]
    code = add_code(company, name=str(body["TaxCode"]), rates=rates)
    shown = [
        {
            "TaxRateName": rate.obj["Name"],
            "TaxRateId": rate.id,
            "RateValue": rate.obj["RateValue"],
            "TaxAgencyId": rate.obj["AgencyRef"]["value"],
            "TaxApplicableOn": detail.get("TaxApplicableOn", "Sales"),
        }
        for rate, detail in zip(rates, details, strict=True)
    ]
    return {"TaxCode": body["TaxCode"], "TaxCodeId": code.id, "TaxRateDetails": shown}


def _check_detail(company: Company, detail: dict[str, Any]) -> None:
    if detail.get("TaxRateId"):
        refer(company, "TaxRate", detail["TaxRateId"])
        return
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if detail.get(name) in (None, ""):
            raise required(f"TaxRateDetails.{name}")
    refer(company, "TaxAgency", detail["TaxAgencyId"])
    if company.named(("name", "TaxRate", str(detail["TaxRateName"]).casefold())):
        raise _taken("tax rate")


def _rate(company: Company, detail: dict[str, Any]) -> Record:
    if detail.get("TaxRateId"):
        return refer(company, "TaxRate", detail["TaxRateId"])
    agency = refer(company, "TaxAgency", detail["TaxAgencyId"])
    name, value = str(detail["TaxRateName"]), detail["RateValue"]
    return add_rate(company, name=name, value=value, agency=agency)


def _keep(company: Company, kind: NameList, record: Record) -> Record:
    record.id = record.id or company.next_id(kind.family)
    record.keys = kind.keys(record.obj)
    company.put(record, family=kind.family)
    company.touch(record)
    return record


def _taken(what: str) -> Fault:
    return Fault(
        "6240",
        f"The name supplied already exists. : Another {what} is already using this \n"
        "name. Please use a different name.",
        element="",
    )
