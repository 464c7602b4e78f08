"""A worker is killed at ten moments of 200 orders, and the books are right all the same."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.bridge import LiveEmulator
from tests.grown_up import installation, store
from tests.grown_up.installation import Installation, Process

pytestmark = pytest.mark.timeout(180)

ORDERS = store.Size(orders=200, customers=60, products=20)
# Small batches make many moments, and what takes a moment can be cut in two.
HASTE = {
    "QBO_ITEMS_PER_BATCH": "4",
    "QBO_IN_FLIGHT": "3",
    "READER_LEASE_S": "2",
    "READER_QUIET_S": "1.5",
    "READ_EVERY_S": "0.5",
}
LATENCY = {"latency_ms": 80, "item_ms": 10}
KILLS_AFTER = (1, 3, 6, 12, 20, 28, 36, 44, 52, 60)
ALONE = 4


@dataclass
class Ordeal:
    """A run and its kills: after so many writes, each second time while a call is in flight."""

    house: Installation
    live: LiveEmulator
    realm: str
    start: Callable[[], Process]
    cut_off: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = len(self.writes())

    def go(self) -> None:
        for place, moment in enumerate(KILLS_AFTER):
            worker = self.start()
            self.await_write(moment, is_in_flight=place % 2 == 0)
            # Once as a machine short of memory does it: beat, its child, is left behind.
            worker.kill_alone() if place == ALONE else worker.kill()
            self.cut_off.append(len(self._in_flight()))
        self.start()
        self.house.await_drained(seconds=90)

    def writes(self) -> list[Any]:
        log = self.live.log(self.realm)
        return [call for call in log if call["method"] == "POST" and call["operation"] != "query"]

    def _in_flight(self) -> list[Any]:
        return [call for call in self.writes() if call["status"] is None]

    def await_write(self, moment: int, *, is_in_flight: bool) -> None:
        def has_come() -> bool:
            return len(self.writes()) >= self.before + moment and (
                bool(self._in_flight()) or not is_in_flight
            )

        servers.await_true(has_come, seconds=40, what=f"{moment} writes", every=0.01)


@pytest.fixture
def embedded(tmp_path: Path, migrated_file: Path) -> Iterator[Installation]:
    """The form of the demo: SQLite, the file-system broker, and a worker with beat inside."""
    made = installation.install(tmp_path)
    made.begin_with(migrated_file)
    try:
        yield made
    finally:
        made.stop()


def ordeal(house: Installation, start: Callable[[], Process]) -> Ordeal:
    house.env.update(HASTE)
    live = house.start_emulator(**LATENCY)
    realm = house.deed("connect", url=live.url, company="north", storefront="north")
    house.manage("import_store", str(store.write(house.folder / "north", ORDERS)))
    return Ordeal(house, live, realm, start)


def nothing_lost_nothing_double(run: Ordeal) -> None:
    state = run.live.state(run.realm)
    documents = [*state["Invoice"], *state["SalesReceipt"]]
    assert sorted(one["DocNumber"] for one in documents) == ORDERS.numbers
    assert len(state["SalesReceipt"]) == ORDERS.sales_receipts
    assert len(state["Payment"]) == ORDERS.payments
    marked = Counter(one["PrivateNote"] for one in [*documents, *state["Payment"]])
    assert len(marked) == ORDERS.orders + ORDERS.payments
    assert {*marked.values()} == {1}
    assert sum(one["TotalAmt"] for one in documents) == float(ORDERS.total)
    assert len(state["Customer"]) == ORDERS.customers
    skus = Counter(one["Sku"] for one in state["Item"] if one.get("Sku"))
    assert sorted(skus.values()) == [1] * ORDERS.products


def every_finding_agrees(house: Installation) -> None:
    (company,) = house.comparison().values()
    assert company["counts"]["unexplained"] == 0
    assert company["counts"]["explained"] == 0
    money = ORDERS.payments + ORDERS.sales_receipts
    assert company["counts"]["agreed"] == ORDERS.orders + money


def some_calls_were_cut_off_and_repeated(run: Ordeal) -> None:
    """Else the kills would have proved nothing."""
    assert len(run.cut_off) == len(KILLS_AFTER)
    assert sum(run.cut_off) >= 3
    assert any(call["replayed"] for call in run.writes())


def test_ten_kills_of_the_embedded_worker_leave_the_books_right(embedded: Installation) -> None:
    run = ordeal(embedded, lambda: embedded.start_worker("--beat"))

    run.go()

    nothing_lost_nothing_double(run)
    every_finding_agrees(embedded)
    some_calls_were_cut_off_and_repeated(run)


def test_ten_kills_on_postgresql_and_redis_leave_the_books_right(house: Installation) -> None:
    run = ordeal(house, house.start_worker)
    house.start_beat()

    run.go()

    nothing_lost_nothing_double(run)
    every_finding_agrees(house)
    some_calls_were_cut_off_and_repeated(run)


def test_a_worker_told_to_end_brings_its_calls_home(house: Installation) -> None:
    run = ordeal(house, house.start_worker)
    run.live.set(latency_ms=1500)
    worker = house.start_worker()
    house.start_beat()
    run.await_write(3, is_in_flight=True)

    worker.running.terminate()
    code = worker.running.wait(1.5 + 5)

    assert code == 0
    assert house.deed("leases") == 0
    assert house.rows().keys() <= {"waiting", "done"}
