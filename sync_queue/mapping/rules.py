"""What was chosen for the fields of a subject, and is it possible? As a person reads it, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connections.models import Connection
from sync_queue.mapping import defaults, sources, targets, template
from sync_queue.mapping.steps import STEPS
from sync_queue.mapping.targets import EMAIL, WEB, Form, Target
from sync_queue.mapping.template import MappingFault, Place, StepSaid
from sync_queue.mapping.values import Type, yes_or_no

LONGEST_TEMPLATE = 4000
MOST_STEPS = 6


@dataclass(frozen=True)
class Rule:
    """What one field gets; an empty template is nothing at all."""

    template: str
    steps: tuple[StepSaid, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Rule":
        steps = tuple((str(name), str(argument)) for name, argument in stored.get("steps", ()))
        return cls(str(stored.get("template", "")), steps)

    @property
    def stored(self) -> dict[str, Any]:
        return {"template": self.template, "steps": [list(step) for step in self.steps]}

    @property
    def path(self) -> str:
        """The one field of the store that it is, "" for a template."""
        try:
            place = template.only_place(template.parse(self.template))
        except MappingFault:
            return ""
        return place.path if place and not place.steps else ""

    def value(self, record: Any, *, subject: str, zone: ZoneInfo) -> Any:
        """Raises MappingFault."""
        return template.value_of(
            template.parse(self.template),
            self.steps,
            record=record,
            sources=sources.BY_SUBJECT[subject],
            zone=zone,
        )

    def spoken(self, subject: str) -> str:
        """ "Customer: company, then CAPITALS"."""
        if not self.template:
            return "Nothing"
        source = sources.BY_SUBJECT[subject].get(self.path)
        said = source.title if source else f"“{self.template}”"
        return ", then ".join([said, *(_spoken(step) for step in self.steps)])


Rules = Mapping[str, Rule]


@dataclass(frozen=True)
class Chosen:
    """The mapping of one subject. `touched`: the fields of QuickBooks (their tops) that this or an
    earlier version filled; `since` is when this version was saved."""

    rules: Rules = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    since: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Mappings:
    """All that was chosen for a connection, by subject, and the defaults."""

    by_subject: Mapping[str, Chosen] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    defaults_since: datetime | None = None

    def of(self, subject: str) -> Chosen:
        return self.by_subject.get(subject, NOTHING_CHOSEN)

    def since(self, subject: str) -> datetime | None:
        """When what is chosen for the subject last changed, None if nothing ever was."""
        moments = (self.of(subject).since, self.defaults_since)
        return max((one for one in moments if one is not None), default=None)

    def touched(self, subject: str) -> frozenset[str]:
        """The fields of QuickBooks that are or once were filled by what was chosen."""
        of_defaults = defaults.tops(subject) if self.defaults_since else frozenset()
        return self.of(subject).touched | of_defaults

    def not_sent_yet(self, subject: str, last_sent_at: datetime | None) -> frozenset[str]:
        """The fields in which a record last sent then may differ by what was chosen since."""
        since = self.since(subject)
        is_sent_since = since is None or (last_sent_at is not None and last_sent_at >= since)
        return frozenset() if is_sent_since else self.touched(subject)


NOTHING_CHOSEN = Chosen()


def _spoken(step: StepSaid) -> str:
    name, argument = step
    title = STEPS[name].title if name in STEPS else name
    return f"{title}: {argument}" if argument else title


def refuse(rule: Rule, target: Target, *, subject: str, connection: Connection) -> str:
    """Why the rule cannot be, in a sentence; "" if it can."""
    try:
        _check(rule, target, subject, connection)
    except MappingFault as fault:
        return str(fault)
    return ""


def _check(rule: Rule, target: Target, subject: str, connection: Connection) -> None:
    if len(rule.template) > LONGEST_TEMPLATE or len(rule.steps) > MOST_STEPS:
        raise MappingFault("This is too long: say it with fewer words or steps.")
    _check_place(rule, target, connection)
    parts = template.parse(rule.template)
    gives = template.type_of(parts, rule.steps, sources.BY_SUBJECT[subject])
    fixed = "".join(part for part in parts if isinstance(part, str))
    if any(isinstance(part, Place) for part in parts):
        _check_type(gives, target)
        _check_length(fixed, target)
    elif rule.template:
        _check_fixed(str(template.after(fixed, rule.steps)), target)


def _check_place(rule: Rule, target: Target, connection: Connection) -> None:
    """Whether this company lets anything stand there, and whether nothing may."""
    if target.name == "Sku" and connection.identify_products_by == connection.ProductsBy.CODE:
        raise MappingFault(
            "Products are found in QuickBooks by their code here, so the code stays the store's. "
            "Find them by QuickBooks' own number first (Connection settings)."
        )
    if target.name == "TaxExemptionReasonId" and rule.template and not connection.is_us:
        raise MappingFault("QuickBooks knows this field in the United States only.")
    if target.name == "PrimaryTaxIdentifier" and rule.template and connection.is_us:
        raise MappingFault(
            "QuickBooks knows this field outside the United States only. The number of a resale "
            "certificate has a field of its own."
        )
    if target.form == Form.NAME and not rule.template.strip():
        raise MappingFault("A record needs a name in QuickBooks: choose what it is.")


def _check_type(gives: Type, target: Target) -> None:
    if target.form == Form.YES_NO and gives != Type.YES_NO:
        raise MappingFault(
            f"This field is yes or no, and gets a {gives}. Choose a field that is yes or no, or "
            "add the step “Whether it is filled in”."
        )


def _check_length(fixed: str, target: Target) -> None:
    if target.longest and len(fixed) > target.longest:
        raise MappingFault(
            f"QuickBooks takes at most {target.longest} characters here, and the fixed text alone "
            f"has {len(fixed)}."
        )


def _check_fixed(text: str, target: Target) -> None:
    """A text without any field: it must be right as it stands."""
    _check_length(text, target)
    if target.form == Form.NUMBER and text.strip() and target.shaped(text) is None:
        raise MappingFault("This is a number with its beginning hidden: write all of it.")
    if target.form == Form.YES_NO and yes_or_no(text) is None:
        raise MappingFault("This field is yes or no: write one of these two words.")
    if target.form == Form.CHOICE and target.shaped(text) is None:
        offered = ", ".join(f"{value} ({words})" for value, words in target.choices)
        raise MappingFault(f"QuickBooks takes one of these here: {offered}.")
    if target.form == Form.EMAIL and not EMAIL.match(text.strip()):
        raise MappingFault("This is not one e-mail address, like anna@example.com.")
    if target.form == Form.WEB and not WEB.match(text.strip()):
        raise MappingFault("A website begins with https:// or http://.")


def of_stored(subject: str, stored: Mapping[str, Any]) -> dict[str, Rule]:
    """The rules as they were saved; fields that cannot be mapped (any more) are left out."""
    known = targets.BY_SUBJECT[subject]
    return {name: Rule.of(rule) for name, rule in stored.items() if name in known}
