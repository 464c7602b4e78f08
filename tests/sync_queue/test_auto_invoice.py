"""Who bills an order: the store by itself, as its storefront says, or a person?"""

from typing import Any

import pytest

from connections.models import Connection
from entities import invoicing
from entities.models import Order, Storefront
from sync_queue import routing
from sync_queue.intake import auto_invoice, unbooked
from tests.factories import NOON, OrderFactory, StorefrontFactory
from tests.sync_queue.console_rows import booked

pytestmark = pytest.mark.django_db
Way = Storefront.Invoices


def sold(way: str = Way.ORDER, shipped: int = 0) -> Order:
    front = StorefrontFactory(invoices=way)
    order: Order = OrderFactory(storefront=front, lines=[{"unit_price": "5", "quantity": 2}])
    order.lines.update(shipped_quantity=shipped)
    return order


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks(execute=True)


def test_an_order_is_billed_as_a_whole_unless_its_storefront_says_otherwise(
    shelf: Connection,
) -> None:
    assert sold().invoices.get().covers == "whole"


def test_what_has_shipped_is_billed_by_itself_where_the_storefront_says_so(
    shelf: Connection, committed: Any
) -> None:
    with committed:
        order = sold(Way.SHIPMENT, shipped=1)

    assert order.invoices.get().lines.get().quantity == 1


def test_nothing_is_billed_by_itself_where_it_is_done_by_hand(
    shelf: Connection, committed: Any
) -> None:
    with committed:
        order = sold(Way.BY_HAND, shipped=2)

    assert not order.invoices.exists()


@pytest.mark.parametrize("way", [Way.ORDER, Way.SHIPMENT])
def test_switched_off_in_the_connection_nothing_is_billed_by_itself(
    way: str, shelf: Connection, committed: Any
) -> None:
    Connection.objects.update(auto_invoice=False)

    with committed:
        order = sold(way, shipped=2)

    assert not order.invoices.exists()
    assert not list(auto_invoice.unheard(routing.load()))


def test_an_order_counts_as_not_in_quickbooks_until_each_of_its_shipments_is(
    shelf: Connection,
) -> None:
    order = sold(Way.BY_HAND, shipped=1)
    first = invoicing.bill_shipment(order=order, issued_at=NOON)
    booked(order, shelf)
    before = unbooked.missing_orders(shelf).count()
    order.lines.update(shipped_quantity=2)

    invoicing.bill_shipment(order=order, issued_at=NOON)

    assert (first.number, before) == (f"{order.number}-1", 0)
    assert list(unbooked.missing_orders(shelf)) == [order]
