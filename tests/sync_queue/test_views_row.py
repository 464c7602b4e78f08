"""The page of one row: its whole story, what was sent, and what QuickBooks made of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Right
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from sync_queue.views import contents, history
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import NOON, CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.console_rows import failed, held, invoice_row, sending

Read = Callable[..., Report]


def page_of(row: QueueRow, user: Any) -> str:
    answer = logged_in(user).get(address("queue-row", row.connection, row.pk))
    assert answer.status_code == 200
    return str(answer.content.decode())


def told(row: QueueRow) -> list[str]:
    """The titles of its story, the first one first."""
    row.refresh_from_db()
    return [moment.title for moment in history.of_row(row)][::-1]


@pytest.mark.django_db
def test_the_story_of_a_row_names_who_did_what(shelf: Connection, alice: Any) -> None:
    row = failed(OrderFactory())

    steer.resend(QueueRow.objects.filter(pk=row.pk), user=alice, now=timezone.now())

    assert {"Came into the queue", "Needs mending", "Waiting"} == set(told(row))
    deed = row.events.get(by="alice")
    assert (deed.state, deed.message) == ("waiting", "To be sent again now.")
    assert "by alice" in page_of(row, alice)


@pytest.mark.django_db(transaction=True)
def test_a_refused_send_stays_in_the_story_after_the_next_one(
    books: Connection, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    product = ProductFactory()
    live_emulator.schedule(books.realm, "6540", times=1, entity="Item")
    read(books)
    row = QueueRow.objects.get(key=product.key)
    steer.resend(QueueRow.objects.filter(pk=row.pk), user=alice, now=timezone.now())
    QueueRow.objects.filter(pk=row.pk).update(due_at=None)

    read(books)

    row.refresh_from_db()
    assert row.state == "done"
    titles = told(row)
    assert titles.count("Sent to QuickBooks") == 2
    assert {"Needs mending", "Booked"} <= set(titles)


@pytest.mark.django_db
def test_the_page_of_a_row_says_when_it_goes_again(shelf: Connection, alice: Any) -> None:
    row = invoice_row(OrderFactory())
    later = timezone.now() + timedelta(minutes=30, seconds=30)
    QueueRow.objects.filter(pk=row.pk).update(due_at=later)

    assert "It goes again in 30\xa0minutes." in page_of(row, alice)


@pytest.mark.django_db
def test_the_page_of_a_row_leads_to_the_field_that_mends_it(shelf: Connection, alice: Any) -> None:
    row = held(OrderFactory(), reason="account:income")

    assert f'href="{address("accounts", shelf)}#id_income">Mend it<' in page_of(row, alice)


@pytest.mark.django_db
def test_edits_before_the_send_are_counted(shelf: Connection) -> None:
    product = ProductFactory()
    product.save()
    product.save()
    row = QueueRow.objects.get(key=product.key)

    (arrival, *_) = history.of_row(row)[::-1]

    assert arrival.text == (
        "It was changed in the store. It was changed twice more, and all of it goes together."
    )


@pytest.mark.django_db
def test_a_taken_out_row_says_so_and_by_whom(shelf: Connection, alice: Any) -> None:
    row = held(OrderFactory())
    steer.delete_row(row, user=alice, now=timezone.now())
    row.refresh_from_db()

    (last, *_) = history.of_row(row)

    assert (last.title, last.text) == ("Not needed", "Taken out of the queue by alice.")


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_what_was_sent_by_name_and_what_came_back(
    books: Connection, read: Read, alice: Any
) -> None:
    order = OrderFactory(
        number="1042",
        customer=CustomerFactory(first_name="Rosa", last_name="Parker"),
        lines=[{"product": ProductFactory(name="Teapot"), "unit_price": "30.00"}],
    )
    for _ in range(3):
        read(books)
    row = QueueRow.objects.filter(kind="invoice").latest("pk")

    page = page_of(row, alice)

    assert '>Customer</td><td data-label="Value">Rosa Parker</td>' in page
    assert "Teapot" in page
    assert ">Unit price</td>" in page or "Unit price</td>" in page
    assert ">QBO ID</dt>" in page
    assert "Open in QuickBooks" in page
    assert "intuit_tid" in page[page.index("<details") :]
    assert order.key in page


@pytest.mark.django_db
def test_fields_are_said_in_words() -> None:
    body = {
        "DocNumber": "1042",
        "sparse": True,
        "Line": [
            {
                "Amount": "20.00",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {"ItemRef": {"value": "7", "name": "Pot"}, "Qty": "2"},
            }
        ],
        "BillAddr": {"Line1": "1 High Street"},
        "Active": False,
    }

    facts = contents.of_body(body, Connection(pk=1))

    assert [(fact.name, fact.value) for fact in facts] == [
        ("Number", "1042"),
        ("Line · Amount", "20.00"),
        ("Line · Item", "Pot"),
        ("Line · Quantity", "2"),
        ("Billing address · Line1", "1 High Street"),
        ("Active", "No"),
    ]


@pytest.mark.django_db
def test_a_row_leads_to_what_it_waits_for(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    child, parent = invoice_row(order), QueueRow.objects.get(kind="customer")
    child.wait_for(parent, now=NOON)

    page = page_of(child, alice)

    assert address("queue-row", shelf, parent.pk) in page
    assert "What it waits for" in page


@pytest.mark.django_db
def test_the_page_leads_to_the_order_and_to_the_stores_record(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory()
    ProductFactory(name="Teapot")
    product_row = QueueRow.objects.get(kind="product")

    assert address_of_order(order) in page_of(invoice_row(order), alice)
    assert "/admin/entities/product/" in page_of(product_row, alice)


def address_of_order(order: Any) -> str:
    return f"/console/orders/{order.key}/"


@pytest.mark.django_db
def test_what_is_being_sent_has_no_button(shelf: Connection, alice: Any) -> None:
    page = page_of(sending(OrderFactory()), alice)

    assert "Delete the row" not in page
    assert "Resend" not in page


@pytest.mark.django_db
def test_bob_sees_the_story_of_his_own_rows_only(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    his = invoice_row(OrderFactory(vendor=bobs_vendor))
    hers = invoice_row(OrderFactory(vendor=carols_vendor))
    client = logged_in(bob)

    assert client.get(address("queue-row", shelf, his.pk)).status_code == 200
    assert client.get(address("queue-row", shelf, hers.pk)).status_code == 404


@pytest.mark.django_db
def test_a_row_of_another_company_is_not_found(shelf: Connection, alice: Any) -> None:
    other = Connection.objects.create(name="Other", slug="other")
    row = invoice_row(OrderFactory())

    assert logged_in(alice).get(address("queue-row", other, row.pk)).status_code == 404
