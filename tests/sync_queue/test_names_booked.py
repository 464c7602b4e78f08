"""Names and fields as they arrive in the books of a live company."""

from collections.abc import Callable

import pytest

from connections.models import Connection
from entities.models import Product
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    CustomerFactory,
    ProductFactory,
)
from tests.sync_queue.company_side import hold_back

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("names", "booked"),
    [
        (["Tea: green"], ["Tea - green"]),
        (["Tea\tgreen"], ["Tea green"]),
        (["x" * 300], ["x" * 100]),
        (["Teapot", "TEAPOT"], ["TEAPOT (B)", "Teapot"]),
        (["Tea ☕"], ["Tea ☕"]),
        ([""], ["(A)"]),
    ],
)
def test_names_of_all_sorts_are_booked_by_the_rule(
    books: Connection, read: Read, live_emulator: LiveEmulator, names: list[str], booked: list[str]
) -> None:
    for sku, name in zip("AB", names, strict=False):
        ProductFactory(sku=sku, name=name)
    before = {item["Id"] for item in live_emulator.state(books.realm)["Item"]}

    read(books)

    items = live_emulator.state(books.realm)["Item"]
    assert sorted(item["Name"] for item in items if item["Id"] not in before) == booked
    assert not QueueRow.objects.unfinished().exists()


def test_an_update_sends_the_changed_field_and_leaves_stock_and_accounts_alone(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    hold_back(books, sells_from_stock=True, has_inventory=True)
    product = ProductFactory(tracks_stock=True, cost="4", quantity=5)
    read(books)

    Product.objects.filter(pk=product.pk).update(price="21", quantity=2, tracks_stock=False)
    read(books)

    body = QueueRow.objects.order_by("pk").last().frozen["body"]  # type: ignore[union-attr]
    assert body == {"Id": body["Id"], "SyncToken": "0", "sparse": True, "UnitPrice": "21"}
    [item] = [one for one in live_emulator.state(books.realm)["Item"] if one["Id"] == body["Id"]]
    assert (item["QtyOnHand"], item["UnitPrice"], item["Type"]) == (5, 21, "Inventory")


def test_a_field_emptied_in_the_store_is_emptied_in_quickbooks(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    customer = CustomerFactory(phone="555-0100", company="Roe Ltd")
    read(books)

    customer.phone = ""
    customer.save()
    read(books)

    found = [
        c for c in live_emulator.state(books.realm)["Customer"] if c["DisplayName"] == "Roe Ltd"
    ]
    assert not (found[0].get("PrimaryPhone") or {}).get("FreeFormNumber")
