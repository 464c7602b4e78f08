"""Products identified by their code are looked up in QuickBooks before anything is created."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from connections.models import Connection, DefaultAccounts
from entities.models import Product
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import identify
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.company_side import hold_back, there

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_code(books: Connection) -> Connection:
    """A company whose products are identified by their codes."""
    hold_back(books, identify_products_by=Connection.ProductsBy.CODE)
    return books


@pytest.fixture
def put_item(by_code: Connection, live_emulator: LiveEmulator) -> Callable[..., str]:
    """`put_item(Name="Sencha", Sku="TEA")`: an item that somebody entered in QuickBooks."""

    def put(**fields: Any) -> str:
        accounts = live_emulator.state(by_code.realm)["Account"]
        income = next(one["Id"] for one in accounts if one["AccountType"] == "Income")
        body = {"Type": "Service", "IncomeAccountRef": {"value": income}, **fields}
        return there(live_emulator, by_code, "Item", **body)

    return put


def link_of(product: Product) -> Link:
    return Link.objects.get(kind="product", key=product.key)


def items(live: LiveEmulator, books: Connection) -> int:
    return len(live.state(books.realm)["Item"])


def questions(live: LiveEmulator, books: Connection) -> int:
    """How often QuickBooks was asked for items."""
    calls = live.log(books.realm)
    return sum((call["entity"], call["operation"]) == ("Item", "query") for call in calls)


def test_the_item_with_the_code_is_linked_and_left_as_it_stands(
    by_code: Connection, read: Read, put_item: Callable[..., str], live_emulator: LiveEmulator
) -> None:
    there_already = put_item(Name="Green tea, loose", Sku="TEA", UnitPrice=9)
    before = items(live_emulator, by_code)
    product = ProductFactory(sku="TEA", name="Sencha", price="20")

    read(by_code)

    assert link_of(product).qbo_id == there_already
    state = live_emulator.state(by_code.realm)["Item"]
    found = next(one for one in state if one["Id"] == there_already)
    assert (found["Name"], found["SyncToken"], len(state)) == ("Green tea, loose", "0", before)


def test_a_later_change_in_the_store_reaches_the_item_without_renaming_it(
    by_code: Connection, read: Read, put_item: Callable[..., str], live_emulator: LiveEmulator
) -> None:
    there_already = put_item(Name="Green tea, loose", Sku="TEA", UnitPrice=9)
    product = ProductFactory(sku="TEA", name="Sencha", price="20")
    read(by_code)

    product.price = 21
    product.save()
    read(by_code)

    state = live_emulator.state(by_code.realm)["Item"]
    found = next(one for one in state if one["Id"] == there_already)
    assert (found["Name"], found["UnitPrice"]) == ("Green tea, loose", 21)


def test_unknown_codes_make_new_items_after_one_question_for_all(
    trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    hold_back(trusted, identify_products_by=Connection.ProductsBy.CODE)
    before = questions(live_emulator, trusted)
    products = [ProductFactory(sku=f"NEW-{n}") for n in range(3)]

    read(trusted)

    assert all(link_of(product).qbo_id for product in products)
    assert questions(live_emulator, trusted) == before + 1


def test_an_order_is_booked_on_the_item_that_was_there(
    by_code: Connection, read: Read, put_item: Callable[..., str], live_emulator: LiveEmulator
) -> None:
    there_already = put_item(Name="Green tea, loose", Sku="TEA")
    OrderFactory(number="7", lines=[{"product": ProductFactory(sku="TEA")}])

    read(by_code)

    sale = next(
        one
        for kind in ("Invoice", "SalesReceipt")
        for one in live_emulator.state(by_code.realm)[kind]
        if one.get("DocNumber") == "7"
    )
    assert sale["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == there_already


@pytest.mark.parametrize(
    ("there_are", "reason"),
    [
        ([{"Name": "One", "Sku": "TEA"}, {"Name": "Two", "Sku": "TEA"}], "code_several"),
        ([{"Name": "One", "Sku": "TEA", "Active": False}], "code_inactive"),
    ],
)
def test_what_is_not_clear_waits_for_a_person(
    by_code: Connection,
    read: Read,
    row_of: RowOf,
    put_item: Callable[..., str],
    there_are: list[dict[str, Any]],
    reason: str,
) -> None:
    for fields in there_are:
        put_item(**fields)
    product = ProductFactory(sku="TEA")

    read(by_code)

    row = row_of(product, "product")
    assert (row.state, row.reason) == ("held", reason)
    assert "One" in row.message
    assert not Link.objects.linked().filter(kind="product", key=product.key).exists()


def test_a_product_without_a_code_waits_for_one(
    by_code: Connection, read: Read, row_of: RowOf
) -> None:
    product = ProductFactory(sku="", name="Nameless")

    read(by_code)

    row = row_of(product, "product")
    assert (row.state, row.reason) == ("held", "no_code")
    assert "Nameless" in row.message


def test_two_products_never_share_an_item(
    by_code: Connection, read: Read, row_of: RowOf, put_item: Callable[..., str], bobs_vendor: Any
) -> None:
    put_item(Name="Green tea", Sku="TEA")
    ProductFactory(sku="TEA", name="Sencha")
    read(by_code)

    second = ProductFactory(sku="TEA", name="Bancha", vendor=bobs_vendor)
    read(by_code)

    row = row_of(second, "product")
    assert (row.state, row.reason) == ("held", "code_linked")
    assert "Sencha" in row.message


def test_of_two_products_asked_for_at_once_one_gets_the_item(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, bobs_vendor: Any
) -> None:
    hold_back(trusted, identify_products_by=Connection.ProductsBy.CODE)
    income = {"IncomeAccountRef": {"value": trusted.defaults.income.qbo_id}}
    fields = {"Name": "Green tea", "Sku": "TEA", "Type": "Service"}
    there_already = there(live_emulator, trusted, "Item", **fields, **income)
    ProductFactory(sku="TEA", name="Sencha")
    ProductFactory(sku="TEA", name="Bancha", vendor=bobs_vendor)

    read(trusted)

    assert QueueRow.objects.filter(state="held", reason="code_linked").count() == 1
    assert Link.objects.filter(qbo_type="Item", qbo_id=there_already).count() == 1


def test_however_many_codes_are_settled_the_database_is_asked_as_often(
    by_code: Connection, put_item: Callable[..., str], row_of: RowOf, lease: Any, clock: Any
) -> None:
    products = [ProductFactory(sku=f"TEA-{n}", name=f"Tea {n}") for n in range(6)]
    for n in range(6):
        put_item(Name=f"Their tea {n}", Sku=f"TEA-{n}")
    rows, held = [row_of(one, "product") for one in products], lease(by_code)

    def asked(some: list[QueueRow]) -> int:
        desk = identify.Desk(by_code, some, clock())
        found = identify.look(by_code, desk.codes())
        with CaptureQueriesContext(database) as queries:
            desk.settle(found, lease=held)
        return sum(query["sql"].startswith("SELECT") for query in queries)

    assert asked(rows[:1]) == asked(rows[1:])


def test_codes_that_differ_by_letter_case_are_different(
    by_code: Connection, read: Read, put_item: Callable[..., str]
) -> None:
    there_already = put_item(Name="Green tea", Sku="tea")
    product = ProductFactory(sku="TEA")

    read(by_code)

    assert link_of(product).qbo_id not in ("", there_already)


def test_a_question_that_fails_is_asked_again_later(
    by_code: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator, clock: Any
) -> None:
    live_emulator.schedule(by_code.realm, "http-500", entity="Item", operation="query")
    product = ProductFactory(sku="TEA")
    read(by_code)
    assert row_of(product, "product").state == "waiting"

    clock.advance(minutes=5)
    read(by_code)

    assert link_of(product).qbo_id


def test_an_item_that_cannot_be_linked_just_now_is_not_taken_for_unknown(
    by_code: Connection, put_item: Callable[..., str], row_of: RowOf, lease: Any, clock: Any
) -> None:
    put_item(Name="Green tea", Sku="TEA")
    product = ProductFactory(sku="TEA")
    DefaultAccounts.objects.filter(connection=by_code).update(income=None)
    by_code.refresh_from_db()
    desk = identify.Desk(by_code, [row_of(product, "product")], clock())

    desk.settle(identify.look(by_code, desk.codes()), lease=lease(by_code))

    assert row_of(product, "product").state == "waiting"
    assert not Link.objects.exclude(unknown_code="").exists()


def test_with_the_qbo_id_nothing_is_asked_and_a_new_item_is_made(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    accounts = live_emulator.state(books.realm)["Account"]
    income = next(one["Id"] for one in accounts if one["AccountType"] == "Income")
    fields = {"Name": "Tea", "Sku": "TEA", "Type": "Service"}
    other = there(live_emulator, books, "Item", IncomeAccountRef={"value": income}, **fields)
    product = ProductFactory(sku="TEA", name="Sencha")

    read(books)

    assert link_of(product).qbo_id not in ("", other)
