"""The servers of the grown-up form, shared by the tests of one run; skipped with their reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.grown_up import installation
from tests.grown_up.installation import Installation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "grown_up" in item.path.parts:
            item.add_marker(pytest.mark.grown_up)


def given(running: Any) -> Iterator[Any]:
    try:
        with running() as server:
            yield server
    except servers.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    yield from given(servers.running_postgres)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[servers.Redis]:
    yield from given(servers.running_redis)


@pytest.fixture(scope="session")
def migrated(postgres: servers.Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables, which houses are copied from."""
    folder = tmp_path_factory.mktemp("migrated")
    made = installation.install(folder, DATABASE_URL=postgres.database("migrated"))
    made.manage("migrate", "--verbosity", "0")
    return "migrated"


@pytest.fixture
def house(
    tmp_path: Path, postgres: servers.Postgres, redis_server: servers.Redis, migrated: str
) -> Iterator[Installation]:
    """An installation on PostgreSQL and Redis without a process yet, its database empty."""
    database = postgres.database(f"house_{len(postgres.names)}", like=migrated)
    made = installation.install(tmp_path, DATABASE_URL=database, CELERY_BROKER_URL=redis_server.url)
    redis_server.empty()
    try:
        yield made
    finally:
        made.stop()
