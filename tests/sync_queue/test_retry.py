"""When is it tried again? Later each time, never all at once, and not for ever."""

import random
from datetime import timedelta

import pytest

from sync_queue import retry
from tests.factories import NOON


def delay(attempts: int, seed: int = 1) -> float:
    due = retry.next_try(attempts=attempts, now=NOON, chance=random.Random(seed))
    assert due is not None
    return (due - NOON).total_seconds()


@pytest.mark.parametrize(("attempts", "least", "most"), [(1, 5, 10), (2, 10, 20), (5, 80, 160)])
def test_the_wait_doubles_and_is_never_near_zero(attempts: int, least: int, most: int) -> None:
    delays = [delay(attempts, seed) for seed in range(50)]

    assert all(least <= one <= most for one in delays)
    assert len(set(delays)) > 40


def test_after_six_tries_a_person_must_look() -> None:
    assert retry.next_try(attempts=6, now=NOON, chance=random.Random(1)) is None


@pytest.mark.parametrize(("sends", "seconds"), [(0, 10), (1, 10), (2, 20), (4, 80), (30, 3600)])
def test_the_same_bytes_go_again_later_each_time_but_at_least_hourly(
    sends: int, seconds: int
) -> None:
    assert retry.repeat_after(sends=sends) == timedelta(seconds=seconds)
