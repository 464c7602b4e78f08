"""Each list of the queue is a walk along its index: SQLite's own plan says so."""

import re

import pytest
from django.db import connection as database
from django.utils import timezone

from connections.models import Connection
from sync_queue import sight
from sync_queue.models import QueueRow
from sync_queue.views import search
from sync_queue.views.filters import Filters
from tests.factories import ProductFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        database.vendor != "sqlite", reason="The words are those of SQLite's plans."
    ),
]


def plan_of(shelf: Connection, user: object, **asked: str) -> list[str]:
    """How each stretch of the list is read."""
    rows = sight.rows(user=user, connection=shelf)
    return [
        stretch.rows.order_by(*stretch.order).values_list(*stretch.columns)[:26].explain()
        for stretch in Filters(**asked).stretches(rows, now=timezone.now())
    ]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "queue_row_unfinished"),
        ({"state": "held"}, "queue_row_unfinished"),
        ({"state": "waiting", "kind": "payment"}, "queue_row_of_kind"),
        ({"state": "held", "reason": "tax:gst"}, "queue_row_of_reason"),
        ({"state": "error", "age": "week"}, "queue_row_of_age"),
        ({"state": "done"}, "queue_row_done"),
        ({"state": "done", "kind": "invoice"}, "queue_row_done_of_kind"),
    ],
)
def test_a_list_is_read_in_the_order_of_its_index(
    asked: dict[str, str], index: str, shelf: Connection, alice: object
) -> None:
    for plan in plan_of(shelf, alice, **asked):
        assert re.search(rf"USING (COVERING )?INDEX {index} \(connection_id=\?", plan), plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("state", ["waiting", "done"])
def test_a_page_in_the_middle_is_sought_and_not_counted_to(
    state: str, shelf: Connection, alice: object
) -> None:
    rows = sight.rows(user=alice, connection=shelf)
    (stretch,) = Filters(state=state).stretches(rows, now=timezone.now())
    place = (timezone.now(), 5) if state == "done" else (4, 5)

    for piece in stretch.beyond(place):
        plan = piece.order_by(*stretch.order).values_list(*stretch.columns)[:26].explain()
        assert re.search(r"\(connection_id=\? AND .*[<>]\?\)", plan), plan
        assert "TEMP B-TREE" not in plan


def test_what_a_name_begins_with_is_found_by_index(shelf: Connection, alice: object) -> None:
    rows = sight.rows(user=alice, connection=shelf)

    for beginning in search.beginnings("web-7"):
        plan = rows.filter(beginning).order_by().values_list("pk").explain()
        assert "INDEX queue_row_sought (connection_id=? AND sought>? AND sought<?)" in plan


def test_the_rows_of_an_order_are_found_by_their_keys(shelf: Connection) -> None:
    ProductFactory()
    named = QueueRow.objects.filter(connection=shelf, kind="invoice", key="a")
    either = named | QueueRow.objects.filter(connection=shelf, kind="payment", key="b")

    assert "SCAN" not in either.explain()
