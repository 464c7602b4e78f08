"""Which QuickBooks a connection may be tied to, offered and checked alike by each form."""

from typing import Any

from django import forms

from connections.models import Connection
from connections.wire import endpoints

EMULATOR = Connection.Environment.EMULATOR


class SelectWithout(forms.Select):
    """A list in which some choices stand, to say that they are known, but cannot be chosen."""

    def __init__(self, *args: Any, without: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without = without

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.without:
            option["attrs"]["disabled"] = True
        return option


def offer_environments(field: Any, connection: Connection) -> None:
    """Offers the emulator only where one answers; a connected company stays where it is."""
    if not endpoints.allowed_emulators() and connection.environment != EMULATOR:
        field.choices = [choice for choice in field.choices if choice[0] != EMULATOR]
    field.disabled = bool(connection.realm)


def show_address(form: Any) -> None:
    """The base URL follows the environment; only an emulator's may be another one."""
    connection, field = form.instance, form.fields["base_url"]
    intuit = endpoints.API_ROOTS.get(Connection.Environment(connection.environment))
    emulators = endpoints.allowed_emulators()
    allowed = " or ".join(emulators) or "none"
    if intuit:
        form.initial["base_url"] = intuit
        field.help_text = "Follows the environment. Only an emulator may stand somewhere else."
    else:
        field.help_text = f"Empty: the usual one. Allowed here: {allowed}."
        field.widget.attrs["placeholder"] = emulators[0] if emulators else ""
    field.disabled = bool(intuit or connection.realm)


def clean_address(connection: Connection, *, environment: str, typed: str) -> str:
    """The emulator's address as it is kept: "" for the usual one and for every other environment.

    Raises ValidationError for one that this installation does not talk to.
    """
    if environment != EMULATOR or typed in endpoints.API_ROOTS.values():
        return ""
    wanted = typed.strip().rstrip("/")
    if connection.realm:
        return connection.base_url
    if wanted and wanted not in endpoints.allowed_emulators():
        raise forms.ValidationError(endpoints.refusal(wanted))
    return wanted
