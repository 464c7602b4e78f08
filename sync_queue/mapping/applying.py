"""What becomes of a document under a mapping? Pure: a document and a record in, a document out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sync_queue.documents import names
from sync_queue.documents.outcome import Document, Held
from sync_queue.mapping import defaults, targets
from sync_queue.mapping.defaults import ITEM_TYPE
from sync_queue.mapping.rules import Mappings, Rule
from sync_queue.mapping.sources import CUSTOMER, PRODUCT
from sync_queue.mapping.targets import Form, Target

MEND = "Mend it under Connection settings, Field mapping, then send again."


@dataclass
class Draft:
    """A document being changed. Nothing of the one that came in is touched."""

    fields: dict[str, Any]
    create_only: dict[str, Any]
    names: tuple[str, ...]
    once: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Draft":
        once = frozenset(document.create_only)
        return cls(dict(document.fields), dict(document.create_only), document.names, once)

    def home(self, top: str) -> dict[str, Any]:
        """Where the builder keeps this field: sent once, or kept in step."""
        return self.create_only if top in self.once else self.fields

    def has(self, target: Target) -> bool:
        there = self.home(target.top).get(target.top)
        return bool(there.get(target.inner) if target.inner and isinstance(there, dict) else there)

    def put(self, target: Target, value: Any) -> None:
        """Sets the field, or takes it away for None."""
        home = self.home(target.top)
        if not target.inner:
            self._set(home, target.top, value)
            return
        inside = {**home.get(target.top, {}), target.inner: value}
        kept = {name: part for name, part in inside.items() if part is not None}
        self._set(home, target.top, kept or None)

    def _set(self, home: dict[str, Any], name: str, value: Any) -> None:
        if value is None:
            home.pop(name, None)
        else:
            home[name] = value


def apply(
    document: Document, *, subject: str, record: Any, mappings: Mappings, zone: ZoneInfo
) -> Document:
    """The document with the mapped fields in place. Raises Held for a mapping that cannot be
    followed any more."""
    rules, known = mappings.of(subject).rules, targets.BY_SUBJECT.get(subject, {})
    if not rules and not mappings.defaults:
        return document
    draft = Draft.of(document)
    for name, rule in rules.items():
        _follow(rule, known[name], draft, subject=subject, record=record, zone=zone)
    _fill(draft, subject, record, mappings.defaults, known)
    return replace(document, fields=draft.fields, create_only=draft.create_only, names=draft.names)


def as_sent(document: Document, *, sent: Mapping[str, Any], touched: frozenset[str]) -> Document:
    """The document with the `touched` fields as they were last sent: its month is over."""
    if not touched:
        return document
    kept = {name: value for name, value in document.fields.items() if name not in touched}
    return replace(document, fields=kept | {name: sent[name] for name in touched if name in sent})


def _follow(
    rule: Rule, target: Target, draft: Draft, *, subject: str, record: Any, zone: ZoneInfo
) -> None:
    value = _value(rule, target, subject, record, zone)
    shaped = target.shaped(value)
    if target.form == Form.NAME:
        draft.names = _names(shaped, target, record, subject) if shaped else draft.names
    elif target.form == Form.NOTE:
        draft.put(target, _marked(shaped or "", target, record, subject))
    elif target.form == Form.CUSTOM:
        _put_custom(draft, target.inner, shaped or "")
    else:
        draft.put(target, shaped)


def _value(rule: Rule, target: Target, subject: str, record: Any, zone: ZoneInfo) -> Any:
    try:
        return rule.value(record, subject=subject, zone=zone) if rule.template else None
    except Exception as fault:  # a step or source of an extension may raise anything
        raise Held(
            reason="field_mapping",
            message=f"What was chosen for “{target.title}” cannot be followed: {fault}",
            mend=MEND,
        ) from fault


def names_of(
    built_in: tuple[str, ...], *, subject: str, record: Any, mappings: Mappings, zone: ZoneInfo
) -> tuple[str, ...]:
    """The names to try in turn for a record, as they were chosen; `built_in` where none were."""
    for name, rule in mappings.of(subject).rules.items():
        target = targets.BY_SUBJECT[subject][name]
        if target.form == Form.NAME:
            shaped = target.shaped(_value(rule, target, subject, record, zone))
            return _names(shaped, target, record, subject) if shaped else built_in
    return built_in


def _names(text: str, target: Target, record: Any, subject: str) -> tuple[str, ...]:
    mark = f"C-{record.key}" if subject == CUSTOMER else record.sku or record.key
    return names.choices(text, mark=mark, longest=target.longest)


def _marked(text: str, target: Target, record: Any, subject: str) -> str:
    mark = names.marker(kind=subject, key=record.key)
    return f"{text[: target.longest - len(mark) - 1]} {mark}".strip()


def _put_custom(draft: Draft, number: str, text: str) -> None:
    """quickbooks: a field of the company's own is cleared by an empty value, not by leaving it."""
    kept = [one for one in draft.fields.get("CustomField", ()) if one["DefinitionId"] != number]
    mine = {"DefinitionId": number, "Type": "StringType", "StringValue": text}
    draft.fields["CustomField"] = sorted([*kept, mine], key=lambda one: str(one["DefinitionId"]))


def _fill(
    draft: Draft,
    subject: str,
    record: Any,
    chosen: Mapping[str, str],
    known: Mapping[str, Target],
) -> None:
    for name, value in defaults.values_for(subject, record, chosen):
        target = known[name]
        if (target.name == "Taxable" and "Taxable" not in draft.fields) or (
            value is not None and not draft.has(target)
        ):
            draft.put(target, value)
    if subject == PRODUCT and draft.create_only.get("Type") == "NonInventory":
        draft.create_only["Type"] = chosen.get(ITEM_TYPE) or "NonInventory"
