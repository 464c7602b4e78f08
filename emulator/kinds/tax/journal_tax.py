"""How much tax stands in a journal entry, and which agency does it concern?

quickbooks: outside the US a line may name a tax code; it then says itself whether the tax is on
sales or purchases and how much it is. What is sent is not computed again.
"""

from collections.abc import Iterator
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.base import refer, reference_to
from emulator.kinds.tax.final_tax import is_final
from emulator.kinds.tax.tax_shares import Share, sum_of, tax_line, whole_rate
from emulator.kinds.tax.taxes import PURCHASES, SALES, rates_of
from emulator.protocol.faults import Fault
from emulator.wire import ZERO, Obj, money

DETAIL = "JournalEntryLineDetail"
TAXED = ("TaxCodeRef", "TaxApplicableOn", "TaxAmount", "TaxInclusiveAmt")
# A sale is a credit, a purchase a debit: such lines raise the tax, the others lower it.
RAISES = {SALES: "Credit", PURCHASES: "Debit"}


def tax_of_line(company: Company, detail: Obj) -> None:
    """Check what a line says of tax. Raises 2500, 2270 or 2280; the US has no such tax."""
    untaxed = company.is_us or not company.preference("TaxPrefs", "UsingSalesTax")
    if untaxed or detail.get("TaxCodeRef") is None:
        for name in TAXED:
            detail.pop(name, None)
        return
    detail["TaxCodeRef"] = {"value": reference_to(_code(company, detail))["value"]}
    if detail.get("TaxApplicableOn") not in RAISES:
        raise Fault("2270", "TaxApplicableOn must be Sales or Purchase.", element="TaxApplicableOn")
    rates = rates_of(company, _code(company, detail), detail["TaxApplicableOn"])
    if detail.get("TaxAmount") is None or (detail["TaxAmount"] and not rates):
        raise Fault("2280", "TaxAmount does not fit the tax code.", element="TaxAmount")


def complete_tax(company: Company, obj: Obj) -> None:
    """Set TxnTaxDetail from the lines: one tax line for each rate."""
    shares: dict[str, Share] = {}
    for line in obj["Line"]:
        detail = line.get(DETAIL, {})
        if detail.get("TaxAmount") is None:
            continue
        raises = RAISES[detail["TaxApplicableOn"]] == detail["PostingType"]
        sign = 1 if raises else -1
        for rate, tax in _split(company, line):
            share = shares.setdefault(rate.id, Share(rate))
            share.base += sign * line["Amount"]
            share.tax += sign * tax
    obj["TxnTaxDetail"] = {}
    if shares:
        listed = list(shares.values())
        lines = [tax_line(share) for share in listed]
        obj["TxnTaxDetail"] = {"TotalTax": money(sum_of(listed)), "TaxLine": lines}


def tax_shares(company: Company, line: Obj) -> Iterator[tuple[str, Decimal]]:
    """Account and part of a line's tax, in the entry's currency: on the agency's account, or on
    the line's own where it is a cost."""
    if line[DETAIL].get("TaxAmount") is None:
        return
    for rate, tax in _split(company, line):
        agency = company.records["TaxAgency"][rate.obj["AgencyRef"]["value"]]
        bought = line[DETAIL]["TaxApplicableOn"] == PURCHASES
        is_cost = bought and is_final(company, rate)
        yield line[DETAIL]["AccountRef"]["value"] if is_cost else agency.obj["_account"], tax


def _split(company: Company, line: Obj) -> list[tuple[Record, Decimal]]:
    """The tax of a line over the rates of its code, the rest on the last."""
    detail = line[DETAIL]
    rates = rates_of(company, _code(company, detail), detail["TaxApplicableOn"])
    left, whole = detail["TaxAmount"], whole_rate(rates)
    parts = []
    for number, rate in enumerate(rates):
        last = number == len(rates) - 1 or not whole
        share = ZERO if last else money(detail["TaxAmount"] * rate.obj["RateValue"] / whole)
        part = left if last else share
        parts.append((rate, part))
        left -= part
    return parts


def _code(company: Company, detail: Obj) -> Record:
    return refer(company, "TaxCode", detail["TaxCodeRef"])
