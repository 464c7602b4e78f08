"""Where do the books live? One SQLite file that survives a crash, or nowhere.

Every row is JSON text under (space, key): companies, their records, grants, settings.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from emulator import wire

Row = tuple[str, str, Any]
# Rows read at once: the books of years are not held twice while they are restored.
PORTION = 1000
KEEP = (
    "INSERT INTO rows VALUES (?, ?, ?) "
    "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value"
)


class Store:
    """Rows of JSON; without a path nothing is kept."""

    def __init__(self, path: str | Path | None = None) -> None:
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        if path is not None:
            self._database = self._open(str(path))

    @property
    def lasting(self) -> bool:
        """Whether there is a file at all."""
        return self._database is not None

    def save(self, rows: Iterable[Row]) -> None:
        """Write (space, key, value) rows in one transaction; a value of None removes the row."""
        if self._database is None:
            return
        texts = [
            (space, key, value if value is None else wire.dumps(value))
            for space, key, value in rows
        ]
        with self._lock, self._database:
            for space, key, text in texts:
                if text is None:
                    self._database.execute("DELETE FROM rows WHERE space=? AND key=?", (space, key))
                else:
                    self._database.execute(KEEP, (space, key, text))

    def load(self, space: str) -> Iterator[tuple[str, Any]]:
        """All rows of a space in the order of their keys' first writing."""
        if self._database is None:
            return
        with self._lock:
            cursor = self._database.execute(
                "SELECT key, value FROM rows WHERE space=? ORDER BY rowid", (space,)
            )
            rows = cursor.fetchmany(PORTION)
        while rows:
            for key, text in rows:
                yield key, wire.loads(text)
            with self._lock:
                rows = cursor.fetchmany(PORTION)

    def find(self, space: str, key: str) -> Any:
        """The value of one row, None where there is none."""
        if self._database is None:
            return None
        with self._lock:
            row = self._database.execute(
                "SELECT value FROM rows WHERE space=? AND key=?", (space, key)
            ).fetchone()
        return None if row is None else wire.loads(row[0])

    def clear(self) -> None:
        if self._database is None:
            return
        with self._lock, self._database:
            self._database.execute("DELETE FROM rows")

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def _open(self, path: str) -> sqlite3.Connection:
        database = sqlite3.connect(path, check_same_thread=False)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute(
            "CREATE TABLE IF NOT EXISTS rows (space TEXT, key TEXT, value TEXT, "
            "PRIMARY KEY (space, key))"
        )
        return database
