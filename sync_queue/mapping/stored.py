"""The saved versions of a mapping: which one holds, who saved it, and how an old one comes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from connections.models import Connection
from sync_queue.mapping import rules as mapping_rules
from sync_queue.mapping.rules import Chosen, Mappings, Rules
from sync_queue.models import FieldMapping

Subject = FieldMapping.Subject
DEFAULTS = Subject.DEFAULTS.value


class Overtaken(Exception):
    """Somebody else saved a newer version meanwhile; the message says who."""


def of(connection: Connection) -> Mappings:
    """All that holds for a connection, in one query."""
    present = {
        one.subject: one for one in FieldMapping.objects.filter(connection=connection).present()
    }
    defaults = present.pop(DEFAULTS, None)
    return Mappings(
        by_subject={subject: _chosen(one) for subject, one in present.items()},
        defaults=defaults.rules if defaults else {},
        defaults_since=defaults.saved_at if defaults else None,
    )


def _chosen(one: FieldMapping) -> Chosen:
    return Chosen(
        rules=mapping_rules.of_stored(one.subject, one.rules),
        touched=frozenset(one.touched),
        since=one.saved_at,
        version=one.number,
    )


def present(connection: Connection, subject: str) -> FieldMapping | None:
    """The version that holds now, None while nothing was ever saved."""
    versions: Any = connection.field_mappings
    found: FieldMapping | None = versions.filter(subject=subject).order_by("-number").first()
    return found


def version(connection: Connection, subject: str, number: int) -> FieldMapping | None:
    found: FieldMapping | None = FieldMapping.objects.filter(
        connection=connection, subject=subject, number=number
    ).first()
    return found


def in_json(rules: Rules) -> dict[str, Any]:
    return {name: rule.stored for name, rule in sorted(rules.items())}


def save(
    connection: Connection,
    subject: str,
    chosen: Mapping[str, Any],
    *,
    seen: int,
    note: str,
    user: Any,
    now: datetime,
) -> FieldMapping:
    """A new version with `chosen` (as `in_json` gives it, or defaults) in place of version `seen`.

    Raises Overtaken where that is not the newest any more.
    """
    before = present(connection, subject)
    newest = before.number if before else 0
    if newest != seen:
        raise Overtaken(_overtaken_by(before))
    tops = {name.partition(".")[0] for name in chosen}
    try:
        with transaction.atomic():
            saved: FieldMapping = FieldMapping.objects.create(
                connection=connection,
                subject=subject,
                number=newest + 1,
                rules=dict(chosen),
                touched=sorted(tops | set(before.touched if before else ())),
                note=note[:200],
                saved_at=now,
                saved_by=user,
            )
    except IntegrityError as fault:
        raise Overtaken(_overtaken_by(present(connection, subject))) from fault
    return saved


def _overtaken_by(newest: FieldMapping | None) -> str:
    who = newest.saved_by if newest else None
    number = newest.number if newest else 0
    return (
        f"{who or 'Somebody'} saved version {number} in the meantime, and nothing of yours was "
        "saved. Look at it below, then make your change again."
    )
