"""One emulator for all tests of this room; every test has a company of its own."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator.server import Server, serve
from tests.emulator.books import Books

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    server = serve()
    yield server
    server.stop()


@pytest.fixture
def emulator(running: Server) -> Iterator[Server]:
    """The running emulator, put back to its default behaviour afterwards."""
    yield running
    running.installation.reset()


def open_company(url: str, profile: str = "us", **wanted: Any) -> Books:
    answer = requests.post(
        f"{url}/_emulator/companies", json={"profile": profile, **wanted}, timeout=10
    )
    assert answer.status_code == 200, answer.text
    return Books(url, answer.json()["realm"])


@pytest.fixture
def company(emulator: Server) -> Callable[..., Books]:
    """Opens a company: company("gb", multicurrency=True)."""
    return partial(open_company, emulator.url)


@pytest.fixture
def books(company: Callable[..., Books]) -> Books:
    """A US company with manual sales tax."""
    return company("us")


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded answers: RECORDED, by default beside the project."""
    folder = PROJECT / os.environ.get("RECORDED", "../shared/reference/recorded")
    if not folder.is_dir():
        pytest.skip(f"there are no recordings in {folder}; set RECORDED to their folder")
    return folder
