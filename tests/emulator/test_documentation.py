"""docs/emulator.md says of every kind, setting, call and report what there is, and no more."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from emulator import control, silences
from emulator.conditions.scheduled import NAMES
from emulator.kinds import ALL
from emulator.protocol.faults import RECORDED, UNRECORDED
from emulator.reports import REPORTS
from emulator.settings import Settings

ROOT = Path(__file__).parents[2]
TESTS = ("tests/emulator", "tests/clients", "tests/browser")
TEXT = (ROOT / "docs" / "emulator.md").read_text()
NAMED = re.compile(r"`(test_\w+)\.(test_\w+)`")


def rows(*heads: str) -> Iterator[list[str]]:
    """The cells of every row under every table whose heads begin with those."""
    wanted = False
    for text in TEXT.splitlines():
        cells = [cell.strip() for cell in text.strip("|").split(" | ")]
        if not text.startswith("|"):
            wanted = False
        elif tuple(cells[: len(heads)]) == heads:
            wanted = True
        elif wanted and not text.startswith("|---"):
            yield cells


def rules() -> list[list[str]]:
    return [*rows("kind", "rule", "code", "test"), *rows("part", "rule", "code", "test")]


def functions() -> set[tuple[str, str]]:
    """Module and name of every test that a rule may point to."""
    return {
        (path.stem, node.name)
        for folder in TESTS
        for path in (ROOT / folder).glob("test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("kind", [kind.name for kind in ALL])
def test_every_kind_has_a_rule(kind: str) -> None:
    kinds = [cells[0].split(", ") for cells in rows("kind", "rule", "code", "test")]

    assert any(kind in named for named in kinds)


def test_every_rule_names_a_test() -> None:
    unproved = [cells for cells in rules() if len(cells) != 4 or not NAMED.search(cells[3])]

    assert unproved == []


def test_every_test_that_is_named_exists() -> None:
    named = {found for cells in rules() for found in NAMED.findall(cells[-1])}

    assert named - functions() == set()


def test_every_setting_stands_there_with_its_default() -> None:
    documented = [
        (cells[0].strip("`"), cells[1].strip("`")) for cells in rows("setting", "default")
    ]

    defaults = [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in Settings().as_dict().items()
    ]
    assert sorted(documented) == sorted(defaults)


def test_every_silence_has_a_setting_or_a_reason() -> None:
    chosen = list(rows("where QuickBooks is silent"))

    without = [cells for cells in chosen if len(cells) != 3 or not re.search(r"\w", cells[-1])]
    assert without == []


def test_every_setting_of_a_silence_stands_with_one() -> None:
    chosen = " ".join(cells[-1] for cells in rows("where QuickBooks is silent"))

    kinds = [kind for kind in Settings.__mro__ if kind.__module__ == silences.__name__]
    settings = {each.name for kind in kinds for each in fields(kind)}
    assert settings - set(re.findall(r"`(\w+)`", chosen)) == set()


def test_every_steering_call_stands_there() -> None:
    documented = set(re.findall(r"`([A-Z]+) /_emulator/(\w+)", TEXT))

    calls = re.findall(r'\("([A-Z]+)", "(\w+)"\): ', inspect.getsource(control))
    assert documented == set(calls)


def test_every_report_stands_there() -> None:
    documented = [cells[0].strip("`") for cells in rows("report", "shows")]

    assert sorted(documented) == sorted(REPORTS)


def test_every_fault_that_can_be_ordered_stands_there() -> None:
    documented = set(re.findall(r"`([^`]+)`", " ".join(cells[0] for cells in rows("fault"))))

    assert documented == {*NAMES, *RECORDED, *UNRECORDED}
