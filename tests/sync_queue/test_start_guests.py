"""Guests of a storefront share one customer in QuickBooks, where that was chosen (rule 22)."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order, Storefront, StorePaymentMethod
from sync_queue import books as comparing
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    RefundFactory,
    StorefrontFactory,
)

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(books: Connection) -> Connection:
    books.guests = Connection.Guests.STOREFRONT
    books.save()
    return books


@pytest.fixture
def tea_shop(db: None) -> Storefront:
    front: Storefront = StorefrontFactory(name="Tea Shop")
    return front


def sold_to_guest(front: Storefront | None, **more: Any) -> Order:
    order: Order = OrderFactory(
        storefront=front, customer=CustomerFactory(is_guest=True, storefront=front), **more
    )
    return order


def customers_of(live: LiveEmulator, books: Connection, kind: str) -> list[str]:
    """The customer's name on each document of a kind, in the order of entry."""
    found = sorted(live.state(books.realm)[kind], key=lambda one: int(one["Id"]))
    return [one["CustomerRef"]["name"] for one in found]


def test_the_guests_of_a_storefront_are_one_customer(
    shared: Connection, tea_shop: Storefront, read: Read, live_emulator: LiveEmulator
) -> None:
    sold_to_guest(tea_shop)
    sold_to_guest(tea_shop)
    OrderFactory(storefront=tea_shop, customer=CustomerFactory(first_name="Ada", last_name="Low"))

    read(shared)

    booked = customers_of(live_emulator, shared, "Invoice")
    assert sorted(booked) == ["Ada Low", "Tea Shop guests", "Tea Shop guests"]
    assert len(live_emulator.state(shared.realm)["Customer"]) == 2


def test_each_storefront_has_its_own_and_the_store_one_without(
    shared: Connection, tea_shop: Storefront, read: Read, live_emulator: LiveEmulator
) -> None:
    sold_to_guest(tea_shop)
    sold_to_guest(StorefrontFactory(name="Pot Shop"))
    sold_to_guest(None)

    read(shared)

    booked = customers_of(live_emulator, shared, "Invoice")
    assert sorted(booked) == ["Guests", "Pot Shop guests", "Tea Shop guests"]


def test_payment_refund_and_receipt_name_the_same_customer(
    shared: Connection,
    tea_shop: Storefront,
    card: StorePaymentMethod,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    paid, partly = sold_to_guest(tea_shop), sold_to_guest(tea_shop)
    PaymentFactory(order=paid, method=card)
    PaymentFactory(order=partly, method=card, amount="5.00")
    RefundFactory(order=paid, customer=paid.customer, method=card)

    read(shared)

    for kind in ("SalesReceipt", "Invoice", "Payment", "RefundReceipt"):
        assert customers_of(live_emulator, shared, kind) == ["Tea Shop guests"], kind
    assert comparing.compare(shared).is_clean


def test_a_guest_by_themselves_needs_nothing_in_quickbooks(
    shared: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    guest = CustomerFactory(is_guest=True)

    read(shared)

    row = QueueRow.objects.get(kind="customer", key=guest.key)
    assert (row.spoken_state, row.reason) == ("Not needed", "guest")
    assert live_emulator.state(shared.realm).get("Customer", []) == []


def test_what_is_booked_keeps_its_customer_when_the_choice_changes(
    books: Connection,
    tea_shop: Storefront,
    card: StorePaymentMethod,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    order = sold_to_guest(tea_shop)
    read(books)
    name = customers_of(live_emulator, books, "Invoice")[0]
    Connection.objects.update(guests=Connection.Guests.STOREFRONT)

    PaymentFactory(order=order, method=card, captured_at=NOON)
    order.shipping, order.total = 4, order.total + 4
    order.save()
    read(books)

    assert customers_of(live_emulator, books, "Invoice") == [name]
    assert customers_of(live_emulator, books, "Payment") == [name]


def test_an_order_that_waits_for_its_guest_goes_after_the_choice_changed(
    books: Connection, tea_shop: Storefront, read: Read, live_emulator: LiveEmulator
) -> None:
    Connection.objects.update(auto_post=False)
    order = sold_to_guest(tea_shop)
    read(books)
    Connection.objects.update(guests=Connection.Guests.STOREFRONT, auto_post=True)

    read(books)

    assert Link.objects.linked().filter(kind="invoice", key=order.key).exists()
    assert customers_of(live_emulator, books, "Invoice") == ["Tea Shop guests"]


def test_a_lost_answer_does_not_make_a_second_customer_of_guests(
    shared: Connection, tea_shop: Storefront, read: Read, live_emulator: LiveEmulator, clock: Any
) -> None:
    live_emulator.schedule(shared.realm, "response-lost", entity="Customer", operation="create")
    sold_to_guest(tea_shop)

    for _ in range(4):
        read(shared)
        clock.advance(hours=30)

    assert len(live_emulator.state(shared.realm)["Customer"]) == 1
    assert customers_of(live_emulator, shared, "Invoice") == ["Tea Shop guests"]
