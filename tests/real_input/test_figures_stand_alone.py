"""Are the figures that prove the books worked out without the code that they prove?"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIGURES = sorted([*HERE.glob("*_figures.py"), HERE / "hand_ledger.py"])
OWN = "tests.real_input.hand_ledger"


@pytest.mark.parametrize("module", FIGURES, ids=lambda path: path.stem)
def test_figures_import_nothing_but_python_and_the_hand_ledger(module: Path) -> None:
    others = set(imported(module)) - {OWN}

    assert {name.partition(".")[0] for name in others} <= sys.stdlib_module_names


def test_there_are_figures_for_every_data_set() -> None:
    assert [path.stem.removesuffix("_figures") for path in FIGURES] == [
        *("global_electronics", "hand_ledger", "northwind", "olist", "online_retail")
    ]


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
