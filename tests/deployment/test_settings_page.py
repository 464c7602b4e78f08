"""docs/settings.md against qbo_bridge/settings.py: every variable, and its default."""

import ast
import re
from typing import Any

from tests.deployment import compose
from tests.deployment.compose import ROOT
from tests.deployment.conftest import variables

ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| (?P<default>[^|]+) \| .{20,} \|$", re.MULTILINE)
# Their defaults are worked out from other settings.
WORKED_OUT = {"STATE_DIR", "DATABASE_URL"}


def in_the_code() -> dict[str, str]:
    """{variable: its default as the page writes it}, read from the calls in settings.py."""
    tree = ast.parse((ROOT / "qbo_bridge" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        name: default for call in calls if (name := _name(call)) for default in [_default(call)]
    }


def on_the_page() -> dict[str, str]:
    page = (ROOT / "docs" / "settings.md").read_text()
    return {row["name"]: row["default"].strip("` ") for row in ROW.finditer(page)}


def test_the_page_names_every_variable_and_no_other() -> None:
    assert sorted(on_the_page()) == sorted(in_the_code())


def test_the_page_gives_every_default_as_it_is() -> None:
    code, page = in_the_code(), on_the_page()

    assert {n: d for n, d in page.items() if n not in WORKED_OUT} == {
        n: d for n, d in code.items() if n not in WORKED_OUT
    }


def test_compose_sets_only_variables_that_exist() -> None:
    known = {*in_the_code(), "SECRET_KEY_FILE", "TOKEN_KEYS_FILE"}

    web = compose.services(variables())["web"]

    assert {*web.environment} <= known


def test_compose_hands_every_variable_on() -> None:
    """But those that the image and compose decide: where the state lies, and Django's own pages."""
    given = dict.fromkeys(in_the_code(), "7")

    web = compose.services({**variables(), **given})["web"]

    assert set(given) - set(web.environment) == {"STATE_DIR", "DEBUG"}
    handed_on = set(given) & set(web.environment) - {"DATABASE_URL", "CELERY_BROKER_URL"}
    assert {web.environment[name] for name in handed_on} == {"7"}


def _name(call: ast.Call) -> str:
    """The variable that `env.str("NAME", …)` or `secret("NAME")` reads; "" for any other call."""
    reads = ast.unparse(call.func)
    if not (reads.startswith("env.") or reads == "secret") or not call.args:
        return ""
    match call.args[0]:
        case ast.Constant(value=str(name)) if name.isupper():
            return name
    return ""


def _default(call: ast.Call) -> str:
    given = [word.value for word in call.keywords if word.arg == "default"]
    if not given:
        return "required"
    try:
        return _written(ast.literal_eval(given[0]))
    except ValueError:
        return ast.unparse(given[0])


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(value) or "empty"
    if isinstance(value, float):
        return f"{value:g}" if value < 10_000 else str(int(value))
    return str(value) or "empty"
