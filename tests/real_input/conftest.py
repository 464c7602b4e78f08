"""Real stores' data, a live company for each, and one call from raw files to read queue."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from connections import suggest
from connections.models import Connection, DefaultAccounts
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


def read_all(connection: Connection) -> None:
    """Reads as a worker does, slice after slice, until nothing is left to do."""
    for _ in range(MOST_SLICES):
        if not reader.read(connection_id=connection.pk).has_more:
            return
    raise AssertionError(f"the queue is not empty after {MOST_SLICES} slices")


def choose_defaults(connection: Connection) -> None:
    """What a person chooses after the first import: clearing accounts, taxes, two accounts."""
    for method in StorePaymentMethod.objects.filter(is_active=True).exclude(name="Card"):
        give_clearing_account(connection, method)
    suggest.suggest_defaults(connection=connection)
    choices: Any = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()
