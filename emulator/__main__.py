"""`python -m emulator`: serve a local QuickBooks Online until Ctrl-C."""

import argparse
import gc
import sqlite3
import sys
from pathlib import Path

from emulator import tls
from emulator.installation import DEMO_REALM
from emulator.server import Server

MOST_PORT = 65_535
# The books only grow, and hardly anything in them points back: to look through all of them for
# rings after every few hundred new objects costs a fifth of the time and finds nothing.
SELDOM = (50_000, 20, 50)


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    gc.set_threshold(*SELDOM)
    try:
        secured = _secured(arguments.tls)
        server = Server(
            arguments.host, arguments.port, arguments.state, quiet=arguments.quiet, secured=secured
        )
    except (OSError, sqlite3.Error) as error:
        parser.exit(1, f"The emulator cannot start: {error}\n")
    demo = server.installation.companies[DEMO_REALM]
    sys.stdout.write(
        f"{server.url}\n"
        f"Company {demo.about['name']}, realm {DEMO_REALM}\n"
        "Client id emulator-client, secret emulator-secret\n"
    )
    if secured is not None:
        sys.stdout.write(f"CA certificate {secured.authority}\n")
    sys.stdout.flush()
    try:
        server.run()
    except KeyboardInterrupt:
        server.store.close()
    return 0


def _secured(folder: str | None) -> tls.Tls | None:
    """Nothing without --tls; a new authority without a folder."""
    return None if folder is None else tls.prepare(Path(folder) if folder else None)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {MOST_PORT}, not {text}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8010, help="0 takes a free port")
    parser.add_argument("--state", help="a file that keeps the books; without it: in memory")
    parser.add_argument(
        "--tls",
        nargs="?",
        const="",
        metavar="DIR",
        help="serve https; DIR keeps the CA certificate from one start to the next",
    )
    parser.add_argument("--quiet", action="store_true", help="do not print every call")
    return parser


if __name__ == "__main__":
    sys.exit(main())
