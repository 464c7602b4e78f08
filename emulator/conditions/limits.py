"""How much may go in one minute, one second, at once?

quickbooks: 500 calls a minute, 10 a second and 10 at once per company and app; 40 batches a
minute per app, 120 over all; 200 reports a minute. Whether the minutes slide and whether a refused
call counts is not documented.
"""

import threading
from collections import defaultdict, deque

PER_MINUTE, PER_SECOND, AT_ONCE = 500, 10, 10
BATCHES_OF_APP, BATCHES = 40, 120
REPORTS = 200
Who = tuple[str, str]


class Limits:
    """Windows per company and app; times are emulator seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: defaultdict[tuple[str, ...], deque[float]] = defaultdict(deque)
        self._running: defaultdict[Who, int] = defaultdict(int)

    def enter(
        self,
        realm: str,
        app: str,
        operation: str,
        *,
        now: float,
        fixed: bool = False,
        count_refused: bool = True,
    ) -> bool:
        """Count a call that arrives. False if it is one too many; `leave` follows either way.

        `fixed` windows begin with each full minute or second, others slide.
        """
        who = (realm, app)
        with self._lock:
            self._running[who] += 1
            wanted = _windows(realm, app, operation)
            counts = [self._count(key, now, seconds, fixed) for key, seconds, _most in wanted]
            allowed = self._running[who] <= AT_ONCE
            allowed &= all(count <= most for count, (*_, most) in zip(counts, wanted, strict=True))
            if not allowed and not count_refused:
                for key, _seconds, _most in wanted:
                    self._windows[key].pop()
            return allowed

    def leave(self, realm: str, app: str) -> None:
        with self._lock:
            self._running[realm, app] -= 1

    def _count(self, key: tuple[str, ...], now: float, seconds: float, fixed: bool) -> int:
        window = self._windows[key]
        gone = now - (now % seconds if fixed else seconds)
        while window and window[0] <= gone:
            window.popleft()
        window.append(now)
        return len(window)


def _windows(realm: str, app: str, operation: str) -> list[tuple[tuple[str, ...], int, int]]:
    """Which windows a call counts in: their keys, their seconds, how many they let in."""
    found: list[tuple[tuple[str, ...], int, int]] = [
        (("minute", realm), 60, PER_MINUTE),
        (("second", realm, app), 1, PER_SECOND),
    ]
    if operation == "batch":
        found += [(("batch", realm, app), 60, BATCHES_OF_APP), (("batches", realm), 60, BATCHES)]
    if operation == "report":
        found.append((("reports", realm), 60, REPORTS))
    return found
