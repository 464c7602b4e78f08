"""One reader per company at a time, and a sleeper cannot undo what its successor did."""

from datetime import timedelta

import pytest
from django.db import transaction

from connections.models import Connection
from sync_queue import leases
from sync_queue.models import ReaderLease
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=31)


def take(to: Connection, holder: str, now: object = NOON) -> leases.Lease | None:
    return leases.take(connection_id=to.pk, holder=holder, now=now)  # type: ignore[arg-type]


def taken(to: Connection, holder: str, now: object = NOON) -> leases.Lease:
    lease = take(to, holder, now)
    assert lease is not None
    return lease


def test_a_second_reader_gets_nothing_while_the_first_lives(shelf: Connection) -> None:
    taken(shelf, "first")

    assert take(shelf, "second") is None
    assert leases.is_live(connection_id=shelf.pk, now=NOON)


def test_a_reader_that_died_is_followed_after_its_lease_has_run_out(shelf: Connection) -> None:
    first = taken(shelf, "first")

    second = taken(shelf, "second", LATER)

    assert second.fence == first.fence + 1


def test_a_heartbeat_keeps_the_lease(shelf: Connection) -> None:
    first = taken(shelf, "first")

    leases.renew(first, now=NOON + timedelta(seconds=20))

    assert take(shelf, "second", LATER) is None


@pytest.mark.parametrize("deed", ["renew", "require"])
def test_one_whose_lease_was_taken_over_may_do_nothing_more(shelf: Connection, deed: str) -> None:
    first = taken(shelf, "first")
    taken(shelf, "second", LATER)

    with pytest.raises(leases.LeaseLost), transaction.atomic():
        leases.renew(first, now=LATER) if deed == "renew" else leases.require(first)


def test_the_same_holder_with_an_older_fence_is_a_stranger(shelf: Connection) -> None:
    first = taken(shelf, "same")
    taken(shelf, "same", LATER)

    with pytest.raises(leases.LeaseLost):
        leases.renew(first, now=LATER)


def test_a_lease_given_back_is_free_at_once_and_says_when_it_was_served(shelf: Connection) -> None:
    first = taken(shelf, "first")

    leases.give_back(first, now=NOON)

    assert ReaderLease.objects.get().served_at == NOON
    assert not leases.is_live(connection_id=shelf.pk, now=NOON)
    taken(shelf, "second")


def test_giving_back_a_lost_lease_does_not_end_the_successors(shelf: Connection) -> None:
    first = taken(shelf, "first")
    taken(shelf, "second", LATER)

    leases.give_back(first, now=LATER)

    assert leases.is_live(connection_id=shelf.pk, now=LATER)


def test_progress_is_told_only_by_the_holder(shelf: Connection) -> None:
    first = taken(shelf, "first")
    second = taken(shelf, "second", LATER)

    leases.note_progress(second, done=3, total=9)
    leases.note_progress(first, done=1, total=1)

    lease = ReaderLease.objects.get()
    assert (lease.progress_done, lease.progress_total) == (3, 9)
