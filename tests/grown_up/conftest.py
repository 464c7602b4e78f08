"""The servers of the grown-up form, shared by the tests of one run; skipped with their reason."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers


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
