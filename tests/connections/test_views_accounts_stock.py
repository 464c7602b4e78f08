"""Default accounts, Stock: nobody switches it on without having read what would be booked."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connections.choosing import stock
from connections.models import Connection, DefaultAccounts
from sync_queue.models import Link
from tests.connections.choices_parts import saved, shown
from tests.factories import OrderFactory, ProductFactory, VendorFactory

PAGE = "accounts-stock"
READ = {"keeps_stock": "on", "has_read": "on"}


@pytest.fixture
def stocked(connected: Any) -> Connection:
    """A company, and a store with stock worth 12 times 4.00 and 10 times 0.25."""
    connection: Connection = connected()
    connection.is_default = True
    connection.books_start_on = date(2026, 1, 1)
    connection.save()
    ProductFactory(tracks_stock=True, quantity="12", cost="4")
    ProductFactory(tracks_stock=True, quantity="10", cost="0.25")
    ProductFactory(quantity="1000", cost="9")
    return connection


def keeps_stock(connection: Connection) -> bool:
    return Connection.objects.get(pk=connection.pk).sells_from_stock


def chosen(connection: Connection) -> DefaultAccounts:
    return DefaultAccounts.objects.get(connection=connection)


def test_the_page_says_what_would_be_booked_to_opening_balance_equity(
    stocked: Connection, alice: Any
) -> None:
    page = " ".join(shown(alice, stocked, PAGE).content.decode().split())

    assert "50.50 USD</span> to Opening Balance Equity: the stock of 2 products" in page


def test_it_is_switched_on_by_whoever_has_read_it(stocked: Connection, alice: Any) -> None:
    saved(alice, stocked, PAGE, amount_read="50.50", **READ)

    assert keeps_stock(stocked)
    assert chosen(stocked).stock_amount_read == Decimal("50.50")
    assert chosen(stocked).stock_read_by == alice


def test_it_stays_off_until_the_sum_is_read(stocked: Connection, alice: Any) -> None:
    page = saved(alice, stocked, PAGE, keeps_stock="on", amount_read="50.50")

    assert "Tick this once you have read the sum above." in page
    assert not keeps_stock(stocked)


def test_a_sum_that_has_changed_meanwhile_must_be_read_again(
    stocked: Connection, alice: Any
) -> None:
    ProductFactory(tracks_stock=True, quantity="1", cost="100")

    page = saved(alice, stocked, PAGE, amount_read="50.50", **READ)

    assert "The sum is another one with these choices" in page
    assert "150.50 USD" in page
    assert not keeps_stock(stocked)


def test_other_quantities_are_another_sum(stocked: Connection, alice: Any) -> None:
    page = saved(alice, stocked, PAGE, stock_quantity="100", amount_read="50.50", **READ)

    assert "425.00 USD" in page
    assert not keeps_stock(stocked)


def test_with_nothing_at_the_beginning_nothing_is_booked(stocked: Connection, alice: Any) -> None:
    saved(alice, stocked, PAGE, stock_quantity="0", amount_read="0.00", **READ)

    assert keeps_stock(stocked)
    assert chosen(stocked).stock_quantity == 0


def test_what_is_in_quickbooks_already_is_not_counted(stocked: Connection, alice: Any) -> None:
    known = ProductFactory(tracks_stock=True, quantity="7", cost="7")
    Link.objects.create(
        connection=stocked, kind="product", key=known.key, qbo_type="Item", qbo_id="900"
    )

    assert "50.50 USD" in shown(alice, stocked, PAGE).content.decode()


def test_the_stock_of_a_vendor_with_its_own_company_is_counted_there_only(
    stocked: Connection, alice: Any
) -> None:
    bob = VendorFactory()
    ProductFactory(tracks_stock=True, quantity="1", cost="3", vendor=bob)
    Connection.objects.create(name="Bob's", slug="bobs", vendor=bob)

    assert "50.50 USD" in shown(alice, stocked, PAGE).content.decode()


def test_products_without_a_cost_are_told(stocked: Connection, alice: Any) -> None:
    ProductFactory(tracks_stock=True, quantity="1", cost=None)

    page = shown(alice, stocked, PAGE).content.decode()

    assert "1 of them has no cost in the store and cannot go" in " ".join(page.split())


def test_a_sale_on_the_eve_of_the_first_day_does_not_count(stocked: Connection) -> None:
    stocked.time_zone = "America/New_York"
    OrderFactory(placed_at=datetime(2026, 1, 1, 4, 59, tzinfo=UTC))
    assert stock.first_sale(stocked) is None

    OrderFactory(placed_at=datetime(2026, 1, 1, 5, tzinfo=UTC))
    assert stock.first_sale(stocked) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2026-03-05", "QuickBooks refuses sales from before the stock started"),
        ("2026-03-04", ""),
        ("nonsense", "Enter a valid date."),
    ],
)
def test_stock_starts_no_later_than_the_first_sale(
    start: str, said: str, stocked: Connection, alice: Any
) -> None:
    for month in (3, 4):
        OrderFactory(placed_at=datetime(2026, month, 4, 12, tzinfo=UTC))
    OrderFactory(placed_at=datetime(2025, 3, 4, 12, tzinfo=UTC))

    page = saved(alice, stocked, PAGE, stock_starts_on=start)

    assert (said in page) if said else (chosen(stocked).stock_starts_on == date(2026, 3, 4))


def test_stock_never_starts_in_closed_books(stocked: Connection, alice: Any) -> None:
    Connection.objects.update(books_closed_on=date(2026, 1, 31))

    page = saved(alice, stocked, PAGE, stock_starts_on="2026-01-31")

    assert "Your books are closed up to 31 January 2026." in page


def test_a_start_that_was_closed_behind_since_may_stay(stocked: Connection, alice: Any) -> None:
    DefaultAccounts.objects.filter(connection=stocked).update(stock_starts_on=date(2026, 1, 15))
    Connection.objects.update(books_closed_on=date(2026, 12, 31), sells_from_stock=True)

    saved(alice, stocked, PAGE, keeps_stock="", stock_starts_on="2026-01-15")

    assert not keeps_stock(stocked)


def test_a_plan_without_stock_cannot_switch_it_on(connected: Any, alice: Any) -> None:
    connection = connected("us-simple-start")

    page = saved(alice, connection, PAGE, amount_read="0.00", **READ)

    assert "keeps no stock" in page
    assert not keeps_stock(connection)


def test_switching_it_off_needs_no_reading(stocked: Connection, alice: Any) -> None:
    Connection.objects.update(sells_from_stock=True)

    saved(alice, stocked, PAGE)

    assert not keeps_stock(stocked)
