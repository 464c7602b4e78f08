"""Sixteen threads refused at once make one call; the service would revoke a second one's chain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated
from tests.bridge import LiveEmulator

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys, django
django.setup()
from tests.connections import refresh_race
refresh_race.main(*sys.argv[1:])
"""
THREADS, ROUNDS = 16, 5


@pytest.mark.timeout(90)
def test_one_call_per_expiry_and_nobody_is_thrown_out(
    live_emulator: LiveEmulator, tmp_path: Path, migrated_file: Path
) -> None:
    live_emulator.set(rotate_s=0, token_reuse="revoke")
    realm = live_emulator.found()
    pair = live_emulator.tokens(realm)
    migrated.copy(migrated_file, str(tmp_path / "race.sqlite3")).close()
    environment = {
        **os.environ,
        "EMULATOR_URL": live_emulator.url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/race.sqlite3",
        "STATE_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "qbo_bridge.settings",
    }

    words = [realm, pair.access, pair.refresh, str(THREADS), str(ROUNDS)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )

    calls = [call for call in live_emulator.log("") if call["operation"] == "refresh_token"]
    assert (done.stdout, done.returncode) == ("0\n", 0), done.stderr
    assert [call["status"] for call in calls] == [200] * ROUNDS
