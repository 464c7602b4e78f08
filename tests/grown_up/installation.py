"""One installation as in production, in a folder of its own: settings, commands, processes.

Every process leads a session of its own and is ended by its id, whatever a test's ending.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from tests import migrated
from tests.bridge import LiveEmulator
from tests.servers import NotReady, await_true

ROOT = Path(__file__).resolve().parents[2]
WORKER = (
    "-m",
    "celery",
    "--app",
    "qbo_bridge",
    "worker",
    "--pool",
    "threads",
    "--concurrency",
    "4",
)
QUIETLY = ("--loglevel", "INFO", "--without-gossip", "--without-mingle")
BEAT = ("-m", "celery", "--app", "qbo_bridge", "beat", "--loglevel", "INFO")
DEED = "import django; django.setup(); from tests.grown_up import deeds; deeds.main()"
# The clock of a test: what takes minutes in production takes a moment here.
HURRY = {
    "READER_LEASE_S": "2.5",
    "READER_QUIET_S": "2",
    "READ_EVERY_S": "1",
    "QBO_REQUESTS_PER_MINUTE": "100000",
    "QBO_REQUESTS_PER_SECOND": "10000",
    "QBO_BATCHES_PER_MINUTE": "100000",
}


@dataclass
class Process:
    """A program that runs: `log` is what it said so far."""

    name: str
    log: Path
    running: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def is_alive(self) -> bool:
        return self.running.poll() is None

    def await_word(self, pattern: str, *, seconds: float = 30.0) -> re.Match[str]:
        """Waits until the program has said something like `pattern`."""
        try:
            found = await_true(
                lambda: re.search(pattern, self.said) or not self.is_alive,
                seconds=seconds,
                what=f"{self.name} says {pattern}",
            )
        except NotReady as trouble:
            raise NotReady(f"{trouble}; it said: {self.said[-2000:]}") from trouble
        if found is True:
            raise NotReady(f"{self.name} ended: {self.said[-2000:]}")
        match: re.Match[str] = found
        return match

    def kill(self) -> None:
        """SIGKILL for the program and whatever it started: nobody may tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(10)

    def kill_alone(self) -> None:
        """SIGKILL for the program only; what it started is left behind, as by an out-of-memory."""
        self.running.kill()
        self.running.wait(10)

    def end(self, *, seconds: float = 10.0) -> int:
        """SIGTERM, then what is left is killed; returns the exit code."""
        if self.is_alive:
            self.running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(seconds)
        self.kill()
        return int(self.running.returncode)


@dataclass
class Installation:
    """`env` is the whole environment of its programs; nothing from outside leads it elsewhere."""

    folder: Path
    env: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    emulator: LiveEmulator | None = None

    def start(self, name: str, *command: str, env: Mapping[str, str] | None = None) -> Process:
        """Starts `python <command>`."""
        place = self.folder / f"{len(self.processes)}-{name}.log"
        settings = {**self.env, **(env or {})}
        process = launch(name, [sys.executable, *command], env=settings, log=place)
        self.processes.append(process)
        return process

    def start_emulator(self, **settings: Any) -> LiveEmulator:
        process = self.start("emulator", "-m", "emulator", "--port", "0", "--quiet")
        url = process.await_word(r"http://[\d.]+:\d+").group()
        self.env["EMULATOR_URL"] = url
        self.emulator = LiveEmulator(url)
        self.emulator.set(**settings)
        return self.emulator

    def start_worker(self, *options: str) -> Process:
        name = f"worker-{len(self.processes)}"
        return self.start(name, *WORKER, "--hostname", f"{name}@%h", *QUIETLY, *options)

    def start_beat(self) -> Process:
        return self.start("beat", *BEAT)

    def begin_with(self, migrated_file: Path | None) -> None:
        """Gives SQLite's form its tables: by a copy of a migrated database, else by migrating."""
        if migrated_file is None:
            self.manage("migrate", "--verbosity", "0")
            return
        database = Path(self.env["DATABASE_URL"].removeprefix("sqlite:///"))
        database.parent.mkdir(exist_ok=True)
        migrated.copy(migrated_file, str(database)).close()

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Runs `manage.py <arguments>` and returns what it printed."""
        return self._run(["manage.py", *arguments], check=check)

    def deed(self, name: str, **arguments: Any) -> Any:
        """Does one of `deeds` inside the installation and returns its answer."""
        said = self._run(["-c", DEED, name, json.dumps(arguments)], check=True)
        return json.loads(said)

    def start_deed(self, name: str, **arguments: Any) -> Process:
        return self.start(name, "-c", DEED, name, json.dumps(arguments))

    def rows(self) -> dict[str, int]:
        """How many rows are in which state, over all companies."""
        counts: dict[str, int] = self.deed("rows")
        return counts

    def await_drained(self, *, seconds: float) -> None:
        """Waits until nothing is left to be sent; the workers alone do it."""
        try:
            self.deed("drained", seconds=seconds)
        except AssertionError as trouble:
            left = "\n".join(self.deed("left"))
            logs = "\n".join(f"{one.name}: {one.said[-400:]}" for one in self.processes)
            raise AssertionError(f"Left in the queue: {left}\n{logs}") from trouble

    def comparison(self) -> Any:
        return json.loads(self.manage("compare_books", "--json", check=False))

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
        if self.emulator is not None:
            self.emulator.http.close()

    def _run(self, command: list[str], *, check: bool) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout


def launch(name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path) -> Process:
    """Starts a program in the project's folder, as the leader of a session of its own."""
    with log.open("wb") as file:
        running = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=file, stderr=file, start_new_session=True
        )
    return Process(name, log, running)


def install(folder: Path, **settings: str) -> Installation:
    """An installation in `folder`, its database still to be migrated; without DATABASE_URL and
    a broker it is the embedded form: SQLite and the file-system broker."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {
        **kept,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "qbo_bridge.settings",
        "SECRET_KEY": "only-for-this-test-" + "x" * 40,
        "TOKEN_KEYS": Fernet.generate_key().decode(),
        "STATE_DIR": str(folder / "state"),
        "DATABASE_URL": f"sqlite:///{folder}/state/bridge.sqlite3",
        "CELERY_BROKER_URL": "filesystem://localhost",
        **HURRY,
        **settings,
    }
    return Installation(folder, env)
