"""What may be done for a company just now, in what portions, and who is next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connections.models import Connection, Exchange, Installation
from sync_queue import plan
from sync_queue.models import Dispatch, QueueRow, ReaderLease
from tests.factories import NOON, ProductFactory

pytestmark = pytest.mark.django_db


def row(to: Connection, **columns: object) -> QueueRow:
    given = {"kind": "product", "key": "k", "rank": 2, "created_at": NOON, "updated_at": NOON}
    made: QueueRow = QueueRow.objects.create(connection=to, **{**given, **columns})
    return made


def dispatch(to: Connection, **columns: object) -> Dispatch:
    made: Dispatch = Dispatch.objects.create(
        connection=to, request_id="r", path="/item", body=b"{}", created_at=NOON, **columns
    )
    return made


LATER = NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("columns", "is_work"),
    [
        ({}, True),
        ({"reason": "look_up:stale"}, True),
        ({"due_at": NOON}, True),
        ({"due_at": LATER}, False),
        ({"state": "held"}, False),
        ({"state": "error"}, False),
        ({"state": "done"}, False),
    ],
)
def test_there_is_work_for_whatever_can_be_done_at_once(
    shelf: Connection, columns: dict[str, object], is_work: bool
) -> None:
    row(shelf, **columns)

    assert plan.has_work(shelf, now=NOON) == is_work


def test_what_waits_for_its_parent_is_no_work(shelf: Connection) -> None:
    parent = row(shelf, key="parent", state="held")
    row(shelf, blocked_by=parent)

    assert not plan.has_work(shelf, now=NOON)


@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_a_call_that_may_still_be_running_is_no_work_until_it_cannot(
    shelf: Connection, state: str
) -> None:
    sent = dispatch(shelf, sent_at=NOON, first_sent_at=NOON, sends=1, sends_in_doubt=1)
    row(shelf, state=state, dispatch=sent)

    assert not plan.has_work(shelf, now=NOON + timedelta(seconds=129))
    assert plan.has_work(shelf, now=NOON + timedelta(seconds=131))


def test_a_dispatch_that_was_never_sent_is_work_at_once(shelf: Connection) -> None:
    row(shelf, state="sending", dispatch=dispatch(shelf))

    assert plan.has_work(shelf, now=NOON)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"accounting_vendor": "none"}, "The connection uses no accounting system."),
        ({"is_active": False}, "The connection is switched off."),
        ({"sign_in": "never"}, "The connection is not signed in to QuickBooks."),
        ({"paused_until": LATER, "pause_reason": "Maintenance."}, "Maintenance."),
        ({"paused_until": NOON}, ""),
    ],
)
def test_it_says_in_words_why_nothing_may_be_sent(
    shelf: Connection, columns: dict[str, object], sentence: str
) -> None:
    for name, value in {"sign_in": "connected", **columns}.items():
        setattr(shelf, name, value)

    assert plan.why_not_now(shelf, now=NOON) == sentence


@pytest.mark.parametrize(
    ("took_ms", "items", "size"),
    [(None, 30, 30), (3_000, 30, 30), (120_000, 30, 15), (90_000, 1, 1)],
)
def test_a_slow_company_gets_smaller_batches(
    shelf: Connection, took_ms: int | None, items: int, size: int
) -> None:
    Exchange.objects.create(
        connection=shelf,
        method="POST",
        path="/batch",
        is_batch=True,
        items=items,
        took_ms=took_ms,
        started_at=NOON,
    )

    assert plan.batch_size(shelf) == size


def test_going_live_frees_what_was_held_for_that_alone(shelf: Connection) -> None:
    waiting = row(shelf, key="a", state="held", reason="auto_post")
    other = row(shelf, key="b", state="held", reason="closed_period")
    shelf.auto_post = True

    plan.set_free(shelf, now=NOON)

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, other.state) == ("waiting", "held")


def test_the_company_that_waited_longest_is_next(db: None) -> None:
    moments = {"late": NOON, "early": NOON - timedelta(hours=1), "never": None}
    for name, served_at in moments.items():
        one = Connection.objects.create(name=name, slug=name, realm=name, sign_in="connected")
        ReaderLease.objects.create(connection=one, served_at=served_at)
        row(one)

    due = plan.due_connections(now=timezone.now())

    names = Connection.objects.in_bulk(due)
    assert [names[pk].name for pk in due] == ["never", "early", "late"]


def test_a_company_with_nothing_to_do_is_not_rung(shelf: Connection) -> None:
    ProductFactory()
    QueueRow.objects.update(state="done")

    assert plan.due_connections(now=NOON) == []


def test_while_the_installation_is_off_no_company_is_served(shelf: Connection) -> None:
    Connection.objects.update(sign_in="connected")
    row(shelf)
    assert plan.due_connections(now=NOON) == [shelf.pk]

    Installation.objects.create(pk=Installation.ONLY, is_on=False)

    assert plan.due_connections(now=NOON) == []
    assert plan.why_not(shelf, now=NOON) == "QBO Bridge is switched off for all connections."
