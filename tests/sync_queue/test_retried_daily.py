"""One record that fails stops no other, and what failed is tried once a day until it goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from connections.models import Connection
from sync_queue import sweeper
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory
from tests.sync_queue.company_side import CREATE, booked

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_failed(trusted: Connection, read: Read, live_emulator: LiveEmulator) -> QueueRow:
    """Of three orders the first is refused."""
    live_emulator.schedule(trusted.realm, "6140", **CREATE)
    for number in ("1", "2", "3"):
        OrderFactory(number=number)
        read(trusted)
    return QueueRow.objects.get(state="error")


def test_one_refused_order_stops_none_of_the_others(
    one_failed: QueueRow, trusted: Connection, live_emulator: LiveEmulator
) -> None:
    assert [booked(live_emulator, trusted, number) for number in "123"] == [0, 1, 1]


def test_after_a_day_it_is_tried_again_and_goes(
    one_failed: QueueRow, trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    QueueRow.objects.update(updated_at=timezone.now() - timedelta(hours=25))

    sweeper.sweep(now=timezone.now())
    read(trusted)

    assert booked(live_emulator, trusted, "1") == 1


def test_before_a_day_is_over_it_is_left_to_the_person(one_failed: QueueRow) -> None:
    QueueRow.objects.update(updated_at=timezone.now() - timedelta(hours=23))

    sweeper.sweep(now=timezone.now())

    one_failed.refresh_from_db()
    assert one_failed.state == "error"


def test_what_fails_again_stands_there_again_with_its_reason_and_is_tried_the_next_day(
    one_failed: QueueRow, trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    for _day in range(3):
        live_emulator.schedule(trusted.realm, "6140", **CREATE)
        QueueRow.objects.update(updated_at=timezone.now() - timedelta(hours=25))
        sweeper.sweep(now=timezone.now())
        read(trusted)

    one_failed.refresh_from_db()
    assert (one_failed.state, one_failed.reason) == ("error", "fault:6140")


@pytest.mark.parametrize("reason", ["auto_post", "closed_period", "unknown_outcome"])
def test_what_needs_a_persons_word_is_never_sent_by_the_passing_of_time(
    trusted: Connection, reason: str
) -> None:
    CustomerFactory()
    long_ago = timezone.now() - timedelta(days=9)
    QueueRow.objects.filter(state="waiting").update(
        state="held", reason=reason, updated_at=long_ago
    )

    sweeper.sweep(now=timezone.now())

    assert QueueRow.objects.filter(state="held", reason=reason).count() == 1


def test_what_waits_for_a_choice_is_looked_at_again_as_well(
    trusted: Connection, quiet_doorbell: list[int]
) -> None:
    CustomerFactory()
    long_ago = timezone.now() - timedelta(days=2)
    QueueRow.objects.filter(state="waiting").update(
        state="held", reason="account:income", updated_at=long_ago
    )

    sweeper.sweep(now=timezone.now())

    assert not QueueRow.objects.filter(state="held").exists()
