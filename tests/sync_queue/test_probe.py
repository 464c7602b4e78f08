"""Nobody knows whether it arrived: it is looked for, adopted or asked about, never sent blindly."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Product
from sync_queue.models import Dispatch, Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import OrderFactory, PaymentFactory, ProductFactory
from tests.sync_queue.company_side import CREATE, Meanwhile, booked, ids_sent, ready_customer
from tests.sync_queue.conftest import Clock
from tests.sync_queue.rows import release

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


def test_an_edit_during_a_send_whose_outcome_nobody_knows_still_waits_for_a_person(
    untrusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, untrusted)
    order = OrderFactory(number="1042", customer=customer)
    live_emulator.schedule(untrusted.realm, "request-lost", **CREATE)
    with Meanwhile(order.save) as executor:
        read(untrusted, executor=executor)

    for _ in range(4):
        clock.advance(hours=5)
        read(untrusted)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "unknown_outcome")
    assert booked(live_emulator, untrusted, "1042") == 0


@pytest.mark.parametrize("fault", ["response-lost", "http-500-after"])
def test_where_request_ids_are_forgotten_it_looks_before_it_writes_and_adopts(
    untrusted: Connection,
    read: Read,
    clock: Clock,
    live_emulator: LiveEmulator,
    row_of: RowOf,
    fault: str,
) -> None:
    customer = ready_customer(read, untrusted)
    live_emulator.schedule(untrusted.realm, fault, **CREATE)
    order = OrderFactory(number="1042", customer=customer)
    read(untrusted)

    clock.advance(seconds=131)
    read(untrusted)

    row = row_of(order, "invoice")
    assert row.state == "done"
    assert len(ids_sent(live_emulator, untrusted)) == 2
    assert booked(live_emulator, untrusted, "1042") == 1


def test_where_it_never_arrived_a_person_is_asked_after_two_looks_far_apart(
    untrusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, untrusted)
    live_emulator.schedule(untrusted.realm, "request-lost", **CREATE)
    order = OrderFactory(number="1042", customer=customer)
    read(untrusted)
    states = []
    for wait in ({"seconds": 131}, {"hours": 3}, {"hours": 2}):
        clock.advance(**wait)
        read(untrusted)
        states.append(row_of(order, "invoice").state)

    row = row_of(order, "invoice")
    assert states == ["uncertain", "uncertain", "held"]
    assert "not found there twice" in row.message
    assert len(ids_sent(live_emulator, untrusted)) == 2
    assert not Dispatch.objects.unsettled().exists()


def test_after_a_persons_word_it_is_sent_and_nothing_else_sends_it(
    untrusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, untrusted)
    live_emulator.schedule(untrusted.realm, "request-lost", **CREATE)
    order = OrderFactory(number="1042", customer=customer)
    read(untrusted)
    for _ in range(3):
        clock.advance(hours=5)
        read(untrusted)
    order.save()
    read(untrusted)
    assert booked(live_emulator, untrusted, "1042") == 0

    row = row_of(order, "invoice")
    release(row)
    read(untrusted)

    assert booked(live_emulator, untrusted, "1042") == 1
    assert not Link.objects.get(kind="invoice", key=order.key).in_doubt


def test_beyond_the_request_id_window_even_a_trusted_company_is_looked_into(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "response-lost", **CREATE)
    order = OrderFactory(number="1042", customer=customer)
    read(trusted)

    clock.advance(hours=25)
    read(trusted)

    assert row_of(order, "invoice").state == "done"
    assert len(ids_sent(live_emulator, trusted)) == 2
    assert booked(live_emulator, trusted, "1042") == 1


def test_an_update_that_arrived_unseen_is_found_and_not_held(
    untrusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    product = ProductFactory(price="20")
    read(untrusted)
    live_emulator.schedule(untrusted.realm, "response-lost", entity="Item", operation="update")
    Product.objects.filter(pk=product.pk).update(price="21")
    read(untrusted)

    clock.advance(seconds=131)
    read(untrusted)

    assert row_of(product, "product").state == "done"
    assert Link.objects.get(kind="product", key=product.key).sync_token == "1"


def test_a_trusted_company_that_forgot_after_all_makes_no_false_alarm_of_an_update(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    product = ProductFactory(price="20")
    read(trusted)
    live_emulator.set(requestid="ignore")
    live_emulator.schedule(trusted.realm, "response-lost", entity="Item", operation="update")
    Product.objects.filter(pk=product.pk).update(price="21")
    read(trusted)

    clock.advance(seconds=131)
    read(trusted)

    assert row_of(product, "product").state == "done"


def test_a_payment_whose_answer_was_lost_is_found_by_its_date_and_mark(
    untrusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, card: Any
) -> None:
    order = OrderFactory(lines=[{"unit_price": "40"}])
    read(untrusted)
    live_emulator.schedule(untrusted.realm, "response-lost", entity="Payment", operation="create")
    PaymentFactory(order=order, method=card, amount="15")
    read(untrusted)

    clock.advance(seconds=131)
    read(untrusted)

    assert len(live_emulator.state(untrusted.realm)["Payment"]) == 1
    assert not QueueRow.objects.unfinished().exists()
