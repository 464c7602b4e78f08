"""docs/deployment.md against the project: what it tells people to type exists."""

import re

import pytest
from django.core.management import get_commands

from connections.checking import jobs
from tests.deployment import compose
from tests.deployment.compose import ROOT
from tests.deployment.conftest import variables
from tests.deployment.test_settings_page import in_the_code

PAGE = (ROOT / "docs" / "deployment.md").read_text()


def test_every_command_of_manage_py_exists() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", PAGE))

    assert "compare_books" in named
    assert named <= {*get_commands()}


def test_its_cron_lines_are_those_of_the_console() -> None:
    lines = re.findall(r"^(.+?) +cd \S+ && \.venv/bin/python manage\.py (.+)$", PAGE, re.MULTILINE)

    assert [line for line in lines if line[1] != "compare_books"] == [*jobs.COMMANDS]


def test_every_variable_exists() -> None:
    compose_only = {"POSTGRES_PASSWORD", "WEB_ADDRESS"}
    known = {*in_the_code(), "SECRET_KEY_FILE", "TOKEN_KEYS_FILE"} | compose_only

    named = set(re.findall(r"`?\b([A-Z]+(?:_[A-Z]+)+)\b", PAGE)) - {"VACUUM_INTO"}

    assert named <= known


@pytest.mark.parametrize("name", sorted(compose.services(variables())))
def test_every_service_is_explained(name: str) -> None:
    assert re.search(rf"^\| .*`{name}`.* \|", PAGE, re.MULTILINE)


def test_links_lead_somewhere() -> None:
    linked = re.findall(r"\]\(([\w./-]+\.md)", PAGE)

    assert linked
    assert all((ROOT / "docs" / name).exists() for name in linked)
