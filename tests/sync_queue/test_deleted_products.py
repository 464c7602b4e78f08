"""A product that was deleted in the store: inactive in QuickBooks, but not with stock unasked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from tests.bridge import LiveEmulator
from tests.factories import ProductFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


def actives(live: LiveEmulator, books: Connection) -> list[bool]:
    return [item["Active"] for item in live.state(books.realm)["Item"]]


def test_one_without_stock_becomes_inactive_by_itself(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    product = ProductFactory()
    read(books)

    product.delete()
    read(books)

    assert actives(live_emulator, books) == [False]


def test_one_with_stock_waits_for_a_persons_word(
    books: Connection, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    books.sells_from_stock = True
    books.save()
    product = ProductFactory(tracks_stock=True, quantity="5", cost="3.00")
    read(books)

    product.delete()
    read(books)

    held = QueueRow.objects.unfinished().get()
    assert (held.state, held.reason) == ("held", "deleted_in_store")
    assert actives(live_emulator, books) == [True]
    steer.release(QueueRow.objects.all(), user=alice, now=timezone.now())
    read(books)
    assert actives(live_emulator, books) == [False]
