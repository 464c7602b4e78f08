"""The store's list of invoices: how each stands in QuickBooks, and sending chosen ones by hand."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connections.models import Connection
from entities.models import Invoice
from sync_queue.models import Link, QueueRow
from tests.connections.console_parts import logged_in
from tests.factories import InvoiceFactory, OrderFactory, PaymentFactory
from tests.sync_queue.console_rows import booked, failed

pytestmark = pytest.mark.django_db


def listed(user: Any, **asked: str) -> str:
    address = reverse("admin:entities_invoice_changelist")
    return str(logged_in(user).get(address, asked).content.decode())


def send(user: Any, *invoices: Invoice) -> str:
    chosen = {"action": "add_to_queue", "_selected_action": [one.pk for one in invoices]}
    address = reverse("admin:entities_invoice_changelist")
    return str(logged_in(user).post(address, chosen, follow=True).content.decode())


def bill(number: str) -> Invoice:
    order = OrderFactory(number=number)
    invoice: Invoice = order.invoices.first() or InvoiceFactory(order=order)
    return invoice


def test_each_invoice_says_how_it_stands(shelf: Connection, alice: Any) -> None:
    booked(bill("11").order, shelf)
    QueueRow.objects.all().delete()
    failed(bill("12").order)

    page = listed(alice)

    assert "Booked" in page
    assert "Needs mending" in page


def test_the_list_can_be_narrowed_to_a_status(shelf: Connection, alice: Any) -> None:
    booked(bill("11").order, shelf)
    bill("12")

    page = listed(alice, quickbooks="never")

    assert ">12<" in page
    assert ">11<" not in page


def test_it_leads_to_the_document_and_to_its_customer(shelf: Connection, alice: Any) -> None:
    invoice = bill("11")
    booked(invoice.order, shelf, qbo_id="4711")
    Link.objects.filter(key=invoice.key).update(sent={"CustomerRef": {"value": "58"}})

    page = listed(alice)

    assert "invoice?txnId=4711" in page
    assert "customerdetail?nameId=58" in page


def test_send_to_quickbooks_sends_the_chosen_ones_and_their_money(
    shelf: Connection, alice: Any
) -> None:
    invoice, other = bill("11"), bill("12")
    payment = PaymentFactory(order=invoice.order)
    QueueRow.objects.all().delete()

    page = send(alice, invoice)

    assert "1 invoice is in the QuickBooks queue" in page
    rows = QueueRow.objects.filter(is_released=True)
    assert {row.key for row in rows} == {invoice.key, payment.key}
    assert not rows.filter(key=other.key).exists()


def test_sending_twice_makes_one_row(shelf: Connection, alice: Any) -> None:
    invoice = bill("11")

    send(alice, invoice)
    send(alice, invoice)

    assert QueueRow.objects.filter(kind="invoice", key=invoice.key).count() == 1


def test_the_list_asks_no_more_for_many_invoices_than_for_few(
    shelf: Connection, alice: Any, django_assert_num_queries: Any
) -> None:
    booked(bill("1").order, shelf)
    with CaptureQueriesContext(connection) as few:
        listed(alice)
    for number in range(2, 9):
        bill(str(number))

    with django_assert_num_queries(len(few)):
        listed(alice)
