"""Do the console's pages stay quick in a long queue? `python -m benchmarks.pages`.

Two stores of the same make-up, one whose queue has `--few` rows (100) and one with `--many`
(1,000,000), each in a database and a process of its own. Every page is asked for in turn from both,
and the ratio of the two medians is printed: the claim is at most 2. `--postgres` measures on a
PostgreSQL that is started for it. Building the large store takes a minute or two.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

FEW, MANY, ROUNDS = 100, 1_000_000, 15
MOST_RATIO = 2.0


class Store:
    """A process that has built a store and answers pages."""

    def __init__(self, rows: int, folder: Path, database: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        own = {
            "STATE_DIR": str(folder),
            "DATABASE_URL": database or f"sqlite:///{folder / 'bench.sqlite3'}",
            "CELERY_BROKER_URL": "memory://localhost",
            "DJANGO_SETTINGS_MODULE": "qbo_bridge.settings",
        }
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "benchmarks.long_queue", str(rows)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **own},
        )

    def said(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise SystemExit("The store ended; what it said stands above.")
        return line

    def milliseconds(self, page: str) -> float:
        """How long the page took; the text is thrown away."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{page}\n")
        self.process.stdin.flush()
        return float(self.said())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--folder", help="Keeps the SQLite stores there, for the next time.")
    asked = parser.parse_args()
    with stores(asked) as (few, many):
        print(f"pages: {few.said()}; {many.said()}", flush=True)
        pages = few.said().split()
        many.said()
        for page in pages:
            show(page, few, many, asked.rounds)


@contextmanager
def stores(asked: argparse.Namespace) -> Iterator[tuple[Store, Store]]:
    """Both stores, being built at the same time."""
    place = nullcontext(asked.folder) if asked.folder else tempfile.TemporaryDirectory()
    with postgres(asked.postgres) as server, place as folder:
        both = [
            Store(rows, Path(folder) / name, server.database(name) if server else "")
            for name, rows in (("few", asked.few), ("many", asked.many))
        ]
        try:
            yield both[0], both[1]
        finally:
            for store in both:
                store.stop()


def postgres(is_wanted: bool) -> Any:
    if not is_wanted:
        return nullcontext()
    from tests.servers import running_postgres

    return running_postgres()


def show(page: str, few: Store, many: Store, rounds: int) -> None:
    """Interleaved, so that a drifting machine cancels out; the first answer warms up."""
    times = [(few.milliseconds(page), many.milliseconds(page)) for _ in range(rounds + 1)][1:]
    short, long = (statistics.median(column) for column in zip(*times, strict=True))
    worst = max(column for _, column in times)
    ratio = long / short
    verdict = "" if ratio <= MOST_RATIO else "   more than twice"
    print(
        f"{page:16} {short:7.1f} ms {long:7.1f} ms (worst {worst:.1f})   x {ratio:.2f}{verdict}",
        flush=True,
    )


if __name__ == "__main__":
    main()
