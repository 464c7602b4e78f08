"""What is chosen on the Default accounts tab: accounts, payment methods, taxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from connections import choices
from connections.choices import Offers
from connections.forms.base import AccountsForm
from connections.forms.item_choice import ItemChoice, plain
from connections.models import Connection, DefaultAccounts, ListItem, PaymentMapping, TaxMapping
from entities.models import Payment, StorePaymentMethod, StoreTax

NAME_LENGTH = 100
CLEARING = "clearing"


class DefaultAccountsForm(AccountsForm):
    class Meta:
        model = DefaultAccounts
        fields: ClassVar[list[str]] = [*choices.PURPOSES, "untaxed_code", "term"]

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers, self.connection = offers, offers.connection
        for name, label, offered in self._offers():
            its_help = self.fields[name].help_text
            self.fields[name] = ItemChoice(
                self.offers,
                offered,
                chosen=getattr(self.instance, f"{name}_id"),
                label=label,
                help_text=its_help,
            )

    def _offers(self) -> Iterator[tuple[str, str, Any]]:
        for purpose in choices.PURPOSES.values():
            yield purpose.field, purpose.label, self.offers.for_purpose(purpose)
        untaxed = self.offers.codes_without_tax()
        yield "untaxed_code", "Tax code of lines without tax", untaxed
        yield "term", "Terms of unpaid invoices", self.offers.of_kind(ListItem.Kind.TERM)

    def accounts(self) -> Iterator[tuple[forms.BoundField, choices.Purpose, bool]]:
        """Each account's field, its purpose, and whether there is anything to choose from."""
        for purpose in choices.PURPOSES.values():
            yield self[purpose.field], purpose, self._has_choices(purpose.field)

    def others(self) -> Iterator[forms.BoundField]:
        for name in self.fields:
            if name not in choices.PURPOSES:
                yield self[name]

    def _has_choices(self, name: str) -> bool:
        field = self.fields[name]
        return isinstance(field, ItemChoice) and bool(field.offered)


@dataclass(frozen=True)
class PaymentRow:
    """A payment method in one currency, with the fields of its two choices."""

    method: StorePaymentMethod
    currency: str
    payment_method: forms.BoundField
    clearing_account: forms.BoundField

    @property
    def dialog_id(self) -> str:
        return f"create-{self.method.pk}-{self.currency}"

    @property
    def for_what(self) -> str:
        return f"Clearing account of {self.method} in {self.currency}"

    @property
    def new_name(self) -> str:
        return f"{self.method} clearing".replace(":", " ").replace('"', "")

    @property
    def new_type(self) -> tuple[str, str]:
        return choices.new_clearing(self.method)


