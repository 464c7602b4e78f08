"""What belongs to another company is neither offered nor counted in this one."""

from typing import Any

import pytest

from connections.models import Connection
from entities.models import Product
from sync_queue.models import Arrival
from sync_queue.pull import arrivals
from sync_queue.steering.answers import Answers
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.console_rows import NOW

pytestmark = pytest.mark.django_db
TEA = {"Id": "7", "SyncToken": "0", "Type": "Service", "Name": "Tea", "Sku": "TEA"}


@pytest.fixture
def bobs(bobs_vendor: Any) -> Connection:
    """Bob's own company, switched off just now."""
    made: Connection = Connection.objects.create(
        name="Bob's books", slug="bobs", vendor=bobs_vendor, is_active=False
    )
    return made


def offered(connection: Connection) -> str:
    """The key of the store's record that what arrived is said to be."""
    arrivals.offer(connection, "product", [TEA], now=NOW)
    return Arrival.objects.get(connection=connection).match_key


def test_a_product_of_another_company_is_not_offered_for_what_arrives(
    shelf: Connection, bobs: Connection
) -> None:
    product = ProductFactory(sku="TEA", name="Tea", vendor=bobs.vendor)

    assert (offered(shelf), offered(bobs)) == ("", product.key)


def test_what_its_orders_need_of_others_is_offered_all_the_same(
    shelf: Connection, bobs: Connection
) -> None:
    product = ProductFactory(sku="TEA", name="Tea")
    OrderFactory(vendor=bobs.vendor, lines=[{"product": product}])

    assert offered(bobs) == product.key


def test_new_products_of_a_company_that_is_off_are_counted_in_no_other(
    shelf: Connection, bobs: Connection
) -> None:
    theirs = ProductFactory(vendor=bobs.vendor)
    ours = ProductFactory()

    def new(connection: Connection) -> list[Product]:
        return list(Answers().new_products(connection))

    assert (new(shelf), new(bobs)) == ([ours], [theirs])
