"""Document numbers that are in use in QuickBooks (rule 20)."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from entities.models import Customer, Product
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.company_side import booked, hold_back, there

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(connected: Callable[..., Connection], card: Any) -> Connection:
    """A company that refuses a number twice."""
    connection = connected("us", preferences={"SalesFormsPrefs": {"CustomTxnNumbers": True}})
    connection.is_default = True
    connection.save()
    return connection


@pytest.fixture
def jane(books: Connection, read: Read) -> Customer:
    """A customer whom QuickBooks knows, as it knows the teapot."""
    found: Customer = CustomerFactory(first_name="Jane", last_name="Roe")
    ProductFactory(name="Teapot", sku="T-1", price="20.00")
    read(books)
    return found


def by_hand(live: LiveEmulator, books: Connection, jane: Customer, **other: Any) -> str:
    """Somebody entered invoice 1042 in QuickBooks: a teapot for 20.00 on the 2nd."""
    to = Link.objects.get(kind="customer", key=jane.key)
    item = Link.objects.get(kind="product").qbo_id
    line = {
        "Amount": 20,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": {"value": item},
            "Qty": 1,
            "UnitPrice": 20,
            "TaxCodeRef": {"value": "NON"},
        },
    }
    body = {
        "DocNumber": "1042",
        "CustomerRef": {"value": to.qbo_id},
        "TxnDate": "2026-11-02",
        "Line": [line],
        **other,
    }
    return there(live, books, "Invoice", **body)


def order(jane: Customer) -> Any:
    product = Product.objects.get(sku="T-1")
    return OrderFactory(number="1042", customer=jane, lines=[{"product": product}])


def test_a_document_that_is_the_same_in_all_points_is_linked(
    books: Connection, read: Read, live_emulator: LiveEmulator, jane: Customer, row_of: RowOf
) -> None:
    sold = order(jane)
    day = str(sold.invoices.get().issued_at.date())
    id_ = by_hand(live_emulator, books, jane, TxnDate=day)

    read(books)

    assert Link.objects.get(kind="invoice").qbo_id == id_
    assert booked(live_emulator, books, "1042") == 1


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"TxnDate": "2026-11-03"}, "another: date"),
        ({"PrivateNote": "[bridge invoice someone]"}, "record of the store"),
    ],
)
def test_another_document_of_that_number_asks_a_person_and_says_what_differs(
    books: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    jane: Customer,
    row_of: RowOf,
    other: dict[str, str],
    words: str,
) -> None:
    sold = order(jane)
    day = str(sold.invoices.get().issued_at.date())
    by_hand(live_emulator, books, jane, **{"TxnDate": day, **other})

    read(books)

    row = row_of(sold.invoices.get(), "invoice")
    assert (row.state, row.reason) == ("error", "fault:6140")
    assert words in row.message
    assert not Link.objects.linked().filter(kind="invoice")


def test_where_the_setting_says_so_a_number_is_put_behind_it_and_flagged(
    books: Connection, read: Read, live_emulator: LiveEmulator, jane: Customer, row_of: RowOf
) -> None:
    hold_back(books, number_clash=Connection.NumberClash.SUFFIX)
    by_hand(live_emulator, books, jane, TxnDate="2026-11-03")
    sold = order(jane)

    read(books)

    row = row_of(sold.invoices.get(), "invoice")
    assert Link.objects.get(kind="invoice").number == "1042 (2)"
    assert (row.state, row.flag) == ("done", "renumbered")
    assert row.message == "Its number in QuickBooks is 1042 (2): the store's own was in use there."


def test_a_number_with_something_behind_it_stays_when_the_order_is_edited(
    books: Connection, read: Read, live_emulator: LiveEmulator, jane: Customer
) -> None:
    hold_back(books, number_clash=Connection.NumberClash.SUFFIX)
    by_hand(live_emulator, books, jane, TxnDate="2026-11-03")
    sold = order(jane)
    read(books)

    sold.save()
    read(books)

    assert booked(live_emulator, books, "1042 (2)") == 1
    assert not QueueRow.objects.unfinished().exists()
