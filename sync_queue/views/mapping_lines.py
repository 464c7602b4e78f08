"""How rules and versions of a field mapping read on a page."""

from dataclasses import dataclass
from typing import Any

from sync_queue.mapping import targets
from sync_queue.mapping.defaults import DEFAULTS
from sync_queue.mapping.rules import Rule
from sync_queue.mapping.targets import Target
from sync_queue.models import FieldMapping

Subject = FieldMapping.Subject


@dataclass(frozen=True)
class Line:
    """A field of QuickBooks in the table. `rule` is "" where the bridge does it its own way."""

    target: Target
    rule: str


def table(subject: str, present: FieldMapping | None) -> list[tuple[str, list[Line]]]:
    held = {name: Rule.of(rule) for name, rule in present.rules.items()} if present else {}
    return [
        (
            group.title,
            [
                Line(one, said(held[one.name], one, subject) if one.name in held else "")
                for one in group.targets
            ],
        )
        for group in targets.GROUPS[subject]
    ]


def said(rule: Rule | None, target: Target, subject: str) -> str:
    if rule is None:
        return f"as the bridge does it ({target.built_in or 'nothing'})"
    return rule.spoken(subject)


@dataclass(frozen=True)
class Compared:
    title: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        return self.then != self.now


def compared(subject: str, then: dict[str, Any], now: dict[str, Any]) -> list[Compared]:
    """What either version chose, field by field."""
    if subject == Subject.DEFAULTS:
        known = [(one.title, name) for name, one in DEFAULTS.items() if name in {**then, **now}]
        return [Compared(t, _named(n, then), _named(n, now)) for t, n in known]
    chosen = {**then, **now}
    return [
        Compared(one.title, *(_of_version(one, version, subject) for version in (then, now)))
        for one in targets.BY_SUBJECT[subject].values()
        if one.name in chosen
    ]


def _of_version(target: Target, rules: dict[str, Any], subject: str) -> str:
    rule = Rule.of(rules[target.name]) if target.name in rules else None
    return said(rule, target, subject)


def _named(name: str, values: dict[str, str]) -> str:
    value = values.get(name, "")
    return dict(DEFAULTS[name].choices).get(value, value) or "nothing"


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    changed = [name for name in DEFAULTS if before.get(name, "") != after.get(name, "")]
    said = [f"{DEFAULTS[name].title}: {_named(name, after)}" for name in changed]
    return "; ".join(said) or "Nothing was changed"
