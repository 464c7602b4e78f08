"""Does every path that Django offers tell of exactly what it changed?"""

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, RestrictedError

from entities.changes import changed
from entities.models import (
    Category,
    Customer,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
    Product,
)
from tests import factories
from tests.entities.conftest import Ear

pytestmark = pytest.mark.django_db


def product(key: str, **fields: Any) -> Product:
    return Product(key=key, name=key, **fields)


def keys(ear: Ear) -> list[str]:
    return sorted(key for _, key in ear.changed)


@pytest.fixture
def three(ear: Ear) -> list[Product]:
    products = [factories.ProductFactory(key=key, price="1.00") for key in ("p1", "p2", "p3")]
    ear.forget()
    return products


def test_create_save_and_get_or_create_tell_once(ear: Ear) -> None:
    category = Category.objects.create(key="c1", name="Tea")
    category.name = "Teas"
    category.save()
    Category.objects.get_or_create(key="c1", defaults={"name": "Never"})
    Category.objects.get_or_create(key="c2", defaults={"name": "Cups"})
    Category.objects.update_or_create(key="c2", defaults={"name": "Mugs"})

    assert ear.changed == [("Category", key) for key in ("c1", "c1", "c2", "c2")]


def test_bulk_create_tells_of_each_row(ear: Ear) -> None:
    Product.objects.bulk_create(product(key) for key in ("p1", "p2"))

    assert keys(ear) == ["p1", "p2"]


def test_bulk_create_that_ignores_conflicts_tells_of_new_rows_only(
    ear: Ear, three: list[Product]
) -> None:
    Product.objects.bulk_create([product("p1"), product("p4")], ignore_conflicts=True)

    assert keys(ear) == ["p4"]


def test_a_row_ignored_for_another_conflict_than_its_key_is_not_told(ear: Ear) -> None:
    factories.ProductFactory(key="p1", sku="TEA")
    ear.forget()

    Product.objects.bulk_create([product("p2", sku="TEA")], ignore_conflicts=True)

    assert ear.changed == []


def test_bulk_create_that_updates_tells_of_old_and_new_as_stored(three: list[Product]) -> None:
    heard: list[Product] = []

    def hear(instances: list[Product], **kwargs: Any) -> None:
        heard.extend(instances)

    changed.connect(hear)

    Product.objects.bulk_create(
        [product("p1", price=Decimal(5)), product("p4", price=Decimal(6))],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["price"],
    )

    changed.disconnect(hear)
    assert {(one.key, one.price) for one in heard} == {("p1", Decimal(5)), ("p4", Decimal(6))}
    assert {one.key: one.sku for one in heard}["p1"] == three[0].sku


def test_bulk_update_tells_of_each_row_once(ear: Ear, three: list[Product]) -> None:
    for one in three[:2]:
        one.price = Decimal(2)

    Product.objects.bulk_update(three[:2], ["price"], batch_size=1)

    assert keys(ear) == ["p1", "p2"]


def test_update_tells_of_the_rows_it_matched(ear: Ear, three: list[Product]) -> None:
    Product.objects.filter(key__in=["p1", "p3"]).update(price=F("price") + 1)

    assert keys(ear) == ["p1", "p3"]


def test_update_of_the_column_it_filters_by_tells_of_the_rows_that_matched(
    ear: Ear, three: list[Product]
) -> None:
    Product.objects.filter(price=1).update(price=2)

    assert keys(ear) == ["p1", "p2", "p3"]


def test_update_of_nothing_tells_nothing(ear: Ear, three: list[Product]) -> None:
    Product.objects.filter(key="nowhere").update(price=2)

    assert ear.changed == []


def test_a_silent_queryset_stays_silent_through_filters(ear: Ear, three: list[Product]) -> None:
    quiet = Product.objects.silently().filter(price=1).order_by("key")

    quiet.update(price=2)
    quiet.bulk_create([product("p9")])

    assert ear.changed == []


def test_more_rows_than_fit_into_one_query_are_all_told_of(ear: Ear) -> None:
    Product.objects.bulk_create(product(f"p{number}") for number in range(1201))
    ear.forget()

    Product.objects.update(price=3)

    assert len(set(ear.changed)) == len(ear.changed) == 1201


def test_delete_tells_before_the_row_is_gone(ear: Ear, three: list[Product]) -> None:
    three[0].delete()
    Product.objects.filter(key="p2").delete()

    assert ear.deleted == [("Product", "p1"), ("Product", "p2")]
    assert ear.changed == []


def test_a_cascade_tells_of_everything_that_goes_and_of_no_line(ear: Ear) -> None:
    payment = factories.PaymentFactory()
    order = payment.order
    invoice = factories.InvoiceFactory(order=order)
    ear.forget()

    order.delete()

    assert set(ear.deleted) == {
        ("Order", order.key),
        ("Payment", payment.key),
        ("Invoice", invoice.key),
    }
    assert ear.changed == []


def test_deleting_a_payout_tells_of_the_payments_that_lose_it(ear: Ear) -> None:
    payment = factories.PaymentFactory(payout=factories.PayoutFactory())
    other = factories.PaymentFactory()
    ear.forget()

    payment.payout.delete()

    assert ear.changed == [("Payment", payment.key)]
    assert Payment.objects.get(pk=other.pk).payout is None


@pytest.fixture
def order(ear: Ear) -> Order:
    made: Order = factories.OrderFactory(lines=[{"unit_price": "2.00"}, {"unit_price": "3.00"}])
    ear.forget()
    return made


