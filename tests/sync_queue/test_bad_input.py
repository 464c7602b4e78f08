"""A bad day in the store: each bad record gets one clear sentence, everything else goes on."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory, StoreTaxFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


def test_everything_else_goes_on(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    colon = ProductFactory(name="Kettle: large\tblue")
    endless = ProductFactory(name="Very " * 60 + "long")
    anns = [CustomerFactory(first_name="Ann", last_name="Lee", email=f"a{n}@x.org") for n in (1, 2)]
    unmapped = StoreTaxFactory(name="Moon tax", rate="3.0000")
    OrderFactory(number="1", customer=anns[0], lines=[{"product": colon}])
    OrderFactory(number="2", customer=anns[1], lines=[{"product": endless}])
    OrderFactory(number="3", lines=[{"unit_price": "10.00", "tax": unmapped}])
    OrderFactory(number="4")

    read(books)

    state = live_emulator.state(books.realm)
    assert {invoice["DocNumber"] for invoice in state["Invoice"]} == {"1", "2", "4"}
    names = {customer["DisplayName"] for customer in state["Customer"]}
    assert {"Ann Lee", f"Ann Lee (C-{anns[1].key})"} <= names
    items = {item["Name"] for item in state["Item"]}
    assert "Kettle - large blue" in items
    assert max(map(len, items)) <= 100
    (stuck,) = QueueRow.objects.unfinished()
    assert stuck.message == "The tax Moon tax (3 %) has no QuickBooks tax code yet."
    assert stuck.mend


def test_an_order_that_quickbooks_refuses_stops_nobody_else(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    first = OrderFactory(number="1")
    read(books)
    live_emulator.schedule(books.realm, "2500", times=1, entity="Invoice")
    for number in ("2", "3", "4"):
        OrderFactory(number=number, customer=first.customer)

    read(books)

    (refused,) = QueueRow.objects.filter(state="error")
    assert refused.message
    assert refused.mend
    assert refused.fault["code"] == "2500"
    assert Link.objects.linked().filter(kind="invoice").count() == 3


def test_a_company_whose_subscription_has_ended_is_left_alone_with_its_reason(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(books.realm, "6190", times=50, method="POST")
    OrderFactory()

    report = read(books)

    books.refresh_from_db()
    assert books.pause_reason == report.stopped
    assert "subscription has ended" in report.stopped
    assert not QueueRow.objects.filter(state="error").exists()
    assert _writes(live_emulator, books) == 1


def _writes(live: LiveEmulator, books: Connection) -> int:
    calls: list[dict[str, Any]] = live.log(books.realm)
    calls = calls["calls"] if isinstance(calls, dict) else calls
    return sum(call["fault"] == "6190" for call in calls)
