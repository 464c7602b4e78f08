"""Starts the demo's processes and stops them together: emulator, web, worker with beat, and the
store that fills itself (`manage.py run_demo`), whose end is the demo's end.

    python -m qbo_bridge.demo [--once] [--store FOLDER]
"""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

from honcho import manager as processes

from qbo_bridge import first_run
from qbo_bridge.demo.printer import DemoPrinter

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SAMPLE_STORE = BASE_DIR / "qbo_bridge" / "demo_store"
WEB_PORT, EMULATOR_PORT = 8000, 8010
TRIED_PORTS = 50
# A worker looks only every other second whether it is told to end.
LONGEST_END_S = 20
HOST = "127.0.0.1"


def main() -> int:
    asked = arguments()
    first_run.write_secrets(first_run.ENV_FILE)
    state = state_folder(asked.store)
    env = environment(state)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env, check=True
    )
    processes.KILL_WAIT = LONGEST_END_S
    manager = processes.Manager(printer=DemoPrinter(state / "logs"))
    for name, command in commands(asked, env, state).items():
        manager.add_process(name, command, env=env, cwd=str(BASE_DIR))
    manager.loop()
    return int(manager.returncode or 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="End as soon as store and books agree.")
    parser.add_argument("--store", type=Path, help="A folder of CSV files with your own store.")
    asked = parser.parse_args()
    if asked.store is not None and not asked.store.is_dir():
        parser.error(f"{asked.store} is not a folder. docs/store-folder.md says what it must hold.")
    return asked


def state_folder(store: Path | None) -> Path:
    """Each store has its own state, so that a demo goes on where it was."""
    name = "demo" if store is None else f"demo-{store.resolve().name}"
    folder = Path(os.environ.get("DEMO_DIR", BASE_DIR / "var")) / name
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    return folder


def environment(state: Path) -> dict[str, str]:
    """The settings of every process; nothing from outside may lead the demo elsewhere."""
    web, emulator = free_port(WEB_PORT), free_port(EMULATOR_PORT)
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "ALLOW_EMULATOR": "true",
        "CELERY_BROKER_URL": "filesystem://localhost",
        "DATABASE_URL": f"sqlite:///{state}/bridge.sqlite3",
        "DEBUG": "false",
        "EMULATOR_URL": f"http://{HOST}:{emulator}",
        "LOG_LEVEL": "WARNING",
        "PUBLIC_URL": f"http://{HOST}:{web}",
        # The emulator of the demo answers at once and has no limits of its own to protect.
        "QBO_REQUESTS_PER_SECOND": "50",
        "READ_EVERY_S": "2",
        "STATE_DIR": str(state),
    }


def free_port(wanted: int) -> int:
    """The first free port from `wanted` on: a busy one is stepped aside."""
    for port in range(wanted, wanted + TRIED_PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No free port from {wanted} to {wanted + TRIED_PORTS}: close some programs.")


def commands(asked: argparse.Namespace, env: dict[str, str], state: Path) -> dict[str, str]:
    python = f'"{sys.executable}"'
    web, emulator = (env[name].rsplit(":", 1)[1] for name in ("PUBLIC_URL", "EMULATOR_URL"))
    folder = asked.store.resolve() if asked.store else SAMPLE_STORE
    once = " --once" if asked.once else ""
    return {
        "emulator": f'exec {python} -m emulator --port {emulator} --quiet --state "{state}/books"',
        "web": f"exec {python} -m gunicorn qbo_bridge.wsgi --bind {HOST}:{web} --threads 8 "
        "--no-control-socket",
        "worker": f"exec {python} -m celery --app qbo_bridge worker --beat --pool threads "
        "--concurrency 4 --loglevel WARNING --without-gossip --without-mingle",
        "store": f'exec {python} manage.py run_demo "{folder}"{once}',
    }


if __name__ == "__main__":
    sys.exit(main())
