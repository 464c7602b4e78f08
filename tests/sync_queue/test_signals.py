"""Every way in which the store can be written queues exactly what changed, and never costs it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from connections.models import Connection
from entities import invoicing
from entities.models import Customer, Invoice, Order, OrderLine, Product
from sync_queue import enqueue, signals
from sync_queue.models import QueueRow
from tests.factories import (
    NOON,
    CategoryFactory,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StorePaymentMethodFactory,
    StoreTaxFactory,
    VendorFactory,
)
from tests.sync_queue.rows import emptied, queued

pytestmark = pytest.mark.django_db


def _save(product: Product) -> None:
    product.name = "Kettle"
    product.save()


def _save_columns(product: Product) -> None:
    product.price = Decimal("21")
    product.save(update_fields=["price"])


def _filter_update(product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(price="21")


def _bulk_update(product: Product) -> None:
    product.price = Decimal("21")
    Product.objects.bulk_update([product], ["price"])


def _update_or_create(product: Product) -> None:
    Product.objects.update_or_create(key=product.key, defaults={"name": "Kettle"})


def _through_parent(product: Product) -> None:
    product.category.products.update(price="21")


@pytest.mark.parametrize(
    "write",
    [_save, _save_columns, _filter_update, _bulk_update, _update_or_create, _through_parent],
)
def test_every_way_of_writing_queues_the_changed_product_and_no_other(
    shelf: Connection, write: Callable[[Product], None]
) -> None:
    product = ProductFactory(category=CategoryFactory())
    ProductFactory()
    emptied()

    write(product)

    assert queued() == {("product", product.key, "upsert")}


@pytest.mark.parametrize(
    "make",
    [
        lambda: [ProductFactory()],
        lambda: Product.objects.bulk_create([Product(sku=f"S{n}", name=f"P{n}") for n in range(3)]),
        lambda: [Product.objects.get_or_create(sku="S", defaults={"name": "P"})[0]],
    ],
)
def test_every_way_of_creating_queues_the_new_products(
    shelf: Connection, make: Callable[[], list[Product]]
) -> None:
    made = make()

    assert queued() == {("product", product.key, "upsert") for product in made}


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (CategoryFactory, "category"),
        (ProductFactory, "product"),
        (CustomerFactory, "customer"),
    ],
)
def test_each_kind_of_name_queues_itself(shelf: Connection, make: Any, kind: str) -> None:
    entity = make()

    assert queued() == {(kind, entity.key, "upsert")}


@pytest.mark.parametrize("make", [StoreTaxFactory, StorePaymentMethodFactory, VendorFactory])
def test_what_never_becomes_a_record_in_quickbooks_queues_nothing(
    shelf: Connection, make: Any
) -> None:
    make()

    assert queued() == set()


def test_checkout_of_a_posting_order_queues_its_invoice_alone(shelf: Connection) -> None:
    customer, product = CustomerFactory(), ProductFactory()
    emptied()

    order = OrderFactory(customer=customer, lines=[{"product": product}])

    assert queued() == {("invoice", order.key, "upsert")}


def test_an_order_that_does_not_post_yet_queues_nothing(shelf: Connection) -> None:
    customer = CustomerFactory()
    emptied()

    OrderFactory(customer=customer, status=Order.Status.OPEN)

    assert queued() == set()


def test_an_order_that_posts_now_brings_its_payments_and_refunds(shelf: Connection) -> None:
    order = OrderFactory(status=Order.Status.OPEN)
    payment = PaymentFactory(order=order)
    refund = RefundFactory(order=order)
    emptied()

    order.status = Order.Status.COMPLETED
    order.save()

    assert queued() == {
        ("invoice", order.key, "upsert"),
        ("payment", payment.key, "upsert"),
        ("refund", refund.key, "upsert"),
    }


def test_money_left_out_for_the_orders_status_comes_back_with_it(shelf: Connection) -> None:
    order = OrderFactory()
    payment = PaymentFactory(order=order)
    row = QueueRow.objects.get(kind="payment")
    row.finish(now=NOON, flag="nothing", reason="status", message="Open orders do not post.")

    order.save()

    assert ("payment", payment.key, "upsert") in queued()


def test_a_changed_line_queues_the_invoice_of_its_order(shelf: Connection) -> None:
    order = OrderFactory()
    OrderFactory()
    emptied()

    OrderLine.objects.filter(order=order).update(name="Kettle")

    assert queued() == {("invoice", order.key, "upsert")}


def test_an_invoice_that_counts_again_brings_back_the_payment_it_left_behind(
    shelf: Connection,
) -> None:
    order = OrderFactory()
    payment = PaymentFactory(order=order)
    row = QueueRow.objects.get(kind="payment")
    row.hold(reason="parent_not_booked", message="", mend="", now=NOON)

    invoice = Invoice.objects.get(order=order)
    invoicing.cancel(invoice=invoice)
    invoicing.reinstate(invoice=invoice)

    assert QueueRow.objects.get(kind="payment", key=payment.key).state == "waiting"


def test_a_transaction_that_is_rolled_back_queues_and_rings_nothing(
    shelf: Connection, quiet_doorbell: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ProductFactory()
        transaction.set_rollback(True)

    assert queued() == set()
    assert quiet_doorbell == []


def test_a_savepoint_that_is_rolled_back_takes_only_its_own_changes_with_it(
    shelf: Connection,
) -> None:
    with transaction.atomic():
        kept = ProductFactory()
        with transaction.atomic():
            ProductFactory()
            transaction.set_rollback(True)

    assert queued() == {("product", kept.key, "upsert")}


@pytest.mark.parametrize("fault", [DatabaseError("disk full"), DatabaseError("locked")])
def test_a_capture_that_fails_never_fails_the_stores_save(
    shelf: Connection, monkeypatch: pytest.MonkeyPatch, caplog: Any, fault: DatabaseError
) -> None:
    def break_down(*_args: Any, **_kwargs: Any) -> None:
        raise fault

    monkeypatch.setattr(enqueue, "put", break_down)

    with transaction.atomic():
        product = ProductFactory()
        customer = CustomerFactory()

    assert Product.objects.filter(pk=product.pk).exists()
    assert Customer.objects.filter(pk=customer.pk).exists()
    assert "capture_failed" in caplog.text


def test_a_broken_queue_table_leaves_the_stores_transaction_usable(shelf: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sync_queue_queuerow RENAME TO sync_queue_elsewhere")

    with transaction.atomic():
        order = OrderFactory()
        order.note = "written after the capture failed"
        order.save()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sync_queue_elsewhere RENAME TO sync_queue_queuerow")
    assert Order.objects.get(pk=order.pk).note == "written after the capture failed"
    assert queued() == set()


def test_nothing_is_queued_while_no_company_is_connected(db: None) -> None:
    OrderFactory()

    assert queued() == set()


def test_a_checkout_asks_the_database_a_bounded_number_of_times(
    shelf: Connection, django_assert_max_num_queries: Any
) -> None:
    orders = [OrderFactory() for _ in range(2)]

    with django_assert_max_num_queries(25):
        signals.on_changed(sender=Order, instances=orders[:1])
