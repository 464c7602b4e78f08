"""What the store had before goes to QuickBooks only on purpose, counted first."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Right
from entities.models import Customer, Order, Product, Vendor
from sync_queue import sweeper
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import older
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import (
    CustomerFactory,
    OrderFactory,
    ProductFactory,
    StorefrontFactory,
)
from tests.sync_queue.company_side import booked
from tests.sync_queue.rows import emptied

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db

ORDERS = older.Wish("orders")


def at(day: int) -> datetime:
    return datetime(2026, 10, day, 12, tzinfo=UTC)


@pytest.fixture
def old_store(books: Connection) -> Connection:
    """Three orders of three days, which nobody ever put in a queue."""
    for day in (1, 2, 3):
        OrderFactory(number=f"{day}", placed_at=at(day), status_at=at(day))
    for model in (Customer, Product, Order):
        model.objects.silently().update(created_at=at(1), updated_at=at(1))
    emptied()
    return books


def test_it_says_how_many_and_how_much_before_anything_happens(
    old_store: Connection, alice: Any
) -> None:
    found = older.preview(old_store, ORDERS, user=alice)

    assert (found.count, str(found.amounts.amounts["USD"])) == (3, "60.00")
    assert not QueueRow.objects.exists()


def test_only_the_days_asked_for_are_meant_both_ends_included(
    old_store: Connection, alice: Any
) -> None:
    wish = older.Wish("orders", since=date(2026, 10, 2), until=date(2026, 10, 3))

    assert older.preview(old_store, wish, user=alice).count == 2


def test_only_the_storefront_asked_for_is_meant(old_store: Connection, alice: Any) -> None:
    front = StorefrontFactory()
    Order.objects.silently().filter(number="2").update(storefront=front)

    wish = older.Wish("orders", storefront=front)

    assert older.preview(old_store, wish, user=alice).count == 1


def test_orders_from_before_the_books_start_are_said_to_stay_out(
    old_store: Connection, alice: Any
) -> None:
    old_store.books_start_on = date(2026, 10, 2)
    old_store.save()

    found = older.preview(old_store, ORDERS, user=alice)

    assert (found.count, found.too_early) == (2, 1)
    assert older.send(old_store, ORDERS, user=alice, now=timezone.now()) == 2


def test_what_is_sent_is_booked_and_counted_no_more(
    old_store: Connection, alice: Any, read: Read, live_emulator: LiveEmulator
) -> None:
    assert older.send(old_store, ORDERS, user=alice, now=timezone.now()) == 3
    assert older.preview(old_store, ORDERS, user=alice).count == 0

    read(old_store)

    assert [booked(live_emulator, old_store, number) for number in "123"] == [1, 1, 1]


def test_one_press_sends_no_more_than_a_person_waits_for(
    old_store: Connection, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(older.AT_ONCE, "orders", 2)

    assert older.send(old_store, ORDERS, user=alice, now=timezone.now()) == 2
    assert older.preview(old_store, ORDERS, user=alice).count == 1


@pytest.mark.parametrize(("what", "kind"), [("customers", "customer"), ("products", "product")])
def test_customers_and_products_go_on_their_own(
    old_store: Connection, alice: Any, what: str, kind: str
) -> None:
    ProductFactory()
    emptied()
    expected = {"customers": 3, "products": 1}[what]

    assert older.send(old_store, older.Wish(what), user=alice, now=timezone.now()) == expected
    assert set(QueueRow.objects.values_list("kind", flat=True)) == {kind}


def test_nothing_older_goes_by_itself(old_store: Connection) -> None:
    Order.objects.all().delete()
    emptied()

    assert sweeper.sweep(now=timezone.now()) == 0


def test_alice_counts_and_sends_on_the_page(old_store: Connection, alice: Any) -> None:
    client, page = logged_in(alice), address("older", old_store)
    counted = client.get(page, {"what": "orders", "since": "2026-10-02"}).content.decode()
    assert "2 orders, 40.00 USD" in counted

    said = client.post(page, {"what": "orders", "since": "2026-10-02"}, follow=True)

    assert "2 orders put in the queue." in said.content.decode()


def test_the_page_names_all_that_is_counted_here(old_store: Connection, alice: Any) -> None:
    shown = logged_in(alice).get(address("older", old_store)).content.decode()

    assert "before you connected, and what was taken out of the queue" in shown


def test_products_are_not_counted_as_if_they_had_a_storefront(
    old_store: Connection, alice: Any
) -> None:
    query = {"what": "products", "storefront": StorefrontFactory().pk}

    shown = logged_in(alice).get(address("older", old_store), query).content.decode()

    assert "A product belongs to no storefront: choose All." in shown
    assert "Not in QuickBooks and in no queue" not in shown


@pytest.mark.parametrize(
    "query",
    [
        {"what": "everything"},
        {"what": "orders", "since": "tomorrow"},
        {"what": "orders", "since": "0001-01-01"},
        {"what": "orders", "until": "9999-12-31"},
        {"what": "orders", "since": "2026-10-03", "until": "2026-10-02"},
        {"what": "orders", "storefront": "x' OR 1=1"},
    ],
)
def test_nonsense_is_answered_in_words(
    old_store: Connection, alice: Any, query: dict[str, str]
) -> None:
    client, page = logged_in(alice), address("older", old_store)

    answers = [client.get(page, query), client.post(page, query)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "please mend" in answers[1].content.decode()
    assert not QueueRow.objects.exists()


def test_bob_counts_his_own_and_sends_nothing_without_the_right(
    old_store: Connection, bob: Any, bobs_vendor: Vendor
) -> None:
    Order.objects.silently().filter(number="2").update(vendor=bobs_vendor)
    grant(bob, old_store, Right.SEE_QUEUE)
    client, page = logged_in(bob), address("older", old_store)

    assert "1 order, 20.00 USD" in client.get(page, {"what": "orders"}).content.decode()
    assert client.post(page, {"what": "orders"}).status_code == 403


def test_carol_finds_no_such_page(old_store: Connection, carol: Any) -> None:
    CustomerFactory()

    assert logged_in(carol).get(address("older", old_store)).status_code == 404
