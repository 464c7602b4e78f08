"""Under which address QuickBooks sends a person back, and whether that can work from here."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from connections.models import Connection


@dataclass(frozen=True)
class IntuitField:
    """A field of Intuit's page and what is pasted into it; `only_production`: the sandbox asks
    for no such thing."""

    id: str
    label: str
    value: str
    only_production: bool = True


def for_intuit(connection: Connection) -> list[IntuitField]:
    """What the Intuit app's page asks for, in its own words, with the values of this site.

    quickbooks: a production app names its host, and where a person starts, ends and renews the tie.
    """
    site = settings.PUBLIC_URL
    token = f"{site}{reverse('console:token', args=[connection.slug])}"
    return [
        IntuitField("redirect-url", "Redirect URI", redirect_url(), only_production=False),
        IntuitField("host-domain", "Host domain", urlsplit(site).netloc),
        IntuitField("launch-url", "Launch URL", f"{site}{reverse('admin:index')}"),
        IntuitField("disconnect-url", "Disconnect URL", f"{site}{reverse('console:connections')}"),
        IntuitField("reconnect-url", "Connect/Reconnect URL", token),
    ]


def redirect_url() -> str:
    """The absolute address that must stand, letter by letter, in the Intuit app's settings."""
    return f"{settings.PUBLIC_URL}{reverse('console:callback')}"


def page(name: str, connection: Connection | None = None, *, anchor: str = "") -> str:
    """The absolute address of a page of the console, as a mail needs it."""
    path = reverse(f"console:{name}", args=[connection.slug] if connection else [])
    return f"{settings.PUBLIC_URL}{path}{f'#{anchor}' if anchor else ''}"


def insecurity(connection: Connection) -> str:
    """Why nobody may sign in to real books from here, as a sentence; "" where nothing forbids it.

    quickbooks: a production app takes https addresses only.
    """
    is_production = connection.environment == Connection.Environment.PRODUCTION
    if is_production and urlsplit(settings.PUBLIC_URL).scheme != "https":
        return (
            "Production needs an address that begins with https. Set PUBLIC_URL to the https "
            "address of this site and restart it."
        )
    return ""


def trouble(*, connection: Connection, host: str) -> str:
    """What would keep the way back from working, as a sentence; "" where nothing does.

    `host` is the one the browser uses: under another one its login session is unknown.
    """
    if unsafe := insecurity(connection):
        return unsafe
    public = urlsplit(settings.PUBLIC_URL)
    if public.netloc != host:
        return (
            f"You opened this page at {host}, but QuickBooks sends you back to {public.netloc}, "
            f"where you are not logged in. Open {settings.PUBLIC_URL} instead, or set PUBLIC_URL."
        )
    return ""
