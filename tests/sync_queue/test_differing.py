"""The review list: what is booked with another amount than the store's, until somebody looked."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from connections.models import Connection, Right
from entities.models import Order
from sync_queue.models import Link, QueueRow
from sync_queue.troubles import differing
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory
from tests.sync_queue.console_rows import NOW, booked, invoice_row

pytestmark = pytest.mark.django_db


def differs(shelf: Connection, *, total: str = "21.60", books: str = "21.65") -> Order:
    """An order that QuickBooks added up to `books`."""
    order: Order = OrderFactory(number="1042")
    booked(order, shelf, total=books, tax=Decimal("1.65"))
    row = invoice_row(order)
    row.frozen = {"total": total, "tax": "1.60"}
    row.save()
    row.finish(now=NOW, flag=QueueRow.Flag.DIFFERS, message="The total differs.")
    return order


def review(shelf: Connection) -> differing.Review:
    return differing.review(shelf, QueueRow.objects.all())


def test_both_numbers_and_their_difference_are_named(shelf: Connection) -> None:
    order = differs(shelf)

    (found,) = review(shelf).documents

    assert found.order == order
    assert [(pair.what, pair.store, pair.books, pair.difference) for pair in found.pairs] == [
        ("total", Decimal("21.60"), Decimal("21.65"), Decimal("0.05")),
        ("tax", Decimal("1.60"), Decimal("1.65"), Decimal("0.05")),
    ]


def test_a_document_booked_anew_with_the_right_amount_is_off_the_list(shelf: Connection) -> None:
    order = differs(shelf)
    QueueRow.objects.create(
        connection=shelf,
        kind="invoice",
        key=order.invoices.get().key,
        rank=4,
        state="done",
        created_at=NOW,
        updated_at=NOW,
        done_at=NOW,
    )

    assert review(shelf).count == 0


def test_a_document_that_was_taken_out_is_off_the_list(shelf: Connection) -> None:
    differs(shelf)
    Link.objects.update(is_gone=True)

    assert review(shelf).count == 0


def test_letting_it_be_takes_it_off_and_says_who_did(shelf: Connection, alice: Any) -> None:
    differs(shelf)
    row = QueueRow.objects.get(flag="differs")
    client = logged_in(alice)
    assert "21.65" in client.get("/console/needs-you/").content.decode()

    answer = client.post(address("look-over", shelf), {"row": row.pk}, follow=True)

    row.refresh_from_db()
    assert "1 document looked over" in answer.content.decode()
    assert review(shelf).count == 0
    assert row.spoken_state == "Booked, amount differs"
    assert row.events.get().by == "alice"


def test_bob_may_not_let_it_be_without_the_right(
    shelf: Connection, bob: Any, bobs_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    differs(shelf)
    row = QueueRow.objects.get(flag="differs")

    assert logged_in(bob).post(address("look-over", shelf), {"row": row.pk}).status_code == 403


def test_bob_lets_only_his_own_be(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE, Right.APPROVE)
    differs(shelf)
    row = QueueRow.objects.get(flag="differs")

    logged_in(bob).post(address("look-over", shelf), {"row": [row.pk, "nonsense", "9" * 40]})

    assert review(shelf).count == 1


def test_strangers_find_nothing_there(shelf: Connection, dave: Any) -> None:
    assert logged_in(dave).post(address("look-over", shelf)).status_code == 404
    assert Client().post(address("look-over", shelf)).status_code == 302
