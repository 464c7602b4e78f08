"""What the tests of the queue share: a live company that gets everything, and a way to read."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connections import gateway
from connections.models import Connection, DefaultAccounts
from entities.models import StorePaymentMethod
from sync_queue import leases, reader
from tests.bridge import connected, emulator_server, live_emulator, unconnected

__all__ = ["books", "card", "connected", "emulator_server", "live_emulator", "read", "unconnected"]


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collects the rings instead of handing them to a broker that no worker listens to."""
    rung: list[int] = []
    monkeypatch.setattr(
        "sync_queue.doorbell.Bell.__call__", lambda bell: rung.append(bell.connection_id)
    )
    return rung


@pytest.fixture
def card(db: None) -> StorePaymentMethod:
    method: StorePaymentMethod = StorePaymentMethod.objects.get_or_create(name="Card")[0]
    return method


@pytest.fixture
def books(connected: Callable[..., Connection], card: StorePaymentMethod) -> Connection:
    """A ready US company that is the default of the installation and posts by itself."""
    connection = connected("us")
    connection.is_default = True
    connection.save()
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()
    return connection


@pytest.fixture
def read() -> Iterator[Callable[..., reader.Report]]:
    """`read(books)` reads a queue in this thread; only the calls run in others."""
    with ThreadPoolExecutor(10) as executor:

        def run(connection: Connection, **tools: Any) -> reader.Report:
            with gateway.for_connection(connection) as door:
                given = {"door": door, "executor": executor, "clock": leases.database_clock}
                return reader.read_with(reader.Tools(**{**given, **tools}), connection=connection)

        yield run
