"""In which currency is a customer of the store in QuickBooks, and who stands for them in another?

quickbooks: a customer has one currency for ever. So whoever buys in several is several customers
there: "Jane Roe", and "Jane Roe (EUR)" beside her.
"""

from typing import Any

from entities.models import Customer
from sync_queue import kinds
from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

Key = tuple[str, str]
SEPARATOR = ":"


def key_of(customer: Customer, currency: str) -> Key:
    """The key of the customer that stands for this one in `currency`."""
    return kinds.CUSTOMER_ABROAD.name, f"{customer.key}{SEPARATOR}{currency}"


def parts_of(key: str) -> tuple[str, str]:
    """(the store customer's key, the currency)."""
    customer_key, _, currency = key.rpartition(SEPARATOR)
    return customer_key, currency


def own(customer: Customer, company: Company) -> str:
    """The currency that the customer has in QuickBooks, or will have: it stays what it is there,
    whatever the store says later."""
    link = company.link(kinds.CUSTOMER.name, customer.key)
    if link is None:
        return str(customer.currency)
    known = (link.sent.get("CurrencyRef") or {}).get("value")
    return known or company.connection.home_currency or str(customer.currency)


def display_names(own_names: tuple[str, ...], currency: str) -> tuple[str, ...]:
    """The names under which somebody called `own_names` may stand in another currency."""
    return tuple(names.with_tail(name, f" ({currency})", longest=500) for name in own_names)


def parents(currency: str) -> list[Key]:
    """What a customer in `currency` may have to wait for."""
    return [(kinds.CURRENCY.name, currency)]


def stated(code: str, *, record: str, company: Company, is_new: bool) -> dict[str, Any]:
    """The currency of a customer, where the company knows several. Raises Held for one that it
    cannot have, NeedsParent for one that is not in its list yet."""
    require(code, record=record, company=company)
    if not company.connection.multicurrency:
        return {}
    if is_new and code != company.connection.home_currency:
        company.ref(kind=kinds.CURRENCY.name, key=code, label=code)
    return {"CurrencyRef": {"value": code}}


def require(code: str, *, record: str, company: Company) -> None:
    """Raises Held for a currency that the company does not know (rule 19)."""
    home = company.connection.home_currency
    if code == home or not home or company.connection.multicurrency:
        return
    raise Held(
        reason="currency",
        message=f"{record} is in {code}, but the company knows only {home}.",
        mend="Switch multi-currency on in QuickBooks (it cannot be switched off again), "
        "press Test connection, then send again.",
    )
