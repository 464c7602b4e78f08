"""Does a folder become the store: all of it or nothing, twice the same, told of exactly once?"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from entities import invoicing
from entities.changes import changed
from entities.folder import FolderRefused, import_folder
from entities.folder.faults import Faults
from entities.folder.reading import rows_of
from entities.folder.sheets import SHEETS
from entities.models import Category, Customer, Invoice, Order, OrderLine, Payment, Product
from tests.entities.conftest import Ear
from tests.factories import NOON

pytestmark = pytest.mark.django_db

SHOP = {
    "customers": "key,first_name,last_name\nc1,Zoë,O'Neil\n",
    "categories": "key,name,parent_key\nk2,Green tea,k1\nk1,Tea,\n",
    "products": "key,name,category_key,price\np1,Sencha,k2,12.50\np2,Gunpowder,k2,9\n",
    "orders": (
        "key,number,customer_key,placed_at,status_at,subtotal,shipping,total\n"
        "o1,1001,c1,2026-11-02T09:00:00Z,2026-11-02T10:00:00Z,34.00,5.00,39.00\n"
    ),
    "order_lines": (
        "order_key,product_key,name,quantity,unit_price,amount\n"
        "o1,p1,Sencha,2,12.50,25.00\n"
        "o1,p2,Gunpowder,1,9.00,9.00\n"
    ),
    "payment_methods": "key,name\nm1,Card\n",
    "payments": (
        "key,order_key,method_key,state,amount,captured_at\n"
        "pay1,o1,m1,captured,39.00,2026-11-02T09:01:00+00:00\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, **SHOP)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def test_it_makes_what_the_files_say(folder: Path) -> None:
    import_folder(folder=folder)

    order = Order.objects.get(key="o1")
    assert order.customer.full_name == "Zoë O'Neil"
    assert order.total == Decimal("39.00")
    assert [line.position for line in order.lines.all()] == [1, 2]
    assert order.lines.first().product.category.parent == Category.objects.get(key="k1")
    assert Payment.objects.get().captured_at is not None


def test_it_reports_what_it_did_by_kind(folder: Path) -> None:
    first = import_folder(folder=folder)
    write(
        folder,
        products=SHOP["products"]
        .replace("Sencha", "Sencha, organic")
        .replace("Sencha, organic", '"Sencha, organic"'),
    )
    second = import_folder(folder=folder)

    assert (first.kinds["products"].created, first.kinds["order_lines"].created) == (2, 2)
    assert (second.kinds["products"].updated, second.kinds["products"].unchanged) == (1, 1)
    assert second.changed == 1


def test_importing_again_changes_nothing_and_tells_nothing(folder: Path, ear: Ear) -> None:
    import_folder(folder=folder)
    ear.forget()
    before = Product.objects.get(key="p1").updated_at

    report = import_folder(folder=folder)

    assert report.changed == 0
    assert ear.changed == []
    assert Product.objects.get(key="p1").updated_at == before


def test_each_new_entity_is_told_of_once(folder: Path, ear: Ear) -> None:
    import_folder(folder=folder)

    assert sorted(key for _, key in ear.changed) == sorted(
        ["c1", "k1", "k2", "p1", "p2", "o1", "m1", "pay1"]
    )


def test_an_order_is_told_of_when_all_its_lines_are_there(folder: Path) -> None:
    seen: list[int] = []

    def count_lines(sender: Any, instances: list[Any], **kwargs: Any) -> None:
        if sender is Order:
            seen.extend(order.lines.count() for order in instances)

    changed.connect(count_lines)
    import_folder(folder=folder)
    changed.disconnect(count_lines)

    assert seen == [2]


def test_only_what_changed_is_told_of(folder: Path, ear: Ear) -> None:
    import_folder(folder=folder)
    ear.forget()

    write(folder, customers="key,first_name,last_name\nc1,Zoe,O'Neil\nc2,Ann,Lee\n")
    import_folder(folder=folder)

    assert ear.changed == [("Customer", "c1"), ("Customer", "c2")]


def test_a_column_that_is_not_there_keeps_what_the_store_has(folder: Path) -> None:
    import_folder(folder=folder)
    Customer.objects.filter(key="c1").update(email="zoe@example.com")

    write(folder, customers="key,first_name\nc1,Zoe\n")
    import_folder(folder=folder)

    customer = Customer.objects.get(key="c1")
    assert (customer.first_name, customer.email) == ("Zoe", "zoe@example.com")


def test_an_order_s_lines_are_replaced_as_a_whole(folder: Path, ear: Ear) -> None:
    import_folder(folder=folder)
    first = OrderLine.objects.get(position=1)
    ear.forget()

    lines = "order_key,position,name,unit_price,amount\no1,1,Matcha,34.00,34.00\n"
    report = import_folder(folder=write(folder, order_lines=lines))

    assert [(line.pk, line.name) for line in OrderLine.objects.all()] == [(first.pk, "Matcha")]
    assert ear.changed == [("Order", "o1")]
    counts = report.kinds["order_lines"]
    assert (counts.updated, counts.removed, report.kinds["orders"].unchanged) == (1, 1, 1)


def test_lines_that_are_the_same_leave_their_order_alone(folder: Path, ear: Ear) -> None:
    import_folder(folder=folder)
    lines = list(OrderLine.objects.values_list("pk", flat=True))
    ear.forget()

    import_folder(folder=folder)

    assert list(OrderLine.objects.values_list("pk", flat=True)) == lines


def test_what_was_billed_stays_billed_when_lines_change(folder: Path) -> None:
    import_folder(folder=folder)
    invoicing.bill_whole(order=Order.objects.get(), issued_at=NOON)

    lines = "order_key,position,name,unit_price,amount\no1,1,A,30.00,30.00\no1,3,B,4.00,4.00\n"
    import_folder(folder=write(folder, order_lines=lines))

    assert list(OrderLine.objects.values_list("invoiced_whole", flat=True)) == [True, True]


SHIPMENTS = {
    "invoices": (
        "key,order_key,number,covers,issued_at\n"
        "i1,o1,1001-A,shipment,2026-11-03T08:00:00Z\n"
        "i2,o1,1001-B,shipment,2026-11-04T08:00:00Z\n"
    ),
    "invoice_lines": (
        "invoice_key,order_line_position,quantity,amount\ni1,1,1,12.50\ni2,1,1,12.50\ni2,2,1,9.00\n"
    ),
}


def test_shipments_invoices_count_what_they_bill(folder: Path) -> None:
    import_folder(folder=write(folder, **SHIPMENTS))

    billed = OrderLine.objects.values_list("invoiced_quantity", flat=True)
    assert list(billed) == [Decimal(2), Decimal(1)]
    assert import_folder(folder=folder).changed == 0


def test_more_billed_than_ordered_is_refused(folder: Path) -> None:
    too_much = SHIPMENTS["invoice_lines"].replace("i2,2,1,9.00", "i2,2,2,18.00")

    with pytest.raises(FolderRefused, match=r"invoice_lines\.csv line 3, column quantity: No more"):
        import_folder(folder=write(folder, **{**SHIPMENTS, "invoice_lines": too_much}))

    assert not Invoice.objects.exists()


def test_a_billed_line_cannot_go_missing(folder: Path) -> None:
    import_folder(folder=write(folder, **SHIPMENTS))

    lines = "order_key,position,name,unit_price,amount\no1,1,A,34.00,34.00\n"
    with pytest.raises(FolderRefused, match="position 2 is missing here, but an invoice bills it"):
        import_folder(folder=write(folder, order_lines=lines))

    assert OrderLine.objects.count() == 2


def test_a_bad_row_never_leaves_half_an_import_behind(folder: Path, ear: Ear) -> None:
    write(folder, payments=SHOP["payments"].replace("39.00", "much"))

    with pytest.raises(FolderRefused):
        import_folder(folder=folder)

    assert not Product.objects.exists()
    assert not Customer.objects.exists()
    assert ear.changed == []


def test_one_order_may_have_more_lines_than_a_chunk_holds(folder: Path) -> None:
    lines = "".join("o1,Sencha,1,0.05,0.05\n" for _ in range(680))
    write(folder, order_lines="order_key,name,quantity,unit_price,amount\n" + lines)

    report = import_folder(folder=folder)

    assert report.kinds["order_lines"].created == 680
    assert import_folder(folder=folder).changed == 0


def test_rows_are_read_one_by_one_and_not_the_file_at_once(tmp_path: Path) -> None:
    products = next(sheet for sheet in SHEETS if sheet.name == "products")
    rows = "".join(f"p{number},Tea\n" for number in range(10_000))
    path = write(tmp_path, products="key,name\n" + rows + '"') / "products.csv"
    faults = Faults()

    first = next(rows_of(products, path, faults))

    assert (first.line, first.values) == (2, {"key": "p0", "name": "Tea"})
    assert faults.found == []


def test_many_rows_take_few_queries(tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    rows = "".join(f"p{number},Tea {number}\n" for number in range(2000))
    write(tmp_path, products="key,name\n" + rows)
    import_folder(folder=tmp_path)

    with django_assert_max_num_queries(30):
        import_folder(folder=tmp_path)
