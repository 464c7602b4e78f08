"""What the tests of the queue share: a live company that gets everything, and a way to read."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from connections import gateway
from connections.models import Connection, DefaultAccounts
from entities.models import StorePaymentMethod
from sync_queue import freeze, leases, reader
from sync_queue.models import Dispatch, QueueRow
from tests.bridge import LiveEmulator, connected, emulator_server, live_emulator, unconnected
from tests.factories import OrderFactory

__all__ = ["connected", "emulator_server", "live_emulator", "unconnected"]


class Clock:
    """The reader's time: the month of `factories.NOON`, running, and moved on by the test."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.base = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.base + timedelta(seconds=time.monotonic() - self.started)

    def advance(self, **by: float) -> None:
        self.base += timedelta(**by)


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
def shelf(db: None) -> Connection:
    """A connection that gets everything and talks to nobody: for what only concerns the queue."""
    connection: Connection = Connection.objects.create(
        name="Main books",
        slug="main-books",
        is_default=True,
        books_start_on=datetime(2000, 1, 1, tzinfo=UTC).date(),
    )
    return connection


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def read(clock: Clock) -> Iterator[Callable[..., reader.Report]]:
    """`read(books)` reads a queue in this thread; only the calls run in others."""
    with ThreadPoolExecutor(10) as executor:

        def run(connection: Connection, **tools: Any) -> reader.Report:
            connection.refresh_from_db()
            with gateway.for_connection(connection) as door:
                given = {"door": door, "executor": executor, "clock": clock}
                return reader.read_with(reader.Tools(**{**given, **tools}), connection=connection)

        yield run


@pytest.fixture
def lease(clock: Clock) -> Callable[[Connection], leases.Lease]:
    """`lease(books)`: the right to freeze and settle for a company."""

    def take(connection: Connection) -> leases.Lease:
        taken = leases.take(connection_id=connection.pk, holder="test", now=clock())
        assert taken is not None
        return taken

    return take


@pytest.fixture
def row_of() -> Callable[..., QueueRow]:
    """`row_of(order, "invoice")`: the newest row of an entity."""

    def newest(entity: Any, kind: str) -> QueueRow:
        found: QueueRow | None = (
            QueueRow.objects.filter(kind=kind, key=entity.key).order_by("pk").last()
        )
        assert found is not None, f"No row of {kind} {entity.key}"
        return found

    return newest


@pytest.fixture
def trusted(books: Connection, read: Callable[..., reader.Report]) -> Connection:
    """`books` after its first order: request ids are known to be honoured."""
    OrderFactory(number="first")
    read(books)
    books.refresh_from_db()
    assert books.requestid_trust == Connection.RequestIdTrust.TRUSTED
    return books


@pytest.fixture
def untrusted(trusted: Connection, live_emulator: LiveEmulator) -> Connection:
    """A company that was seen to forget request ids, and does."""
    live_emulator.set(requestid="forget")
    trusted.requestid_trust = Connection.RequestIdTrust.UNTRUSTED
    trusted.save()
    return trusted


@pytest.fixture
def frozen(
    clock: Clock, lease: Callable[[Connection], leases.Lease]
) -> Callable[..., list[Dispatch]]:
    """`frozen(books)` freezes what is due and sends nothing."""

    def run(to: Connection, *, most: int = 30, batch_size: int = 30) -> list[Dispatch]:
        with transaction.atomic():
            to.refresh_from_db()
            held = lease(to)
            before = set(Dispatch.objects.values_list("pk", flat=True))
            freeze.freeze(lease=held, connection=to, now=clock(), most=most, batch_size=batch_size)
            leases.give_back(held, now=clock())
        return list(Dispatch.objects.exclude(pk__in=before).order_by("pk"))

    return run
