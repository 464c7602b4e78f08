"""Clients from the npm registry work with the emulator: node-quickbooks and intuit-oauth.

Each script of the folder node is one test; it opens companies of its own.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.server import serve

FOLDER = Path(__file__).parent / "node"
SCRIPTS = sorted(path.name for path in FOLDER.glob("*.test.js"))


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("No Node.js was found: install it, then run `make test` again.")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip(f"The clients are not installed: run `npm ci` in {FOLDER}.")
    return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = serve()
    yield server.url
    server.stop()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_client_works_unchanged(node: str, address: str, script: str) -> None:
    ended = subprocess.run(
        [node, "--test", script],
        cwd=FOLDER,
        env={**os.environ, "EMULATOR": address, "NODE_ENV": "production"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
