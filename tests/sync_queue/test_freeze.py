"""Rows become dispatches whose bytes never change, in the right order, and only if they may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from sync_queue import freeze, leases, plan
from sync_queue.models import Dispatch, Link, QueueRow
from sync_queue.reader import Report
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    ProductFactory,
)
from tests.sync_queue.company_side import Frozen, hold_back
from tests.sync_queue.conftest import Clock

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


def test_the_bytes_do_not_change_when_the_record_does(books: Connection, frozen: Frozen) -> None:
    product = ProductFactory(name="Teapot")
    [dispatch] = frozen(books)
    before = (dispatch.request_id, bytes(dispatch.body))

    product.name = "Kettle"
    product.save()
    frozen(books)

    dispatch.refresh_from_db()
    assert (dispatch.request_id, bytes(dispatch.body)) == before


def test_the_same_record_gets_the_same_request_id_and_a_new_one_after_a_refusal(
    books: Connection, frozen: Frozen
) -> None:
    ProductFactory()
    ids = []
    for generation in (0, 0, 1):
        Link.objects.update(generation=generation)
        [dispatch] = frozen(books)
        ids.append(dispatch.request_id)
        QueueRow.objects.update(state="waiting", dispatch=None)
        dispatch.delete()

    assert ids[0] == ids[1] != ids[2]


def test_a_request_id_fits_into_a_batch(books: Connection, frozen: Frozen) -> None:
    ProductFactory.create_batch(3)

    [dispatch] = frozen(books)

    items = QueueRow.objects.values_list("item_id", flat=True)
    assert dispatch.is_batch
    assert len(dispatch.request_id) <= 36
    assert len(set(items)) == 3
    assert all(len(item) <= 10 for item in items)


def test_an_edit_while_sending_is_frozen_only_after_the_first_is_settled(
    books: Connection, frozen: Frozen, row_of: RowOf
) -> None:
    product = ProductFactory()
    frozen(books)
    product.save()

    assert frozen(books) == []

    first, second = QueueRow.objects.order_by("pk")
    Link.objects.update(qbo_type="Item", qbo_id="77", sync_token="0")
    first.finish(now=NOON)
    assert len(frozen(books)) == 1
    second.refresh_from_db()
    assert second.state == "sending"


@pytest.mark.parametrize(
    "states", [("waiting", "held"), ("held", "error"), ("sending", "uncertain")]
)
def test_the_database_allows_one_open_row_and_one_in_flight(
    shelf: Connection, states: tuple[str, str]
) -> None:
    wish = {"connection": shelf, "kind": "product", "key": "k", "rank": 2}
    moments = {"created_at": NOON, "updated_at": NOON}
    QueueRow.objects.create(state=states[0], **wish, **moments)

    with pytest.raises(IntegrityError), transaction.atomic():
        QueueRow.objects.create(state=states[1], **wish, **moments)


def test_an_open_row_beside_one_in_flight_is_allowed(shelf: Connection) -> None:
    for state in ("waiting", "sending", "done", "done"):
        QueueRow.objects.create(
            connection=shelf,
            kind="product",
            key="k",
            rank=2,
            state=state,
            created_at=NOON,
            updated_at=NOON,
        )

    assert QueueRow.objects.count() == 4


def test_writes_that_move_stock_do_not_share_a_batch_with_others(
    books: Connection, frozen: Frozen
) -> None:
    hold_back(books, sells_from_stock=True, has_inventory=True)
    ProductFactory.create_batch(2, tracks_stock=True, cost="4", quantity=5)
    ProductFactory.create_batch(2)

    calm, moving = frozen(books)

    assert (calm.moves_stock, calm.items) == (False, 2)
    assert (moving.moves_stock, moving.items) == (True, 2)


def test_a_batch_is_no_larger_than_asked(books: Connection, frozen: Frozen) -> None:
    ProductFactory.create_batch(5)

    assert [dispatch.items for dispatch in frozen(books, batch_size=2)] == [2, 2, 1]


def test_freezing_many_orders_reads_no_more_often_than_freezing_few(
    books: Connection, frozen: Frozen, read: Read
) -> None:
    product, customer = ProductFactory(), CustomerFactory()
    OrderFactory(customer=customer, lines=[{"product": product}])
    read(books)

    def reads(orders: int) -> int:
        for _ in range(orders):
            OrderFactory(customer=customer, lines=[{"product": product}, {"product": product}])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            frozen(books)
        return sum(query["sql"].startswith("SELECT") for query in seen)

    assert reads(2) == reads(20)


def test_a_reader_whose_lease_was_taken_over_freezes_nothing(
    books: Connection, clock: Clock, lease: Any
) -> None:
    ProductFactory()
    old = lease(books)
    clock.advance(minutes=5)
    lease(books)

    with pytest.raises(leases.LeaseLost), transaction.atomic():
        freeze.freeze(lease=old, connection=books, now=clock(), most=5, batch_size=5)

    assert not Dispatch.objects.exists()


def test_the_due_rows_are_found_by_the_index_of_waiting_rows(shelf: Connection) -> None:
    due = QueueRow.objects.filter(connection=shelf).due(NOON).order_by("rank", "id")[:30]

    assert "queue_row_waiting" in due.explain()


def test_a_pause_for_one_company_leaves_its_rows_in_their_places(
    books: Connection, read: Read, clock: Clock
) -> None:
    ProductFactory()
    books.pause(until=clock().replace(year=2027), reason="Maintenance.")

    report = read(books)

    row = QueueRow.objects.get()
    assert report.stopped == "Maintenance."
    assert (row.state, row.attempts) == ("waiting", 0)
    assert plan.has_work(books, now=clock())
