"""Real stores' data, a live company for each, and one call from raw files to read queue."""

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from connections.choosing import suggest
from connections.choosing.choices import PURPOSES
from connections.models import Connection, DefaultAccounts, ListItem
from entities.models import StorePaymentMethod
from sync_queue import reader
from tests.bridge import connected, emulator_server, give_clearing_account, live_emulator
from tests.sync_queue.conftest import quiet_doorbell

__all__ = ["connected", "emulator_server", "live_emulator", "quiet_doorbell"]

PROJECT = Path(__file__).parents[2]
MOST_SLICES = 10


@pytest.fixture
def store_data() -> Path:
    """The folder of sample store data: STORE_DATA, by default beside the project."""
    folder = PROJECT / os.environ.get("STORE_DATA", "../shared/data")
    if not folder.is_dir():
        pytest.skip(f"there is no store data in {folder}; set STORE_DATA to its folder")
    return folder


@pytest.fixture
def import_into() -> Callable[[Connection, Path], None]:
    """`import_into(books, folder)`: the store hears everything while the company is connected."""

    def bring(connection: Connection, folder: Path) -> None:
        connection.is_default = True
        connection.save()
        call_command("import_store", folder, verbosity=0, stdout=io.StringIO())
        choose_defaults(connection)

    return bring


def read_all(connection: Connection, *, slices: int = MOST_SLICES) -> None:
    """Reads as a worker does, slice after slice, until nothing is left to do."""
    for _ in range(slices):
        if not reader.read(connection_id=connection.pk).has_more:
            return
    raise AssertionError(f"the queue is not empty after {slices} slices")


def choose_defaults(connection: Connection) -> None:
    """What a person chooses after the first import: clearing accounts, taxes, two accounts."""
    for method in StorePaymentMethod.objects.filter(is_active=True).exclude(name="Card"):
        give_clearing_account(connection, method)
    suggest.suggest_defaults(connection=connection)
    choices: Any = DefaultAccounts.objects.get(connection=connection)
    for purpose in ("refund", "surcharge"):
        setattr(choices, purpose, own_account(connection, purpose))
    choices.save()


def own_account(connection: Connection, purpose: str) -> ListItem:
    """An account for nothing else, as its button on the page creates it."""
    wanted = PURPOSES[purpose]
    return suggest.create_account(
        connection=connection,
        name=wanted.new_name,
        account_type=wanted.new_type,
        account_subtype=wanted.new_subtype,
    )


class Telling:
    """What a test measured, shown at the end of the run: `tell("lines", 3108)`."""

    def __init__(self, told: list[tuple[str, object]]) -> None:
        self._told = told

    def __call__(self, what: str, figure: object) -> None:
        self._told.append((what, str(figure)))

    @contextmanager
    def seconds(self, what: str) -> Iterator[None]:
        """Told twice: by the clock, and of the processor, which others do not make longer."""
        began, worked = time.monotonic(), time.process_time()
        yield
        by_clock, of_processor = time.monotonic() - began, time.process_time() - worked
        self(f"{what}, seconds", f"{by_clock:.1f} ({of_processor:.1f} of the processor)")


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Telling:
    return Telling(request.node.user_properties)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of each test, also of those that ran in other processes."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if report.when == "call" and report.user_properties:
            terminalreporter.section(report.nodeid.rpartition("::")[2])
            for what, figure in report.user_properties:
                terminalreporter.write_line(f"{what:<40} {figure}")
