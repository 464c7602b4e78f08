"""One SQLite database with all tables for a whole run, which everybody copies who needs one.

The migrations make it, from nothing, once: the first who asks does it, the other workers of
pytest-xdist wait. `tests/qbo_bridge/test_migrations.py` proves what the migrations lead to.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "migrated.sqlite3"
LONGEST_S = 110


def file(basetemp: Path) -> Path:
    """The database of this run; `basetemp` is the base folder of pytest's temporary ones."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    folder = (basetemp.parent if is_worker else basetemp) / "migrated"
    folder.mkdir(exist_ok=True)
    made = folder / NAME
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            migrate(folder / "unfinished").rename(made)
    return made


def migrate(folder: Path) -> Path:
    """Runs all migrations as an installation does, in an empty folder; returns the database."""
    folder.mkdir()
    database = folder / NAME
    places = {"STATE_DIR": str(folder), "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return database


def copy(made: Path, to: str) -> sqlite3.Connection:
    """Copies a database to a path or SQLite URI; a copy in memory lives while it is open."""
    target = sqlite3.connect(to, uri=to.startswith("file:"))
    with closing(sqlite3.connect(made)) as source:
        source.backup(target)
    return target
