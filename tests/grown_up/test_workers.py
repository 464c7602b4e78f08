"""The grown-up form at work: PostgreSQL, Redis, two workers and a beat; nothing goes by hand."""

import time
from collections import Counter
from typing import Any

import pytest

from tests import servers
from tests.grown_up import store
from tests.grown_up.installation import Installation

pytestmark = pytest.mark.timeout(120)


def bring(house: Installation, size: store.Size) -> None:
    house.manage("import_store", str(store.write(house.folder / size.storefront, size)))


def numbers(state: Any) -> list[str]:
    documents = [*state["Invoice"], *state["SalesReceipt"]]
    return sorted(document["DocNumber"] for document in documents)


def test_two_workers_and_beat_bring_two_companies_side_by_side(house: Installation) -> None:
    live = house.start_emulator(latency_ms=20)
    north, south = (
        house.deed("connect", url=live.url, company=name, storefront=name)
        for name in ("north", "south")
    )
    sizes = [store.Size(24, 8, 5, name) for name in ("north", "south")]
    house.start_worker(), house.start_worker(), house.start_beat()

    for size in sizes:
        bring(house, size)
    house.await_drained(seconds=60)

    for realm, size in zip((north, south), sizes, strict=True):
        state = live.state(realm)
        assert numbers(state) == size.numbers
        assert len(state["SalesReceipt"]) == size.sales_receipts
        assert len(state["Payment"]) == size.payments
    assert sum_of(house.comparison(), "unexplained") == 0
    assert overlap(live.log(north), live.log(south))


def test_without_redis_the_shop_goes_on_and_beat_catches_up(
    house: Installation, redis_server: servers.Redis
) -> None:
    live = house.start_emulator()
    realm = house.deed("connect", url=live.url, company="north", storefront="north")
    workers = [house.start_worker(), house.start_worker()]
    house.start_beat()
    for worker in workers:
        worker.await_word("ready")
    size = store.Size(12, 4, 3)

    redis_server.stop()
    started = time.monotonic()
    bring(house, size)
    took = time.monotonic() - started
    redis_server.start()
    house.await_drained(seconds=60)

    assert took < 15
    assert numbers(live.state(realm)) == size.numbers


def test_what_is_edited_while_workers_run_ends_as_it_is_in_the_store(house: Installation) -> None:
    live = house.start_emulator(latency_ms=10)
    realm = house.deed("connect", url=live.url, company="north", storefront="north")
    bring(house, store.Size(8, 8, 3))
    house.start_worker(), house.start_worker(), house.start_beat()
    house.await_drained(seconds=60)

    shops = [house.start_deed("edit", rounds=15, by=by) for by in ("one", "two")]
    for shop in shops:
        assert shop.running.wait(60) == 0, shop.said
    house.await_drained(seconds=60)

    customers = live.state(realm)["Customer"]
    there = {one["DisplayName"]: one["PrimaryPhone"]["FreeFormNumber"] for one in customers}
    assert there == house.deed("phones")
    assert max(int(one["SyncToken"]) for one in customers) > 0


def test_one_row_stays_one_row_however_many_processes_wish_for_it(house: Installation) -> None:
    live = house.start_emulator()
    house.deed("connect", url=live.url, company="north")

    shops = [house.start_deed("wish", keys=30, times=20) for _shop in range(4)]
    endings = [shop.running.wait(60) for shop in shops]

    assert endings == [0, 0, 0, 0], [shop.said for shop in shops]
    assert house.deed("wishes_counted") == [30, 30 * 20 * 4]


def test_a_checkout_does_not_wait_for_another_of_the_same_customer(house: Installation) -> None:
    live = house.start_emulator()
    house.deed("connect", url=live.url, company="north", storefront="north")
    bring(house, store.Size(1, 1, 1))
    slow = house.start_deed("checkout", key="slow", storefront="north", held_s=20)
    slow.await_word("placed")

    quick = house.deed("checkout", key="quick", storefront="north")

    assert slow.is_alive
    assert quick["seconds"] < 5


def sum_of(comparison: Any, verdict: str) -> int:
    return sum(Counter(company["counts"])[verdict] for company in comparison.values())


def overlap(one: list[Any], other: list[Any]) -> bool:
    """Whether two companies' calls were made in the same stretch of time."""
    spans = [[call["arrived"] for call in log if call["method"] == "POST"] for log in (one, other)]
    latest_start, earliest_end = max(map(min, spans)), min(map(max, spans))
    return bool(latest_start < earliest_end)
