"""Which accounts, payment methods and taxes suggest themselves: only where one choice fits."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from connections import exchanges, lists
from connections.gateway import Call
from connections.models import (
    Connection,
    DefaultAccounts,
    ListItem,
    PaymentMapping,
    TaxMapping,
)
from entities.models import StorePaymentMethod, StoreTax

Items = QuerySet[ListItem]


class Wish(NamedTuple):
    """A default and what fits it: account type, detail type, and a word of the name."""

    field: str
    type: str
    subtype: str = ""
    word: str = ""


# The first wish of a default that exactly one account fulfils decides.
WISHES = (
    Wish("income", "Income", "SalesOfProductIncome"),
    Wish("expense", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    Wish("expense", "Cost of Goods Sold", "SuppliesMaterialsCogs", "cost of goods"),
    Wish("expense", "Cost of Goods Sold"),
    Wish("inventory_asset", "Other Current Asset", "Inventory"),
    Wish("discount", "Income", "DiscountsRefundsGiven", "discount"),
    Wish("discount", "Income", "DiscountsRefundsGiven"),
    Wish("shipping", "Income", word="shipping"),
    Wish("surcharge", "Income", word="surcharge"),
    Wish("refund", "Income", word="refund"),
    Wish("refund", "Income", word="return"),
)
# Words by which tax codes of the same 0 % are told apart.
REASON_WORDS = {
    StoreTax.Reason.ZERO_RATED: ("zero", "0.0% z", "0%"),
    StoreTax.Reason.EXEMPT: ("exempt",),
    StoreTax.Reason.EXPORT: ("export",),
    StoreTax.Reason.REVERSE_CHARGE: ("reverse",),
}


def suggest_defaults(*, connection: Connection) -> list[str]:
    """Fills what nobody has chosen yet; returns each choice as a sentence.

    Two fitting choices, or none, leave the place empty for a person.
    """
    return [
        *_suggest_accounts(connection),
        *_suggest_codes(connection),
        *_suggest_payments(connection),
        *_suggest_taxes(connection),
    ]


def create_account(
    *,
    connection: Connection,
    name: str,
    account_type: str,
    account_subtype: str,
    currency: str = "",
) -> ListItem:
    """Creates an account in QuickBooks and offers it to choose from at once.

    The request id follows from the connection and the account's name, so pressing twice creates
    one account. Raises exchanges.Refused, and what `exchanges.ask` raises.
    """
    words: dict[str, Any] = {
        "Name": name,
        "AccountType": account_type,
        "AccountSubType": account_subtype,
    }
    if currency and currency != connection.home_currency:
        words["CurrencyRef"] = {"value": currency}
    body = json.dumps(words).encode()
    seed = f"{connection.uid}|account|".encode() + body
    request_id = hashlib.sha256(seed).hexdigest()[:36]
    call = Call("POST", "/account", body=body, request_id=request_id)
    record = exchanges.ask_or_raise(connection=connection, call=call)["Account"]
    kind = ListItem.Kind.ACCOUNT
    lists.keep(connection=connection, kind=kind, records=[record], now=timezone.now())
    return ListItem.objects.get(connection=connection, kind=kind, qbo_id=record["Id"])


def _only(found: Iterable[ListItem]) -> ListItem | None:
    first_two = list(found)[:2]
    return first_two[0] if len(first_two) == 1 else None


def _suggest_accounts(connection: Connection) -> list[str]:
    defaults, _ = DefaultAccounts.objects.get_or_create(connection=connection)
    said = []
    for wish in WISHES:
        choice = _only(_fitting(connection, wish)) if not getattr(defaults, wish.field) else None
        if choice is not None:
            setattr(defaults, wish.field, choice)
            said.append(f"{_label(wish.field)}: {choice.name}.")
    defaults.save()
    return said


def _fitting(connection: Connection, wish: Wish) -> Items:
    found = connection.list_items.accounts(wish.type, subtype=wish.subtype)
    return found.filter(name__icontains=wish.word) if wish.word else found


def _suggest_codes(connection: Connection) -> list[str]:
    """US companies mark lines with TAX and NON; elsewhere "untaxed" is a code of its own."""
    # Read anew: the connection may still hold the row as it was before these choices.
    defaults = DefaultAccounts.objects.get(connection=connection)
    codes = connection.list_items.of_kind(ListItem.Kind.TAX_CODE)
    untaxed = codes.filter(qbo_id="NON") if connection.is_us else _without_tax(codes)
    said = []
    for field, choice in (
        ("untaxed_code", _only(untaxed)),
        ("term", _only(_named(connection, ListItem.Kind.TERM, "Due on receipt"))),
    ):
        if choice is not None and not getattr(defaults, field):
            setattr(defaults, field, choice)
            said.append(f"{_label(field)}: {choice.name}.")
    defaults.save()
    return said


def _without_tax(codes: Items) -> list[ListItem]:
    """By name, the plainest first: "No VAT", "GST free", "Exempt"."""
    for words in (("out of scope", "no vat", "no gst"), ("free",), ("exempt",)):
        named = [code for code in codes if any(word in code.name.casefold() for word in words)]
        if named:
            return named
    return []


def _suggest_payments(connection: Connection) -> list[str]:
    said = []
    for method in StorePaymentMethod.objects.filter(is_active=True):
        name = _only(_named(connection, ListItem.Kind.PAYMENT_METHOD, method.name))
        account = _clearing_account(connection, method)
        if name is None and account is None:
            continue
        mapping, _ = PaymentMapping.objects.get_or_create(
            connection=connection, method=method, currency=connection.home_currency
        )
        said += _fill_payment(mapping, name, account)
    return said


def _clearing_account(connection: Connection, method: StorePaymentMethod) -> ListItem | None:
    """One that carries the method's name: "Card clearing", of a kind that can hold its money."""
    owed = method.kind in (StorePaymentMethod.Kind.GIFT_CARD, StorePaymentMethod.Kind.STORE_CREDIT)
    types = ("Other Current Liability",) if owed else ("Other Current Asset", "Bank")
    accounts = connection.list_items.accounts(*types).filter(
        name__icontains=method.name, currency__in=["", connection.home_currency]
    )
    return _only(accounts)


