"""`make demo` as a newcomer runs it: real processes, real ports, and nothing left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import pytest

from tests.servers import await_true

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 110

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One state for all tests here: the second run goes on where the first one was."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def busy_ports() -> Iterator[None]:
    """Somebody else serves on the ports that the demo would like to have."""
    with ExitStack() as stack:
        for port in (8000, 8010):
            taken = stack.enter_context(closing(socket.socket()))
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(("127.0.0.1", port))
                taken.listen()
            except OSError:
                continue
        yield


def demo(demo_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    # In a session of its own, so that Ctrl-C reaches it as it would in a terminal.
    return subprocess.Popen(
        [sys.executable, "-m", "qbo_bridge.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIR": str(demo_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def still_running(demo_dir: Path) -> list[str]:
    """Command lines of processes that were started with this state folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("STATE_DIR", "").startswith(str(demo_dir)):
                found.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def test_it_ends_well_when_store_and_books_agree(demo_dir: Path, busy_ports: None) -> None:
    output, _ = (running := demo(demo_dir, "--once")).communicate(timeout=LONGEST_S)

    assert running.returncode == 0, output
    assert re.search(r"│ +0 │ unexplained", output), output
    assert "http://127.0.0.1:8000/admin/" not in output
    assert still_running(demo_dir) == []


def test_it_goes_on_where_it_was(demo_dir: Path) -> None:
    output, _ = (running := demo(demo_dir, "--once")).communicate(timeout=LONGEST_S)

    assert running.returncode == 0, output
    assert "to go" not in output
    assert re.search(r"│ +0 │ unexplained", output), output


def test_ctrl_c_leaves_no_process_behind(demo_dir: Path) -> None:
    running = demo(demo_dir)
    assert running.stdout is not None
    for line in running.stdout:
        if "Serving until Ctrl-C" in line:
            break

    os.killpg(running.pid, signal.SIGINT)
    running.wait(timeout=20)
    running.stdout.close()

    await_true(lambda: not still_running(demo_dir), seconds=10, what="nothing runs", every=0.5)


def test_it_refuses_a_store_that_is_no_folder(demo_dir: Path) -> None:
    output, _ = (running := demo(demo_dir, "--store", "nowhere")).communicate(timeout=30)

    assert running.returncode == 2
    assert "nowhere is not a folder" in output


def test_it_names_the_line_of_a_store_that_cannot_be_read(demo_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("key,first_name,colour\nc1,Ann,red\n")

    output, _ = (running := demo(demo_dir, "--store", str(tmp_path), "--once")).communicate(
        timeout=LONGEST_S
    )

    assert running.returncode != 0
    assert "customers.csv" in output
    assert "colour" in output
