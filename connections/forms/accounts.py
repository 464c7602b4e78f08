"""The accounts a connection uses, other defaults of that table, and an account to be created."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from connections.choosing import choices, reasons
from connections.forms.chooser import ChoicesForm
from connections.forms.item_choice import ItemChoice
from connections.models import DefaultAccounts, ListItem
from entities.models import StorePaymentMethod

NAME_LENGTH = 100
CLEARING = "clearing"


class DefaultsForm(ChoicesForm):
    """Some columns of DefaultAccounts; the others stay as they are."""

    names: ClassVar[tuple[str, ...]] = ()

    def choices(self) -> Iterator[tuple[str, forms.Field]]:
        for name in self.names:
            yield name, self.choice(name)

    def choice(self, name: str) -> ItemChoice:
        raise NotImplementedError

    def field_of(self, name: str, offered: list[ListItem], **kwargs: Any) -> ItemChoice:
        chooser = self.chooser
        column: Any = DefaultAccounts._meta.get_field(name)
        return chooser.choice(
            offered,
            chosen=getattr(chooser.defaults, f"{name}_id"),
            suggestion=chooser.suggested_defaults.get(name),
            **{"help_text": column.help_text, **kwargs},
        )

    def save(self) -> None:
        chosen = {name: self.cleaned_data[name] for name in self.names}
        DefaultAccounts.objects.update_or_create(connection=self.connection, defaults=chosen)


class AccountsForm(DefaultsForm):
    """Where each part of a sale is booked."""

    names = tuple(choices.PURPOSES)

    def choice(self, name: str) -> ItemChoice:
        purpose = choices.PURPOSES[name]
        offered = self.offers.for_purpose(purpose)
        return self.field_of(
            name, offered, label=purpose.label, reason=reasons.account(purpose.field)
        )

    def rows(self) -> Iterator[tuple[forms.BoundField, choices.Purpose]]:
        """Each account's field and its purpose."""
        for name in self.names:
            yield self[name], choices.PURPOSES[name]


class UntaxedForm(DefaultsForm):
    names = ("untaxed_code",)

    def choice(self, name: str) -> ItemChoice:
        offered = self.offers.codes_without_tax()
        label = "Tax code of lines without tax"
        return self.field_of(name, offered, label=label, reason=reasons.UNTAXED)


class DefaultTermForm(DefaultsForm):
    names = ("term",)

    def choice(self, name: str) -> ItemChoice:
        offered = self.offers.of_kind(ListItem.Kind.TERM)
        return self.field_of(name, offered, label="Terms of unpaid invoices", empty="None stated")


class DefaultClassForm(DefaultsForm):
    names = ("accounting_class",)

    def choice(self, name: str) -> ItemChoice:
        offered = self.offers.of_kind(ListItem.Kind.CLASS)
        return self.field_of(name, offered, label="Default class", empty="No class")


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
