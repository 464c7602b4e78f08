"""Stock is corrected by so many more or fewer, and falling below zero is told (rules 4, 21)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from connections.choosing import stock as opening_stock
from connections.models import Connection, DefaultAccounts, ListItem
from entities.models import Product, StockCorrection, StorePaymentMethod
from sync_queue.books.comparison import compare
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import preview
from sync_queue.reader import Report
from sync_queue.troubles import hindrances
from tests.bridge import LiveEmulator
from tests.factories import (
    NOON,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StockCorrectionFactory,
)
from tests.sync_queue.company_side import hold_back
from tests.sync_queue.rows import release

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocked(books: Connection) -> Connection:
    """`books` with stock switched on since October, and an account for corrections."""
    books.sells_from_stock, books.books_start_on = True, date(2026, 10, 1)
    books.save()
    account = ListItem.objects.get(connection=books, name="Inventory Shrinkage")
    DefaultAccounts.objects.filter(connection=books).update(stock_adjustment=account)
    return books


def mug(quantity: str = "10", **columns: Any) -> Product:
    given = {"name": "Mug", "tracks_stock": True, "cost": "4.00", **columns}
    made: Product = ProductFactory(quantity=quantity, **given)
    return made


def there(live: LiveEmulator, books: Connection) -> Any:
    return next(one for one in live.state(books.realm)["Item"] if one["Name"] == "Mug")


def known() -> Decimal | None:
    return Link.objects.get(qbo_type="Item", name="Mug").on_hand


def test_a_correction_becomes_an_adjustment_with_its_reason(
    stocked: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    product = mug()
    read(stocked)
    StockCorrectionFactory(product=product, difference="-2.5", reason="Broken")

    read(stocked)

    made = live_emulator.state(stocked.realm)["InventoryAdjustment"][0]
    assert "Broken" in made["PrivateNote"]
    assert there(live_emulator, stocked)["QtyOnHand"] == 7.5
    assert known() == Decimal("7.5")
    assert [one.verdict for one in compare(stocked).findings] == ["agreed"]


def test_a_correction_that_is_deleted_is_taken_out_at_a_persons_word(
    stocked: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    product = mug()
    read(stocked)
    correction = StockCorrectionFactory(product=product)
    read(stocked)
    correction.delete()

    read(stocked)
    release(QueueRow.objects.get(reason="deleted_in_store"))
    read(stocked)

    assert there(live_emulator, stocked)["QtyOnHand"] == 10
    assert known() == 10


def test_a_correction_of_what_keeps_no_stock_is_not_needed(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    correction = StockCorrectionFactory()

    read(books)

    row = row_of(correction, "stock")
    assert (row.spoken_state, row.reason) == ("Not needed", "no_stock_kept")


def test_a_correction_that_the_opening_quantity_has_already_is_not_needed(
    stocked: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    correction = StockCorrectionFactory(product=mug("8"), created_at=NOON)

    read(stocked)

    assert row_of(correction, "stock").reason == "in_opening"
    assert there(live_emulator, stocked)["QtyOnHand"] == 8


def test_a_correction_waits_for_its_account(stocked: Connection, read: Read, row_of: RowOf) -> None:
    DefaultAccounts.objects.update(stock_adjustment=None)
    product = mug()
    read(stocked)
    correction = StockCorrectionFactory(product=product)

    read(stocked)

    assert row_of(correction, "stock").reason == "account:stock_adjustment"


def test_a_changed_quantity_of_the_store_is_never_sent(
    stocked: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    product = mug()
    read(stocked)
    product.quantity = Decimal(3)
    product.save()

    read(stocked)

    assert row_of(product, "product").reason == "unchanged"
    assert there(live_emulator, stocked)["QtyOnHand"] == 10


def test_what_quickbooks_has_is_counted_along(
    stocked: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    product = mug()
    sold = {"product": product, "quantity": 4}
    order = OrderFactory(lines=[sold])
    OrderFactory(lines=[sold])
    payment = PaymentFactory(order=order, method=StorePaymentMethod.objects.get(name="Card"))
    read(stocked)
    back = {"kind": "product", "product": product, "quantity": 1, "amount": "20.00"}
    RefundFactory(order=order, method=payment.method, lines=[{**back, "restock": True}])

    read(stocked)

    assert known() == there(live_emulator, stocked)["QtyOnHand"] == 3


def test_a_void_puts_back_what_was_sold(
    stocked: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = OrderFactory(lines=[{"product": mug(), "quantity": 4}])
    read(stocked)
    order.status = "cancelled"
    order.save()

    read(stocked)

    assert known() == there(live_emulator, stocked)["QtyOnHand"] == 10


def short(stocked: Connection, read: Read, **settings: Any) -> Any:
    """One mug is there, and an order wants four."""
    hold_back(stocked, **settings)
    product = mug("1")
    read(stocked)
    return OrderFactory(lines=[{"product": product, "quantity": 4}])


def test_stock_below_zero_is_told_in_the_preview(stocked: Connection, read: Read) -> None:
    order = short(stocked, read)

    part = preview.of_order(stocked, order, now=NOON)[0]

    assert part.foreseen == ("QuickBooks will show -3 of Mug.",)


def test_stock_below_zero_is_booked_and_told_under_needs_you(
    stocked: Connection, read: Read, row_of: RowOf
) -> None:
    order = short(stocked, read)

    read(stocked)

    assert row_of(order, "invoice").state == "done"
    found = [one for one in hindrances.of(stocked, now=NOON) if one.point == "below_zero"]
    assert found[0].text.startswith("-3 of Mug.")


def test_where_it_was_chosen_the_sale_waits_until_somebody_says_so(
    stocked: Connection, read: Read, row_of: RowOf
) -> None:
    order = short(stocked, read, negative_stock="hold")
    read(stocked)
    row = row_of(order, "invoice")
    assert (row.reason, row.message) == ("negative_stock", "QuickBooks will show -3 of Mug.")

    release(row)
    read(stocked)

    assert row_of(order, "invoice").state == "done"


def test_sales_that_go_together_are_counted_together(stocked: Connection, read: Read) -> None:
    hold_back(stocked, negative_stock="hold")
    product = mug("5")
    read(stocked)
    OrderFactory(lines=[{"product": product, "quantity": 4}])
    OrderFactory(lines=[{"product": product, "quantity": 4}])

    read(stocked)

    held = QueueRow.objects.get(reason="negative_stock")
    assert held.message == "QuickBooks will show -3 of Mug."


def test_a_sale_from_before_the_stock_is_known_to_be_refused(
    stocked: Connection, read: Read, row_of: RowOf
) -> None:
    product = mug(stock_starts_on=date(2026, 11, 10))
    order = OrderFactory(lines=[{"product": product}])

    read(stocked)

    assert row_of(order, "invoice").reason == "before_stock"


def test_a_product_may_begin_with_a_quantity_and_on_a_day_of_its_own(
    stocked: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mug(opening_quantity="3", stock_starts_on=date(2026, 11, 1))
    assert opening_stock.opening(connection=stocked, quantity=None).value == 12

    read(stocked)

    made = there(live_emulator, stocked)
    assert (made["QtyOnHand"], made["InvStartDate"]) == (3, "2026-11-01")


def test_its_own_day_is_not_after_its_first_order() -> None:
    product = mug()
    OrderFactory(lines=[{"product": product}])
    product.stock_starts_on = date(2026, 11, 3)

    with pytest.raises(ValidationError, match="first ordered on 2 November 2026"):
        product.full_clean()


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="cannot be 0"):
        StockCorrection(product=mug(), difference=Decimal(0), reason="None").full_clean()
