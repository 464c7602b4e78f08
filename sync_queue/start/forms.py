"""What is typed in the guided start: the app's keys, and which orders go to the books."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from connections.forms.base import ConnectionForm
from connections.forms.environments import offer_environments
from connections.forms.settings import POSTING_STATUSES, secret_help
from connections.models import Connection

ENVIRONMENTS = {
    Connection.Environment.SANDBOX: "A sandbox: Intuit's place for trying out, no real books",
    Connection.Environment.PRODUCTION: "My real books",
    Connection.Environment.EMULATOR: "The local QuickBooks of this installation, to try it all",
}


class KeysForm(ConnectionForm):
    """The environment and the keys of the Intuit app; the secret is never shown again."""

    client_secret = forms.CharField(
        label="Client secret",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = ["environment", "client_id"]
        labels: ClassVar[dict[str, str]] = {
            "environment": "Which books are these?",
            "client_id": "Client ID",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "environment": forms.RadioSelect,
            "client_id": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_environments(self.fields["environment"], self.instance)
        offered: Any = self.fields["environment"]
        offered.choices = [
            (name, ENVIRONMENTS.get(Connection.Environment(name), label))
            for name, label in offered.choices
            if name
        ]
        self.fields["client_id"].required = True
        self.fields["client_id"].error_messages["required"] = (
            "Copy the Client ID from the keys page of your Intuit app."
        )
        self.fields["client_id"].help_text = "The long text that the keys page calls Client ID."
        self.fields["client_secret"].help_text = secret_help(self.instance)

    def clean_client_id(self) -> str:
        return str(self.cleaned_data["client_id"]).strip()

    def clean_client_secret(self) -> str:
        secret = str(self.cleaned_data["client_secret"]).strip()
        if not secret and not self.instance.sealed_client_secret:
            raise forms.ValidationError("Copy the Client Secret from the same page.")
        return secret

    def save(self, commit: bool = True) -> Connection:
        if secret := self.cleaned_data["client_secret"]:
            self.instance.client_secret = secret
            self.instance.client_secret_set_at = timezone.now()
        return super().save(commit)


class BooksForm(ConnectionForm):
    """Which orders go to the books, as which documents, and under whose name guests are booked."""

    posting_statuses = forms.MultipleChoiceField(
        label="An order goes to your books when it is",
        choices=[(status.value, status.label) for status in POSTING_STATUSES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one status, or no order ever goes to QuickBooks."
        },
    )

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = [
            *("books_start_on", "posting_statuses", "document_kind", "guests", "number_prefix")
        ]
        labels: ClassVar[dict[str, str]] = {
            "books_start_on": "Books start on",
            "document_kind": "What an order becomes",
            "guests": "Guests, who buy without a login, become",
            "number_prefix": "Number prefix",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "books_start_on": "Orders before this day never go to QuickBooks. Choose the first day "
            "that is not in your books yet.",
            "document_kind": "A sales receipt books sale and money in one; an invoice waits for "
            "its payments.",
            "guests": "One customer for each person shows who bought what; one for all keeps your "
            "list of customers short.",
            "number_prefix": "Put before the order number, like WEB- in WEB-1001, so that numbers "
            "never meet those of your other invoices. May stay empty.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "books_start_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "document_kind": forms.RadioSelect,
            "guests": forms.RadioSelect,
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start = self.fields["books_start_on"]
        start.required = True
        start.error_messages["required"] = "Choose the day on which your books start."
        if self.instance.books_start_on is None:
            self.initial["books_start_on"] = today.replace(day=1)

    def clean_books_start_on(self) -> date:
        return open_day(self.instance, self.cleaned_data["books_start_on"])


class LiveForm(forms.Form):
    """From which day on, and whether everything goes or only what orders need."""

    start_on = forms.DateField(
        label="Go live from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choose the first day whose orders go to your books.",
            "invalid": "That is no date. Write it like 2026-06-01.",
        },
    )
    with_names = forms.BooleanField(required=False)

    def __init__(self, *args: Any, connection: Connection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connection = connection

    def clean_start_on(self) -> date:
        return open_day(self.connection, self.cleaned_data["start_on"])


def open_day(connection: Connection, day: date) -> date:
    """`day`, or ValidationError where the company's books are closed then."""
    closed = connection.books_closed_on
    if closed and day <= closed:
        raise forms.ValidationError(
            f"Your books are closed up to {closed:%-d %B %Y}. Choose a later day, or open the "
            "period in QuickBooks and press Test connection on the Token tab."
        )
    return day
