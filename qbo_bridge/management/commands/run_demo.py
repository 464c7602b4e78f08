"""The demo's own part: fills the store, watches the bridge work, shows store against books.

It sends nothing itself: what is sent, the worker beside it sends.
"""

import signal
import sys
import time
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from connections.models import Connection
from entities import folder
from qbo_bridge.demo import company, table
from sync_queue import books
from sync_queue.models import QueueRow

LONGEST_START_S = 60.0
# The bridge is given so long without any progress before the demo says that it is stuck.
LONGEST_STILL_S = 120.0


class Command(BaseCommand):
    help = "Fills the demo's store and shows how it reaches the books."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The store as a folder of CSV files.")
        parser.add_argument("--once", action="store_true", help="End when store and books agree.")

    def handle(self, *args: Any, **options: Any) -> None:
        password = company.admin_password()
        wait_for(f"{settings.EMULATOR_URL}/.well-known/openid_configuration")
        wait_for(f"{settings.PUBLIC_URL}/admin/login/")
        connection = company.connection()
        self.say(f"Connected to {connection.company_name} ({settings.EMULATOR_URL}).")
        self.fill(options["folder"], connection)
        is_through = self.watch(connection)
        agrees = self.show(connection) and is_through
        self.say(f"\nThe console: {settings.PUBLIC_URL}/admin/")
        self.say(f"  login {company.ADMIN}, password {password}")
        self.say(f"The books:   {settings.EMULATOR_URL}/")
        if options["once"]:
            sys.exit(0 if agrees else 1)
        self.say("Serving until Ctrl-C.")
        signal.pause()

    def fill(self, source: Path, connection: Connection) -> None:
        try:
            report = folder.import_folder(folder=source)
        except folder.FolderRefused as refused:
            raise CommandError(str(refused)) from refused
        counts = {
            name: one.created + one.updated + one.unchanged for name, one in report.kinds.items()
        }
        self.say("The store: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
        for sentence in company.choose(connection):
            self.say(f"  {sentence}")
        company.start_books(connection)

    def watch(self, connection: Connection) -> bool:
        """Shows the progress until nothing more goes by itself; False if it stands still."""
        left, since = -1, time.monotonic()
        while (now_left := unsent(connection).count()) > 0:
            if now_left != left:
                left, since = now_left, time.monotonic()
                done = QueueRow.objects.filter(connection=connection, state="done").count()
                self.say(f"  {done:>5} done, {left:>5} to go")
            if time.monotonic() - since > LONGEST_STILL_S:
                self.say(f"The bridge stands still; {settings.STATE_DIR}/logs may say why.")
                return False
            time.sleep(0.5)
        return True

    def show(self, connection: Connection) -> bool:
        """Prints the table; True if nothing is unexplained."""
        comparison = books.compare(connection)
        table.show(comparison)
        return comparison.is_clean

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def unsent(connection: Connection) -> Any:
    """Rows that will still move by themselves: not those behind one that a person must mend."""
    rows = QueueRow.objects.filter(connection=connection)
    stuck = set(rows.filter(state__in=["held", "error"]).values_list("pk", flat=True))
    while behind := set(rows.filter(blocked_by__in=stuck).values_list("pk", flat=True)) - stuck:
        stuck |= behind
    return rows.filter(state__in=["waiting", "sending", "uncertain"]).exclude(pk__in=stuck)


def wait_for(url: str) -> None:
    """Returns when `url` answers; raises CommandError if it never does."""
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until:
        try:
            requests.get(url, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise CommandError(f"{url} does not answer; the logs beside the demo's state say why.")
