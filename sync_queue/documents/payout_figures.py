"""In which currency is a payout booked, at which rate, and what came of changing the money?

Money of another currency was worth something in the books when it was sold for; the bank gets what
the gateway changed it into. The difference is exchange gain or loss (rule 19). Where it stays in
its own currency nothing is gained or lost yet: it moves at what it was worth.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from entities.models import Payout
from sync_queue.documents import receipts
from sync_queue.documents.company import Company, Money
from sync_queue.documents.outcome import Held
from sync_queue.documents.totals import to_cents

ZERO = Decimal(0)
# quickbooks: a rate may have many digits; ten bring every payout to the cent.
RATE = Decimal("1.0000000000")
IN_STORE = "Enter what arrived on the payout in the store."


@dataclass(frozen=True)
class Figures:
    """gross - refunds - fees - exchange = arrived, in `currency`. `exchange` is a loss where it is
    more than 0. `rate` is None where it is QuickBooks' own of the day, or there is none."""

    currency: str
    gross: Decimal
    refunds: Decimal
    fees: Decimal
    exchange: Decimal = ZERO
    rate: Decimal | None = None

    @property
    def arrived(self) -> Decimal:
        return self.gross - self.refunds - self.fees - self.exchange

    def stated(self, company: Company) -> dict[str, Any]:
        """Currency and rate, where the company knows several (quickbooks: required then)."""
        if not company.connection.multicurrency:
            return {}
        rate = {} if self.rate is None else {"ExchangeRate": self.rate}
        return {"CurrencyRef": {"value": self.currency}, **rate}


def figures(payout: Payout, company: Company) -> Figures:
    """Raises Held where the store does not say what is needed."""
    home, currency = company.connection.home_currency, payout.currency
    money = company.money(method=payout.method, currency=currency)
    _require_currency(payout, company)
    own = Figures(currency, payout.gross, payout.refunds, payout.fees)
    if not home or currency == home:
        _require_not_changed(payout, currency)
        return own
    worth = receipts.worth(payout, company)
    if money.bank_currency:
        _require_not_changed(payout, money.bank_currency)
        return _at(own, _rate(worth, payout.gross - payout.refunds))
    return _changed(payout, own, money, worth, home)


def _require_currency(payout: Payout, company: Company) -> None:
    home = company.connection.home_currency
    if home and payout.currency != home and not company.connection.multicurrency:
        raise Held(
            reason="currency",
            message=f"{payout} is in {payout.currency}, but {company.connection} keeps its books "
            f"in {home} alone.",
            mend="Switch multi-currency on in QuickBooks (it cannot be switched off again), then "
            "press Test connection.",
        )


def _require_not_changed(payout: Payout, currency: str) -> None:
    """The bank account has the payout's own currency, and the store does not say otherwise."""
    if payout.bank_amount is not None and payout.bank_currency != currency:
        raise Held(
            reason="bank_currency",
            message=f"{payout} arrived as {payout.bank_amount} {payout.bank_currency}, but its "
            f"bank account is in {currency}.",
            mend="Choose a bank account in that currency under Default accounts, Payment methods.",
        )


def _changed(
    payout: Payout, own: Figures, money: Money, worth: Decimal | None, home: str
) -> Figures:
    """The gateway changed it into home currency on its way to the bank."""
    if payout.bank_amount is None or payout.bank_currency != home:
        raise Held(
            reason="bank_currency",
            message=f"{payout} is {payout.net} {payout.currency}, and its bank account is in "
            f"{home}: nobody has said how much {home} arrived.",
            mend=f"{IN_STORE} Or choose a bank account in {payout.currency} for it.",
        )
    arrived, rate = payout.bank_amount, _rate(worth, payout.gross - payout.refunds)
    if money.is_undeposited or (rate is None and money.currency):
        return _at(own, _rate(arrived, payout.net))
    if rate is None or worth is None:
        raise Held(
            reason="payout_rate",
            message=f"{payout} does not say which payments and refunds it is made of, or they are "
            f"not in QuickBooks yet: what they were worth in {home} is not known.",
            mend="Name the payout on its payments and refunds in the store, and let them be "
            "booked first.",
        )
    if money.currency:
        return _in_its_own(own, rate, arrived)
    fees = to_cents(own.fees * rate)
    return Figures(home, worth, ZERO, fees, exchange=worth - fees - arrived)


def _in_its_own(own: Figures, rate: Decimal, arrived: Decimal) -> Figures:
    """At a rate that is a hair beside `rate`, so that the bank gets `arrived` to the cent."""
    lost = to_cents(own.arrived - arrived / rate)
    return Figures(
        own.currency,
        own.gross,
        own.refunds,
        own.fees,
        exchange=lost,
        rate=_rate(arrived, own.arrived - lost),
    )


def _at(own: Figures, rate: Decimal | None) -> Figures:
    return Figures(own.currency, own.gross, own.refunds, own.fees, rate=rate)


def _rate(worth: Decimal | None, amount: Decimal) -> Decimal | None:
    if worth is None or not amount or worth / amount <= 0:
        return None
    return (worth / amount).quantize(RATE)