def _fill_payment(
    mapping: PaymentMapping, name: ListItem | None, account: ListItem | None
) -> list[str]:
    said = []
    if name is not None and mapping.payment_method is None:
        mapping.payment_method = name
        said.append(f"Payment method {mapping}: {name.name}.")
    if account is not None and mapping.clearing_account is None:
        mapping.clearing_account = account
        said.append(f"Clearing account of {mapping}: {account.name}.")
    mapping.save()
    return said


def _suggest_taxes(connection: Connection) -> list[str]:
    mapped = TaxMapping.objects.filter(connection=connection, destination="")
    said = []
    for tax in StoreTax.objects.filter(is_active=True).exclude(pk__in=mapped.values("tax")):
        code = _only(_codes_for(connection, tax))
        if code is not None:
            TaxMapping.objects.create(connection=connection, tax=tax, tax_code=code)
            said.append(f"{tax}: {code.name}.")
    return said


def _codes_for(connection: Connection, tax: StoreTax) -> list[ListItem]:
    codes = list(
        connection.list_items.of_kind(ListItem.Kind.TAX_CODE).filter(
            rate=Decimal(tax.rate), data__Taxable=True
        )
    )
    words = REASON_WORDS.get(StoreTax.Reason(tax.reason), ())
    told_apart = [code for code in codes if any(word in code.name.casefold() for word in words)]
    return told_apart or codes


def _named(connection: Connection, kind: str, name: str) -> Items:
    return connection.list_items.of_kind(kind).filter(name__iexact=name)


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()
