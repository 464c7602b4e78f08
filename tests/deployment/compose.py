"""Reads docker-compose.yml and the Dockerfile as an engine would: what is started, with what.

Only what those two files use is understood: anchors, `${NAME:-default}`, `${NAME:?message}`, `$$`,
and a name alone in an environment, which takes the variable's value if it is set.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?P<how>:[-?])?(?P<word>[^}]*)\})")


class Unset(Exception):
    """A variable that the file insists on is not set; the message is the file's own."""


@dataclass(frozen=True)
class Service:
    name: str
    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str]
    needs: dict[str, str]
    profiles: list[str]
    ports: list[str]


def services(variables: Mapping[str, str]) -> dict[str, Service]:
    """The services as `docker compose` would see them with `variables` set. Raises Unset."""
    found = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    filled = _filled(found, variables)
    return {name: _service(name, described, variables) for name, described in filled.items()}


def dockerfile() -> list[tuple[str, str]]:
    """(instruction, rest) for each, lines that go on joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.split(None, 1)[1]) for line in lines]


def _service(name: str, described: Mapping[str, Any], variables: Mapping[str, str]) -> Service:
    return Service(
        name=name,
        command=described.get("command", []),
        environment={
            key: str(variables[key] if value is None else value)
            for key, value in described.get("environment", {}).items()
            if value is not None or key in variables
        },
        healthcheck=described.get("healthcheck", {}).get("test", []),
        needs={other: how["condition"] for other, how in described.get("depends_on", {}).items()},
        profiles=described.get("profiles", []),
        ports=described.get("ports", []),
    )


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, variables) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, variables) for inner in value]
    if isinstance(value, str):
        return REFERENCE.sub(lambda match: _replaced(match, variables), value)
    return value


def _replaced(match: re.Match[str], variables: Mapping[str, str]) -> str:
    if match["dollar"]:
        return "$"
    value = variables.get(match["name"], "")
    if value or not match["how"]:
        return value
    if match["how"] == ":?":
        raise Unset(match["word"])
    return match["word"]
