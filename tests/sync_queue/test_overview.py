"""How a connection stands: counts and money of this month, and the one next step."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection, Right
from sync_queue.figures import overview
from sync_queue.figures.next_step import next_step
from sync_queue.models import QueueRow
from tests.connections.console_parts import grant
from tests.factories import NOON, OrderFactory, PaymentFactory
from tests.sync_queue.console_rows import NOW, booked, failed, held, invoice_row

pytestmark = pytest.mark.django_db


def test_this_month_compares_count_and_money_per_currency(shelf: Connection, alice: Any) -> None:
    booked(OrderFactory(lines=[{"unit_price": "20.00"}]), shelf)
    OrderFactory(lines=[{"unit_price": "12.50"}])
    OrderFactory(lines=[{"unit_price": "7.00"}], currency="EUR")

    euros, dollars = overview.month_of(shelf, user=alice, now=NOW).balances

    assert (euros.currency, euros.missing_count, euros.difference) == ("EUR", 1, Decimal("7.00"))
    assert (dollars.store_count, dollars.store) == (2, Decimal("32.50"))
    assert (dollars.books_count, dollars.books) == (1, Decimal("20.00"))
    assert not dollars.is_even


def test_money_that_quickbooks_added_up_differently_shows(shelf: Connection, alice: Any) -> None:
    booked(OrderFactory(lines=[{"unit_price": "20.00"}]), shelf, total="19.99")

    (balance,) = overview.month_of(shelf, user=alice, now=NOW).balances

    assert (balance.missing_count, balance.difference) == (0, Decimal("0.01"))


def test_another_month_is_left_out(shelf: Connection, alice: Any) -> None:
    OrderFactory(placed_at=datetime(2026, 10, 31, 12, tzinfo=UTC))

    assert overview.month_of(shelf, user=alice, now=NOW).balances == []


def test_a_month_begins_at_midnight_where_the_company_is(shelf: Connection, alice: Any) -> None:
    shelf.time_zone = "America/Los_Angeles"
    shelf.save()
    OrderFactory(placed_at=datetime(2026, 11, 1, 5, tzinfo=UTC))

    assert overview.month_of(shelf, user=alice, now=NOW).balances == []


def test_what_was_voided_is_not_in_quickbooks(shelf: Connection, alice: Any) -> None:
    booked(OrderFactory(), shelf, is_gone=True)

    (balance,) = overview.month_of(shelf, user=alice, now=NOW).balances

    assert balance.books_count == 0


def test_bob_sees_the_figures_of_his_own_orders(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    OrderFactory(vendor=bobs_vendor, lines=[{"unit_price": "5.00"}])
    OrderFactory(vendor=carols_vendor)

    (balance,) = overview.month_of(shelf, user=bob, now=NOW).balances

    assert (balance.store_count, balance.store) == (1, Decimal("5.00"))


def test_home_shows_a_connection_to_whoever_may_see_its_queue(
    shelf: Connection, bob: Any, carol: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    grant(carol, shelf, Right.VIEW)

    assert [one.connection for one in overview.home(user=bob, now=NOW)] == [shelf]
    assert overview.home(user=carol, now=NOW) == []


def test_home_names_the_last_success_and_what_is_not_in_the_books(
    shelf: Connection, alice: Any
) -> None:
    booked(OrderFactory(placed_at=NOON), shelf)
    OrderFactory(placed_at=datetime(2026, 3, 1, tzinfo=UTC), lines=[{"unit_price": "8.00"}])

    (standing,) = overview.home(user=alice, now=NOW)

    assert standing.health.last_success == NOW
    assert (standing.not_in_books.count, standing.not_in_books.amounts) == (
        1,
        {"USD": Decimal("8.00")},
    )


def test_home_asks_as_little_for_many_orders_as_for_one(
    shelf: Connection, alice: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        held(OrderFactory())

    with django_assert_max_num_queries(26):
        overview.home(user=alice, now=NOW)


def test_the_first_step_is_to_finish_the_set_up(shelf: Connection) -> None:
    step = next_step(shelf, counts={"error": 1})

    assert (step.page, step.title, step.button) == ("start", *["Set up QuickBooks"] * 2)
    assert step.text.startswith("0 of 7 steps are done.")


def test_what_is_missing_after_going_live_is_the_next_step(shelf: Connection) -> None:
    shelf.went_live_at = NOW

    step = next_step(shelf, counts={"error": 1})

    assert (step.page, step.title) == ("settings", "Enter the app's client ID and client secret.")


@pytest.mark.parametrize(
    ("counts", "page", "title"),
    [
        ({"error": 1, "held": 2}, "needs-you", "Mend what QuickBooks refused"),
        ({"held": 2, "waiting": 1}, "needs-you", "Decide about what waits for you"),
        ({"uncertain": 1}, "queue", "Nothing to do just now"),
        ({"waiting": 5}, "queue", "Nothing to do just now"),
        ({}, "", "Nothing to do"),
    ],
)
def test_a_ready_connection_says_the_one_next_step(
    books: Connection, counts: dict[str, int], page: str, title: str
) -> None:
    step = next_step(books, counts=counts)

    assert (step.page, step.title) == (page, title)


@pytest.mark.parametrize(
    ("counts", "page"),
    [({"held": 1}, "needs-you"), ({"waiting": 3}, "accounts-payments"), ({}, "accounts-payments")],
)
def test_what_one_payment_lacks_comes_after_what_needs_a_person(
    books: Connection, counts: dict[str, int], page: str
) -> None:
    PaymentFactory(currency="EUR")

    step = next_step(books, counts=counts)

    assert step.page == page
    assert "before anything can be sent" not in step.text


def test_what_needs_a_person_is_named_first(shelf: Connection, alice: Any) -> None:
    failed(OrderFactory())
    held(OrderFactory())
    QueueRow.objects.exclude(kind="invoice").delete()
    invoice_row(OrderFactory())

    (standing,) = overview.home(user=alice, now=NOW)

    assert [label for _, label, _ in standing.spoken_counts] == [
        "Needs mending",
        "Waiting for you",
        "Waiting",
    ]
