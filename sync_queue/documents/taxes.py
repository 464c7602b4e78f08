"""Which tax code stands on a line, and what the document says of its tax, in each tax regime.

In every regime lines are net and the store's own tax is stated, in all and per rate: so that
QuickBooks has nothing to work out, and whichever way the store rounds, every amount arrives.

quickbooks: US lines know only TAX and NON (fault 6100), the rate is chosen for the whole document;
everywhere else each line needs a real tax code (fault 6000 "… GST/HST rate …"). TaxInclusive is
never used: it works the net out of each gross amount, and the sums of that are not the store's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from connections.models import Connection
from entities.models import StoreTax
from sync_queue.documents import tax_shares, totals
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held
from sync_queue.documents.tax_shares import Charged
from sync_queue.documents.totals import MOST_ROUNDED, Position

TAXED, UNTAXED = "TAX", "NON"
ZERO = Decimal(0)


class Regime(Enum):
    """How a company's documents say their tax, as the company told of itself."""

    US = "one code for the document"
    US_AUTOMATED = "QuickBooks finds the code by the place"
    ABROAD = "a code on each line"
    NONE = "sales tax is switched off"


def regime(connection: Connection) -> Regime:
    if connection.is_us:
        return Regime.US_AUTOMATED if connection.automated_sales_tax else Regime.US
    return Regime.ABROAD if connection.uses_sales_tax else Regime.NONE


@dataclass(frozen=True)
class Said:
    """What a document says: its lines, the fields of its tax, and {tax rate: amount} where the
    rates behind its codes are known."""

    positions: list[Position]
    fields: dict[str, Any]
    by_rate: dict[str, Decimal]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [position.as_line() for position in self.positions]


def line_code(*, tax: StoreTax | None, destination: str, company: Company) -> str:
    """The TaxCodeRef of a line, "" where the company has no tax codes.

    Raises Held while the tax is not mapped (rules 3 and 17).
    """
    found = regime(company.connection)
    if found in (Regime.US, Regime.US_AUTOMATED):
        return TAXED if tax is not None and tax.rate > 0 else UNTAXED
    if found == Regime.NONE:
        return ""
    return (
        untaxed_code(company) if tax is None else company.tax_code(tax=tax, destination=destination)
    )


def untaxed_code(company: Company) -> str:
    """The code of a line on which no tax is: rounding, money that was credited, a fee."""
    found = regime(company.connection)
    if found == Regime.ABROAD:
        return company.untaxed_code()
    return "" if found == Regime.NONE else UNTAXED


def state(
    positions: Sequence[Position], charged: Charged, *, destination: str, company: Company
) -> Said:
    """The document's lines and its tax; `positions` have the store's amounts, which hold the tax
    where it `is_included`.

    Raises Held where the tax cannot be booked as the store charged it.
    """
    _require_sales_tax(charged, company)
    found = regime(company.connection)
    if found in (Regime.US, Regime.US_AUTOMATED) and not charged.tax:
        # Nobody taxed it: a customer who is exempt, or goods that were given away.
        positions = [replace(one, code=UNTAXED) for one in positions]
    shares = tax_shares.of(positions, charged)
    if found == Regime.ABROAD:
        _require_reason(positions, charged, company)
    net = tax_shares.net(positions, shares, charged)
    if found == Regime.ABROAD:
        by_rate = _rates_abroad(net, shares, company)
        return Said(net, _abroad(charged, by_rate, net, company), by_rate)
    if found == Regime.US and charged.tax:
        code = _one_code(positions, destination, company, record=charged.record)
        by_rate = _by_rate({code: charged.tax}, company) or {}
        return Said(net, _us(charged, code, by_rate, net, company), by_rate)
    us = {} if found == Regime.NONE else {"ApplyTaxAfterDiscount": True}
    return Said(net, {"TxnTaxDetail": {"TotalTax": charged.tax}, **us}, {})


def _require_sales_tax(charged: Charged, company: Company) -> None:
    if charged.tax and not company.connection.uses_sales_tax:
        raise Held(
            reason="sales_tax_off",
            message=f"{charged.record} is taxed, but sales tax is switched off in QuickBooks.",
            mend="Switch sales tax on in QuickBooks, press Test connection, then send again.",
        )


