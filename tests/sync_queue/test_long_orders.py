"""Are orders and refunds read that name more products than SQLite takes conditions?"""

from typing import Any

import pytest

from connections.models import Connection
from entities.models import Order, OrderLine, Product, Refund, RefundLine
from sync_queue import kinds
from sync_queue.documents import purchase_order, registry
from sync_queue.start import samples
from sync_queue.views.order import order_for
from tests.factories import (
    InvoiceFactory,
    OrderFactory,
    RefundFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db

# SQLite takes a thousand of them in a query.
MANY = 1001


@pytest.fixture
def products() -> list[Product]:
    return Product.objects.bulk_create(
        Product(key=f"p{number}", name=f"Cup {number}", vendor=None) for number in range(MANY)
    )


@pytest.fixture
def long_order(products: list[Product]) -> Order:
    order: Order = OrderFactory(total=MANY, subtotal=MANY, lines=[])
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=place, product=one, name=one.name, unit_price=1, amount=1)
        for place, one in enumerate(products, start=1)
    )
    return order


def test_a_bill_of_many_products_is_read(long_order: Order) -> None:
    bill = InvoiceFactory(order=long_order)

    (found,) = registry.load([(kinds.INVOICE.name, bill.key)]).values()

    assert len(registry.parents(kinds.INVOICE.name, found)) > MANY


def test_an_estimate_of_many_products_is_read(long_order: Order) -> None:
    (found,) = registry.load([(kinds.ESTIMATE.name, long_order.key)]).values()

    assert len({line.product.key for line in found.lines.all()}) == MANY


def test_a_purchase_order_of_many_products_is_read(long_order: Order) -> None:
    vendor = VendorFactory()
    key = purchase_order.key_of(long_order.key, vendor.pk)

    (found,) = purchase_order.load([key]).values()

    assert len(found.order.lines.all()) == MANY


def test_a_refund_of_many_products_is_read(products: list[Product]) -> None:
    refund: Refund = RefundFactory(total=MANY, subtotal=MANY, lines=[])
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, position=place, product=one, name=one.name, amount=1)
        for place, one in enumerate(products, start=1)
    )

    (found,) = registry.load([(kinds.REFUND.name, refund.key)]).values()

    assert len({line.product.key for line in found.lines.all()}) == MANY


def test_the_page_of_an_order_of_many_products_opens(
    shelf: Connection, long_order: Order, alice: Any
) -> None:
    shown = order_for(alice, long_order.key, [shelf])

    assert len({line.product.key for line in shown.lines.all()}) == MANY


def test_an_order_of_many_products_can_be_a_sample(
    shelf: Connection, long_order: Order, alice: Any
) -> None:
    chosen = samples.choose(shelf, user=alice)

    assert [sample.order for sample in chosen] == [long_order]
