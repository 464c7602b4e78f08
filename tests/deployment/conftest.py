"""The services of docker-compose.yml without an engine: its own commands and environment.

What an engine would give is put in their place: PostgreSQL and Redis from `tests.servers`,
127.0.0.1 and free ports for the names and ports of containers, a folder for /app/var. Whether the
image builds, and how containers behave, nobody claims here.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests import servers
from tests.deployment import compose
from tests.deployment.compose import ROOT, Service
from tests.grown_up import installation
from tests.grown_up.conftest import postgres, redis_server
from tests.grown_up.installation import Installation, Process

__all__ = ["postgres", "redis_server", "up"]
DATABASE = ROLE = "bridge"
OWN_PORTS = {"web": 8000, "emulator": 8010}


@dataclass
class Up:
    """`docker compose --profile emulator up`, as far as it goes without an engine."""

    folder: Path
    services: dict[str, Service]
    places: dict[str, str]
    processes: dict[str, Process] = field(default_factory=dict)

    def command(self, words: list[str]) -> list[str]:
        return [self._here(word) for word in words]

    def environment(self, service: Service) -> dict[str, str]:
        """What the container would have: the image's own, then the service's."""
        programs = Path(sys.executable).parent
        own = {name: self._here(value) for name, value in service.environment.items()}
        state = self.folder / service.name
        state.mkdir(exist_ok=True)
        return {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "HOSTNAME": socket.gethostname(),
            "PYTHONUNBUFFERED": "1",
            "STATE_DIR": str(state),
            **own,
        }

    def start(self, name: str) -> Process:
        service = self.services[name]
        process = installation.launch(
            name,
            self.command(service.command),
            env=self.environment(service),
            log=self.folder / f"{name}.log",
        )
        self.processes[name] = process
        return process

    def is_healthy(self, name: str) -> bool:
        """Runs the service's own health check."""
        service = self.services[name]
        how, *words = self.command(service.healthcheck)
        command = ["sh", "-c", *words] if how == "CMD-SHELL" else words
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(service), capture_output=True, timeout=60
        )
        return done.returncode == 0

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()

    @property
    def installation(self) -> Installation:
        """The same installation for a test's own commands."""
        django = {"DJANGO_SETTINGS_MODULE": "qbo_bridge.settings"}
        return Installation(self.folder, {**self.environment(self.services["web"]), **django})

    def _here(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text


@pytest.fixture(scope="session")
def up(
    postgres: servers.Postgres,
    redis_server: servers.Redis,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Up]:
    postgres.database(DATABASE)
    postgres.own(DATABASE, role=ROLE)
    folder = tmp_path_factory.mktemp("compose")
    started = Up(folder, compose.services(variables()), places(folder, postgres, redis_server))
    try:
        assert started.start("migrate").running.wait(90) == 0, started.processes["migrate"].said
        for name in ("emulator", "web", "worker", "beat"):
            started.start(name)
        yield started
    finally:
        started.stop()


def variables() -> Mapping[str, str]:
    """What docs/deployment.md has a person write to .env, and the emulator's two."""
    return {
        "POSTGRES_PASSWORD": "not-asked-for",
        "SECRET_KEY": "only-for-this-test-" + "x" * 40,
        "TOKEN_KEYS": Fernet.generate_key().decode(),
        "EMULATOR_URL": "http://emulator:8010",
        "ALLOW_EMULATOR": "true",
    }


def places(folder: Path, postgres: servers.Postgres, redis: servers.Redis) -> dict[str, str]:
    """Where each address and path of the containers is on this machine."""
    ports = {name: servers.free_port() for name in OWN_PORTS}
    return {
        "postgres:5432": f"127.0.0.1:{postgres.port}",
        "redis:6379": f"127.0.0.1:{redis.port}",
        "emulator:8010": f"127.0.0.1:{ports['emulator']}",
        "0.0.0.0": "127.0.0.1",
        "8000": str(ports["web"]),
        "8010": str(ports["emulator"]),
        "/app/var": str(folder / "emulator"),
    }
