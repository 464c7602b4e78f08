"""The way is broken: at most one document, the right state and words, and recovery by itself."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
import requests

from connections.models import Connection, Token
from entities.models import Order
from sync_queue import plan
from sync_queue.models import Dispatch, QueueRow
from sync_queue.reader import Report
from tests.bridge import CLIENT_ID, CLIENT_SECRET, LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.company_side import (
    CREATE,
    Meanwhile,
    booked,
    ids_sent,
    ready_customer,
)
from tests.sync_queue.conftest import Clock

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ("response-lost", 131),
        ("request-lost", 131),
        ("http-500", 131),
        ("http-500-after", 131),
        ("http-503", 131),
        ("429", 61),
    ],
)
def test_a_passing_fault_ends_in_one_document_by_itself(
    trusted: Connection,
    read: Read,
    clock: Clock,
    live_emulator: LiveEmulator,
    row_of: RowOf,
    fault: str,
    wait: int,
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, fault, **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)
    row = row_of(order, "invoice")
    assert (row.state, row.attempts) == ("sending", 0)
    assert row.message

    clock.advance(seconds=wait)
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1
    assert row_of(order, "invoice").state == "done"
    sent = ids_sent(live_emulator, trusted)[1:]
    assert len(sent) == 2
    assert len(set(sent)) == 1


@pytest.mark.parametrize("fault", ["response-lost", "request-lost", "http-500"])
def test_nothing_is_repeated_while_the_first_call_may_still_be_running(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, fault: str
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, fault, **CREATE)
    OrderFactory(customer=customer)
    read(trusted)
    before = len(ids_sent(live_emulator, trusted))

    clock.advance(seconds=120)
    report = read(trusted)

    assert len(ids_sent(live_emulator, trusted)) == before
    assert not report.has_more


def test_a_company_in_trouble_is_left_alone_and_nothing_more_is_put_in_doubt(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "http-503", times=1000, path="/")
    orders = [OrderFactory(customer=customer) for _ in range(70)]

    reports = [read(trusted) for _ in range(3)]

    in_doubt = Dispatch.objects.filter(settled_at=None, sends_in_doubt__gt=0)
    assert all(report.stopped for report in reports)
    assert in_doubt.count() <= 3
    assert QueueRow.objects.filter(kind="invoice").count() == len(orders) + 1


def test_a_write_that_arrives_late_is_not_doubled(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.set(late_s=100)
    live_emulator.schedule(trusted.realm, "late", **CREATE)
    order = OrderFactory(number="1042", customer=customer)
    read(trusted)

    live_emulator.set(advance_s=131)
    clock.advance(seconds=131)
    read(trusted)

    assert booked(live_emulator, trusted, "1042") == 1
    assert row_of(order, "invoice").state == "done"


def test_after_a_throttle_the_company_is_silent_for_a_minute(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "429", **CREATE)
    OrderFactory(customer=customer)
    read(trusted)
    asked = len(live_emulator.log(trusted.realm))

    OrderFactory(customer=customer)
    clock.advance(seconds=55)
    report = read(trusted)

    assert len(live_emulator.log(trusted.realm)) == asked
    assert report.stopped.startswith("QuickBooks asks for a pause")


def test_an_expired_token_is_renewed_once_and_the_same_request_goes_again(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "401", **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)

    log = live_emulator.control("GET", "log")
    assert row_of(order, "invoice").attempts == 0
    assert booked(live_emulator, trusted, "1042") == 1
    assert len(set(ids_sent(live_emulator, trusted)[1:])) == 1
    assert [c["operation"] for c in log if c["entity"] == "OAuth"] == ["refresh_token"]


def test_a_company_that_lets_nobody_in_waits_for_reconnecting_and_then_goes_on(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "403", **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)
    trusted.refresh_from_db()
    assert trusted.sign_in == Connection.SignIn.NEEDS_RECONNECTING
    assert row_of(order, "invoice").state == "waiting"

    trusted.sign_in = Connection.SignIn.CONNECTED
    trusted.save()
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1


def test_a_revoked_token_pauses_the_company_and_spends_no_attempts(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    token = Token.objects.get(connection=trusted)
    requests.post(
        f"{live_emulator.url}/v2/oauth2/tokens/revoke",
        json={"token": token.refresh},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=10,
    )
    order = OrderFactory()

    report = read(trusted)

    trusted.refresh_from_db()
    row = row_of(order.customer, "customer")
    assert trusted.sign_in == Connection.SignIn.NEEDS_RECONNECTING
    assert (row.state in ("waiting", "sending"), row.attempts) == (True, 0)
    assert report.stopped


def test_an_unreachable_host_pauses_the_company_and_costs_no_attempts(
    trusted: Connection, read: Read, clock: Clock, settings: Any, row_of: RowOf
) -> None:
    working = settings.EMULATOR_URL
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.EMULATOR_URL = f"http://127.0.0.1:{port}"
    product = ProductFactory()

    report = read(trusted)
    row = row_of(product, "product")
    assert report.stopped.startswith("QuickBooks cannot be reached")
    assert (row.state, row.attempts) == ("sending", 0)

    settings.EMULATOR_URL = working
    clock.advance(seconds=31)
    read(trusted)
    assert row_of(product, "product").state == "done"


@pytest.mark.parametrize("fault", ["", "6540", "6000-contention"])
def test_an_edit_made_during_the_send_goes_out_whatever_becomes_of_the_send(
    trusted: Connection,
    read: Read,
    clock: Clock,
    live_emulator: LiveEmulator,
    row_of: RowOf,
    fault: str,
) -> None:
    customer = ready_customer(read, trusted)
    order = OrderFactory(number="1042", customer=customer)
    if fault:
        live_emulator.schedule(trusted.realm, fault, **CREATE)

    def edit() -> None:
        Order.objects.filter(pk=order.pk).update(shipping="5", total="25")

    with Meanwhile(edit) as executor:
        read(trusted, executor=executor)
    clock.advance(seconds=11)
    read(trusted)

    state = live_emulator.state(trusted.realm)["Invoice"]
    assert [one["TotalAmt"] for one in state if one["DocNumber"] == "1042"] == [25]
    assert not QueueRow.objects.unfinished().exists()
    assert row_of(order, "invoice").revision == 1


@pytest.mark.parametrize("fault", ["response-lost", "request-lost"])
def test_a_batch_without_an_answer_is_booked_once_item_by_item(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, fault: str
) -> None:
    live_emulator.schedule(trusted.realm, fault, path="/batch")
    customers = CustomerFactory.create_batch(5)
    before = len(live_emulator.state(trusted.realm)["Customer"])
    read(trusted)

    clock.advance(seconds=131)
    read(trusted)

    assert len(live_emulator.state(trusted.realm)["Customer"]) <= before + len(customers)
    assert not QueueRow.objects.unfinished().exists()


def test_a_reader_that_died_after_sending_is_followed_by_one_that_repeats_the_same_bytes(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    order = OrderFactory(number="1042", customer=customer)

    class Died(Exception):
        pass

    class Dying:
        def send(self, *_args: Any, **_kwargs: Any) -> None:
            raise Died

    with pytest.raises(Died):
        read(trusted, door=Dying())
    assert row_of(order, "invoice").state == "sending"
    assert not plan.has_work(trusted, now=clock())

    clock.advance(seconds=131)
    assert plan.has_work(trusted, now=clock())
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1
