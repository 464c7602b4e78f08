"""docs/requirements.md has a row for every id, and every test and file that it names is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "requirements.md").read_text()
BLOCKS = (
    range(1, 14),
    range(20, 37),
    range(40, 53),
    range(80, 99),
    range(100, 111),
    range(120, 134),
)
IDS = [f"A-{number:02}" for block in BLOCKS for number in block]
RULES = [str(number) for number in range(1, 27)]
NAMED = re.compile(r"`(test_\w+)\.(test_\w+)`")
UNBUILT = re.compile(r"not built", re.I)


def rows() -> Iterator[list[str]]:
    """The cells of every row under every table."""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| ") and cells[-1] != "shown by":
            yield cells


def functions() -> set[tuple[str, str]]:
    """Module and name of every test."""
    return {
        (path.stem, node.name)
        for path in (ROOT / "tests").rglob("test_*.py")
        if "node_modules" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }


def test_every_id_has_its_row() -> None:
    found = [cells[0] for cells in rows()]

    assert [name for name in [*IDS, *RULES] if found.count(name) != 1] == []


def test_every_row_says_what_there_is_where_and_what_shows_it() -> None:
    assert [cells for cells in rows() if len(cells) != 4 or not all(cells)] == []


def test_a_row_names_its_tests_or_says_that_nothing_is_built() -> None:
    silent = [cells[0] for cells in rows() if not NAMED.search(cells[3])]

    assert [name for name in silent if not UNBUILT.search(row_of(name)[3])] == []


def row_of(name: str) -> list[str]:
    return next(cells for cells in rows() if cells[0] == name)


def test_every_named_test_exists() -> None:
    named = {found for cells in rows() for found in NAMED.findall(cells[3])}

    assert named - functions() == set()


def test_every_named_place_exists() -> None:
    places = {place for cells in rows() for place in re.findall(r"`([^`]+)`", cells[2])}

    assert [place for place in sorted(places) if not (ROOT / place).exists()] == []


def test_a_name_that_does_not_exist_would_be_found() -> None:
    row = "| A-01 | all | `gone.py` | `test_signals.test_that_was_never_written` |"

    assert set(NAMED.findall(row)) - functions() == {
        ("test_signals", "test_that_was_never_written")
    }
