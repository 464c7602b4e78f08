"""The pages about faults and limits say what the code does."""

from pathlib import Path

import pytest
from django.conf import settings

from connections.wire.fault_table import RULES, Kind, Rule

DOCS = Path(settings.BASE_DIR) / "docs"
FAULT_PAGE = (DOCS / "faults.md").read_text()
LIMIT_PAGE = (DOCS / "limits.md").read_text()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.headline[:40])
def test_each_row_of_the_fault_table_is_on_its_page(rule: Rule) -> None:
    pattern = f"`{rule.pattern}`".replace("|", r"\|") if rule.pattern else ""
    cells = [
        ", ".join(rule.codes),
        pattern,
        rule.kind.value,
        "yes" if rule.stops_company else "",
        rule.headline,
        rule.mend,
    ]

    assert f"| {' | '.join(cells)} |" in FAULT_PAGE


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_explained(kind: Kind) -> None:
    assert f"\n| {kind.value} |" in FAULT_PAGE


@pytest.mark.parametrize("name", list(settings.QBO_LIMITS))
def test_each_limit_is_on_its_page(name: str) -> None:
    assert f"`QBO_{name.upper()}`" in LIMIT_PAGE
