"""The page about the queue names every state and every reason that the code can give."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from sync_queue.models import QueueRow

BASE = Path(settings.BASE_DIR)
PAGE = (BASE / "docs" / "queue.md").read_text()
SOURCES = "\n".join(path.read_text() for path in sorted((BASE / "sync_queue").rglob("*.py")))
REASONS = sorted(set(re.findall(r'reason=f?"([a-z_]+)[":{]', SOURCES)) - {"fault"})


@pytest.mark.parametrize("state", QueueRow.State.values)
def test_each_state_is_explained(state: str) -> None:
    assert f"| `{state}` | {QueueRow.State(state).label}" in PAGE


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_explained(reason: str) -> None:
    assert re.search(rf"`{reason}(:…)?`", PAGE)


def test_the_reasons_were_found() -> None:
    assert len(REASONS) > 30