def test_a_saved_line_tells_of_its_order(ear: Ear, order: Order) -> None:
    order.lines.first().save()

    assert ear.changed == [("Order", order.key)]


def test_lines_created_in_bulk_tell_of_their_order_once(ear: Ear, order: Order) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, name="Cup", unit_price=0, amount=0)
        for position in (3, 4)
    )

    assert ear.changed == [("Order", order.key)]


def test_lines_that_met_a_conflict_tell_nothing(ear: Ear, order: Order) -> None:
    again = OrderLine(order=order, position=1, name="Cup", unit_price=0, amount=0)

    OrderLine.objects.bulk_create([again], ignore_conflicts=True)

    assert ear.changed == []


def test_updated_lines_tell_of_their_orders_once(ear: Ear, order: Order) -> None:
    other = factories.OrderFactory()
    ear.forget()

    OrderLine.objects.update(name="Cup")

    assert sorted(ear.changed) == sorted([("Order", order.key), ("Order", other.key)])


def test_lines_updated_in_bulk_tell_of_their_order_once(ear: Ear, order: Order) -> None:
    lines = list(order.lines.all())

    OrderLine.objects.bulk_update(lines, ["name"], batch_size=1)

    assert ear.changed == [("Order", order.key)]


def test_a_line_that_moves_tells_of_both_orders(ear: Ear, order: Order) -> None:
    other = factories.OrderFactory(lines=[])
    ear.forget()

    order.lines.filter(position=2).update(order=other)

    assert sorted(ear.changed) == sorted([("Order", order.key), ("Order", other.key)])


def test_a_deleted_line_tells_of_its_order(ear: Ear, order: Order) -> None:
    order.lines.first().delete()

    assert ear.changed == [("Order", order.key)]
    assert ear.deleted == []


def test_lines_deleted_together_tell_of_their_order_once(ear: Ear, order: Order) -> None:
    order.lines.all().delete()

    assert ear.changed == [("Order", order.key)]


def test_a_billed_order_line_goes_with_its_order_only(ear: Ear, order: Order) -> None:
    invoice = factories.InvoiceFactory(order=order, covers=Invoice.Covers.SHIPMENT)
    line = order.lines.first()
    InvoiceLine.objects.create(invoice=invoice, order_line=line, quantity=1, amount=2)
    ear.forget()

    with pytest.raises(RestrictedError):
        line.delete()
    order.delete()

    assert set(ear.deleted) == {("Order", order.key), ("Invoice", invoice.key)}
    assert ear.changed == []


def test_bookkeeping_of_lines_is_silent(ear: Ear, order: Order) -> None:
    order.lines.silently().update(invoiced_whole=True)

    assert ear.changed == []


def test_loaddata_tells_of_what_it_loaded_lines_before_their_order_too(
    ear: Ear, order: Order, tmp_path: Path
) -> None:
    dump = StringIO()
    call_command("dumpdata", "entities.orderline", "entities.order", stdout=dump)
    fixture = tmp_path / "store.json"
    fixture.write_text(dump.getvalue())
    order.delete()
    ear.forget()

    call_command("loaddata", str(fixture), verbosity=0)

    assert set(ear.changed) == {("Order", order.key)}
    assert OrderLine.objects.filter(order__key=order.key).count() == 2


@pytest.mark.django_db(transaction=True)
def test_everything_is_told_inside_the_transaction_that_writes(ear: Ear) -> None:
    assert not connection.in_atomic_block

    order = factories.OrderFactory()
    order.lines.update(name="Cup")
    Customer.objects.update(phone="1")
    Category.objects.bulk_create([Category(name="Tea")])
    order.delete()
    Category.objects.all().delete()

    assert len(ear.changed) >= 5
    assert len(ear.deleted) == 2
    assert ear.always_in_transaction


@pytest.mark.django_db(transaction=True)
def test_what_a_receiver_wrote_goes_when_the_transaction_is_rolled_back() -> None:
    def note(sender: Any, instances: list[Any], **kwargs: Any) -> None:
        if sender is Product:
            Category.objects.create(name=instances[0].key)

    changed.connect(note)
    try:
        with transaction.atomic():
            Product.objects.create(name="Kettle")
            transaction.set_rollback(True)
    finally:
        changed.disconnect(note)

    assert not Category.objects.exists()
    assert not Product.objects.exists()


def test_keys_are_made_once_and_never_the_same() -> None:
    first, second = factories.CategoryFactory(), factories.CategoryFactory()
    key = first.key

    first.save()

    assert first.key == key != second.key


def test_what_a_vendor_sees_can_be_updated_and_deleted(
    bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    placed = datetime(2026, 11, 1, tzinfo=UTC)
    factories.OrderFactory(vendor=bobs_vendor, placed_at=placed)
    factories.OrderFactory(vendor=carols_vendor, placed_at=placed)

    updated = Order.objects.for_user(bob).update(note="seen")
    Order.objects.for_user(bob).delete()

    assert updated == 1
    assert Order.objects.get().vendor == carols_vendor


def test_an_order_may_go_with_its_refunded_payment_a_refunded_payment_alone_may_not() -> None:
    payment = factories.PaymentFactory()
    factories.RefundFactory(order=payment.order, payment=payment)

    with pytest.raises(RestrictedError):
        payment.delete()
    payment.order.delete()

    assert not Payment.objects.exists()
