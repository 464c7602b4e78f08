"""How much tax is on a sales form, under which rates?

quickbooks: in the US the document names one code and a line is TAX or NON; elsewhere every line
has its own code. A TotalTax that was sent is kept and spread over the rates.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulator.company import Company, Record
from emulator.faults import Fault, business
from emulator.kinds.base import refer, reference_to
from emulator.kinds.lines import SALE, Lines
from emulator.kinds.taxes import PSEUDO, rates_of
from emulator.wire import ZERO, Obj, money

TAX_NAME = {"gb": "VAT", "ca": "GST/HST", "au": "GST"}


@dataclass
class Share:
    """The part of a document that is taxed at one rate."""

    rate: Record
    base: Decimal = ZERO
    tax: Decimal = ZERO


def complete_tax(company: Company, obj: Obj, lines: Lines) -> None:
    """Set TxnTaxDetail, tax codes of the lines and GlobalTaxCalculation of a sales form."""
    given = obj.get("TxnTaxDetail") or {}
    if not company.preference("TaxPrefs", "UsingSalesTax"):
        obj["TxnTaxDetail"] = {"TotalTax": ZERO}
        _each_detail(lines, lambda detail: detail.setdefault("TaxCodeRef", {"value": "NON"}))
        return
    if company.is_us:
        obj.pop("GlobalTaxCalculation", None)
        shares, code = _us_shares(company, obj, lines, given)
    else:
        shares, code = _shares_by_line(company, obj, lines), None
    total = _total(given, shares)
    _spread(shares, given, total)
    detail: Obj = {"TxnTaxCodeRef": {"value": code.id}} if code is not None else {}
    detail["TotalTax"] = sum((share.tax for share in shares), ZERO)
    if shares:
        detail["TaxLine"] = [_tax_line(share) for share in shares]
    obj["TxnTaxDetail"] = detail


def tax_postings(company: Company, obj: Obj) -> list[tuple[str, Decimal]]:
    """Which account owes how much of the document's tax, in its currency."""
    postings = []
    for line in obj.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate = company.records["TaxRate"][line["TaxLineDetail"]["TaxRateRef"]["value"]]
        agency = company.records["TaxAgency"][rate.obj["AgencyRef"]["value"]]
        postings.append((agency.obj["_account"], line["Amount"]))
    return postings


def _us_shares(
    company: Company, obj: Obj, lines: Lines, given: Obj
) -> tuple[list[Share], Record | None]:
    taxable = ZERO
    for line in lines.shown:
        if line["DetailType"] != SALE:
            continue
        code = line[SALE].setdefault("TaxCodeRef", {"value": "NON"})["value"]
        if code not in PSEUDO:
            raise Fault(
                "6100", f"Line tax code must be TAX or NON. Supplied value:{code}", element="Line"
            )
        taxable += line["Amount"] if code == "TAX" else ZERO
    obj.setdefault("ApplyTaxAfterDiscount", False)
    if obj["ApplyTaxAfterDiscount"]:
        taxable = money(taxable * _left_after_discount(lines))
    group = _us_code(company, obj, given)
    if group is None:
        return [], None
    return [
        Share(rate, taxable, _percent(taxable, rate)) for rate in rates_of(company, group)
    ], group


def _us_code(company: Company, obj: Obj, given: Obj) -> Record | None:
    if company.preference("TaxPrefs", "PartnerTaxEnabled"):
        return _code_of_place(company, obj)
    ref = given.get("TxnTaxCodeRef")
    if ref is None:
        return None
    code = refer(company, "TaxCode", ref)
    if code.id in PSEUDO:
        raise Fault("2500", f"Invalid Reference Id : TaxCode element id {code.id} not found")
    return code


def _code_of_place(company: Company, obj: Obj) -> Record | None:
    """Automated sales tax: the state where the goods go decides, not what was sent."""
    place = obj.get("ShipAddr") or obj.get("BillAddr") or {}
    state = str(place.get("CountrySubDivisionCode", "CA")).upper()
    id_ = company.about["nexus"].get(state)
    return company.find("TaxCode", id_) if id_ else None


