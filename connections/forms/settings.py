"""What is decided on the Connection settings tab, and which decisions contradict each other."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone

from connections import queue_side
from connections.forms import ownership
from connections.forms.base import ConnectionForm
from connections.forms.environments import (
    SelectWithout,
    clean_address,
    offer_environments,
    show_address,
)
from connections.forms.setting_words import DESKTOP, HELP, LABELS, LOCKED, SECTIONS
from connections.models import Connection, GuidedStart
from entities.models import Order

POSTING_STATUSES = [
    Order.Status.OPEN,
    Order.Status.PROCESSED,
    Order.Status.COMPLETED,
    Order.Status.BACKORDERED,
]
OWN_FIELDS = ("client_secret", "is_default")
SIGNED_IN = (Connection.SignIn.CONNECTED, Connection.SignIn.NEEDS_RECONNECTING)


class SettingsForm(ConnectionForm):
    """`owns`: whose orders go here may be decided, too; only who runs the marketplace does that."""

    posting_statuses = forms.MultipleChoiceField(
        label="Order statuses that post",
        choices=[(status.value, status.label) for status in POSTING_STATUSES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one status, or no order ever goes to QuickBooks."
        },
    )
    early_statuses = forms.MultipleChoiceField(
        label="Order statuses in which they become one",
        choices=[(status.value, status.label) for status in POSTING_STATUSES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    client_secret = forms.CharField(
        label="Client secret",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    # No column of the form's model: a tick takes the default from another connection.
    is_default = forms.BooleanField(label="Default connection", required=False)

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = [
            *(name for _, _, names in SECTIONS for name in names if name not in OWN_FIELDS)
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "books_start_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "client_id": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "base_url": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "connection_type": SelectWithout(without=(Connection.ConnectionType.DESKTOP.value,)),
            "storefronts": forms.CheckboxSelectMultiple,
        }
        help_texts = HELP
        labels = LABELS

    def __init__(self, *args: Any, owns: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["books_start_on"].required = True
        self.fields["books_start_on"].error_messages["required"] = (
            "Choose the day on which your books start: orders before it never go to QuickBooks."
        )
        for name in ("posting_statuses", "early_statuses"):
            self.fields[name].help_text = HELP[name]
        offer_environments(self.fields["environment"], self.instance)
        show_address(self)
        self.fields["client_secret"].help_text = secret_help(self.instance)
        self._lock()
        if owns:
            ownership.describe(self)
        else:
            for name in ownership.FIELDS:
                del self.fields[name]

    def sections(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """Title, note and bound fields of each group, in their order."""
        for title, note, names in SECTIONS:
            shown = [self[name] for name in names if name in self.fields]
            if shown:
                yield title, note, shown

    def clean_connection_type(self) -> str:
        kind = str(self.cleaned_data["connection_type"])
        if kind == Connection.ConnectionType.DESKTOP:
            raise forms.ValidationError(DESKTOP)
        return kind

    def clean_base_url(self) -> str:
        environment = self.data.get("environment") or self.instance.environment
        typed = str(self.cleaned_data["base_url"] or "")
        return clean_address(self.instance, environment=environment, typed=typed)

    def clean_books_start_on(self) -> date:
        """Books are closed behind a day that was chosen long ago, year after year: it may stay."""
        start: date = self.cleaned_data["books_start_on"]
        closed = self.instance.books_closed_on
        is_new = start != self.instance.books_start_on
        if is_new and closed and start <= closed:
            raise forms.ValidationError(
                f"Your books are closed up to {closed:%-d %B %Y}. Choose a later day, or open "
                "the period in QuickBooks and press Check again."
            )
        return start

    def clean_auto_post(self) -> bool:
        """Nothing goes by itself before somebody has gone live in the guided start (rule 2)."""
        wanted: bool = self.cleaned_data["auto_post"]
        if wanted and not (self.instance.auto_post or self.instance.went_live_at):
            raise forms.ValidationError(
                "Go live in the guided start first (Set up QuickBooks, on Home): there you see how "
                "your orders are booked before any is sent."
            )
        return wanted

    def clean_client_id(self) -> str:
        return str(self.cleaned_data["client_id"]).strip()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._refuse_early_and_posting()
        ownership.check(self)
        return cleaned

    def _refuse_early_and_posting(self) -> None:
        chosen = self.cleaned_data
        both = set(chosen.get("early_statuses", [])) & set(chosen.get("posting_statuses", []))
        becomes = chosen.get("orders_become", Connection.OrdersBecome.NOTHING)
        if becomes != Connection.OrdersBecome.NOTHING and both:
            names = ", ".join(str(Order.Status(status).label) for status in sorted(both))
            self.add_error("early_statuses", f"{names}: such orders post already. Untick one.")
        elif becomes != Connection.OrdersBecome.NOTHING and not chosen.get("early_statuses"):
            self.add_error("early_statuses", "Tick at least one status, or nothing is made.")

    def save(self, commit: bool = True) -> Connection:
        """Writes what the form decides and nothing else: the reader writes to the same row."""
        secret = self.cleaned_data["client_secret"].strip()
        if secret:
            self.instance.client_secret = secret
            self.instance.client_secret_set_at = timezone.now()
        with transaction.atomic():
            if "auto_post" in self.changed_data:
                # From now on it is a person's choice, no longer the first orders' turn.
                GuidedStart.objects.filter(connection=self.instance).update(first_looks=0)
            if "is_default" in self.fields:
                ownership.set_default(self.instance, wanted=self.cleaned_data["is_default"])
            connection = super().save(commit=False)
            connection.save(update_fields=self._columns())
            self.save_m2m()
            if "closed_periods" in self.changed_data:
                queue_side.ask().look_at_closed_again(connection, now=timezone.now())
        return connection

    def _columns(self) -> list[str]:
        concrete = {column.name for column in Connection._meta.concrete_fields}
        decided = concrete.intersection(self.fields)
        return [*decided, "sealed_client_secret", "client_secret_set_at", "updated_at"]

    def _lock(self) -> None:
        """While it is connected, what it is connected to stays (A-92)."""
        if self.instance.sign_in not in SIGNED_IN:
            return
        for name in ("accounting_vendor", "connection_type"):
            self.fields[name].disabled = True
            self.fields[name].help_text = LOCKED


def secret_help(connection: Connection) -> str:
    """When the secret was set, in the company's own time; the secret itself is never shown."""
    if not connection.client_secret_set_at:
        return "Not set yet. It is stored encrypted and never shown again."
    day = connection.client_secret_set_at.astimezone(connection.zone)
    return f"Set on {day:%-d %B %Y}. Leave empty to keep it."
