"""Is an order billed once, whole or by shipment, and never both?"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from entities import invoicing
from entities.models import Invoice, InvoiceLine, Order
from tests.entities.conftest import Ear
from tests.factories import NOON, InvoiceFactory, OrderFactory

pytestmark = pytest.mark.django_db


def ship(order: Order, quantity: str, number: str = "S-1") -> Invoice:
    invoice = Invoice.objects.create(
        order=order, number=number, covers=Invoice.Covers.SHIPMENT, issued_at=NOON
    )
    line = order.lines.get()
    InvoiceLine.objects.create(
        invoice=invoice, order_line=line, quantity=Decimal(quantity), amount=line.amount
    )
    invoicing.count_billed(orders=[order.pk])
    return invoice


def test_the_whole_invoice_bears_the_order_s_key_and_number() -> None:
    order = OrderFactory(number="1042")

    invoice = invoicing.bill_whole(order=order, issued_at=NOON)

    assert (invoice.key, invoice.number, invoice.covers) == (order.key, "1042", "whole")
    assert order.lines.get().invoiced_whole


def test_billing_twice_returns_the_same_invoice_and_tells_once(ear: Ear) -> None:
    order = OrderFactory()
    ear.forget()

    first = invoicing.bill_whole(order=order, issued_at=NOON)
    again = invoicing.bill_whole(order=order, issued_at=NOON)

    assert first == again
    assert ear.changed == [("Invoice", order.key)]


def test_it_bills_of_many_orders_those_that_nothing_is_billed_of(ear: Ear) -> None:
    new, other, billed, shipped = OrderFactory.create_batch(4)
    invoicing.bill_whole(order=billed, issued_at=NOON)
    ship(shipped, "1")
    ear.forget()

    made = invoicing.bill_unbilled(orders=[shipped, new, billed, other])

    assert made == {new.pk, other.pk}
    assert ear.changed == [("Invoice", new.key), ("Invoice", other.key)]
    assert new.invoices.get().issued_at == new.status_at
    assert new.lines.get().invoiced_whole
    assert not shipped.invoices.filter(covers=Invoice.Covers.WHOLE).exists()


def test_billing_many_orders_takes_as_many_queries_as_billing_few(
    django_assert_num_queries: Any,
) -> None:
    few, many = OrderFactory.create_batch(3), OrderFactory.create_batch(30)
    with CaptureQueriesContext(connection) as asked:
        invoicing.bill_unbilled(orders=few)

    with django_assert_num_queries(len(asked)):
        invoicing.bill_unbilled(orders=many)


def test_an_order_whose_key_an_invoice_has_taken_is_not_called_billed() -> None:
    order = OrderFactory()
    InvoiceFactory(key=order.key)

    assert invoicing.bill_unbilled(orders=[order]) == set()
    assert not order.lines.get().invoiced_whole


def test_a_line_added_later_is_billed_with_the_next_call() -> None:
    order = OrderFactory()
    invoicing.bill_whole(order=order, issued_at=NOON)
    order.lines.create(position=2, name="Lid", unit_price=0, amount=0)

    invoicing.bill_whole(order=order, issued_at=NOON)

    assert list(order.lines.values_list("invoiced_whole", flat=True)) == [True, True]


def test_the_database_refuses_a_second_whole_invoice() -> None:
    invoice = InvoiceFactory()

    with pytest.raises(IntegrityError):
        InvoiceFactory(order=invoice.order, key="another", number="another")


def test_an_order_billed_by_shipment_is_not_billed_whole() -> None:
    order = OrderFactory(number="77", lines=[{"unit_price": "4.00", "quantity": 3}])
    ship(order, "1")

    with pytest.raises(invoicing.AlreadyBilledByShipment, match="Order 77 is billed shipment"):
        invoicing.bill_whole(order=order, issued_at=NOON)

    assert order.lines.get().invoiced_quantity == Decimal(1)


def test_shipments_may_not_bill_more_than_was_ordered() -> None:
    order = OrderFactory(lines=[{"unit_price": "4.00", "quantity": "0.3"}])
    ship(order, "0.1", "S-1")
    ship(order, "0.2", "S-2")

    with pytest.raises(IntegrityError):
        ship(order, "0.0001", "S-3")


def test_a_shipment_of_an_order_billed_whole_is_refused_by_the_database() -> None:
    order = OrderFactory()
    invoicing.bill_whole(order=order, issued_at=NOON)

    with pytest.raises(IntegrityError):
        ship(order, "1")


def test_cancelling_frees_the_lines_and_stays_cancelled(ear: Ear) -> None:
    order = OrderFactory()
    invoice = invoicing.bill_whole(order=order, issued_at=NOON)
    ear.forget()

    invoicing.cancel(invoice=invoice)
    invoicing.cancel(invoice=invoice)

    assert ear.changed == [("Invoice", invoice.key)]
    assert not order.lines.get().invoiced_whole
    assert invoicing.bill_whole(order=order, issued_at=NOON).is_cancelled


def test_after_cancelled_shipments_the_whole_may_be_billed() -> None:
    order = OrderFactory()
    invoicing.cancel(invoice=ship(order, "1"))

    invoice = invoicing.bill_whole(order=order, issued_at=NOON)

    assert not invoice.is_cancelled
    assert order.lines.get().invoiced_whole


def test_reinstating_counts_the_whole_again() -> None:
    order = OrderFactory()
    invoice = invoicing.bill_whole(order=order, issued_at=NOON)
    invoicing.cancel(invoice=invoice)

    invoicing.reinstate(invoice=invoice)

    invoice.refresh_from_db()
    assert not invoice.is_cancelled
    assert order.lines.get().invoiced_whole


def test_reinstating_is_refused_when_the_other_way_took_over() -> None:
    order = OrderFactory()
    whole = invoicing.bill_whole(order=order, issued_at=NOON)
    invoicing.cancel(invoice=whole)
    shipment = ship(order, "1")

    with pytest.raises(invoicing.AlreadyBilledByShipment):
        invoicing.reinstate(invoice=whole)

    invoicing.cancel(invoice=shipment)
    invoicing.reinstate(invoice=whole)
    with pytest.raises(invoicing.AlreadyBilledAsWhole):
        invoicing.reinstate(invoice=shipment)
