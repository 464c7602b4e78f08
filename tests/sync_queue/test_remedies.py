"""Every cause that the code can give has a sort, somebody who mends it, and words of its own."""

import re

import pytest

from connections.wire.fault_table import RULES, Kind
from sync_queue.troubles import remedies
from tests.sync_queue.test_docs import PAGE

PARTS = PAGE.split("\n\n")
HELD = [
    name.rstrip(":…")
    for part in PARTS[PARTS.index("Held; a person's word alone is enough:") :][:4]
    for line in part.splitlines()
    for name in re.findall(r"`([a-z_:…]+)`", line.split("|")[1] if "|" in line else "")
]


def test_the_reasons_were_found() -> None:
    assert len(HELD) > 30


@pytest.mark.parametrize("reason", HELD)
def test_each_reason_for_holding_has_its_remedy(reason: str) -> None:
    assert reason.partition(":")[0] in remedies.OF_REASONS


@pytest.mark.parametrize("kind", [Kind.NEEDS_SETTINGS])
def test_what_needs_settings_is_called_a_missing_choice_or_a_missing_right(kind: Kind) -> None:
    codes = [code for rule in RULES if rule.kind == kind for code in rule.codes]

    sorts = {remedies.of(f"fault:{code}", fault_kind=kind).sort.title for code in codes}

    assert sorts == {"Missing configuration", "Permission"}


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_fault_has_its_remedy(kind: Kind) -> None:
    assert kind in remedies.OF_KINDS


def test_a_code_is_not_taken_for_a_longer_one() -> None:
    assert remedies.of("fault:610").sort == remedies.REFUSED
    assert remedies.of("fault:6100").sort == remedies.CONFIGURATION
