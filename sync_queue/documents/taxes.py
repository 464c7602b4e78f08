"""Which tax code stands on a line, and what the document says of its tax, in each tax regime.

quickbooks: US lines know only TAX and NON (fault 6100), the rate is chosen for the whole document;
everywhere else each line needs a real tax code (fault 6000 "… GST/HST rate …").
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from entities.models import StoreTax
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

TAXED, UNTAXED = "TAX", "NON"


def line_code(*, tax: StoreTax | None, destination: str, company: Company) -> str:
    """The TaxCodeRef of a line; raises Held while the tax is not mapped (rules 3 and 17)."""
    if company.connection.is_us:
        return TAXED if tax is not None and tax.rate > 0 else UNTAXED
    if tax is None:
        return company.untaxed_code()
    return company.tax_code(tax=tax, destination=destination)


def of_document(
    *,
    taxes: Iterable[StoreTax | None],
    total_tax: Decimal,
    includes_tax: bool,
    destination: str,
    company: Company,
    record: str,
) -> dict[str, Any]:
    """The tax part of a document, with the store's own tax amount stated (rule 15).

    Raises Held for what the bridge cannot book yet, rather than booking something near it.
    """
    if includes_tax and total_tax:
        raise Held(
            reason="prices_include_tax",
            message=f"The prices of {record} include tax, which cannot be booked yet.",
            mend="Book it by hand, or have the store state its prices without tax.",
        )
    if not company.connection.is_us:
        return {"GlobalTaxCalculation": "TaxExcluded", "TxnTaxDetail": {"TotalTax": total_tax}}
    if not total_tax:
        return {"TxnTaxDetail": {"TotalTax": Decimal(0)}}
    code = _one_code(taxes, destination=destination, company=company, record=record)
    return {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": code}, "TotalTax": total_tax}}


def _one_code(
    taxes: Iterable[StoreTax | None], *, destination: str, company: Company, record: str
) -> str:
    if not company.connection.uses_sales_tax:
        raise Held(
            reason="sales_tax_off",
            message=f"{record} is taxed, but sales tax is switched off in QuickBooks.",
            mend="Switch sales tax on in QuickBooks, press Test connection, then send again.",
        )
    taxed = {tax for tax in taxes if tax is not None and tax.rate > 0}
    codes = {company.tax_code(tax=tax, destination=destination) for tax in taxed}
    if len(codes) == 1:
        return codes.pop()
    raise Held(
        reason="several_tax_rates" if codes else "tax_without_lines",
        message=f"{record} has {len(codes) or 'no'} different tax rates on its lines, "
        "and a US document in QuickBooks has exactly one.",
        mend="Book it by hand; the bridge leaves it out and says so.",
    )
