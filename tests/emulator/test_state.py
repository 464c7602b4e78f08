"""What a state file is worth: the process is killed while it writes, and another one goes on."""

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from emulator.installation import DEMO_REALM
from tests.emulator.books import Books, Obj, line, sale

ROOT = Path(__file__).parents[2]


@contextmanager
def running(state: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "emulator", "--port", "0", "--quiet", "--state", str(state)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline().strip(), program
        finally:
            program.kill()


class Writer(threading.Thread):
    """Writes the same invoice again and again, each under its own request id."""

    def __init__(self, books: Books, form: Obj, name: str) -> None:
        super().__init__(daemon=True)
        self._books, self._form, self._name = books, form, name
        self.answered: dict[str, str] = {}

    def run(self) -> None:
        with suppress(requests.ConnectionError):
            for number in itertools.count():
                key = f"{self._name}-{number}"
                made = self._books.make("Invoice", self._form, requestid=key)
                self.answered[key] = made["Id"]


@pytest.mark.parametrize("after", [20, 45])
def test_it_keeps_whatever_it_answered_before_it_was_killed(tmp_path: Path, after: int) -> None:
    state = tmp_path / "books.db"
    with running(state) as (url, program):
        books = Books(url, DEMO_REALM)
        stocked = books.stocked(quantity=1000)
        form = sale(books.customer(), line(stocked, "5", "TAX", Qty=1, UnitPrice=5))
        writers = [Writer(Books(url, DEMO_REALM), form, name) for name in "ab"]
        for writer in writers:
            writer.start()
        while sum(len(writer.answered) for writer in writers) < after:
            writers[0].join(timeout=0.01)
        program.kill()
        for writer in writers:
            writer.join(timeout=10)

    answered = {key: id_ for writer in writers for key, id_ in writer.answered.items()}
    with running(state) as (url, program):
        books = Books(url, DEMO_REALM)
        kept = books.query("select count(*) from Invoice")["totalCount"]
        again = {key: books.make("Invoice", form, requestid=key)["Id"] for key in answered}
        left = books.read("Item", stocked["Id"])["QtyOnHand"]
        totals = books.control("GET", "ledger")["trial_balance"]

    assert again == answered
    assert len(answered) <= kept <= len(answered) + len(writers)
    assert left == 1000 - kept
    assert sum(row["debit"] for row in totals) == sum(row["credit"] for row in totals)
