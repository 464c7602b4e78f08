"""What it does not run on is said at start; what is published is what is checked."""

import re
import sys
from pathlib import Path
from typing import Any

import django
import pytest
from django.core import checks
from django.db import connections

from connections.checking import versions

DEPLOYMENT = Path("docs/deployment.md").read_text()


def ids(found: list[Any]) -> list[str]:
    return [one.id for one in found]


def test_this_installation_is_supported() -> None:
    assert versions.program_is_supported() == []


@pytest.mark.parametrize(
    ("python", "told"),
    [((3, 10, 4), "E003"), ((3, 11, 0), ""), ((3, 14, 1), ""), ((3, 15), "W003")],
)
def test_each_python_is_judged(
    python: tuple[int, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", python)

    assert ids(versions.program_is_supported()) == ([f"connections.{told}"] if told else [])


@pytest.mark.parametrize("version", [(4, 2, 1), (6, 0, 0)])
def test_another_django_is_refused(
    version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django, "VERSION", version)

    (error,) = versions.program_is_supported()

    assert error.msg == f"QBO Bridge does not run on Django {version[0]}.{version[1]}."
    assert error.hint.startswith("Use Django 5.2.")


@pytest.mark.django_db
def test_the_database_of_this_installation_is_supported() -> None:
    assert versions.databases_are_supported(databases=["default"]) == []


@pytest.mark.django_db
def test_an_old_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "get_database_version", lambda: (3, 24, 0))

    (error,) = versions.databases_are_supported(databases=["default"])

    assert error.id == "connections.E005"
    assert "or newer" in error.hint


@pytest.mark.django_db
def test_a_database_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "vendor", "mysql")

    (error,) = versions.databases_are_supported(databases=["default"])

    assert "does not run on mysql" in error.msg


@pytest.mark.parametrize("check", [versions.program_is_supported, versions.databases_are_supported])
def test_django_asks_each_of_them(check: Any) -> None:
    registered = checks.registry.registry.get_checks(include_deployment_checks=True)

    assert check in registered


def test_what_is_published_is_what_is_checked() -> None:
    table = dict(re.findall(r"^\| (Python|Django|PostgreSQL|SQLite) \| (.+?) \|", DEPLOYMENT, re.M))

    assert table["Python"].startswith(f"{versions.said(versions.PYTHON)} to ")
    assert table["Django"] == versions.said(versions.DJANGO)
    for name, lowest in versions.DATABASES.values():
        assert table[name] == f"{versions.said(lowest)} or newer"
