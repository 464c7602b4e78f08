"""Which orders should be in the books and are not, whatever stands in the queue."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order
from sync_queue import routing
from sync_queue.intake import unbooked
from sync_queue.models import QueueRow
from tests.factories import OrderFactory, StorefrontFactory
from tests.sync_queue.console_rows import booked

pytestmark = pytest.mark.django_db


def test_an_order_is_missing_though_no_row_speaks_of_it(shelf: Connection) -> None:
    OrderFactory(lines=[{"unit_price": "12.50"}])
    QueueRow.objects.all().delete()

    missing = unbooked.sum_of(unbooked.missing_orders(shelf))

    assert (missing.count, missing.amounts) == (1, {"USD": Decimal("12.50")})


def test_an_order_with_a_link_is_not_missing(shelf: Connection) -> None:
    booked(OrderFactory(), shelf)

    assert unbooked.sum_of(unbooked.missing_orders(shelf)).count == 0


def test_a_link_that_was_never_answered_books_nothing(shelf: Connection) -> None:
    order = OrderFactory()
    link = booked(order, shelf)
    link.qbo_id = ""
    link.save()

    assert list(unbooked.missing_orders(shelf)) == [order]


@pytest.mark.parametrize(
    "order",
    [
        {"status": "open"},
        {"status": "cancelled"},
        {"lines": [{"unit_price": "0"}]},
        {"placed_at": datetime(2026, 6, 30, 12, tzinfo=UTC)},
    ],
)
def test_what_does_not_post_is_not_missing(shelf: Connection, order: dict[str, Any]) -> None:
    Connection.objects.update(books_start_on=date(2026, 7, 1))
    shelf.refresh_from_db()
    OrderFactory(**order)

    assert not unbooked.due_orders(shelf).exists()


def test_the_books_start_at_midnight_where_the_company_is(shelf: Connection) -> None:
    shelf.books_start_on, shelf.time_zone = date(2026, 7, 1), "America/Los_Angeles"
    shelf.save()
    OrderFactory(number="before", placed_at=datetime(2026, 7, 1, 6, 59, tzinfo=UTC))
    OrderFactory(number="after", placed_at=datetime(2026, 7, 1, 7, 0, tzinfo=UTC))

    assert [order.number for order in unbooked.due_orders(shelf)] == ["after"]


def test_orders_belong_where_routing_sends_them(
    shelf: Connection, bobs_vendor: Any, carols_vendor: Any
) -> None:
    front = StorefrontFactory()
    bobs = Connection.objects.create(name="Bob's books", slug="bob", vendor=bobs_vendor)
    fronts = Connection.objects.create(name="Front", slug="front")
    fronts.storefronts.add(front)
    for vendor in (None, bobs_vendor, carols_vendor):
        for storefront in (None, front):
            OrderFactory(vendor=vendor, storefront=storefront)
    routes = routing.load()

    for connection in (shelf, bobs, fronts):
        found = set(unbooked.due_orders(connection))
        assert found == {
            order for order in Order.objects.all() if routes.home_of("order", order) == connection
        }
        assert found


def test_switching_a_connection_off_hides_nothing_that_is_missing(shelf: Connection) -> None:
    OrderFactory()
    Connection.objects.update(is_active=False)

    assert unbooked.sum_of(unbooked.missing_orders(shelf)).count == 1


def test_a_connection_without_an_accounting_system_misses_nothing(shelf: Connection) -> None:
    OrderFactory()
    shelf.accounting_vendor = Connection.AccountingVendor.NONE

    assert unbooked.sum_of(unbooked.missing_orders(shelf)).count == 0