def _shares_by_line(company: Company, obj: Obj, lines: Lines) -> list[Share]:
    way = obj.setdefault("GlobalTaxCalculation", "TaxExcluded")
    if way == "NotApplicable":
        return []
    factor, shares = _left_after_discount(lines), dict[str, Share]()
    for line in lines.shown:
        if line["DetailType"] != SALE:
            continue
        code = _line_code(company, line[SALE])
        _add_line(shares, rates_of(company, code), line, factor)
        if way == "TaxInclusive":
            rates = sum((rate.obj["RateValue"] for rate in rates_of(company, code)), ZERO)
            gross = money(line["Amount"] + line["Amount"] * rates / 100)
            line[SALE].setdefault("TaxInclusiveAmt", gross)
    for share in shares.values():
        share.base = money(share.base)
        share.tax = money(share.tax)
    return list(shares.values())


def _add_line(shares: dict[str, Share], rates: list[Record], line: Obj, factor: Decimal) -> None:
    """Add a line's net and its unrounded tax to the shares of its rates."""
    net = line["Amount"] * factor
    gross = line[SALE].get("TaxInclusiveAmt")
    whole = sum((rate.obj["RateValue"] for rate in rates), ZERO)
    for rate in rates:
        share = shares.setdefault(rate.id, Share(rate))
        share.base += net
        if gross is not None and whole:
            share.tax += (gross - line["Amount"]) * factor * rate.obj["RateValue"] / whole
        else:
            share.tax += net * rate.obj["RateValue"] / 100


def _line_code(company: Company, detail: Obj) -> Record:
    if detail.get("TaxCodeRef") is None:
        name = TAX_NAME[company.country]
        raise business(f"Make sure all your transactions have a {name} rate before you save.")
    code = refer(company, "TaxCode", detail["TaxCodeRef"])
    detail["TaxCodeRef"] = {"value": code.id}
    return code


def _left_after_discount(lines: Lines) -> Decimal:
    if not lines.discount or not lines.subtotal:
        return Decimal(1)
    return (lines.subtotal - lines.discount) / lines.subtotal


def _percent(base: Decimal, rate: Record) -> Decimal:
    return money(base * rate.obj["RateValue"] / 100)


def _total(given: Obj, shares: list[Share]) -> Decimal:
    """The tax that was sent, else the computed one."""
    if given.get("TotalTax") is not None:
        return money(given["TotalTax"])
    sent = [line.get("Amount") for line in given.get("TaxLine") or ()]
    if sent and all(amount is not None for amount in sent):
        return money(sum(sent, ZERO))
    return sum((share.tax for share in shares), ZERO)


def _spread(shares: list[Share], given: Obj, total: Decimal) -> None:
    """Bring the shares to that total: as sent per rate, else in proportion, rest on the largest."""
    if not shares:
        return
    sent = _sent_by_rate(given)
    if set(sent) == {share.rate.id for share in shares} and sum(sent.values(), ZERO) == total:
        for share in shares:
            share.tax = money(sent[share.rate.id])
        return
    computed = sum((share.tax for share in shares), ZERO)
    if computed == total:
        return
    if computed:
        for share in shares:
            share.tax = money(share.tax * total / computed)
    largest = max(shares, key=lambda share: abs(share.tax))
    largest.tax += total - sum((share.tax for share in shares), ZERO)


def _sent_by_rate(given: Obj) -> dict[str, Decimal]:
    sent: dict[str, Decimal] = {}
    for line in given.get("TaxLine") or ():
        rate = ((line.get("TaxLineDetail") or {}).get("TaxRateRef") or {}).get("value")
        if rate and line.get("Amount") is not None:
            sent[rate] = sent.get(rate, ZERO) + line["Amount"]
    return sent


def _tax_line(share: Share) -> Obj:
    return {
        "Amount": share.tax,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": reference_to(share.rate)["value"]},
            "PercentBased": True,
            "TaxPercent": share.rate.obj["RateValue"],
            "NetAmountTaxable": share.base,
        },
    }


def _each_detail(lines: Lines, change: Any) -> None:
    for line in lines.shown:
        if line["DetailType"] == SALE:
            change(line[SALE])
