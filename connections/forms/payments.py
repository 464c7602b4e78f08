"""Per payment method and currency: its name in QuickBooks, where its money lies, and which bank
account its payouts go to."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from connections.choosing import choices, reasons, suggest
from connections.forms.chooser import ChoicesForm, Chooser
from connections.forms.item_choice import ItemChoice
from connections.models import Connection, ListItem, PaymentMapping
from entities.models import Payment, StorePaymentMethod

Pair = tuple[StorePaymentMethod, str]


@dataclass(frozen=True)
class PaymentRow:
    """A payment method in one currency, with the fields of its choices."""

    method: StorePaymentMethod
    currency: str
    payment_method: forms.BoundField
    clearing_account: forms.BoundField
    bank_account: forms.BoundField
    connection: Connection
    states_currency: bool

    @property
    def dialog_id(self) -> str:
        return f"create-{self.method.pk}-{self.currency}"

    @property
    def for_what(self) -> str:
        return f"Clearing account of {self.method} in {self.currency}"

    @property
    def new_name(self) -> str:
        return choices.clearing_name(self.connection, self.method, currency=self.new_currency)

    @property
    def new_currency(self) -> str:
        return self.currency if self.states_currency else ""

    @property
    def new_type(self) -> tuple[str, str]:
        return choices.NEW_CLEARING

    @property
    def new_detail(self) -> str:
        return choices.detail_in_words(self.new_type[1])


class PaymentsForm(ChoicesForm):
    @cached_property
    def pairs(self) -> list[Pair]:
        return used_pairs(self.chooser)

    @cached_property
    def saved(self) -> dict[tuple[int, str], PaymentMapping]:
        mappings = self.connection.payment_mappings.all()
        return {(mapping.method_id, mapping.currency): mapping for mapping in mappings}

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        methods = [method for method, _ in self.pairs]
        names = suggest.payment_methods(self.offers, methods)
        accounts = suggest.clearing_accounts(self.offers, methods)
        banks = suggest.bank_accounts(self.offers, self.pairs)
        for method, currency in self.pairs:
            is_home = currency == self.connection.home_currency
            account = accounts.get(method.pk) if is_home else None
            yield (
                f"method-{method.pk}-{currency}",
                self._name(method, currency, names.get(method.pk)),
            )
            yield f"clearing-{method.pk}-{currency}", self._account(method, currency, account)
            bank = self._bank(method, currency, banks.get((method.pk, currency)))
            yield f"bank-{method.pk}-{currency}", bank

    def _name(
        self, method: StorePaymentMethod, currency: str, suggestion: suggest.Suggestion | None
    ) -> ItemChoice:
        mapping = self.saved.get((method.pk, currency))
        return self.chooser.choice(
            self.offers.of_kind(ListItem.Kind.PAYMENT_METHOD),
            chosen=mapping.payment_method_id if mapping else None,
            label=f"{method} in {currency}: method in QuickBooks",
            suggestion=suggestion,
        )

    def _account(
        self, method: StorePaymentMethod, currency: str, suggestion: suggest.Suggestion | None
    ) -> ItemChoice:
        mapping = self.saved.get((method.pk, currency))
        return self.chooser.choice(
            self.offers.for_money(currency),
            chosen=mapping.clearing_account_id if mapping else None,
            label=f"{method} in {currency}: clearing account",
            reason=reasons.clearing(method.key, currency),
            suggestion=suggestion,
        )

    def _bank(
        self, method: StorePaymentMethod, currency: str, suggestion: suggest.Suggestion | None
    ) -> ItemChoice:
        mapping = self.saved.get((method.pk, currency))
        return self.chooser.choice(
            self.offers.for_payouts(currency),
            chosen=mapping.bank_account_id if mapping else None,
            label=f"{method} in {currency}: bank account of its payouts",
            reason=reasons.bank(method.key, currency),
            suggestion=suggestion,
        )

    def rows(self) -> Iterator[PaymentRow]:
        company = self.connection
        for method, currency in self.pairs:
            is_foreign = company.multicurrency and currency != company.home_currency
            ending = f"{method.pk}-{currency}"
            fields = self[f"method-{ending}"], self[f"clearing-{ending}"], self[f"bank-{ending}"]
            yield PaymentRow(
                method, currency, *fields, connection=company, states_currency=is_foreign
            )

    def save(self) -> None:
        for method, currency in self.pairs:
            ending = f"{method.pk}-{currency}"
            chosen = {
                "payment_method": self.cleaned_data[f"method-{ending}"],
                "clearing_account": self.cleaned_data[f"clearing-{ending}"],
                "bank_account": self.cleaned_data[f"bank-{ending}"],
            }
            self._save_one(method, currency, chosen)

    def _save_one(
        self, method: StorePaymentMethod, currency: str, chosen: dict[str, ListItem | None]
    ) -> None:
        place: dict[str, Any] = {
            "connection": self.connection,
            "method": method,
            "currency": currency,
        }
        if any(chosen.values()):
            PaymentMapping.objects.update_or_create(**place, defaults=chosen)
        else:
            PaymentMapping.objects.filter(**place).delete()


def used_pairs(chooser: Chooser) -> list[Pair]:
    """Every active payment method in the home currency; and every method, active or not, in each
    currency it was paid in, was mapped in, or is waited for. Gift cards and store credit are no
    money that lies anywhere."""
    methods = {method.pk: method for method in StorePaymentMethod.objects.money()}
    by_key = {method.key: pk for pk, method in methods.items()}
    home = chooser.connection.home_currency or "USD"
    mapped = chooser.connection.payment_mappings.values_list("method_id", "currency")
    said = [one for start in ("clearing:", "bank:") for one in chooser.awaited(start)]
    awaited = [one.rsplit(":", 1) for one in said]
    waits = {(by_key[key], currency) for key, currency in awaited if key in by_key}
    pairs = {(pk, home) for pk, method in methods.items() if method.is_active}
    known = [
        (methods[pk], currency)
        for pk, currency in pairs.union(Payment.objects.ways(), mapped, waits)
        if pk in methods
    ]
    return sorted(known, key=lambda pair: (pair[0].name, pair[1]))
