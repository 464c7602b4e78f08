"""An order, or a category, that was deleted in the store: what becomes of it in the books."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from entities.models import Category
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from tests.bridge import LiveEmulator
from tests.factories import CategoryFactory, OrderFactory, PaymentFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booked_order(books: Connection, read: Read) -> Any:
    """An order of this month that stands in the books as an invoice."""
    order = OrderFactory(lines=[{"unit_price": "30.00"}])
    read(books)
    return order


def delete_with_somebodys_word(order: Any, books: Connection, read: Read, user: Any) -> None:
    order.delete()
    read(books)
    steer.release(QueueRow.objects.filter(connection=books), user=user, now=timezone.now())
    read(books)


def test_it_waits_for_a_persons_word(
    booked_order: Any, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    booked_order.delete()
    read(books)

    assert [row.reason for row in QueueRow.objects.unfinished()] == ["deleted_in_store"]
    assert live_emulator.state(books.realm)["Invoice"][0]["TotalAmt"] == 30


def test_its_document_is_voided_unless_a_person_chose_otherwise(
    booked_order: Any, books: Connection, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    delete_with_somebodys_word(booked_order, books, read, alice)

    (invoice,) = live_emulator.state(books.realm)["Invoice"]
    assert (invoice["TotalAmt"], invoice["PrivateNote"][:6]) == (0, "Voided")


def test_its_document_is_deleted_where_the_connection_wants_it(
    booked_order: Any, books: Connection, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    books.deleted_orders = Connection.DeletedOrders.DELETE
    books.save()

    delete_with_somebodys_word(booked_order, books, read, alice)

    assert live_emulator.state(books.realm).get("Invoice", []) == []
    assert Link.objects.get(kind="invoice").is_gone


def test_a_sales_receipt_goes_the_same_way(
    books: Connection, read: Read, live_emulator: LiveEmulator, alice: Any, card: Any
) -> None:
    books.deleted_orders = Connection.DeletedOrders.DELETE
    books.save()
    order = OrderFactory()
    PaymentFactory(order=order, method=card)
    read(books)

    delete_with_somebodys_word(order, books, read, alice)

    assert live_emulator.state(books.realm).get("SalesReceipt", []) == []


def test_what_was_never_booked_loses_its_rows_instead(shelf: Connection) -> None:
    order = OrderFactory()

    order.delete()

    assert not QueueRow.objects.filter(kind="invoice").exists()


def category_names(live: LiveEmulator, books: Connection) -> list[str]:
    return [item["Name"] for item in live.state(books.realm)["Item"]]


def test_a_deleted_category_stays_as_it_is(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    category = CategoryFactory(name="Teas")
    read(books)

    category.delete()
    read(books)

    assert category_names(live_emulator, books) == ["Teas"]
    assert QueueRow.objects.latest("pk").reason == "category_stays"


def test_a_deleted_category_is_marked_where_the_connection_wants_it(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    books.marks_deleted_categories = True
    books.save()
    CategoryFactory(name="Teas")
    read(books)
    number = Link.objects.get(kind="category").qbo_id

    Category.objects.get().delete()
    read(books)
    CategoryFactory(name="Teas")
    read(books)

    assert category_names(live_emulator, books) == [f"Teas (deleted {number})", "Teas"]
