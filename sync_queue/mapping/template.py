"""How is a template written, and what comes of it for one record?

"{order.number} / {customer.company|upper}": text, with the store's fields in braces; after a field
its steps, each behind a bar and perhaps with an argument behind a colon. "{{" is a brace itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sync_queue.mapping.sources import Source
from sync_queue.mapping.steps import STEPS
from sync_queue.mapping.values import Type, text_of

TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
StepSaid = tuple[str, str]


class MappingFault(ValueError):
    """A template, step or value that cannot be; the message says what to write instead."""


@dataclass(frozen=True)
class Place:
    """A field in braces, with its steps."""

    path: str
    steps: tuple[StepSaid, ...]


Part = str | Place


@lru_cache(maxsize=2000)
def parse(template: str) -> tuple[Part, ...]:
    """The template's texts and fields in turn. Raises MappingFault for braces that do not fit."""
    parts: list[Part] = []
    for found in TOKEN.finditer(template):
        token, inside = found.group(), found.group(1)
        if inside is not None:
            parts.append(_place(inside))
        elif token in ("{", "}"):
            raise MappingFault(
                "A brace is missing: write fields like {order.number}, and a brace itself as {{."
            )
        else:
            parts.append(token[0] if token in ("{{", "}}") else token)
    return tuple(parts)


def _place(inside: str) -> Place:
    path, *steps = inside.split("|")
    said = [step.partition(":") for step in steps]
    return Place(
        path.strip(), tuple((name.strip(), argument.strip()) for name, _, argument in said)
    )


def only_place(parts: Sequence[Part]) -> Place | None:
    """The one field that the template is, if it is nothing else."""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Place) else None


def type_of(
    parts: Sequence[Part], steps: Sequence[StepSaid], sources: Mapping[str, Source]
) -> Type:
    """What the template gives. Raises MappingFault for unknown fields, steps and arguments."""
    types = [_type_of_place(part, sources) for part in parts if isinstance(part, Place)]
    given = types[0] if only_place(parts) else Type.TEXT
    return type_after(given, steps)


def type_after(given: Type, steps: Sequence[StepSaid]) -> Type:
    for name, argument in steps:
        step = STEPS.get(name)
        if step is None:
            raise MappingFault(f"There is no step “{name}”.{_like(name, STEPS)}")
        if step.takes not in (None, given):
            raise MappingFault(
                f"“{step.title}” works on a {step.takes} only, and gets a {given} here."
            )
        if why := step.refuse(argument):
            raise MappingFault(f"“{step.title}”: {why}")
        given = step.gives or given
    return given


def _type_of_place(place: Place, sources: Mapping[str, Source]) -> Type:
    source = sources.get(place.path)
    if source is None:
        raise MappingFault(
            f"The store has no field “{place.path}” here.{_like(place.path, sources)}"
        )
    return type_after(source.type, place.steps)


def _like(name: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def value_of(
    parts: Sequence[Part],
    steps: Sequence[StepSaid],
    *,
    record: Any,
    sources: Mapping[str, Source],
    zone: ZoneInfo,
) -> Any:
    """The template's value for `record`; a text whose fields are all empty is empty itself.

    Raises MappingFault for what is not known (any more).
    """
    read = _reader(record, sources, zone)
    place = only_place(parts)
    value = read(place) if place else _joined(parts, read)
    return after(value, steps)


def _reader(record: Any, sources: Mapping[str, Source], zone: ZoneInfo) -> Callable[[Place], Any]:
    def read(place: Place) -> Any:
        source = sources.get(place.path)
        if source is None:
            raise MappingFault(f"The store has no field “{place.path}” here.")
        value = source.read(record)
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(zone)
        return after(value, place.steps)

    return read


def _joined(parts: Sequence[Part], read: Callable[[Place], Any]) -> str:
    said = [part if isinstance(part, str) else text_of(read(part)) for part in parts]
    fields = [text for part, text in zip(parts, said, strict=True) if isinstance(part, Place)]
    is_empty = bool(fields) and not any(text.strip() for text in fields)
    return "" if is_empty else "".join(said)


def after(value: Any, steps: Sequence[StepSaid]) -> Any:
    for name, argument in steps:
        step = STEPS.get(name)
        if step is None:
            raise MappingFault(f"There is no step “{name}”.")
        value = step.apply(value, argument)
    return value
