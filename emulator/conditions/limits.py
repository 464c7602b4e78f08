"""How much may go in one minute, one second, at once?

quickbooks: 500 calls a minute, 10 a second and 10 at once per company and app; 40 batches a
minute per app, 120 over all; 200 reports a minute. A refused call counts too.
"""

import threading
from collections import defaultdict, deque

PER_MINUTE, PER_SECOND, AT_ONCE = 500, 10, 10
BATCHES_OF_APP, BATCHES = 40, 120
REPORTS = 200
Who = tuple[str, str]


class Limits:
    """Sliding windows per company and app; times are emulator seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: defaultdict[tuple[str, ...], deque[float]] = defaultdict(deque)
        self._running: defaultdict[Who, int] = defaultdict(int)

    def enter(self, realm: str, app: str, operation: str, *, now: float) -> bool:
        """Count a call that arrives. False if it is one too many; `leave` follows either way."""
        who = (realm, app)
        with self._lock:
            self._running[who] += 1
            windows = [
                self._count(("minute", realm), now, 60) <= PER_MINUTE,
                self._count(("second", *who), now, 1) <= PER_SECOND,
                self._running[who] <= AT_ONCE,
            ]
            if operation == "batch":
                windows += [
                    self._count(("batch", *who), now, 60) <= BATCHES_OF_APP,
                    self._count(("batches", realm), now, 60) <= BATCHES,
                ]
            if operation == "report":
                windows.append(self._count(("reports", realm), now, 60) <= REPORTS)
            return all(windows)

    def leave(self, realm: str, app: str) -> None:
        with self._lock:
            self._running[realm, app] -= 1

    def _count(self, key: tuple[str, ...], now: float, seconds: float) -> int:
        window = self._windows[key]
        while window and window[0] <= now - seconds:
            window.popleft()
        window.append(now)
        return len(window)
