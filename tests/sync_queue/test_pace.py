"""How fast a queue goes, and when it will be through, in the words of the page."""

from datetime import timedelta

import pytest

from connections.models import Connection
from sync_queue.figures import pace
from sync_queue.figures.pace import Pace
from sync_queue.models import QueueRow
from sync_queue.models.row import TAKEN_OUT
from sync_queue.views import spoken
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.console_rows import NOW, invoice_row


def finished(count: int, *, seconds: float, reason: str = "") -> None:
    """Rows that were done one after the other, the first of them so long ago."""
    for number in range(count):
        ProductFactory()
        row = QueueRow.objects.latest("pk")
        age = seconds * (count - number) / count
        row.finish(now=NOW - timedelta(seconds=age), reason=reason)


@pytest.mark.django_db
def test_the_pace_is_that_of_the_last_minutes(shelf: Connection) -> None:
    finished(12, seconds=120)
    finished(5, seconds=3)
    ProductFactory()
    QueueRow.objects.filter(pk__lte=QueueRow.objects.earliest("pk").pk + 11).update(
        done_at=NOW - timedelta(hours=2)
    )

    found = pace.pace(shelf, counts={"waiting": 100}, now=NOW)

    assert found is not None
    assert found.per_minute == pytest.approx(100)
    assert found.remaining == timedelta(minutes=1)


@pytest.mark.django_db
def test_nothing_is_promised_where_nothing_moves(shelf: Connection) -> None:
    finished(12, seconds=120)
    ProductFactory()

    assert pace.pace(shelf, counts={"held": 100}, now=NOW) is None
    assert pace.pace(shelf, counts={"waiting": 1}, now=NOW + timedelta(hours=1)) is None


@pytest.mark.django_db
def test_nothing_is_promised_where_all_wait_for_what_needs_a_person(shelf: Connection) -> None:
    finished(12, seconds=120)
    order = OrderFactory()
    parent = QueueRow.objects.get(kind="customer")
    parent.hold(reason="auto_post", message="Not by itself.", mend="", now=NOW)
    invoice_row(order).wait_for(parent, now=NOW)

    assert pace.pace(shelf, counts={"waiting": 1, "held": 1}, now=NOW) is None


@pytest.mark.django_db
def test_what_a_person_took_out_is_no_pace(shelf: Connection) -> None:
    finished(12, seconds=1, reason=TAKEN_OUT)
    ProductFactory()

    assert pace.pace(shelf, counts={"waiting": 100}, now=NOW) is None


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Pace(38, 456, has_more=False), "about 12 minutes at 38 a minute"),
        (Pace(1200, 10_000, has_more=True), "more than 8 minutes at 1,200 a minute"),
        (Pace(60, 30, has_more=False), "less than a minute at 60 a minute"),
        (Pace(0.5, 60, has_more=False), "about 2 hours at 0.5 a minute"),
    ],
)
def test_it_is_said_as_a_person_would(found: Pace, said: str) -> None:
    assert spoken.pace(found) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3, minutes=50), "3 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=20), "2 weeks"),
    ],
)
def test_an_age_has_the_one_unit_that_says_most(time: timedelta, said: str) -> None:
    assert spoken.span(time) == said
