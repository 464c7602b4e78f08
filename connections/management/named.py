"""Which connection a command was given the name of, and which faults it tells in one sentence."""

from django.core.management.base import CommandError

from connections.exchanges import Busy, Refused
from connections.models import Connection
from connections.tokens import UNUSABLE

FAULTS = (Busy, Refused, *UNUSABLE)


def connection_named(name: str) -> Connection:
    """By name or slug. Raises CommandError that lists the names there are."""
    found = Connection.objects.filter(name=name) | Connection.objects.filter(slug=name)
    connection = found.first()
    if connection is None:
        names = ", ".join(Connection.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"There is no connection “{name}”. There is: {names}.")
    return connection


def chosen(name: str | None) -> list[Connection]:
    """The one of that name, or all that are live. Raises CommandError as `connection_named`."""
    return [connection_named(name)] if name else list(Connection.objects.live())
