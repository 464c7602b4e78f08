"""One row per record: edits meet in it, deletes cancel it or wait behind what is being sent."""

import pytest

from connections.models import Connection
from entities.models import Payment, Product
from sync_queue import enqueue
from sync_queue.models import QueueRow
from tests.factories import (
    NOON,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
)
from tests.sync_queue.rows import link, queued

pytestmark = pytest.mark.django_db


def test_a_thousand_edits_of_one_product_are_one_row_that_counts_them(shelf: Connection) -> None:
    product = ProductFactory()

    wish = enqueue.Wish(shelf.pk, "product", product.key, "Teapot")
    for _ in range(998):
        enqueue.put([wish], now=NOON)
    product.save()

    row = QueueRow.objects.get()
    assert row.revision == 1000


def test_an_edit_revives_what_failed_and_forgets_why(shelf: Connection) -> None:
    product = ProductFactory()
    row = QueueRow.objects.get()
    row.fail(reason="fault:6240", message="No.", mend="Yes.", fault={"code": "6240"}, now=NOON)

    product.save()

    row.refresh_from_db()
    assert (row.state, row.reason, row.message, row.mend, row.fault) == ("waiting", "", "", "", {})


def test_an_edit_of_what_is_being_sent_opens_a_second_row(shelf: Connection) -> None:
    product = ProductFactory()
    QueueRow.objects.update(state="sending")

    product.save()

    states = QueueRow.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sending", "waiting"]


def test_a_delete_of_what_was_never_linked_cancels_its_row(shelf: Connection) -> None:
    product = ProductFactory()

    product.delete()

    assert not QueueRow.objects.exists()


def test_a_delete_of_what_is_linked_waits_to_be_sent_with_its_label(shelf: Connection) -> None:
    product = ProductFactory()
    link(shelf, "product", product.key)

    Product.objects.filter(pk=product.pk).delete()

    row = QueueRow.objects.get()
    assert (row.operation, row.state, row.label) == ("delete", "waiting", str(product))


def test_a_delete_while_a_send_is_under_way_waits_behind_it(shelf: Connection) -> None:
    product = ProductFactory()
    QueueRow.objects.update(state="sending")

    product.delete()

    rows = QueueRow.objects.order_by("pk").values_list("operation", "state")
    assert list(rows) == [("upsert", "sending"), ("delete", "waiting")]
    assert not QueueRow.objects.due(NOON).exists()


def test_deleting_an_order_takes_its_invoice_and_payments_along(shelf: Connection) -> None:
    order = OrderFactory()
    payment = PaymentFactory(order=order)
    link(shelf, "invoice", order.key, qbo_type="Invoice")
    link(shelf, "payment", payment.key, qbo_type="Payment")
    QueueRow.objects.filter(kind="customer").delete()

    order.delete()

    assert queued() == {("invoice", order.key, "delete"), ("payment", payment.key, "delete")}
    assert not Payment.objects.exists()


def test_a_delete_is_not_collected_for_a_connection_that_is_off(shelf: Connection) -> None:
    product = ProductFactory()
    QueueRow.objects.all().delete()
    link(shelf, "product", product.key)
    Connection.objects.update(is_active=False)

    product.delete()

    assert not QueueRow.objects.exists()
