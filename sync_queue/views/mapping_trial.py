"""A choice for one field, tried on a record of the store before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sync_queue.mapping import stored
from sync_queue.mapping.rules import Chosen, Mappings
from sync_queue.preparing import tryout
from sync_queue.preparing.tryout import Trial
from sync_queue.views.mapping_forms import RuleForm


@dataclass(frozen=True)
class Tried:
    """`trial` is None where no record was found for `words`."""

    words: str
    trial: Trial | None


def of(form: RuleForm, *, user: Any, now: datetime) -> Tried:
    """What the record that the form names would be sent as, under what the form chooses."""
    words = form.cleaned_data["record"]
    record = tryout.find(form.subject, words, user=user)
    if record is None:
        return Tried(words, None)
    held = stored.of(form.connection)
    chosen = held.of(form.subject)
    rules = {name: rule for name, rule in chosen.rules.items() if name != form.target.name}
    if form.rule is not None:
        rules[form.target.name] = form.rule
    proposed = _with(held, form.subject, replace(chosen, rules=rules))
    trial = tryout.compare(form.connection, form.subject, record, proposed=proposed, now=now)
    return Tried(words, trial)


def _with(held: Mappings, subject: str, chosen: Chosen) -> Mappings:
    by_subject: Mapping[str, Chosen] = {**held.by_subject, subject: chosen}
    return replace(held, by_subject=by_subject)