def _require_reason(positions: Sequence[Position], charged: Charged, company: Company) -> None:
    """Rule 17: without tax under a code of 20 % it would be in the wrong box of the return.

    A code of 0 % that was chosen for the destination is the reason.
    """
    taxed = [one for one in positions if not _is_of_nothing(one.code, company)]
    due = tax_shares.by_rates(taxed, is_included=charged.is_included)
    if charged.tax or abs(due) <= MOST_ROUNDED:
        return
    raise Held(
        reason="tax_not_charged",
        message=f"{charged.record} has taxes of {totals.to_cents(due)} on its lines, but charges "
        "none, and does not say why.",
        mend="Give its lines in the store the tax that says why (zero-rated, exempt, export or "
        "reverse charge); it is then sent by itself.",
    )


def _is_of_nothing(code: str, company: Company) -> bool:
    """Whether the code is known to be of 0 %."""
    rates = company.tax_rates.get(code, ())
    return bool(rates) and not any(per_cent for _, per_cent in rates)


def _us(
    charged: Charged,
    code: str,
    by_rate: Mapping[str, Decimal],
    net: Sequence[Position],
    company: Company,
) -> dict[str, Any]:
    detail: dict[str, Any] = {"TxnTaxCodeRef": {"value": code}, "TotalTax": charged.tax}
    if by_rate:
        base = sum((position.amount for position in net if position.code == TAXED), ZERO)
        detail["TaxLine"] = [
            _tax_line(rate, by_rate[rate], (per_cent, base))
            for rate, per_cent in company.tax_rates[code]
        ]
    return {"TxnTaxDetail": detail, "ApplyTaxAfterDiscount": True}


def _one_code(
    positions: Sequence[Position], destination: str, company: Company, *, record: str
) -> str:
    taxed = {one.tax for one in positions if one.tax and one.tax.rate > 0 and one.amount}
    codes = {company.tax_code(tax=tax, destination=destination) for tax in taxed}
    if len(codes) == 1:
        return codes.pop()
    raise Held(
        reason="several_tax_rates",
        message=f"{record} has {len(codes)} different tax rates on its lines, "
        "and a US document in QuickBooks has exactly one.",
        mend="Choose one tax code that stands for both under Default accounts, Taxes; or book it "
        "by hand.",
    )


def _abroad(
    charged: Charged, by_rate: Mapping[str, Decimal], net: Sequence[Position], company: Company
) -> dict[str, Any]:
    detail: dict[str, Any] = {"TotalTax": charged.tax}
    if by_rate:
        bases = _bases(net, company)
        detail["TaxLine"] = [
            _tax_line(rate, amount, bases[rate]) for rate, amount in by_rate.items()
        ]
    return {"GlobalTaxCalculation": "TaxExcluded", "TxnTaxDetail": detail}


def _tax_line(rate: str, amount: Decimal, base: tuple[Decimal, Decimal]) -> dict[str, Any]:
    return {
        "Amount": amount,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": rate},
            "PercentBased": True,
            "TaxPercent": base[0],
            "NetAmountTaxable": base[1],
        },
    }


def _bases(net: Sequence[Position], company: Company) -> dict[str, tuple[Decimal, Decimal]]:
    """{tax rate: (per cent, what is taxed at it)}"""
    bases: dict[str, tuple[Decimal, Decimal]] = {}
    for position in net:
        for rate, per_cent in company.tax_rates[position.code]:
            bases[rate] = (per_cent, bases.get(rate, (per_cent, ZERO))[1] + position.amount)
    return bases


def _rates_abroad(
    net: Sequence[Position], shares: Mapping[str, Decimal], company: Company
) -> dict[str, Decimal]:
    """quickbooks: a document states all of its rates or none, those of nothing too."""
    every = {position.code: shares.get(position.code, ZERO) for position in net}
    return _by_rate(every, company) or {}


def _by_rate(shares: Mapping[str, Decimal], company: Company) -> dict[str, Decimal] | None:
    """The tax of codes divided over their rates; None where the rates of one are not known."""
    found: dict[str, Decimal] = {}
    for code, amount in shares.items():
        if not (rates := company.tax_rates.get(code)):
            return None
        for rate, part in totals.spread(amount, over=dict(rates)).items():
            found[rate] = found.get(rate, ZERO) + part
    return found
