"""Which choices suggest themselves, and by what evidence: only where exactly one entry fits.

Nothing that a person chose is ever touched, and nothing is chosen where two entries fit.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from connections import exchanges, lists
from connections.choosing.choices import (
    BANK_TYPES,
    CLEARING_TYPES,
    FROM_MARKETPLACE,
    PURPOSES,
    Offers,
    Purpose,
    detail_in_words,
)
from connections.choosing.tax_rates import percent
from connections.gateway import Call
from connections.models import (
    Connection,
    DefaultAccounts,
    ListItem,
    PaymentMapping,
    TaxMapping,
)
from entities.models import StorePaymentMethod, StoreTax

Kind = ListItem.Kind
Name = TypeVar("Name")
# The first wish of a default that exactly one account fulfils decides: (detail type, word in name).
WISHES: dict[str, list[tuple[str, str]]] = {
    "income": [("SalesOfProductIncome", "")],
    "expense": [
        ("SuppliesMaterialsCogs", ""),
        ("SuppliesMaterialsCogs", "cost of goods"),
        ("", ""),
    ],
    "inventory_asset": [("Inventory", "")],
    "discount": [("DiscountsRefundsGiven", "discount"), ("DiscountsRefundsGiven", "")],
    "shipping": [("", "shipping")],
    "surcharge": [("", "surcharge")],
    "refund": [("", "refund"), ("", "return")],
    "rounding": [("", "rounding")],
    "gateway_fees": [("", "gateway"), ("BankCharges", "")],
    "exchange": [("ExchangeGainOrLoss", "")],
    "stock_adjustment": [("", "shrinkage"), ("", "stock adjustment"), ("", "inventory adjustment")],
    "gift_cards": [("", "gift card"), ("", "gift")],
    "store_credit": [("", "store credit")],
    "chargeback": [("", "chargeback")],
}
DUE_AT_ONCE = "Due on receipt"
# Words by which tax codes of the same 0 % are told apart.
REASON_WORDS = {
    StoreTax.Reason.ZERO_RATED: ("zero", "0.0% z", "0%"),
    StoreTax.Reason.EXEMPT: ("exempt",),
    StoreTax.Reason.EXPORT: ("export",),
    StoreTax.Reason.REVERSE_CHARGE: ("reverse",),
}
# The plainest first: what a code without any tax may be called.
UNTAXED_WORDS = (("out of scope", "no vat", "no gst"), ("free",), ("exempt",))


@dataclass(frozen=True)
class Suggestion:
    """`item` fits, `because` says why: "it is the only account of type Income"."""

    item: ListItem
    because: str


Banks = dict[tuple[int, str], Suggestion]


def defaults(offers: Offers) -> dict[str, Suggestion]:
    """{field of DefaultAccounts: what suggests itself for it}."""
    found = {name: _account(offers, PURPOSES[name]) for name in WISHES}
    found["untaxed_code"] = _untaxed(offers)
    found["term"] = _named(offers, Kind.TERM, DUE_AT_ONCE, "it asks for payment at once")
    return _there(found)


def payment_methods(offers: Offers, methods: Iterable[StorePaymentMethod]) -> dict[int, Suggestion]:
    """{payment method: its namesake in QuickBooks}."""
    return _there({one.pk: _named(offers, Kind.PAYMENT_METHOD, one.name) for one in methods})


def clearing_accounts(
    offers: Offers, methods: Iterable[StorePaymentMethod]
) -> dict[int, Suggestion]:
    """{payment method: the account that carries its name, for money in the home currency}."""
    return _there({one.pk: _clearing(offers, one) for one in methods})


def bank_accounts(offers: Offers, pairs: Iterable[tuple[StorePaymentMethod, str]]) -> Banks:
    """{(payment method, currency): the only bank account of that currency}."""
    # The account that money lies in before is none that it could arrive in.
    waiting = set(offers.connection.payment_mappings.values_list("clearing_account_id", flat=True))
    return _there({(one.pk, code): _bank(offers, code, waiting) for one, code in pairs})


def tax_codes(offers: Offers, taxes: Iterable[StoreTax]) -> dict[int, Suggestion]:
    """{tax: the only code of its rate, told apart by the reason of a tax of 0 %}."""
    return _there({tax.pk: _code(offers, tax) for tax in taxes})


def items(offers: Offers, names: Iterable[str]) -> dict[str, Suggestion]:
    """{name: the only service item of that name}."""
    return _there({name: _named(offers, Kind.ITEM, name) for name in names})


def suggest_defaults(*, connection: Connection) -> list[str]:
    """Fills what nobody has chosen yet; returns each choice as a sentence with its evidence."""
    offers = Offers(connection)
    return [
        *_fill_defaults(offers),
        *_fill_payments(offers),
        *_fill_taxes(offers),
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


def _there(found: Mapping[Name, Suggestion | None]) -> dict[Name, Suggestion]:
    return {name: one for name, one in found.items() if one is not None}


def _only(found: Sequence[ListItem], because: str) -> Suggestion | None:
    return Suggestion(found[0], because) if len(found) == 1 else None


def _account(offers: Offers, purpose: Purpose) -> Suggestion | None:
    accounts = offers.of_types(purpose.types[:1])
    for detail, word in WISHES[purpose.field]:
        fitting = [
            account
            for account in accounts
            if detail in ("", account.subtype) and word in account.name.casefold()
        ]
        if suggestion := _only(fitting, _why(purpose.types[0], detail, word)):
            return suggestion
    return None


def _why(account_type: str, detail: str, word: str) -> str:
    what = f"it is the only account of type {account_type}"
    if detail:
        what += f", detail {detail_in_words(detail)}"
    return f"{what}, with “{word}” in its name" if word else what


def _untaxed(offers: Offers) -> Suggestion | None:
    """quickbooks: US companies mark lines without tax as NON; elsewhere it is a code by name."""
    codes = offers.codes_without_tax()
    if offers.connection.is_us:
        return _only(codes, "it marks lines without tax in every US company")
    for words in UNTAXED_WORDS:
        named = [code for code in codes if any(word in code.name.casefold() for word in words)]
        if named:
            return _only(named, "its name says that it is without tax, and no other does so")
    return None


def _named(offers: Offers, kind: str, name: str, because: str = "") -> Suggestion | None:
    same = [item for item in offers.of_kind(kind) if item.name.casefold() == name.casefold()]
    return _only(same, because or f"it is called “{name}”, too")


def _clearing(offers: Offers, method: StorePaymentMethod) -> Suggestion | None:
    home = offers.connection.home_currency
    word = FROM_MARKETPLACE if offers.connection.vendor_id else method.name
    fitting = [
        account
        for account in offers.of_types(CLEARING_TYPES)
        if word.casefold() in account.name.casefold() and account.currency in ("", home)
    ]
    types = " or ".join(CLEARING_TYPES)
    return _only(fitting, f"it is the only {types} account with “{word}” in its name")


def _bank(offers: Offers, currency: str, waiting: Collection[int]) -> Suggestion | None:
    own = ("", currency) if currency == offers.connection.home_currency else (currency,)
    fitting = [
        account
        for account in offers.of_types(BANK_TYPES)
        if account.currency in own and account.pk not in waiting
    ]
    current = [account for account in fitting if account.subtype == "Checking"]
    return _only(fitting, f"it is the only bank account in {currency}") or _only(
        current, f"it is the only bank account of detail Checking in {currency}"
    )


def _code(offers: Offers, tax: StoreTax) -> Suggestion | None:
    codes = [
        code
        for code in offers.codes_of_taxes()
        if code.rate == tax.rate and offers.is_taxable(code)
    ]
    rate = percent(tax.rate)
    words = REASON_WORDS.get(StoreTax.Reason(tax.reason), ())
    told_apart = [code for code in codes if any(word in code.name.casefold() for word in words)]
    if told_apart:
        reason = tax.get_reason_display().lower()
        return _only(told_apart, f"it is the only code of {rate} whose name says {reason}")
    return _only(codes, f"it is the only code of {rate}")


def _fill_defaults(offers: Offers) -> list[str]:
    DefaultAccounts.objects.get_or_create(connection=offers.connection)
    return [
        _sentence(field.replace("_", " ").capitalize(), one)
        for field, one in defaults(offers).items()
        if _fill(DefaultAccounts.objects.filter(connection=offers.connection), field, one)
    ]


def _fill(rows: QuerySet[Any], field: str, one: Suggestion) -> bool:
    """Chooses it where nobody has chosen yet, in one statement: whoever came first stays."""
    return bool(rows.filter(**{f"{field}__isnull": True}).update(**{field: one.item}))


def _fill_payments(offers: Offers) -> list[str]:
    if not offers.connection.home_currency:
        return []  # The company has not told it yet.
    methods = list(StorePaymentMethod.objects.money().filter(is_active=True))
    home = offers.connection.home_currency
    names, accounts = payment_methods(offers, methods), clearing_accounts(offers, methods)
    paid_out = [(one, home) for one in methods]
    banks = bank_accounts(offers, paid_out)
    said = []
    for method in methods:
        found = {
            "payment_method": names.get(method.pk),
            "clearing_account": accounts.get(method.pk),
            "bank_account": banks.get((method.pk, home)),
        }
        said += _fill_payment(offers, method, _there(found))
    return said


FILLED = {
    "payment_method": "Payment method {}",
    "clearing_account": "Clearing account of {}",
    "bank_account": "Bank account of {}",
}


def _fill_payment(
    offers: Offers, method: StorePaymentMethod, found: Mapping[str, Suggestion]
) -> list[str]:
    if not found:
        return []
    mapping, _ = PaymentMapping.objects.get_or_create(
        connection=offers.connection, method=method, currency=offers.connection.home_currency
    )
    row = PaymentMapping.objects.filter(pk=mapping.pk)
    return [
        _sentence(FILLED[name].format(mapping), one)
        for name, one in found.items()
        if _fill(row, name, one)
    ]


def _fill_taxes(offers: Offers) -> list[str]:
    mapped = TaxMapping.objects.filter(connection=offers.connection, destination="")
    taxes = StoreTax.objects.filter(is_active=True).exclude(pk__in=mapped.values("tax"))
    by_pk = {tax.pk: tax for tax in taxes}
    said = []
    for pk, one in tax_codes(offers, by_pk.values()).items():
        _, is_new = TaxMapping.objects.get_or_create(
            connection=offers.connection,
            tax=by_pk[pk],
            destination="",
            defaults={"tax_code": one.item},
        )
        said += [_sentence(str(by_pk[pk]), one)] * is_new
    return said


def _sentence(what: str, one: Suggestion) -> str:
    return f"{what}: {one.item.name}, since {one.because}."
