"""What is decided on the Connection settings tab, and which decisions contradict each other."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from connections.forms.base import ConnectionForm
from connections.models import Connection
from entities.models import Order

POSTING_STATUSES = [
    Order.Status.OPEN,
    Order.Status.PROCESSED,
    Order.Status.COMPLETED,
    Order.Status.BACKORDERED,
]
# Addresses of the console that begin like a connection's own.
RESERVED_SLUGS = frozenset({"add", "callback", "needs-you", "orders", "sign-in"})
SLUG_LENGTH = 60

SECTIONS = [
    (
        "This connection",
        "What it is called here, and whether it is in use.",
        ["name", "environment", "is_active"],
    ),
    (
        "What goes to your books",
        "Nothing is sent before the first three points are decided.",
        ["books_start_on", "posting_statuses", "document_kind", "number_prefix", "auto_post"],
    ),
    (
        "Products and customers",
        "What of them QuickBooks keeps in step.",
        ["sells_from_stock", "address_updates"],
    ),
    (
        "Your Intuit app",
        "From the keys page of your app at developer.intuit.com.",
        ["client_id", "client_secret"],
    ),
]
HELP = {
    "name": "Shown wherever you choose between connections.",
    "environment": "Sandbox is Intuit's place for trying out; Production writes in real books. "
    "It cannot change once a company is connected.",
    "is_active": "Off: nothing is sent, and everything stays as it is.",
    "books_start_on": "Orders before this day never go to QuickBooks. Choose the first day that "
    "is not in your books yet.",
    "posting_statuses": "An order goes to your books when it reaches one of these.",
    "document_kind": "A sales receipt books sale and money in one; an invoice waits for its "
    "payments.",
    "number_prefix": "Put before the order number on every document, like WEB- in WEB-1001. "
    "QuickBooks allows 21 characters in all.",
    "auto_post": "Off: every document waits in the Queue until you send it. Leave it off until "
    "you have looked at a few in QuickBooks.",
    "sells_from_stock": "QuickBooks then counts quantities and books the cost of goods sold. A "
    "product cannot go back to being without stock.",
    "address_updates": "“Only when the customer is created”: later changes are made in "
    "both places by hand.",
    "client_id": "Called Client ID on the keys page. Sandbox and Production have different ones.",
}


class SettingsForm(ConnectionForm):
    posting_statuses = forms.MultipleChoiceField(
        label="Order statuses that post",
        choices=[(status.value, status.label) for status in POSTING_STATUSES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one status, or no order ever goes to QuickBooks."
        },
    )
    client_secret = forms.CharField(
        label="Client secret",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = [
            *(name for _, _, names in SECTIONS for name in names if name != "client_secret")
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "books_start_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "client_id": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }
        help_texts = HELP
        labels: ClassVar[dict[str, str]] = {
            "is_active": "Connection is on",
            "document_kind": "Documents",
            "number_prefix": "Number prefix",
            "auto_post": "Send documents by themselves",
            "address_updates": "Customers' addresses",
            "sells_from_stock": "Keep stock in QuickBooks",
            "client_id": "Client ID",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["books_start_on"].required = True
        self.fields["books_start_on"].error_messages["required"] = (
            "Choose the day on which your books start: orders before it never go to QuickBooks."
        )
        offer_environments(self.fields["environment"], self.instance)
        self.fields["client_secret"].help_text = secret_help(self.instance)

    def sections(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """Title, note and bound fields of each group, in their order."""
        for title, note, names in SECTIONS:
            yield title, note, [self[name] for name in names]

    def clean_books_start_on(self) -> date:
        start: date = self.cleaned_data["books_start_on"]
        closed = self.instance.books_closed_on
        if closed and start <= closed:
            raise forms.ValidationError(
                f"Your books are closed up to {closed:%-d %B %Y}. Choose a later day, or open "
                "the period in QuickBooks and press Test connection."
            )
        return start

    def clean_sells_from_stock(self) -> bool:
        wanted: bool = self.cleaned_data["sells_from_stock"]
        company = self.instance
        if wanted and company.tested_at and not company.has_inventory:
            raise forms.ValidationError(
                "This QuickBooks company keeps no stock. Switch inventory tracking on in "
                "QuickBooks (a Plus or Advanced plan is needed) and press Test connection."
            )
        return wanted

    def clean_client_id(self) -> str:
        return str(self.cleaned_data["client_id"]).strip()

    def save(self, commit: bool = True) -> Connection:
        secret = self.cleaned_data["client_secret"].strip()
        if secret:
            self.instance.client_secret = secret
            self.instance.client_secret_set_at = timezone.now()
        return super().save(commit)


class NewConnectionForm(ConnectionForm):
    """A connection begins with a name and an environment; the first one is the default."""

    class Meta:
        model = Connection
        fields: ClassVar[list[str]] = ["name", "environment"]
        help_texts: ClassVar[dict[str, str]] = {
            "name": "For example the name of the company or of the shop it belongs to.",
            "environment": "Sandbox is Intuit's place for trying out; Production writes in real "
            "books.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_environments(self.fields["environment"], self.instance)

    def save(self, commit: bool = True) -> Connection:
        self.instance.slug = free_slug(self.cleaned_data["name"])
        self.instance.is_default = not Connection.objects.filter(is_default=True).exists()
        return super().save(commit)


def offer_environments(field: Any, connection: Connection) -> None:
    """Offers the emulator only where one answers; a connected company stays where it is."""
    if not settings.EMULATOR_URL and connection.environment != Connection.Environment.EMULATOR:
        field.choices = [
            choice for choice in field.choices if choice[0] != Connection.Environment.EMULATOR
        ]
    field.disabled = bool(connection.realm)


def secret_help(connection: Connection) -> str:
    """When the secret was set, in the company's own time; the secret itself is never shown."""
    if not connection.client_secret_set_at:
        return "Not set yet. It is stored encrypted and never shown again."
    day = connection.client_secret_set_at.astimezone(connection.zone)
    return f"Set on {day:%-d %B %Y}. Leave empty to keep it."


def free_slug(name: str) -> str:
    """An address for a connection that no other one has and that is none of the console's own."""
    wanted = slugify(name)[: SLUG_LENGTH - 4] or "connection"
    taken = RESERVED_SLUGS.union(Connection.objects.values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{wanted}-{n}") not in taken)
