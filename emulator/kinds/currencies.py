"""In which currency is a party or a document, and at which rate?

quickbooks: with multi-currency off everything is in home currency; with it on a document names
its currency, it is the customer's, and the rate is home units per foreign unit.
"""

from decimal import Decimal

from emulator.company import Company, Record
from emulator.faults import Fault, business, required
from emulator.kinds.base import CURRENCIES, currency_reference
from emulator.wire import Obj

MISMATCH = "The currency of the transaction is invalid for customer / vendor / account."
# Units of US dollar per unit: the emulator's own rates of every day.
IN_DOLLARS = {
    "USD": Decimal("1"),
    "CAD": Decimal("0.73"),
    "GBP": Decimal("1.27"),
    "EUR": Decimal("1.09"),
    "AUD": Decimal("0.66"),
    "JPY": Decimal("0.0067"),
    "CHF": Decimal("1.13"),
    "NZD": Decimal("0.61"),
}


def code_of(obj: Obj) -> str:
    return str((obj.get("CurrencyRef") or {}).get("value", ""))


def party_currency(company: Company, obj: Obj, old: Record | None) -> Obj:
    """The fixed currency of a customer or vendor. Raises 2220 or 6000."""
    code = code_of(obj) or company.home_currency
    if code not in CURRENCIES:
        raise Fault("2220", f"Invalid Currency Code : {code}", element="CurrencyRef")
    if code != company.home_currency and not company.multicurrency:
        raise business("Multi-currency is not switched on for this company.")
    if old is not None and code != code_of(old.obj):
        raise business("The currency of a customer or vendor cannot be changed.")
    return currency_reference(code)


def fill_currency(company: Company, obj: Obj, party: Record | None) -> None:
    """Currency and rate of a document whose customer or vendor is `party`."""
    home = company.home_currency
    theirs = code_of(party.obj) if party is not None else home
    if not company.multicurrency:
        obj.pop("ExchangeRate", None)
        if code_of(obj) not in {"", home}:
            raise business(MISMATCH)
        obj["CurrencyRef"] = currency_reference(home)
        return
    if not code_of(obj):
        raise required("CurrencyRef")
    if code_of(obj) != theirs and party is not None:
        raise business(MISMATCH)
    obj["CurrencyRef"] = currency_reference(code_of(obj))
    obj["ExchangeRate"] = obj.get("ExchangeRate") or rate(code_of(obj), home)
    if code_of(obj) == home:
        obj["ExchangeRate"] = Decimal(1)


def rate(currency: str, home: str) -> Decimal:
    """Home units per unit of the currency. Raises 2220 for a currency nobody knows."""
    if currency not in IN_DOLLARS:
        raise Fault("2220", f"Invalid Currency Code : {currency}", element="CurrencyRef")
    return round(IN_DOLLARS[currency] / IN_DOLLARS[home], 6).normalize()


def refuse_other_account(company: Company, account: Record, currency: str) -> None:
    """quickbooks: money can only go to an account in home currency or in the document's."""
    if code_of(account.obj) not in {"", company.home_currency, currency}:
        raise business(MISMATCH)
