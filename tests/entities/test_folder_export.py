"""Does nothing get lost on the way from the store to a folder and back?"""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from entities import invoicing
from entities.folder import export_folder, import_folder
from entities.folder.sheets import SHEETS
from entities.models import (
    Category,
    Customer,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    RefundLine,
    Vendor,
)
from tests import factories

pytestmark = pytest.mark.django_db


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def empty_the_store() -> None:
    """In the reverse order of import: nothing goes before what refers to it."""
    Category.objects.update(parent=None)
    for sheet in reversed(SHEETS):
        sheet.model.objects.all().delete()


def fill_the_store() -> Order:
    """One of everything, with what is hard to write down."""
    vendor = factories.VendorFactory(name="Müller & Söhne, GmbH")
    storefront = factories.StorefrontFactory(vendor=vendor, url="https://shop.example.com/")
    parent = factories.CategoryFactory(key="z-parent", name='Tea "loose"')
    child = factories.CategoryFactory(key="a-child", parent=parent, is_active=False)
    tax = factories.StoreTaxFactory(rate="8.8750")
    product = factories.ProductFactory(
        vendor=vendor,
        category=child,
        name=" =SUM(A1): tea,\r\nwith a second line ",
        price="0.0375",
        cost="0.0100",
        tax=tax,
        description="Ünï 茶",
    )
    factories.StockCorrectionFactory(product=product, difference="-2.5000")
    customer = factories.CustomerFactory(
        storefront=storefront,
        company="O'Neil; Sons",
        is_guest=True,
        tax_number="GB 123 4567 89",
    )
    order = factories.OrderFactory(
        storefront=storefront,
        vendor=vendor,
        customer=customer,
        placed_at=datetime(2026, 10, 31, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=-7))),
        lines=[
            {"product": product, "quantity": "2.5", "unit_price": "4.123456", "tax": tax},
            {"unit_price": "3.00", "discount": "0.50"},
        ],
        shipping="4.90",
        shipping_tax=tax,
        surcharge_tax=tax,
        note="Ring twice\n",
    )
    _ship(order)
    _pay(order)
    factories.InvoiceFactory(key="whole")
    return order


def _ship(order: Order) -> None:
    line = order.lines.first()
    invoice = Invoice.objects.create(
        order=order, number="S1", covers=Invoice.Covers.SHIPMENT, issued_at=factories.NOON
    )
    InvoiceLine.objects.create(invoice=invoice, order_line=line, quantity=Decimal("1.5"))
    invoicing.count_billed(orders=[order.pk])
    invoicing.split(orders=[order.pk])


def _pay(order: Order) -> None:
    payout = factories.PayoutFactory(gross="20.00", fees="0.88", vendor=order.vendor)
    payment = factories.PaymentFactory(order=order, payout=payout, method=payout.method)
    factories.RefundFactory(
        order=order,
        payment=payment,
        method=payout.method,
        reason="Broken",
        lines=[
            {"product": order.lines.first().product, "amount": "4.12", "restock": True},
            {"kind": RefundLine.Kind.SHIPPING, "amount": "4.90"},
        ],
    )


def test_a_round_trip_loses_nothing(tmp_path: Path) -> None:
    fill_the_store()
    counts = export_folder(folder=tmp_path / "first")
    empty_the_store()

    report = import_folder(folder=tmp_path / "first")
    export_folder(folder=tmp_path / "second")

    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert {name: one.created for name, one in report.kinds.items()} == counts
    assert min(counts.values()) > 0
    assert len(counts) == len(SHEETS)


def test_a_store_imported_from_its_own_export_is_unchanged(tmp_path: Path) -> None:
    fill_the_store()
    export_folder(folder=tmp_path)

    report = import_folder(folder=tmp_path)

    assert report.changed == 0


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    order = fill_the_store()
    placed = order.placed_at.astimezone(UTC)
    export_folder(folder=tmp_path)
    empty_the_store()

    import_folder(folder=tmp_path)

    line = OrderLine.objects.get(order__key=order.key, position=1)
    assert line.product.name == " =SUM(A1): tea,\r\nwith a second line "
    assert (line.unit_price, line.quantity) == (Decimal("4.123456"), Decimal("2.5"))
    assert line.invoiced_quantity == Decimal("1.5")
    assert line.order.placed_at == placed
    assert Customer.objects.get(is_guest=True).company == "O'Neil; Sons"


def test_every_column_but_the_store_s_own_bookkeeping_is_in_the_folder() -> None:
    own = {"id", "created_at", "updated_at", "invoiced_whole", "invoiced_quantity"}

    for sheet in SHEETS:
        named = {column.field.name for column in sheet.columns}
        assert named == {field.name for field in sheet.model._meta.fields} - own


def test_a_vendor_exports_its_own_only(
    tmp_path: Path, bob: Any, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    for vendor in (bobs_vendor, carols_vendor):
        factories.OrderFactory(vendor=vendor, note=f"of {vendor.name}")
        factories.ProductFactory(vendor=vendor, name=f"of {vendor.name}")

    counts = export_folder(folder=tmp_path, user=bob)

    assert (counts["orders"], counts["order_lines"], counts["products"]) == (1, 1, 1)
    written = b"".join(contents(tmp_path).values())
    assert b"of Bob's Beans" in written
    assert b"Carol" not in written


def test_an_empty_store_is_a_folder_of_headers_that_can_be_imported(tmp_path: Path) -> None:
    call_command("export_store", str(tmp_path), verbosity=0)

    assert len(list(tmp_path.iterdir())) == len(SHEETS)
    assert import_folder(folder=tmp_path).changed == 0
