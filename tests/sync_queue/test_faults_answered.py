"""QuickBooks answered no: what waits, what is mended by itself, and what a person reads."""

from collections.abc import Callable

import pytest
import requests

from connections.models import Connection
from entities.models import Order, Product
from sync_queue.models import Dispatch, Link, QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.company_side import (
    CREATE,
    booked,
    edit_there,
    ids_sent,
    ready_customer,
    there,
)
from tests.sync_queue.conftest import Clock
from tests.sync_queue.rows import release

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


def test_a_stale_copy_that_nobody_touched_is_written_again(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    product = ProductFactory(price="20")
    read(trusted)
    Link.objects.filter(kind="product").update(sync_token="99")

    Product.objects.filter(pk=product.pk).update(price="21")
    read(trusted)

    row = row_of(product, "product")
    link = Link.objects.get(kind="product", key=product.key)
    assert row.state == "done"
    assert link.sync_token == "1"


def test_what_somebody_changed_in_quickbooks_is_shown_and_not_overwritten(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    product = ProductFactory(price="20")
    read(trusted)
    link = Link.objects.get(kind="product", key=product.key)
    edit_there(live_emulator, trusted, "item", link, UnitPrice=25)

    Product.objects.filter(pk=product.pk).update(price="21")
    read(trusted)
    row = row_of(product, "product")
    assert (row.state, row.reason) == ("held", "changed_in_quickbooks")
    assert row.fault == {"changed": {"UnitPrice": ["25", "20"]}}

    release(row)
    read(trusted)
    [item] = [i for i in live_emulator.state(trusted.realm)["Item"] if i["Id"] == link.qbo_id]
    assert item["UnitPrice"] == 21


def test_a_record_that_was_deleted_in_quickbooks_asks_a_person(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    order = OrderFactory()
    read(trusted)
    link = Link.objects.get(kind="invoice", key=order.key)
    answer = requests.post(
        f"{live_emulator.url}/v3/company/{trusted.realm}/invoice?operation=delete",
        json={"Id": link.qbo_id, "SyncToken": link.sync_token},
        headers={"Authorization": f"Bearer {live_emulator.tokens(trusted.realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text

    Order.objects.filter(pk=order.pk).update(status="completed", shipping="1", total="21")
    read(trusted)

    row = row_of(order, "invoice")
    assert row.state == "error"
    assert "delete" in row.message.lower()


def test_a_customer_with_the_same_name_and_address_is_adopted(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    mail = {"Address": "Jane@example.com"}
    id_ = there(live_emulator, trusted, "Customer", DisplayName="Jane Roe", PrimaryEmailAddr=mail)
    customer = CustomerFactory(first_name="Jane", last_name="Roe", email="jane@example.com")

    read(trusted)

    assert row_of(customer, "customer").state == "done"
    assert Link.objects.get(kind="customer", key=customer.key).qbo_id == id_


def test_a_customer_of_the_same_name_but_another_address_gets_a_marked_name(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    there(live_emulator, trusted, "Customer", DisplayName="Jane Roe")
    customer = CustomerFactory(first_name="Jane", last_name="Roe")

    read(trusted)

    names = [one["DisplayName"] for one in live_emulator.state(trusted.realm)["Customer"]]
    assert f"Jane Roe (C-{customer.key})" in names
    assert row_of(customer, "customer").state == "done"


def test_an_item_with_the_same_name_and_code_is_adopted(
    trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    account = {"value": Link.objects.get(kind="charge").sent["IncomeAccountRef"]["value"]}
    id_ = there(
        live_emulator,
        trusted,
        "Item",
        Name="Teapot",
        Sku="T-1",
        Type="NonInventory",
        IncomeAccountRef=account,
    )
    product = ProductFactory(name="Teapot", sku="T-1")

    read(trusted)

    assert Link.objects.get(kind="product", key=product.key).qbo_id == id_


def test_an_item_of_the_same_name_but_another_code_gets_a_marked_name(
    trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    account = {"value": Link.objects.get(kind="charge").sent["IncomeAccountRef"]["value"]}
    other = {"Name": "Teapot", "Sku": "X-9", "Type": "NonInventory", "IncomeAccountRef": account}
    there(live_emulator, trusted, "Item", **other)
    product = ProductFactory(name="Teapot", sku="T-1")

    read(trusted)

    assert Link.objects.get(kind="product", key=product.key).name == "Teapot (T-1)"


def test_a_document_number_that_somebody_used_asks_a_person(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "6140", **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("error", "fault:6140")
    assert row.message == "QuickBooks has another document with this number."
    assert booked(live_emulator, trusted, "1042") == 0


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("6540", "The money of this document already stands on a bank deposit in QuickBooks."),
        ("2050", "QuickBooks does not accept a text: it is too long or has characters it refuses."),
    ],
)
def test_a_refusal_needs_mending_and_goes_again_once_the_order_is_edited(
    trusted: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    row_of: RowOf,
    code: str,
    sentence: str,
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, code, **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)
    row = row_of(order, "invoice")
    assert (row.state, row.reason, row.message) == ("error", f"fault:{code}", sentence)
    assert row.mend

    order.save()
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1
    assert len(set(ids_sent(live_emulator, trusted)[1:])) == 2


def test_contention_is_tried_again_later_under_a_new_request_id(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "6000-contention", **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    read(trusted)
    row = row_of(order, "invoice")
    assert (row.state, row.reason, row.attempts) == ("waiting", "transient", 1)

    clock.advance(seconds=11)
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1
    assert len(set(ids_sent(live_emulator, trusted)[1:])) == 2


def test_contention_that_never_ends_needs_mending_after_six_tries(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "6000-contention", times=100, **CREATE)
    order = OrderFactory(customer=customer)

    for _ in range(10):
        read(trusted)
        clock.advance(hours=1)

    row = row_of(order, "invoice")
    assert (row.state, row.attempts) == ("error", 6)


def test_a_batch_with_one_poison_item_books_the_other_twenty_nine(
    trusted: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(trusted.realm, "2050", entity="Customer", operation="create")
    CustomerFactory.create_batch(30)

    read(trusted)

    rows = QueueRow.objects.filter(kind="customer")
    assert rows.filter(state="done").count() == 29 + 1
    assert rows.get(state="error").reason == "fault:2050"
    assert not Dispatch.objects.unsettled().exists()


def test_a_fault_that_stops_the_company_pauses_it_and_keeps_the_row_in_its_place(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "6190", **CREATE)
    order = OrderFactory(number="1042", customer=customer)

    report = read(trusted)
    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("waiting", "company_stopped")
    assert "subscription" in report.stopped

    clock.advance(minutes=11)
    read(trusted)
    assert booked(live_emulator, trusted, "1042") == 1


def test_a_code_that_nobody_knows_is_shown_to_a_person_and_never_repeated_blindly(
    trusted: Connection, read: Read, clock: Clock, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    customer = ready_customer(read, trusted)
    live_emulator.schedule(trusted.realm, "2170", **CREATE)
    order = OrderFactory(customer=customer)

    read(trusted)
    clock.advance(hours=5)
    read(trusted)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("error", "fault:2170")
    assert row.message.startswith("QuickBooks refused this:")
    assert len(ids_sent(live_emulator, trusted)) == 2


def total_there(live: LiveEmulator, books: Connection, link: Link) -> float:
    (found,) = [one for one in live.state(books.realm)["Invoice"] if one["Id"] == link.qbo_id]
    return float(found["TotalAmt"])


def test_a_document_edited_in_quickbooks_is_really_voided(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    order = OrderFactory()
    read(trusted)
    link = Link.objects.get(kind="invoice", key=order.invoices.get().key)
    edit_there(live_emulator, trusted, "invoice", link, CustomerMemo={"value": "Thank you"})

    order.status = Order.Status.CANCELLED
    order.save()
    read(trusted)

    link.refresh_from_db()
    assert (total_there(live_emulator, trusted, link), link.is_gone) == (0, True)
    assert row_of(order.invoices.get(), "invoice").state == "done"


def test_a_document_whose_figures_somebody_changed_is_not_voided_unasked(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    order = OrderFactory()
    read(trusted)
    link = Link.objects.get(kind="invoice", key=order.invoices.get().key)
    edit_there(live_emulator, trusted, "invoice", link, PrivateNote="Ask Finn first")

    order.status = Order.Status.CANCELLED
    order.save()
    read(trusted)

    row = row_of(order.invoices.get(), "invoice")
    link.refresh_from_db()
    assert (row.state, row.reason, link.is_gone) == ("held", "changed_in_quickbooks", False)
    assert total_there(live_emulator, trusted, link) == 20
