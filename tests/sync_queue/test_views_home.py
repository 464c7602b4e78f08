"""Home: store against QuickBooks for each connection, the last success, and one next step."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, Right
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory
from tests.qbo_bridge.test_words import FOLDED_ON_PAGE, MARKUP, TECHNICAL
from tests.sync_queue.console_rows import booked, failed, held

pytestmark = pytest.mark.django_db


def home(user: Any) -> str:
    return str(logged_in(user).get("/admin/").content.decode())


def words(page: str) -> str:
    return " ".join(MARKUP.sub(" ", FOLDED_ON_PAGE.sub(" ", page)).split())


def test_home_sets_the_store_beside_quickbooks(shelf: Connection, alice: Any) -> None:
    now = timezone.now()
    booked(OrderFactory(lines=[{"unit_price": "1000.50"}], placed_at=now), shelf)
    OrderFactory(lines=[{"unit_price": "234.50"}], placed_at=now)

    shown = words(home(alice))

    assert "Orders 2 1 1" in shown
    assert "Money 1,235.00 1,000.50 234.50" in shown
    assert "not in QuickBooks: 1 order , 234.50 USD" in shown


def test_home_says_that_both_agree(shelf: Connection, alice: Any) -> None:
    booked(OrderFactory(placed_at=timezone.now()), shelf)

    assert "Store and QuickBooks agree" in home(alice)


def test_home_names_the_next_step_and_where_it_is_done(books: Connection, alice: Any) -> None:
    failed(OrderFactory())

    shown = home(alice)

    assert "Mend what QuickBooks refused" in shown
    assert 'href="/console/needs-you/"' in shown


def test_home_does_not_forget_orders_that_were_cleared_from_the_queue(
    books: Connection, alice: Any
) -> None:
    OrderFactory(placed_at=timezone.now())
    client = logged_in(alice)

    client.post(address("queue-clear", books))
    shown = words(home(alice))

    assert "1 order is not in your books" in shown
    assert "Nothing to do" not in shown
    assert address("older", books) in home(alice)
    queue = client.get(address("queue", books)).content.decode()
    assert "Home shows whether your store and QuickBooks agree" in queue


def test_home_without_a_connection_leads_to_the_first_one(alice: Any) -> None:
    shown = home(alice)

    assert "No QuickBooks company yet" in shown
    assert f'href="{reverse("console:connection-add")}">Add a connection</a>' in shown


def test_home_tells_who_may_add_no_connection_whom_to_ask(shelf: Connection, bob: Any) -> None:
    shown = home(bob)

    assert "Ask whoever runs the marketplace" in shown
    assert reverse("console:connection-add") not in shown


def test_home_shows_bob_only_the_connections_he_may_see(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    Connection.objects.create(name="Carol's books", slug="carol", vendor=carols_vendor)
    OrderFactory(vendor=carols_vendor, placed_at=timezone.now())

    shown = words(home(bob))

    assert "Main books" in shown
    assert "Carol" not in shown
    assert "No order of this month belongs in the books yet." in shown


@pytest.mark.parametrize(
    "month", ["", "nonsense", "2026-13", "0001-01", "9999-12", "2026-11-05", "💥", "%00"]
)
def test_a_month_that_is_none_shows_the_present_one(
    shelf: Connection, alice: Any, month: str
) -> None:
    page = logged_in(alice).get("/admin/", {"month": month})

    assert page.status_code == 200
    assert "This month" in words(page.content.decode())


def test_all_pages_of_the_queue_are_plain(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    failed(order)
    held(OrderFactory())
    client = logged_in(alice)

    for page in ("/admin/", address("queue", shelf), "/console/needs-you/", order_page(order)):
        shown = words(client.get(page).content.decode())
        assert not TECHNICAL.findall(shown), page


def order_page(order: Any) -> str:
    return f"/console/orders/{order.key}/"
