"""The core of the suite once more, on PostgreSQL: what holds on SQLite holds there too."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
CORE = (
    "tests/sync_queue/test_reader.py",
    "tests/sync_queue/test_signals.py",
    "tests/sync_queue/test_claim.py",
    "tests/sync_queue/test_leases.py",
    "tests/sync_queue/test_drill.py",
    "tests/entities/test_changes.py",
    "tests/entities/test_folder_import.py",
    "tests/connections/test_tokens.py",
)


@pytest.mark.timeout(200)
def test_the_core_of_the_suite_passes_on_postgresql(
    postgres: servers.Postgres, migrated: str
) -> None:
    places = {"DATABASE_URL": postgres.database("core"), "TEST_TEMPLATE": migrated}
    environment = {**os.environ, **places}
    environment = {n: v for n, v in environment.items() if not n.startswith("PYTEST_XDIST")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [*command, *CORE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    said = done.stdout[-4000:]
    assert done.returncode == 0, said
    assert re.search(r"\d+ passed", said)
    assert "skipped" not in said
