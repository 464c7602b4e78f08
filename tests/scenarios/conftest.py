"""A store beside a company of its own for each scenario."""

from tests.bridge import connected, emulator_server, live_emulator
from tests.sync_queue.conftest import card, clock, quiet_doorbell, read

__all__ = [
    "card",
    "clock",
    "connected",
    "emulator_server",
    "live_emulator",
    "quiet_doorbell",
    "read",
]
