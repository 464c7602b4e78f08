"""The forms of the field mapping: what one field gets, and the defaults."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from connections.models import Connection
from sync_queue.mapping import rules, sources
from sync_queue.mapping.defaults import DEFAULTS, Default
from sync_queue.mapping.rules import Rule
from sync_queue.mapping.steps import STEPS
from sync_queue.mapping.targets import Form, Target

BUILT_IN, NOTHING, TEXT = "built-in", "nothing", "text"
SLOTS = (1, 2, 3)


class RuleForm(forms.Form):
    """What one field of QuickBooks gets. `rule` is the one in force, None for the built-in way."""

    source = forms.ChoiceField(label="What is sent")
    template = forms.CharField(
        label="Your own text",
        required=False,
        strip=False,
        max_length=rules.LONGEST_TEMPLATE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for “A text of my own”. Fields of the store stand in braces.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    record = forms.CharField(
        label="Try it on",
        required=False,
        max_length=200,
        help_text="A number, name, e-mail or code from the store. Empty: the newest record.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        target: Target,
        subject: str,
        connection: Connection,
        rule: Rule | None,
        seen: int,
    ) -> None:
        self.target, self.subject, self.connection = target, subject, connection
        super().__init__(data, initial={**_initial(rule), "seen": seen})
        self.fields["source"].choices = self._choices()  # type: ignore[attr-defined]
        for slot in SLOTS:
            self.fields[f"step{slot}"] = forms.ChoiceField(
                label=f"Change {slot}", required=False, choices=_steps()
            )
            self.fields[f"argument{slot}"] = forms.CharField(
                label=f"Change {slot}: how", required=False, strip=False, max_length=200
            )
        self.fields[
            "argument1"
        ].help_text = "Where a change names something in brackets, write it here."

    @property
    def rule(self) -> Rule | None:
        """What was chosen; None for the built-in way."""
        chosen = self.cleaned_data["source"]
        if chosen == BUILT_IN:
            return None
        if chosen == NOTHING:
            return Rule("")
        template = self.cleaned_data["template"] if chosen == TEXT else f"{{{chosen}}}"
        return Rule(template.replace("\r\n", "\n"), tuple(self._steps_said()))

    def slots(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for slot in SLOTS:
            yield self[f"step{slot}"], self[f"argument{slot}"]

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data["source"] == TEXT and not self.cleaned_data["template"].strip():
            self.add_error("template", "Write the text; or choose “Nothing” above.")
        for slot in SLOTS:
            step = STEPS.get(self.cleaned_data[f"step{slot}"])
            why = step.refuse(self.cleaned_data[f"argument{slot}"]) if step else ""
            if why:
                self.add_error(f"argument{slot}", why)
        rule = None if self.errors else self.rule
        if rule is not None:
            why = rules.refuse(rule, self.target, subject=self.subject, connection=self.connection)
            if why:
                place = "template" if self.cleaned_data["source"] == TEXT else "source"
                self.add_error(place, why)
        return self.cleaned_data

    def _steps_said(self) -> Iterator[tuple[str, str]]:
        for slot in SLOTS:
            if name := self.cleaned_data[f"step{slot}"]:
                yield name, self.cleaned_data[f"argument{slot}"] if STEPS[name].argument else ""

    def _choices(self) -> list[tuple[str, Any]]:
        built_in = self.target.built_in or "nothing"
        first = [(BUILT_IN, f"As the bridge does it: {built_in}"), (TEXT, "A text of my own")]
        if self.target.form != Form.NAME:
            first.insert(1, (NOTHING, "Nothing"))
        return [*first, *_by_record(self.subject)]


def _by_record(subject: str) -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for source in sources.BY_SUBJECT[subject].values():
        record, _, words = source.title.partition(": ")
        groups.setdefault(record, []).append((source.path, words or record))
    return list(groups.items())


def _steps() -> list[tuple[str, str]]:
    said = [
        (step.name, f"{step.title} ({step.argument})" if step.argument else step.title)
        for step in STEPS.values()
    ]
    return [("", "None"), *said]


def _initial(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"source": BUILT_IN}
    steps = {
        f"{what}{slot}": said
        for slot, step in zip(SLOTS, rule.steps, strict=False)
        for what, said in zip(("step", "argument"), step, strict=True)
    }
    if not rule.template:
        return {"source": NOTHING, **steps}
    if rule.path:
        return {"source": rule.path, **steps}
    return {"source": TEXT, "template": rule.template, **steps}


class DefaultsForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, data: Any = None, *, connection: Connection, held: Mapping[str, str], seen: int
    ) -> None:
        super().__init__(data, initial={**held, "seen": seen})
        self.connection = connection
        for one in DEFAULTS.values():
            self.fields[one.name] = _field_of(one)

    def clean(self) -> dict[str, Any]:
        for one in DEFAULTS.values():
            value = self.cleaned_data.get(one.name, "")
            if why := one.refuse(value, self.connection):
                self.add_error(one.name, why)
        return self.cleaned_data

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in DEFAULTS if self.cleaned_data[name]}

    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in DEFAULTS]


def _field_of(one: Default) -> forms.Field:
    words = f"{one.meaning} Example: {one.example}"
    if one.choices:
        empty = ("", "Leave it to QuickBooks" if one.name != "item_type" else "Non-inventory")
        offered = [pair for pair in one.choices if pair != ("NonInventory", "Non-inventory")]
        return forms.ChoiceField(
            label=one.title, required=False, choices=[empty, *offered], help_text=words
        )
    return forms.CharField(label=one.title, required=False, help_text=words)
