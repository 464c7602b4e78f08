"""A person's word counts for the reason it was given for, and for the content it was given on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from entities.models import Order
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from tests.factories import OrderFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closed(books: Connection) -> Connection:
    """Nothing goes by itself, and the books are closed over the day of every order here."""
    books.auto_post, books.books_closed_on = False, date(2026, 11, 30)
    books.save()
    return books


def invoice_row() -> QueueRow:
    row: QueueRow = QueueRow.objects.unfinished().get(kind="invoice")
    return row


def release_all(books: Connection, user: Any) -> None:
    steer.release(QueueRow.objects.filter(connection=books), user=user, now=timezone.now())


def test_going_live_does_not_open_a_closed_period(
    closed: Connection, read: Read, alice: Any
) -> None:
    OrderFactory()
    read(closed)
    assert invoice_row().reason == "auto_post"

    release_all(closed, alice)
    read(closed)

    assert invoice_row().reason == "closed_period"


def test_it_is_sent_once_each_reason_was_approved(
    closed: Connection, read: Read, alice: Any
) -> None:
    OrderFactory()
    for _reason in ("auto_post", "closed_period"):
        read(closed)
        release_all(closed, alice)

    row = invoice_row()

    assert row.has_approval("closed_period")
    assert row.state == "waiting"


def test_an_edit_needs_a_new_word(closed: Connection, read: Read, alice: Any) -> None:
    order = OrderFactory()
    for _reason in ("auto_post", "closed_period"):
        read(closed)
        release_all(closed, alice)

    Order.objects.filter(pk=order.pk).update(note="Changed")
    read(closed)

    assert invoice_row().reason == "closed_period"
