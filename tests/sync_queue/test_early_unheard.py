"""Orders that should be in QuickBooks early are found by their own keys, where that helps."""

from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from entities.models import Order, OrderLine
from sync_queue import routing
from sync_queue.documents.purchase_order import key_of
from sync_queue.intake import early
from sync_queue.models import QueueRow
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.company_side import hold_back

pytestmark = pytest.mark.django_db
Become = Connection.OrdersBecome


def open_order(**fields: Any) -> Order:
    order: Order = OrderFactory(status=Order.Status.OPEN, **fields)
    return order


def unheard() -> list[Order]:
    return list(early.unheard(routing.load()))


def test_an_order_of_one_s_own_goods_is_not_told_of_again_and_again(shelf: Connection) -> None:
    hold_back(shelf, orders_become=Become.PURCHASE_ORDER)
    open_order(lines=[{"product": ProductFactory(vendor=None)}])

    assert unheard() == []


def test_goods_of_a_further_vendor_that_nobody_heard_of_are_found(
    shelf: Connection, bobs_vendor: Any, carols_vendor: Any
) -> None:
    hold_back(shelf, orders_become=Become.PURCHASE_ORDER)
    order = open_order(lines=[{"product": ProductFactory(vendor=bobs_vendor)}])
    assert unheard() == []
    more = ProductFactory(vendor=carols_vendor)

    OrderLine.objects.filter(order=order).silently().update(product=more)

    assert unheard() == [order]
    assert not QueueRow.objects.filter(key=key_of(order.key, carols_vendor.pk)).exists()


def test_only_the_keys_of_the_orders_at_hand_are_asked_for(shelf: Connection) -> None:
    hold_back(shelf, orders_become=Become.ESTIMATE)
    open_order()

    with CaptureQueriesContext(database) as asked:
        assert unheard() == []

    looked_for = [one["sql"] for one in asked if "\"kind\" = 'estimate'" in one["sql"]]
    assert looked_for
    assert all('"key" IN (' in sql for sql in looked_for)