class PaymentsForm(forms.Form):
    """Per payment method and currency: its name in QuickBooks, and where its money lies."""

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers, self.connection = offers, offers.connection
        self.pairs = used_pairs(self.connection)
        self.saved = {
            (mapping.method_id, mapping.currency): mapping
            for mapping in self.connection.payment_mappings.all()
        }
        methods = offers.of_kind(ListItem.Kind.PAYMENT_METHOD)
        for method, currency in self.pairs:
            mapping = self.saved.get((method.pk, currency))
            where = f"{method} in {currency}"
            self.fields[f"method-{method.pk}-{currency}"] = ItemChoice(
                offers,
                methods,
                chosen=mapping.payment_method_id if mapping else None,
                label=f"{where}: method in QuickBooks",
            )
            self.fields[f"clearing-{method.pk}-{currency}"] = ItemChoice(
                offers,
                offers.for_money(method, currency),
                chosen=mapping.clearing_account_id if mapping else None,
                label=f"{where}: clearing account",
            )

    def rows(self) -> Iterator[PaymentRow]:
        for method, currency in self.pairs:
            ending = f"{method.pk}-{currency}"
            yield PaymentRow(method, currency, self[f"method-{ending}"], self[f"clearing-{ending}"])

    def save(self) -> None:
        for method, currency in self.pairs:
            ending = f"{method.pk}-{currency}"
            chosen = {
                "payment_method": self.cleaned_data[f"method-{ending}"],
                "clearing_account": self.cleaned_data[f"clearing-{ending}"],
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


@dataclass(frozen=True)
class TaxRow:
    """A tax of the store with its field, and its rate beside that of the chosen code."""

    tax: StoreTax
    field: forms.BoundField
    code: ListItem | None

    @property
    def store_rate(self) -> str:
        return plain(self.tax.rate)

    @property
    def books_rate(self) -> str:
        return plain(self.code.rate) if self.code and self.code.rate is not None else ""

    @property
    def is_unequal(self) -> bool:
        """Whether QuickBooks would charge another rate than the store did."""
        return self.code is not None and self.code.rate not in (None, self.tax.rate)


class TaxesForm(forms.Form):
    """Per tax of the store: the tax code it is called by in QuickBooks."""

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers, self.connection = offers, offers.connection
        self.taxes = list(StoreTax.objects.filter(is_active=True))
        mappings = self.connection.tax_mappings.filter(destination="").select_related("tax_code")
        self.saved = {mapping.tax_id: mapping.tax_code for mapping in mappings}
        codes = offers.codes_of_taxes()
        for tax in self.taxes:
            chosen = self.saved.get(tax.pk)
            self.fields[f"tax-{tax.pk}"] = ItemChoice(
                offers, codes, chosen=chosen.pk if chosen else None, label=f"{tax.name}: tax code"
            )

    def rows(self) -> Iterator[TaxRow]:
        for tax in self.taxes:
            yield TaxRow(tax, self[f"tax-{tax.pk}"], self.saved.get(tax.pk))

    def save(self) -> None:
        for tax in self.taxes:
            self._save_one(tax, self.cleaned_data[f"tax-{tax.pk}"])

    def _save_one(self, tax: StoreTax, code: ListItem | None) -> None:
        place: dict[str, Any] = {"connection": self.connection, "tax": tax, "destination": ""}
        if code is None:
            TaxMapping.objects.filter(**place).delete()
        else:
            TaxMapping.objects.update_or_create(**place, defaults={"tax_code": code})


class NewAccountForm(forms.Form):
    """An account to create in QuickBooks: for a purpose, or for a payment method's money."""

    purpose = forms.ChoiceField(
        choices=[(name, name) for name in (*choices.PURPOSES, CLEARING)],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            "Press Create in QuickBooks beside the account you need.",
        ),
    )
    method = forms.ModelChoiceField(
        StorePaymentMethod.objects.all(),
        required=False,
        error_messages={"invalid_choice": "This payment method is gone from the store."},
    )
    currency = forms.RegexField("^[A-Z]{3}$", required=False)
    name = forms.CharField(
        label="Name of the account",
        max_length=NAME_LENGTH,
        error_messages={
            "required": "Give the account a name.",
            "max_length": "QuickBooks takes 100 characters at most. Shorten the name.",
        },
    )

    def clean(self) -> None:
        found = self.cleaned_data
        if found.get("purpose") != CLEARING or "method" not in found:
            return
        if not (found["method"] and found.get("currency")):
            self.add_error("method", "Say of which payment method and currency it is.")

    def clean_name(self) -> str:
        """quickbooks: a colon would make a sub-account, and quotation marks are refused."""
        name = str(self.cleaned_data["name"])
        if ":" in name or '"' in name:
            raise forms.ValidationError(
                "QuickBooks takes no colon and no quotation marks in an account's name. Leave "
                "them out."
            )
        return name


def used_pairs(connection: Connection) -> list[tuple[StorePaymentMethod, str]]:
    """Every active payment method in the home currency and each currency it was paid in."""
    methods = {method.pk: method for method in StorePaymentMethod.objects.filter(is_active=True)}
    home = connection.home_currency or "USD"
    paid = Payment.objects.order_by().values_list("method_id", "currency").distinct()
    mapped = connection.payment_mappings.values_list("method_id", "currency")
    pairs = {(pk, home) for pk in methods}.union(paid, mapped)
    known = [(methods[pk], currency) for pk, currency in pairs if pk in methods]
    return sorted(known, key=lambda pair: (pair[0].name, pair[1]))
