"""How is a tax code made? POST /taxservice/taxcode, the only way there is."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import check_length, refer
from emulator.kinds.tax.taxes import PURCHASES, SALES, add_code, add_rate, refuse_automated, taken
from emulator.protocol import schema
from emulator.protocol.faults import Fault, required
from emulator.wire import Obj

LONGEST_NAME = 100
TRACKED = {SALES: "TaxTrackedOnSales", PURCHASES: "TaxTrackedOnPurchases"}


def create_through_service(company: Company, body: Obj) -> Obj:
    """A code with its rates. Answers the body with its ids, not wrapped in an entity.

    Raises 2020 and 2050, 2270 for a side that a rate cannot be on, 6240 for names in use, 6470
    for a rate that is no percentage, 2500 and, with automated sales tax, 6000.
    """
    refuse_automated(company)
    _refuse_wrong_sides(body)
    body = schema.clean("TaxService", body)
    _check(company, body)
    details = body["TaxRateDetails"]
    rates = [_rate(company, detail) for detail in details]
    by_side = {side: list(_on(side, rates, details)) for side in TRACKED}
    code = add_code(
        company,
        name=str(body["TaxCode"]),
        rates=by_side[SALES],
        purchases=by_side[PURCHASES],
    )
    shown = [_shown(rate, detail) for rate, detail in zip(rates, details, strict=True)]
    return {"TaxCode": body["TaxCode"], "TaxCodeId": code.id, "TaxRateDetails": shown}


def _refuse_wrong_sides(body: Any) -> None:
    """quickbooks: a wrong TaxApplicableOn has a code of its own (2270)."""
    details = body.get("TaxRateDetails") if isinstance(body, dict) else None
    for detail in details if isinstance(details, list) else ():
        side = detail.get("TaxApplicableOn") if isinstance(detail, dict) else None
        if side not in {None, "", *TRACKED}:
            raise _wrong_side(str(side))


def _check(company: Company, body: Obj) -> None:
    if not body.get("TaxCode"):
        raise required("TaxCode")
    check_length(body, "TaxCode", LONGEST_NAME)
    if not body.get("TaxRateDetails"):
        raise required("TaxRateDetails")
    checks = [_check_name, _check_details]
    if company.settings.taken_tax_name == "rate":
        checks.reverse()
    for check in checks:
        check(company, body)


def _check_name(company: Company, body: Obj) -> None:
    if company.named(("name", "TaxCode", str(body["TaxCode"]).casefold())):
        raise taken("tax code")


def _check_details(company: Company, body: Obj) -> None:
    details = body["TaxRateDetails"]
    for number, detail in enumerate(details):
        _check_detail(company, detail, before=details[:number])


def _check_detail(company: Company, detail: Obj, *, before: list[Obj]) -> None:
    if detail.get("TaxRateId"):
        refer(company, "TaxRate", detail["TaxRateId"])
        return
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if detail.get(name) in (None, ""):
            raise required(f"TaxRateDetails.{name}")
    check_length(detail, "TaxRateName", LONGEST_NAME)
    if not 0 <= detail["RateValue"] <= Decimal(100):
        value = detail["RateValue"]
        raise Fault("6470", f"Invalid tax rate. Supplied value:{value}", element="RateValue")
    agency = refer(company, "TaxAgency", detail["TaxAgencyId"])
    if not agency.obj.get(TRACKED[_side(detail)]):
        raise _wrong_side(_side(detail))
    name = str(detail["TaxRateName"]).casefold()
    twice = any(str(other.get("TaxRateName", "")).casefold() == name for other in before)
    if twice or company.named(("name", "TaxRate", name)):
        raise taken("tax rate")


def _side(detail: Obj) -> str:
    return str(detail.get("TaxApplicableOn") or SALES)


def _wrong_side(side: str) -> Fault:
    return Fault(
        "2270",
        f"Invalid TaxApplicableOn value. Supplied value:{side}",
        element="TaxApplicableOn",
    )


def _rate(company: Company, detail: Obj) -> Record:
    if detail.get("TaxRateId"):
        return refer(company, "TaxRate", detail["TaxRateId"])
    agency = refer(company, "TaxAgency", detail["TaxAgencyId"])
    name, value = str(detail["TaxRateName"]), detail["RateValue"]
    return add_rate(company, name=name, value=value, agency=agency)


def _on(side: str, rates: list[Record], details: list[Obj]) -> Iterable[Record]:
    return (rate for rate, each in zip(rates, details, strict=True) if _side(each) == side)


def _shown(rate: Record, detail: Obj) -> Obj:
    return {
        "TaxRateName": rate.obj["Name"],
        "TaxRateId": rate.id,
        "RateValue": rate.obj["RateValue"],
        "TaxAgencyId": rate.obj["AgencyRef"]["value"],
        "TaxApplicableOn": _side(detail),
    }
