"""Writes one value of QuickBooks into a record of the store, so that it never goes back.

Past the store's signals; the link then remembers what QuickBooks has, and the document built anew
must say the same: what would be sent back is not taken.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sync_queue import canonical
from sync_queue.documents.outcome import Document, NoDocument
from sync_queue.models import Link
from sync_queue.preparing import claim, intent
from sync_queue.pull.fields import Field

Build = Callable[[Any], Document | None]
NOT_THE_SAME = "The store would write it otherwise, and so send it back."


class NotTaken(Exception):
    """QuickBooks' value cannot stand in the store; the message says why."""


def take(
    one: Field, there: Any, entity: Any, link: Link, *, bears: str, build: Build, now: datetime
) -> Document:
    """Writes QuickBooks' value into the store's record, silently, and notes it on `link`.

    `bears`: the name that the record has in QuickBooks.

    Returns the document as it is built then. Raises NotTaken, with nothing written, for what does
    not fit there or would be sent back otherwise.
    """
    columns = one.columns(there)
    before = {name: getattr(entity, name) for name in columns}
    named = {name: getattr(link, name) for name in ("name", "folded_name", "named_for", "sent")}
    was = build(entity)
    try:
        with transaction.atomic():
            _write(entity, columns, now)
            document = build(entity)
            if document is None:
                raise NotTaken(NOT_THE_SAME)
            _remember_name(link, document, bears)
            if here_of(one, document, link) != there:
                raise NotTaken(NOT_THE_SAME)
    except (NotTaken, NoDocument, ValidationError, IntegrityError) as fault:
        for owner, values in ((entity, before), (link, named)):
            for name, value in values.items():
                setattr(owner, name, value)
        raise NotTaken(_why(fault)) from fault
    _remember_what_followed(link, was, document)
    remember(link, one, there)
    return document


def here_of(one: Field, document: Document, link: Link) -> Any:
    """What the store says of a field, as it is sent."""
    if one.name == intent.NAME_FIELD[document.qbo_type]:
        return link.name if claim.keeps(document, link=link) else document.names[0]
    return one.read(canonical.plain(document.fields.get(one.name)))


def remember(link: Link, one: Field, there: Any) -> None:
    """Both sides agree on `there` now."""
    sent = {name: value for name, value in link.sent.items() if name != one.name}
    link.sent = sent if there is None else {**sent, one.name: there}


def _remember_what_followed(link: Link, was: Document | None, document: Document) -> None:
    """A field that follows another, like a text that is the name while there is none, is not sent
    for having followed."""
    before = canonical.plain(was.fields) if was else {}
    followed = {
        name: value
        for name, value in canonical.plain(document.fields).items()
        if value != before.get(name)
    }
    link.sent = {**link.sent, **followed}


def _remember_name(link: Link, document: Document, bears: str) -> None:
    """The name that the record has there stays, though the store would give it another now."""
    if claim.keeps(document, link=link):
        return
    if bears == link.name:
        link.named_for = document.names[0]
    else:
        claim.claim(document, link=link)
    link.sent = {**link.sent, intent.NAME_FIELD[document.qbo_type]: link.name}


def _write(entity: Any, columns: Mapping[str, Any], now: datetime) -> None:
    for name, value in columns.items():
        setattr(entity, name, entity._meta.get_field(name).clean(value, entity))
    written = {name: getattr(entity, name) for name in columns}
    type(entity).objects.silently().filter(pk=entity.pk).update(**written, updated_at=now)


def _why(fault: Exception) -> str:
    if isinstance(fault, IntegrityError | NoDocument):
        return "Another record of the store has it already."
    if isinstance(fault, ValidationError):
        return " ".join(fault.messages)
    return str(fault)
