"""Store and QuickBooks day by day: each order on its day, by currency, from orders and links."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection
from sync_queue.figures import overview, remembering, trading
from sync_queue.intake import unbooked
from sync_queue.models import QueueRow, Remembered
from sync_queue.views import picture
from tests.factories import OrderFactory
from tests.sync_queue.console_rows import NOW, booked

pytestmark = pytest.mark.django_db


def days(shelf: Connection, first: date, last: date) -> list[tuple[str, str, int, int]]:
    found = trading.days(unbooked.due_orders(shelf), shelf, first=first, last=last)
    return [
        (str(one.day), one.balance.currency, one.balance.store_count, one.balance.books_count)
        for one in found
    ]


def test_each_order_counts_on_the_day_of_its_bill(shelf: Connection) -> None:
    for day in (3, 3, 5):
        OrderFactory(placed_at=datetime(2026, 11, day, 12, tzinfo=UTC))
    booked(OrderFactory(placed_at=datetime(2026, 11, 5, 9, tzinfo=UTC)), shelf)
    OrderFactory(placed_at=datetime(2026, 11, 5, 9, tzinfo=UTC), currency="EUR")

    assert days(shelf, date(2026, 11, 1), date(2026, 11, 30)) == [
        ("2026-11-03", "USD", 2, 0),
        ("2026-11-05", "EUR", 1, 0),
        ("2026-11-05", "USD", 2, 1),
    ]


def test_a_day_begins_at_midnight_where_the_company_is(shelf: Connection) -> None:
    shelf.time_zone = "America/Los_Angeles"
    OrderFactory(placed_at=datetime(2026, 11, 4, 5, tzinfo=UTC))

    assert days(shelf, date(2026, 11, 3), date(2026, 11, 3)) == [("2026-11-03", "USD", 1, 0)]
    assert days(shelf, date(2026, 11, 4), date(2026, 11, 4)) == []


def test_an_order_without_a_bill_counts_on_the_day_of_its_status(shelf: Connection) -> None:
    order = OrderFactory(placed_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    order.invoices.all().delete()

    assert days(shelf, date(2026, 11, 3), date(2026, 11, 3)) == [("2026-11-03", "USD", 1, 0)]


def test_rows_of_the_queue_do_not_matter(shelf: Connection) -> None:
    OrderFactory(placed_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    QueueRow.objects.all().delete()

    assert days(shelf, date(2026, 11, 3), date(2026, 11, 3)) == [("2026-11-03", "USD", 1, 0)]


def test_an_earlier_month_is_shown_with_all_its_days(shelf: Connection, alice: Any) -> None:
    OrderFactory(placed_at=datetime(2026, 9, 30, 12, tzinfo=UTC), lines=[{"unit_price": "8.00"}])

    month = overview.month_of(shelf, user=alice, now=NOW, month=date(2026, 9, 1))

    assert [(one.currency, one.store) for one in month.balances] == [("USD", Decimal("8.00"))]
    assert (month.pictured[0], month.pictured[-1]) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (month.earlier, month.later) == (date(2026, 8, 1), date(2026, 10, 1))


def test_no_month_is_shown_before_the_books_start(shelf: Connection, alice: Any) -> None:
    shelf.books_start_on = date(2026, 11, 10)

    assert overview.month_of(shelf, user=alice, now=NOW).earlier is None


def test_the_picture_of_the_present_month_shows_the_last_fortnight(
    shelf: Connection, alice: Any
) -> None:
    booked(OrderFactory(placed_at=NOW - timedelta(days=1)), shelf)
    OrderFactory(placed_at=NOW - timedelta(days=1))

    drawn = picture.of(overview.month_of(shelf, user=alice, now=NOW))

    assert len(drawn.bars) == 14
    bar = drawn.bars[-2]
    assert (bar.day, bar.store, bar.booked) == (date(2026, 11, 19), 2, 1)
    assert (bar.open_top, bar.open_height) == (18, 50)
    assert (bar.booked_top, bar.booked_height) == (68, 50)
    assert drawn.bars[0].open_height == drawn.bars[0].booked_height == 0


def test_the_picture_reaches_over_the_month_that_the_figures_leave_out(
    shelf: Connection, alice: Any
) -> None:
    OrderFactory(placed_at=datetime(2026, 10, 30, 12, tzinfo=UTC))

    month = overview.month_of(shelf, user=alice, now=datetime(2026, 11, 3, 12, tzinfo=UTC))

    assert month.balances == []
    assert [one.day for one in month.days] == [date(2026, 10, 30)]


def test_what_takes_long_is_remembered_and_says_when_it_was_counted(
    shelf: Connection, alice: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(remembering, "SLOW_S", 0)
    OrderFactory(placed_at=NOW)
    assert overview.month_of(shelf, user=alice, now=NOW).counted_at is None
    OrderFactory(placed_at=NOW)

    kept = overview.month_of(shelf, user=alice, now=NOW + timedelta(minutes=2))
    remembering.forget(shelf)
    fresh = overview.month_of(shelf, user=alice, now=NOW + timedelta(minutes=2))

    assert (kept.balances[0].store_count, kept.counted_at) == (1, NOW)
    assert (fresh.balances[0].store_count, fresh.counted_at) == (2, None)


def test_what_is_quick_is_never_remembered(shelf: Connection, alice: Any) -> None:
    overview.month_of(shelf, user=alice, now=NOW)

    assert not Remembered.objects.exists()
