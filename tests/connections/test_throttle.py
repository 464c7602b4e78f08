"""The budget is what the Exchange rows leave over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from connections import throttle
from connections.models import Connection, Exchange

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def company(settings: Any) -> Connection:
    settings.QBO_LIMITS = {
        "requests_per_minute": 50,
        "requests_per_second": 10,
        "in_flight": 4,
        "batches_per_minute": 3,
        "items_per_batch": 30,
        "reserved_for_console": 5,
    }
    return Connection.objects.create(name="Main books", slug="main")


def made(company: Connection, count: int, ago_s: float, **columns: Any) -> None:
    """`count` calls that started one after the other, the first of them `ago_s` before NOW."""
    values = {"method": "POST", "path": "/invoice", "status": 200, "took_ms": 300, **columns}
    Exchange.objects.bulk_create(
        Exchange(
            connection=company,
            started_at=NOW - timedelta(seconds=ago_s) + timedelta(milliseconds=place),
            **values,
        )
        for place in range(count)
    )


def delay(company: Connection, **also: Any) -> float:
    return throttle.delay(connection=company, now=NOW, **also)


def test_an_idle_company_may_be_asked_at_once(company: Connection) -> None:
    assert delay(company) == 0.0


def test_a_full_minute_waits_until_its_oldest_call_leaves(company: Connection) -> None:
    made(company, 45, ago_s=40)

    assert delay(company) == pytest.approx(20.0, abs=0.01)


def test_the_console_has_a_share_of_the_minute_to_itself(company: Connection) -> None:
    made(company, 45, ago_s=40)
    assert delay(company, for_console=True) == 0.0

    made(company, 5, ago_s=30)
    assert delay(company, for_console=True) > 0


def test_a_minute_later_the_budget_is_back(company: Connection) -> None:
    made(company, 50, ago_s=60.1)

    assert delay(company) == 0.0


def test_no_more_than_ten_start_in_a_second(company: Connection) -> None:
    made(company, 10, ago_s=0.4)

    assert delay(company) == pytest.approx(0.6, abs=0.02)


def test_calls_in_flight_are_limited(company: Connection) -> None:
    made(company, 4, ago_s=100, status=None, took_ms=None)

    assert 0 < delay(company) <= 0.1


def test_the_calls_of_a_dead_reader_stop_counting_after_the_longest_call(
    company: Connection,
) -> None:
    made(company, 4, ago_s=131, status=None, took_ms=None)

    assert delay(company) == 0.0


def test_a_call_that_never_left_is_not_in_flight(company: Connection) -> None:
    made(company, 4, ago_s=20, status=None, fault_code="unreachable")

    assert delay(company) == 0.0


def test_batches_have_a_window_of_their_own(company: Connection) -> None:
    made(company, 3, ago_s=50, is_batch=True, path="/batch")

    assert delay(company, is_batch=True) == pytest.approx(10.0, abs=0.01)
    assert delay(company) == 0.0


@pytest.mark.parametrize("status", [429, 403, 200])
def test_after_a_throttle_the_company_is_silent_for_a_minute(
    company: Connection, status: int
) -> None:
    made(company, 1, ago_s=12, status=status, fault_code="3001")

    assert delay(company, for_console=True) == pytest.approx(48.0)


def test_another_company_has_its_own_budget(company: Connection) -> None:
    made(company, 50, ago_s=10)
    other = Connection.objects.create(name="Bob's books", slug="bob")

    assert delay(other) == 0.0


def test_it_never_allows_more_than_the_minute_holds(company: Connection) -> None:
    moment, starts = NOW, []
    while len(starts) < 120:
        wait = throttle.delay(connection=company, now=moment)
        moment += timedelta(seconds=wait)
        if wait == 0.0:
            starts.append(moment)
            Exchange.objects.create(
                connection=company, method="GET", path="/x", started_at=moment, status=200
            )
            moment += timedelta(milliseconds=30)

    for first, last in zip(starts, starts[45:], strict=False):
        assert (last - first).total_seconds() >= 60
    for first, last in zip(starts, starts[10:], strict=False):
        assert (last - first).total_seconds() >= 1


def test_it_asks_the_database_once(company: Connection) -> None:
    made(company, 50, ago_s=10)

    with CaptureQueriesContext(database) as asked:
        delay(company, is_batch=True)

    assert len(asked) == 1
