"""Measures what the documents claim: `python -m benchmarks` (make bench).

    capture   what a save costs with the queue listening, against the same save without
    drain     orders per second from the queue into the local QuickBooks, over HTTP

The pages of the console are measured by `python -m benchmarks.pages`, which make bench runs too.
Runs in a database of its own below the temporary folder, in a few seconds, and prints medians with
their spread. Figures hold for the machine they were measured on; the ratios travel better.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROUNDS, SAVES, ORDERS = 15, 40, 300


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        os.environ["STATE_DIR"] = folder
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["CELERY_BROKER_URL"] = "memory://localhost"
        os.environ["DJANGO_SETTINGS_MODULE"] = "qbo_bridge.settings"
        import_and_run()


def import_and_run() -> None:
    from benchmarks import scenario

    scenario.prepare()
    show("capture: save with / without", ratios(scenario.saves_with, scenario.saves_without))
    seconds, orders = scenario.drain(ORDERS)
    print(f"drain: {orders} orders in {seconds:.2f} s, {orders / seconds:.0f} a second")


def ratios(ours: Callable[[int], Any], theirs: Callable[[int], Any]) -> list[Decimal]:
    """Interleaved rounds, each a ratio of its own, so that a drifting machine cancels out."""
    return [Decimal(timed(ours)) / Decimal(timed(theirs)) for _round in range(ROUNDS)]


def timed(work: Callable[[int], Any]) -> float:
    started = time.perf_counter()
    work(SAVES)
    return time.perf_counter() - started


def show(title: str, values: list[Decimal]) -> None:
    low, middle, high = min(values), statistics.median(values), max(values)
    print(f"{title}: {middle:.2f} (from {low:.2f} to {high:.2f}, {len(values)} rounds)")


if __name__ == "__main__":
    main()
