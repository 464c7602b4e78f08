"""A choice made anew never rewrites what is booked; a change in the store still reaches it."""

from typing import Any

import pytest
from django.utils import timezone

from connections import lists
from connections.models import (
    Connection,
    DefaultAccounts,
    ItemMapping,
    ListItem,
    PaymentMapping,
    TermMapping,
)
from entities.models import Order
from sync_queue import sweeper
from sync_queue.models import QueueRow
from sync_queue.steering import steer
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
)
from tests.sync_queue.company_side import Read


@pytest.fixture
def order(books: Connection, read: Read) -> Order:
    """Booked: goods of two kinds, a discount on them, shipping; terms of its customer's."""
    lines = [{"product": ProductFactory(price="30")}, {"unit_price": "10"}]
    customer = CustomerFactory(terms="Net 30", accounting_class="Retail")
    made: Order = OrderFactory(customer=customer, lines=lines, discount="4", shipping="5")
    read(books)
    assert not QueueRow.objects.unfinished().exists()
    return made


def use_classes(books: Connection) -> None:
    books.class_tracking = Connection.ClassTracking.PER_LINE
    books.uses_classes = books.allows_overrides = True
    books.save()
    ListItem.objects.create(
        connection=books, kind="Class", qbo_id="77", name="Retail", fetched_at=NOON
    )


def map_terms(books: Connection) -> None:
    Connection.objects.update(allows_overrides=True)
    term = books.list_items.get(kind="Term", name="Net 60")
    TermMapping.objects.create(connection=books, name="Net 30", term=term)


def choose_an_item(books: Connection) -> None:
    item = ListItem.objects.create(
        connection=books, kind="Item", qbo_id="78", name="Freight", fetched_at=NOON
    )
    for kind in ("shipping", "discount", "unlisted"):
        ItemMapping.objects.create(connection=books, line_kind=kind, item=item)


@pytest.mark.parametrize("choose", [use_classes, map_terms, choose_an_item])
def test_what_is_booked_is_not_found_to_differ_for_a_choice(
    choose: Any, books: Connection, order: Order
) -> None:
    choose(books)

    assert sweeper.sweep(now=NOON) == 0


def test_another_clearing_account_leaves_booked_payments_alone(
    books: Connection, order: Order, read: Read, card: Any
) -> None:
    PaymentFactory(order=order, method=card, amount="5")
    read(books)
    other = books.list_items.accounts("Bank").first()
    PaymentMapping.objects.update(clearing_account=other)

    assert sweeper.sweep(now=NOON) == 0


def test_a_change_in_the_store_is_found_as_before(books: Connection, order: Order) -> None:
    use_classes(books)
    Order.objects.silently().filter(pk=order.pk).update(shipping="6", total="42")

    assert sweeper.sweep(now=NOON) == 1


def test_a_person_may_send_a_booked_order_again_with_the_new_choice(
    books: Connection, order: Order, read: Read, alice: Any, live_emulator: Any
) -> None:
    lists.fetch_lists(connection=books, now=timezone.now())
    term = books.list_items.get(kind="Term", name="Net 60")
    DefaultAccounts.objects.filter(connection=books).update(term=term)

    steer.add("invoice", [order], user=alice, now=NOON)
    read(books)

    (document,) = live_emulator.state(books.realm)["Invoice"]
    assert document["SalesTermRef"]["value"] == term.qbo_id
