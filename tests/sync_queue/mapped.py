"""What the tests of the field mapping share: saving rules as the page does, in few words."""

from typing import Any

from connections.models import Connection
from sync_queue.mapping import stored
from sync_queue.mapping.rules import Rule
from sync_queue.models import FieldMapping
from tests.factories import NOON


def mapped(connection: Connection, subject: str, **rules: str | Rule) -> FieldMapping:
    """Saves a new version; a dot in a field's name is written as two underscores."""
    chosen = {
        name.replace("__", "."): rule if isinstance(rule, Rule) else Rule(rule)
        for name, rule in rules.items()
    }
    return save(connection, subject, stored.in_json(chosen))


def defaulted(connection: Connection, **values: str) -> FieldMapping:
    return save(connection, "defaults", values)


def save(connection: Connection, subject: str, chosen: dict[str, Any]) -> FieldMapping:
    before = stored.present(connection, subject)
    seen = before.number if before else 0
    return stored.save(connection, subject, chosen, seen=seen, note="", user=None, now=NOON)
