"""What QuickBooks adds up differently is listed or, where a person wants that, taken out again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order
from sync_queue import sweeper
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer
from sync_queue.troubles import differing
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, PaymentFactory, StoreTaxFactory
from tests.sync_queue.conftest import Clock

Read = Callable[..., Any]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db
UNLIKE = (
    "The total in QuickBooks is 21.82, in the store 21.60. "
    "The tax in QuickBooks is 1.82, in the store 1.60."
)


@pytest.fixture
def stubborn(connected: Callable[..., Connection], live_emulator: LiveEmulator) -> Connection:
    """A company whose automated sales tax takes 9.1 % of what goes to Arizona, whatever is sent."""
    live_emulator.set(automated_total="replace")
    books = connected("us-ast")
    books.is_default = books.withdraws_differing = True
    books.save()
    return books


@pytest.fixture
def order(stubborn: Connection) -> Order:
    """20.00 and 8 % tax."""
    tax = StoreTaxFactory(rate="8")
    made: Order = OrderFactory(
        customer=CustomerFactory(billing_region="AZ"), lines=[{"unit_price": "20", "tax": tax}]
    )
    return made


def invoices(live_emulator: LiveEmulator, books: Connection) -> list[Any]:
    return list(live_emulator.state(books.realm).get("Invoice", []))


def test_a_new_document_that_differs_is_deleted_at_once(
    stubborn: Connection, order: Order, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    read(stubborn)

    row = row_of(order, "invoice")
    assert invoices(live_emulator, stubborn) == []
    assert (row.state, row.reason) == ("error", "withdrawn")
    assert row.message == f"{UNLIKE} It was taken out of QuickBooks again."
    assert not Link.objects.linked().filter(kind="invoice").exists()


def test_it_is_booked_by_resend_once_the_cause_is_mended(
    stubborn: Connection, order: Order, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    read(stubborn)
    live_emulator.set(automated_total="honour")

    steer.resend(QueueRow.objects.filter(reason="withdrawn"), now=order.placed_at)
    read(stubborn)

    [invoice] = invoices(live_emulator, stubborn)
    assert str(invoice["TotalAmt"]) == "21.6"
    assert (row_of(order, "invoice").state, row_of(order, "invoice").flag) == ("done", "")


def test_its_money_waits_for_it(
    stubborn: Connection, order: Order, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    stubborn.document_kind = Connection.DocumentKind.INVOICE
    stubborn.save()
    payment = PaymentFactory(order=order)

    read(stubborn)

    assert row_of(payment, "payment").state != "done"
    assert not live_emulator.state(stubborn.realm).get("Payment")


def test_it_is_not_tried_again_by_itself(
    stubborn: Connection, order: Order, read: Read, row_of: RowOf, clock: Clock
) -> None:
    read(stubborn)

    sweeper.sweep(now=clock() + timedelta(days=3))

    assert row_of(order, "invoice").state == "error"


def test_without_the_setting_it_stays_and_is_listed(
    stubborn: Connection, order: Order, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    Connection.objects.update(withdraws_differing=False)
    stubborn.refresh_from_db()

    read(stubborn)

    row = row_of(order, "invoice")
    assert (row.state, row.flag, row.message) == ("done", "differs", UNLIKE)
    assert len(invoices(live_emulator, stubborn)) == 1
    assert [one.row for one in differing.review(stubborn, QueueRow.objects.all()).documents] == [
        row
    ]
