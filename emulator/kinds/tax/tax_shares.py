"""How is the tax of a document spread over its rates, and which account owes it?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.base import reference_to
from emulator.wire import ZERO, Obj, money


@dataclass
class Share:
    """The part of a document that is taxed at one rate."""

    rate: Record
    base: Decimal = ZERO
    tax: Decimal = ZERO


def percent(base: Decimal, rate: Record) -> Decimal:
    return money(base * rate.obj["RateValue"] / 100)


def whole_rate(rates: Iterable[Record]) -> Decimal:
    """What the rates of one code come to."""
    return sum((rate.obj["RateValue"] for rate in rates), ZERO)


def sum_of(shares: list[Share]) -> Decimal:
    return sum((share.tax for share in shares), ZERO)


def sent_total(given: Obj) -> Decimal | None:
    """The tax that a body asks for: as a total, or as the sum of its tax lines."""
    if given.get("TotalTax") is not None:
        return money(given["TotalTax"])
    sent = [line.get("Amount") for line in given.get("TaxLine") or ()]
    if sent and all(amount is not None for amount in sent):
        return money(sum(sent, ZERO))
    return None


def spread(shares: list[Share], given: Obj, total: Decimal) -> None:
    """Bring the shares to that total: as sent per rate, else in proportion, rest on the largest."""
    if not shares:
        return
    sent = _sent_by_rate(given)
    if set(sent) == {share.rate.id for share in shares} and sum(sent.values(), ZERO) == total:
        for share in shares:
            share.tax = money(sent[share.rate.id])
        return
    computed = sum_of(shares)
    if computed == total:
        return
    if computed:
        for share in shares:
            share.tax = money(share.tax * total / computed)
    largest = max(shares, key=lambda share: abs(share.tax))
    largest.tax += total - sum_of(shares)


def tax_line(share: Share) -> Obj:
    return {
        "Amount": money(share.tax),
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": reference_to(share.rate)["value"]},
            "PercentBased": True,
            "TaxPercent": share.rate.obj["RateValue"],
            "NetAmountTaxable": share.base,
        },
    }


def tax_postings(
    company: Company, obj: Obj, *, without: Callable[[Company, Record], bool] | None = None
) -> list[tuple[str, Decimal]]:
    """Account and amount of each tax line, in the document's currency.

    A sale owes them to the agency (credit), a purchase gets them back from it (debit), `without`
    the rates that nobody gives back.
    """
    postings = []
    for line in obj.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate = company.records["TaxRate"][line["TaxLineDetail"]["TaxRateRef"]["value"]]
        if without is None or not without(company, rate):
            agency = company.records["TaxAgency"][rate.obj["AgencyRef"]["value"]]
            postings.append((agency.obj["_account"], line["Amount"]))
    return postings


def _sent_by_rate(given: Obj) -> dict[str, Decimal]:
    sent: dict[str, Decimal] = {}
    for line in given.get("TaxLine") or ():
        rate = ((line.get("TaxLineDetail") or {}).get("TaxRateRef") or {}).get("value")
        if rate and line.get("Amount") is not None:
            sent[rate] = sent.get(rate, ZERO) + line["Amount"]
    return sent
