"""Should a row that was refused for a passing reason be tried again, and when?

Input is how often it was tried, output a moment or None for "a person must look". The delay
doubles and is jittered by half, never to near zero: many rows that failed together must not
return together, nor at once.
"""

import random
from datetime import datetime, timedelta

MOST_ATTEMPTS = 6
FIRST_S = 10.0
LONGEST_S = 3600.0
# What was given up, or waits for something to be mended, is tried once more after so long: it may
# have been mended in QuickBooks, where nobody tells the bridge.
AGAIN_AFTER = timedelta(days=1)


def next_try(*, attempts: int, now: datetime, chance: random.Random) -> datetime | None:
    """`attempts` counts the tries so far, this one included."""
    if attempts >= MOST_ATTEMPTS:
        return None
    whole = min(FIRST_S * 2 ** (attempts - 1), LONGEST_S)
    return now + timedelta(seconds=whole / 2 + chance.uniform(0, whole / 2))


def given_up_before(now: datetime) -> datetime:
    """Rows that were last tried before this moment are tried again."""
    return now - AGAIN_AFTER


def repeat_after(*, sends: int) -> timedelta:
    """How long to wait before the same bytes go again to a QuickBooks that is in trouble."""
    return timedelta(seconds=min(FIRST_S * 2 ** max(sends - 1, 0), LONGEST_S))
