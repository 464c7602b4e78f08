"""Which tax on a purchase does nobody give back, and how much dearer does it make each line?

quickbooks: the tax of an agency that does not track purchases (Canadian provincial sales tax) is
part of what the goods cost.
"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.tax.taxes import PURCHASES, rates_of
from emulator.wire import ZERO, Obj, money


def is_final(company: Company, rate: Record) -> bool:
    agency = company.records["TaxAgency"][rate.obj["AgencyRef"]["value"]]
    is_cost = company.settings.untracked_tax == "cost"
    return is_cost and not agency.obj.get("TaxTrackedOnPurchases")


def final_tax(company: Company, obj: Obj) -> dict[str, Decimal]:
    """By line id what is added to the line's amount, in the document's currency."""
    dearer: dict[str, Decimal] = {}
    for tax in (obj.get("TxnTaxDetail") or {}).get("TaxLine", ()):
        rate = company.records["TaxRate"][tax["TaxLineDetail"]["TaxRateRef"]["value"]]
        if tax["Amount"] and is_final(company, rate):
            for id_, part in _spread(_taxed(company, obj, rate), tax["Amount"]).items():
                dearer[id_] = dearer.get(id_, ZERO) + part
    return dearer


def _taxed(company: Company, obj: Obj, rate: Record) -> dict[str, Decimal]:
    """The lines under that rate, each with its amount."""
    found = {}
    for line in obj["Line"]:
        ref = line[line["DetailType"]].get("TaxCodeRef")
        code = company.find("TaxCode", ref["value"]) if ref else None
        if code is not None and rate in rates_of(company, code, PURCHASES):
            found[line["Id"]] = abs(line["Amount"])
    return found


def _spread(lines: dict[str, Decimal], tax: Decimal) -> dict[str, Decimal]:
    """Over the lines in proportion, the rest on the largest."""
    whole = sum(lines.values(), ZERO)
    parts = {id_: money(tax * amount / whole) if whole else ZERO for id_, amount in lines.items()}
    largest = max(lines, key=lines.__getitem__)
    parts[largest] += tax - sum(parts.values(), ZERO)
    return parts
