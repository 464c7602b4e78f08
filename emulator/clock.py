"""What time is it in the emulator? A clock that can run faster and jump forward."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Emulator time: wall time, `rate` times as fast since the last change, plus every jump."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._lock = threading.Lock()
        self._base_wall = wall()
        self._base_time = self._base_wall
        self.rate = 1.0

    def timestamp(self) -> float:
        """Seconds since the epoch, emulator time."""
        return self._base_time + (self._wall() - self._base_wall) * self.rate

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def wall(self) -> float:
        """Seconds since the epoch outside: when a call really arrived."""
        return self._wall()

    @property
    def offset(self) -> float:
        """How many seconds emulator time is ahead of the outside."""
        return self.timestamp() - self._wall()

    def set_rate(self, rate: float) -> None:
        with self._lock:
            self._rebase(0)
            self.rate = rate

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._rebase(seconds)

    def _rebase(self, jump: float) -> None:
        self._base_time = self.timestamp() + jump
        self._base_wall = self._wall()
