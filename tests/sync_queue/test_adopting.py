"""What was in QuickBooks already is tied to a record of the store, and stays as it stands."""

from typing import Any

import pytest

from connections.models import Connection
from entities.models import Product
from sync_queue.models import Arrival, Link
from sync_queue.pull import deciding
from tests.factories import ProductFactory
from tests.sync_queue.console_rows import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrival(shelf: Connection) -> Arrival:
    """An item of QuickBooks that waits to be linked or made in the store."""
    record = {"Id": "7", "SyncToken": "2", "Type": "Service", "Name": "Tea", "Sku": "TEA"}
    made: Arrival = Arrival.objects.create(
        connection=shelf,
        kind="product",
        qbo_type="Item",
        qbo_id="7",
        name="Tea",
        record=record,
        seen_at=NOW,
    )
    return made


def claimed(shelf: Connection, product: Product) -> None:
    """The name is another record's already, as below another category it may be."""
    Link.objects.create(
        connection=shelf, kind="product", key=product.key, name_space="items", folded_name="tea"
    )


def test_a_name_that_another_record_claims_keeps_nothing_from_being_linked(
    arrival: Arrival, alice: Any
) -> None:
    claimed(arrival.connection, ProductFactory(sku="OTHER", name="Tea"))

    product = deciding.create(arrival, user=alice, now=NOW)

    link = Link.objects.get(kind="product", key=product.key)
    assert (link.qbo_id, link.name, link.folded_name) == ("7", "Tea", "")


def test_a_record_whose_outcome_nobody_knew_is_in_doubt_no_more_once_it_is_linked(
    arrival: Arrival, alice: Any
) -> None:
    product = ProductFactory(sku="TEA", name="Tea")
    Link.objects.create(
        connection=arrival.connection, kind="product", key=product.key, in_doubt=True, generation=3
    )
    arrival.match_key = product.key

    deciding.link(arrival, user=alice, now=NOW)

    link = Link.objects.get(kind="product", key=product.key)
    assert (link.qbo_id, link.in_doubt, link.generation) == ("7", False, 3)
