"""On which versions of Python, Django and the databases is QBO Bridge supported?"""

import sys
from typing import Any

import django
from django.core import checks
from django.db import DatabaseError, connections

Version = tuple[int, ...]

PYTHON, NEXT_PYTHON = (3, 11), (3, 15)
DJANGO = (5, 2)
DATABASES: dict[str, tuple[str, Version]] = {
    "postgresql": ("PostgreSQL", (15,)),
    "sqlite": ("SQLite", (3, 35)),
}
PUBLISHED = "docs/deployment.md lists what is supported."


def program_is_supported(**_kwargs: Any) -> list[checks.CheckMessage]:
    """E003, W003, E004: the versions of Python and Django that this process runs with."""
    found: list[checks.CheckMessage] = []
    python, framework = sys.version_info[:2], django.VERSION[:2]
    if python < PYTHON:
        found.append(_error(f"Python {said(python)}", f"Python {said(PYTHON)} or newer", "E003"))
    elif python >= NEXT_PYTHON:
        untried = f"QBO Bridge was not tried with Python {said(python)} yet."
        hint = f"Run the tests first, or use an older one. {PUBLISHED}"
        found.append(checks.Warning(untried, hint=hint, id="connections.W003"))
    if framework != DJANGO:
        found.append(_error(f"Django {said(framework)}", f"Django {said(DJANGO)}", "E004"))
    return found


def databases_are_supported(databases: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """E005: asked wherever Django looks at the databases themselves, as at every `migrate`."""
    return [error for alias in databases or () for error in _of_database(alias)]


def said(version: Version) -> str:
    return ".".join(str(part) for part in version)


def _of_database(alias: str) -> list[checks.CheckMessage]:
    vendor = connections[alias].vendor
    if vendor not in DATABASES:
        return [_error(vendor, "PostgreSQL or SQLite", "E005")]
    name, lowest = DATABASES[vendor]
    version = _version(alias)
    if not version or version >= lowest:
        return []
    return [_error(f"{name} {said(version)}", f"{name} {said(lowest)} or newer", "E005")]


def _version(alias: str) -> Version:
    """Of the server or library; empty where it cannot be asked, which `migrate` tells by itself."""
    try:
        return tuple(connections[alias].get_database_version()[:2])
    except DatabaseError:
        return ()


def _error(what: str, wanted: str, number: str) -> checks.CheckMessage:
    return checks.Error(
        f"QBO Bridge does not run on {what}.",
        hint=f"Use {wanted}. {PUBLISHED}",
        id=f"connections.{number}",
    )
