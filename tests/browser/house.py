"""The embedded installation that people have at first: web server, one worker with beat, and a
local QuickBooks beside it, each a process of its own, on SQLite and the file-system broker."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.bridge import LiveEmulator
from tests.grown_up.installation import Installation, Process, install
from tests.servers import await_true, free_port

DEED = "import django; django.setup(); from tests.browser import deeds; deeds.main()"
GUNICORN = ("-m", "gunicorn", "qbo_bridge.wsgi", "--threads", "8", "--no-control-socket")


@dataclass
class House:
    """`url` is the console's address, `books` the local QuickBooks."""

    inside: Installation
    url: str
    books: LiveEmulator

    def deed(self, what: str, **arguments: Any) -> Any:
        """Does one of `deeds` inside the installation and returns its answer."""
        return json.loads(self.inside._run(["-c", DEED, what, json.dumps(arguments)], check=True))

    def run_demo(self) -> None:
        """Fills the store with one of each kind of order and waits until the worker is through.

        QuickBooks refuses one of them.
        """
        self.books.schedule("", "6540", entity="SalesReceipt", operation="create")
        self.inside.manage("run_demo", "qbo_bridge/demo_store", "--once", check=False)

    def ready(self, company: str, **wishes: Any) -> Any:
        """A connected company for the storefront of the same name; see `deeds.ready`."""
        return self.deed("ready", url=self.books.url, company=company, **wishes)

    def stop(self) -> None:
        self.inside.stop()


def build(folder: Path, migrated_file: Path | None = None) -> House:
    """Starts all of it in `folder`, with Alice as its first user, and waits until it answers.

    Its database is a copy of `migrated_file`, or made by the migrations where none is given.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    made = install(folder, PUBLIC_URL=url, ALLOW_EMULATOR="true", LOG_LEVEL="WARNING")
    try:
        books = made.start_emulator()
        made.begin_with(migrated_file)
        web = made.start("web", *GUNICORN, "--bind", f"127.0.0.1:{port}")
        made.start_worker("--beat")
        house = House(made, url, books)
        house.deed("people")
        await_true(lambda: answers(web, url), seconds=30, what="the web server answers")
    except BaseException:
        made.stop()
        raise
    return house


def answers(web: Process, url: str) -> bool:
    assert web.is_alive, web.said
    try:
        return requests.get(f"{url}/admin/login/", timeout=5).ok
    except requests.ConnectionError:
        return False
