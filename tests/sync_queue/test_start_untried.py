"""A shop without any order goes live all the same: its first orders wait for a person's look."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, GuidedStart
from entities.models import StorePaymentMethod
from sync_queue.figures.next_step import next_step
from sync_queue.models import Link, QueueRow
from sync_queue.steering.steer import release
from tests.connections.console_parts import logged_in
from tests.factories import NOON, OrderFactory
from tests.sync_queue.test_start_walk import Read, at, now_at, press, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before_the_trial(connected: Callable[..., Connection], card: StorePaymentMethod) -> Connection:
    """Three real orders were looked at, and none is sent."""
    connection = connected("us")
    connection.is_default, connection.auto_post = True, False
    connection.books_start_on = date(2026, 11, 1)
    connection.save()
    words = ("accounts_approved", "matched", "previewed")
    done = {f"{word}_at": timezone.now() for word in words}
    GuidedStart.objects.create(connection=connection, **done)
    return connection


@pytest.fixture
def at_the_preview(before_the_trial: Connection) -> Connection:
    GuidedStart.objects.update(previewed_at=None)
    return before_the_trial


def go_live(client: Client, connection: Connection) -> str:
    press(client, at(connection, "preview"), deed="untried")
    page = press(client, at(connection, "live"), start_on="2026-11-01")
    connection.refresh_from_db()
    return page


def booked() -> int:
    return Link.objects.linked().filter(kind="invoice").count()


def send_waiting(connection: Connection, user: Any, *, number: int) -> None:
    """Presses Send it on so many of the orders that wait."""
    waiting = QueueRow.objects.filter(connection=connection, kind="invoice", state="held")
    chosen = list(waiting.order_by("pk").values_list("pk", flat=True)[:number])
    release(QueueRow.objects.filter(pk__in=chosen), user=user, now=NOON)


def test_a_shop_without_orders_goes_on_and_goes_live(
    at_the_preview: Connection, alice: Any
) -> None:
    client = logged_in(alice)

    assert "You need not wait for it" in shown(client, at(at_the_preview, "preview"))
    page = press(client, at(at_the_preview, "preview"), deed="untried")
    assert "first three orders wait until you have looked" in page
    assert now_at(at_the_preview) == "live"
    assert "No order yet" in page
    assert "left out by alice" in shown(client, at(at_the_preview, "trial"))
    assert "Go live from 1 November</button>" in page
    page = press(client, at(at_the_preview, "live"), start_on="2026-11-01")

    assert "The first 3 orders wait until you have looked at them" in page
    assert "0 of 3 are in QuickBooks" in page
    at_the_preview.refresh_from_db()
    assert (at_the_preview.went_live_by, at_the_preview.auto_post) == (alice, False)


def test_the_first_three_orders_wait_and_the_fourth_goes_by_itself(
    at_the_preview: Connection, alice: Any, read: Read
) -> None:
    books = at_the_preview
    go_live(logged_in(alice), books)
    OrderFactory.create_batch(4)

    read(books)
    assert booked() == 0
    send_waiting(books, alice, number=2)
    read(books)
    assert booked() == 2
    queue = shown(logged_in(alice), reverse("console:queue", args=[books.slug]))
    assert "As soon as 3 are in QuickBooks, the rest goes by itself" in queue
    assert "2 of 3 are in QuickBooks" in shown(logged_in(alice), at(books, "live"))
    send_waiting(books, alice, number=1)
    read(books)

    assert booked() == 4
    assert books.auto_post
    assert GuidedStart.objects.get().first_looks == 0


def test_home_asks_to_look_at_the_first_orders(at_the_preview: Connection, alice: Any) -> None:
    go_live(logged_in(alice), at_the_preview)

    assert next_step(at_the_preview, counts={}).title == "Nothing to do just now"
    step = next_step(at_the_preview, counts={"held": 1})

    assert step.title == "Look at the first 3 orders"
    assert step.text == "0 of 3 are in QuickBooks; then the rest goes by itself."


def test_with_an_order_there_nobody_goes_on_without_looking(
    at_the_preview: Connection, alice: Any
) -> None:
    OrderFactory()

    page = press(logged_in(alice), at(at_the_preview, "preview"), deed="untried")

    assert "An order has come in meanwhile" in page
    assert now_at(at_the_preview) == "preview"


def test_orders_from_before_the_books_start_are_shown_but_none_has_to_be_sent(
    before_the_trial: Connection, alice: Any
) -> None:
    OrderFactory(placed_at=NOON.replace(month=10))
    client = logged_in(alice)

    assert "You need not wait for it" in shown(client, at(before_the_trial, "trial"))
    press(client, at(before_the_trial, "trial"), deed="untried")

    assert now_at(before_the_trial) == "live"
    assert GuidedStart.objects.get().first_looks == 3


def test_an_order_that_comes_in_before_going_live_is_tried_after_all(
    at_the_preview: Connection, alice: Any, read: Read
) -> None:
    client = logged_in(alice)
    press(client, at(at_the_preview, "preview"), deed="untried")
    order = OrderFactory()

    assert "An order has come in meanwhile" in shown(client, at(at_the_preview, "live"))
    press(client, at(at_the_preview, "trial"), deed="send", order=order.key)
    read(at_the_preview)
    press(client, at(at_the_preview, "trial"), deed="right")
    press(client, at(at_the_preview, "live"), start_on="2026-11-01")

    at_the_preview.refresh_from_db()
    assert at_the_preview.auto_post


def test_who_switches_sending_on_and_off_is_not_overruled(
    at_the_preview: Connection, alice: Any
) -> None:
    client = logged_in(alice)
    go_live(client, at_the_preview)
    settings = reverse("console:settings", args=[at_the_preview.slug])
    form = client.get(settings).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value())}

    for wanted in ("on", ""):
        assert "are saved" in press(client, settings, **(typed | {"auto_post": wanted}))

    assert GuidedStart.objects.get().first_looks == 0
    at_the_preview.refresh_from_db()
    assert not at_the_preview.auto_post
