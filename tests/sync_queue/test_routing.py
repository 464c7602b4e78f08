"""Which company wants a change: where it is linked; else its vendor's, its shop's, the default."""

from typing import Any

import pytest

from connections.models import Connection, Installation
from entities.models import Order, Storefront
from sync_queue import routing
from sync_queue.models import Link
from tests.factories import (
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StorefrontFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db


def other(name: str, **columns: Any) -> Connection:
    made: Connection = Connection.objects.create(name=name, slug=name, **columns)
    return made


def wanting(kind: str, entity: Any) -> set[str]:
    wanted = routing.wanted_by(kind, [entity], routing.load())
    return {Connection.objects.get(pk=pk).name for pk in wanted}


def test_a_new_record_goes_to_its_vendors_own_company_first(shelf: Connection) -> None:
    vendor, front = VendorFactory(), StorefrontFactory()
    other("vendor", vendor=vendor)
    other("front").storefronts.add(front)

    assert routing.load().home_of("order", Order(vendor=vendor, storefront=front)).name == "vendor"  # type: ignore[union-attr]
    assert routing.load().home_of("order", Order(storefront=front)).name == "front"  # type: ignore[union-attr]
    assert routing.load().home_of("order", Order()) == shelf


def test_what_is_linked_stays_with_its_company(shelf: Connection) -> None:
    product = ProductFactory()
    old = other("old")
    Link.objects.create(connection=old, kind="product", key=product.key, qbo_id="7")

    assert wanting("product", product) == {"old"}


def test_a_change_goes_to_every_company_that_has_the_record(shelf: Connection) -> None:
    product = ProductFactory()
    for name in ("one", "two"):
        Link.objects.create(connection=other(name), kind="product", key=product.key, qbo_id="7")

    assert wanting("product", product) == {"one", "two"}


def test_a_company_that_is_switched_off_wants_nothing(shelf: Connection) -> None:
    product = ProductFactory()
    off = other("off", is_active=False)
    Link.objects.create(connection=off, kind="product", key=product.key, qbo_id="7")

    assert wanting("product", product) == set()


def test_payments_and_refunds_follow_their_order(shelf: Connection) -> None:
    front: Storefront = StorefrontFactory()
    other("front").storefronts.add(front)
    order = OrderFactory(storefront=front)

    assert wanting("payment", PaymentFactory(order=order)) == {"front"}
    assert wanting("refund", RefundFactory(order=order)) == {"front"}
    assert wanting("refund", RefundFactory(order=None)) == {"Main books"}


def test_routing_many_records_asks_no_more_often_than_routing_one(
    shelf: Connection, django_assert_num_queries: Any
) -> None:
    products = ProductFactory.create_batch(20)
    routes = routing.load()

    with django_assert_num_queries(1):
        wanted = routing.wanted_by("product", products, routes)

    assert len(wanted[shelf.pk]) == 20


def test_what_belongs_to_a_connection_that_is_off_goes_to_no_other_one(shelf: Connection) -> None:
    vendor = VendorFactory()
    other("vendor", vendor=vendor, is_active=False)

    assert wanting("product", ProductFactory(vendor=vendor)) == set()


def test_of_two_with_the_same_owner_the_one_that_is_on_gets_it(shelf: Connection) -> None:
    vendor = VendorFactory()
    other("production", vendor=vendor)
    other("sandbox", vendor=vendor, is_active=False)

    assert wanting("product", ProductFactory(vendor=vendor)) == {"production"}


def test_a_connection_may_collect_while_it_is_off(shelf: Connection) -> None:
    Connection.objects.update(is_active=False, while_off=Connection.WhileOff.COLLECT)

    assert wanting("product", ProductFactory()) == {"Main books"}


def test_without_an_accounting_system_nothing_is_collected(shelf: Connection) -> None:
    Connection.objects.update(accounting_vendor=Connection.AccountingVendor.NONE)

    assert wanting("product", ProductFactory()) == set()


def test_while_the_installation_is_off_nothing_is_collected_at_all(shelf: Connection) -> None:
    Connection.objects.update(while_off=Connection.WhileOff.COLLECT)
    Installation.objects.create(pk=Installation.ONLY, is_on=False)

    assert wanting("product", ProductFactory()) == set()
