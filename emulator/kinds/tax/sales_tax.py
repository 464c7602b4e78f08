"""How much tax is on a form, under which rates?

quickbooks: in the US the document names one code and a line is TAX or NON; elsewhere every line
has its own code, on purchases too. A TotalTax that was sent is kept and spread over the rates.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from emulator.books.company import Company, Record
from emulator.kinds.base import refer
from emulator.kinds.sales.lines import is_shipping, present_names
from emulator.kinds.tax.tax_shares import (
    Share,
    percent,
    sent_total,
    spread,
    sum_of,
    tax_line,
    whole_rate,
)
from emulator.kinds.tax.taxes import NOT_NUMBERED, PSEUDO, PURCHASES, SALES, rates_of
from emulator.protocol.faults import Fault
from emulator.wire import ZERO, Obj, money, plain

TAX_NAME = {"gb": "VAT", "ca": "GST/HST", "au": "GST"}
UNIT = Decimal("0.0000001")


def complete_tax(
    company: Company,
    obj: Obj,
    lines: Sequence[Obj],
    *,
    left: Decimal = Decimal(1),
    side: str = SALES,
) -> None:
    """Set TxnTaxDetail, the lines' tax codes and GlobalTaxCalculation of a sale or a purchase.

    `lines` are all completed lines that are bought or sold, `left` is the part that a discount
    leaves of them, `side` is SALES or PURCHASES. In the US a purchase has no tax at all.
    Raises 6100 and 2500 for wrong codes, 6000 where one is missing and 6170.
    """
    given = obj.get("TxnTaxDetail") or {}
    net_of_tax(company, obj, lines, side=side)
    if not _taxed(company, side):
        _leave_untaxed(company, obj, lines, side)
        return
    code: Record | None = None
    if company.is_us:
        obj.pop("GlobalTaxCalculation", None)
        shares, code = _us_shares(company, obj, lines, given, left)
    else:
        shares = _shares_by_line(company, obj, lines, given, left, side)
    obj["TxnTaxDetail"] = _detail(company, given, shares, code)


def _detail(company: Company, given: Obj, shares: list[Share], code: Record | None) -> Obj:
    """What the document says of its tax, which is spread over the rates by `given`."""
    computed, sent = sum_of(shares), sent_total(given)
    if _automated(company) and company.settings.automated_total == "replace":
        sent = None
    spread(shares, given, computed if sent is None else sent)
    detail: Obj = {"TxnTaxCodeRef": {"value": code.id}} if code is not None else {}
    detail["TotalTax"] = sum_of(shares)
    if shares:
        detail["TaxLine"] = [tax_line(share) for share in shares]
    if _automated(company) and detail["TotalTax"] != computed:
        detail["TaxReviewStatus"] = "AST_TAX_OVERRIDE"
    return detail


def net_of_tax(company: Company, obj: Obj, lines: Sequence[Obj], *, side: str = SALES) -> None:
    """Where prices include tax, make Amount and UnitPrice net and TaxInclusiveAmt gross.

    quickbooks: the gross amount that was sent decides; without one, Amount is the net, unless
    the setting `inclusive_amount` says otherwise.
    """
    if company.is_us or not _taxed(company, side):
        return
    for line in lines:
        detail = line[line["DetailType"]]
        if obj.get("GlobalTaxCalculation") != "TaxInclusive":
            detail.pop("TaxInclusiveAmt", None)
            continue
        rate = whole_rate(rates_of(company, _line_code(company, detail), side))
        if company.settings.inclusive_amount == "gross":
            detail.setdefault("TaxInclusiveAmt", line["Amount"])
        gross = detail.get("TaxInclusiveAmt")
        if gross is None:
            detail["TaxInclusiveAmt"] = money(line["Amount"] * (1 + rate / 100))
        else:
            line["Amount"] = money(gross / (1 + rate / 100))
        if detail.get("Qty") and detail.get("UnitPrice") is not None:
            detail["UnitPrice"] = plain((line["Amount"] / detail["Qty"]).quantize(UNIT))


def tax_stays(company: Company, obj: Obj, old: Record, lines: list[Obj]) -> bool:
    """An update that touches neither lines nor tax keeps the tax that was sent once.

    Where the lines changed and no tax came with them, what is left of the old one is its code.
    """
    if obj.get("TxnTaxDetail") is not old.obj.get("TxnTaxDetail"):
        return False
    names = ["GlobalTaxCalculation", "ApplyTaxAfterDiscount"]
    names += ["ShipAddr", "BillAddr"] if _automated(company) else []
    before = present_names(company, old.obj["Line"])
    if lines == before and all(obj.get(n) == old.obj.get(n) for n in names):
        return True
    kept = (obj.get("TxnTaxDetail") or {}).get("TxnTaxCodeRef")
    obj["TxnTaxDetail"] = {"TxnTaxCodeRef": kept} if kept else {}
    return False


def _taxed(company: Company, side: str) -> bool:
    using = bool(company.preference("TaxPrefs", "UsingSalesTax"))
    return using and not (company.is_us and side == PURCHASES)


def _automated(company: Company) -> bool:
    return bool(company.preference("TaxPrefs", "PartnerTaxEnabled"))


def _leave_untaxed(company: Company, obj: Obj, lines: Sequence[Obj], side: str) -> None:
    """quickbooks: with UsingSalesTax off the tax of a form is ignored and not stored."""
    obj.pop("GlobalTaxCalculation", None)
    if side == PURCHASES:
        obj.pop("TxnTaxDetail", None)
    else:
        obj["TxnTaxDetail"] = {"TotalTax": ZERO}
    for line in lines if company.is_us else ():
        _us_line_code(line)


def _us_shares(
    company: Company, obj: Obj, lines: Sequence[Obj], given: Obj, left: Decimal
) -> tuple[list[Share], Record | None]:
    obj.setdefault("ApplyTaxAfterDiscount", False)
    factor = left if obj["ApplyTaxAfterDiscount"] else Decimal(1)
    taxable = money(
        sum((_base(line, factor) for line in lines if _us_line_code(line) == "TAX"), ZERO)
    )
    group = _us_code(company, obj, given)
    if group is None:
        return [], None
    return [
        Share(rate, taxable, percent(taxable, rate)) for rate in rates_of(company, group)
    ], group


def _us_line_code(line: Obj) -> str:
    """quickbooks: TAX or NON, and NON where a line says nothing. Raises 6100 for anything else."""
    code = str(line[line["DetailType"]].setdefault("TaxCodeRef", {"value": "NON"})["value"])
    if code not in PSEUDO:
        detail = f"Line tax code must be TAX or NON. Supplied value:{code}"
        raise Fault("6100", detail, element="Line")
    return code


def _us_code(company: Company, obj: Obj, given: Obj) -> Record | None:
    if _automated(company):
        return _code_of_place(company, obj)
    ref = given.get("TxnTaxCodeRef") or _usual_code(company, obj)
    if ref is None:
        return None
    code = refer(company, "TaxCode", ref)
    if code.id in NOT_NUMBERED:
        raise Fault("2500", f"Invalid Reference Id : TaxCode element id {code.id} not found")
    return code


def _usual_code(company: Company, obj: Obj) -> Any:
    """Where the setting `missing_tax_code` says so, the code of the customer or the company."""
    if company.settings.missing_tax_code == "untaxed":
        return None
    customer = company.find("Customer", (obj.get("CustomerRef") or {}).get("value", ""))
    own = customer.obj.get("DefaultTaxCodeRef") if customer is not None else None
    return own or company.preference("TaxPrefs", "TaxGroupCodeRef")


def _code_of_place(company: Company, obj: Obj) -> Record | None:
    """Automated sales tax: the state where the goods go (or, by the setting `automated_place`, the
    bill) decides, not what was sent.

    quickbooks: a customer who is not taxable pays none anywhere.
    """
    customer = company.find("Customer", (obj.get("CustomerRef") or {}).get("value", ""))
    if customer is not None and not customer.obj.get("Taxable", True):
        return None
    addresses = obj.get("ShipAddr"), obj.get("BillAddr")
    by_bill = company.settings.automated_place == "bill to"
    place: Obj = next(filter(None, reversed(addresses) if by_bill else addresses), {})
    state = str(place.get("CountrySubDivisionCode", "CA")).upper()
    id_ = company.about["nexus"].get(state)
    return company.find("TaxCode", id_) if id_ else None


def _shares_by_line(
    company: Company, obj: Obj, lines: Sequence[Obj], given: Obj, left: Decimal, side: str
) -> list[Share]:
    """The tax of every rate, to the cent; quickbooks: prices that include it stay what they are."""
    way = obj.setdefault("GlobalTaxCalculation", "TaxExcluded")
    if way == "NotApplicable":
        _refuse_tax(given)
        return []
    if company.settings.discount_abroad == "after tax":
        left = Decimal(1)
    shares: dict[str, Share] = {}
    for line in lines:
        code = _line_code(company, line[line["DetailType"]])
        _add_line(shares, rates_of(company, code, side), line, left)
    whole = money(sum_of(list(shares.values())))
    for share in shares.values():
        share.base = money(share.base)
        share.tax = money(share.tax)
    if way == "TaxInclusive":
        spread(list(shares.values()), {}, whole)
    return list(shares.values())


def _refuse_tax(given: Obj) -> None:
    """quickbooks: no TxnTaxDetail where GlobalTaxCalculation is NotApplicable (6170)."""
    if given.get("TxnTaxCodeRef") or given.get("TaxLine") or given.get("TotalTax"):
        raise Fault(
            "6170",
            "TxnTaxDetail is not allowed when GlobalTaxCalculation is NotApplicable.",
            element="TxnTaxDetail",
        )


def _base(line: Obj, left: Decimal) -> Decimal:
    """What of a line is taxed; a discount does not reach the shipping."""
    return Decimal(line["Amount"] if is_shipping(line) else line["Amount"] * left)


def _add_line(shares: dict[str, Share], rates: list[Record], line: Obj, left: Decimal) -> None:
    """Add a line's net and its unrounded tax to the shares of its rates."""
    net, gross = _base(line, left), line[line["DetailType"]].get("TaxInclusiveAmt")
    whole = whole_rate(rates)
    for rate in rates:
        share = shares.setdefault(rate.id, Share(rate))
        share.base += net
        if gross is None or not whole:
            share.tax += net * rate.obj["RateValue"] / 100
        else:
            part = net / line["Amount"] if line["Amount"] else Decimal(1)
            share.tax += (gross - line["Amount"]) * part * rate.obj["RateValue"] / whole


def _no_rate(company: Company) -> Fault:
    """quickbooks: the capture says "Error 2", which may be but the log that it stands in."""
    name, error = TAX_NAME[company.country], "Business Validation Error"
    number = " 2" if company.settings.gst_fault == "numbered" else ""
    words = f"Make sure all your transactions have a {name} rate before you save."
    return Fault("6000", f"{error}{number}: {words}", element="")


def _line_code(company: Company, detail: dict[str, Any]) -> Record:
    if detail.get("TaxCodeRef") is None:
        raise _no_rate(company)
    code = refer(company, "TaxCode", detail["TaxCodeRef"])
    detail["TaxCodeRef"] = {"value": code.id}
    return code
