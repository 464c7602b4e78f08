"""What the tests of the connections share: a live company, and a server that misbehaves."""

from collections.abc import Callable, Iterator

import pytest

from tests.bridge import connected, emulator_server, live_emulator, unconnected
from tests.connections.odd_server import OddServer, Reply

__all__ = ["connected", "emulator_server", "live_emulator", "odd_server", "unconnected"]


@pytest.fixture
def odd_server() -> Iterator[Callable[[Reply], OddServer]]:
    """`odd_server(reply)` answers every request with what `reply` does to it."""
    running: list[OddServer] = []

    def start(reply: Reply) -> OddServer:
        running.append(OddServer(reply))
        return running[-1]

    yield start
    for server in running:
        server.stop()
