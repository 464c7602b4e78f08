"""Is the demo store a whole small shop, with one of everything that a bookkeeper meets?"""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Sum

from entities.amounts import to_the_cent
from entities.folder import ImportReport, import_folder
from entities.models import (
    Category,
    Customer,
    Order,
    OrderLine,
    Payment,
    Payout,
    Product,
    RefundLine,
)

pytestmark = pytest.mark.django_db

FOLDER = settings.BASE_DIR / "qbo_bridge" / "demo_store"


@pytest.fixture
def demo() -> ImportReport:
    return import_folder(folder=FOLDER)


def test_it_imports_and_importing_again_changes_nothing(demo: ImportReport) -> None:
    made = {kind: counts.created for kind, counts in demo.kinds.items()}

    assert (made["customers"], made["categories"], made["products"], made["orders"]) == (
        25,
        6,
        40,
        60,
    )
    assert import_folder(folder=FOLDER).changed == 0


def test_names_are_as_awkward_as_in_a_real_shop(demo: ImportReport) -> None:
    names = list(Product.objects.values_list("name", flat=True))
    people = Counter(customer.full_name for customer in Customer.objects.all())

    assert max(len(name) for name in names) == 300
    assert any(":" in name for name in names)
    assert any("'" in name for name in names)
    assert any(not name.isascii() for name in names)
    assert people["Maria Garcia"] == 2
    assert Category.objects.filter(parent__parent=None, parent__isnull=False).exists()


@pytest.mark.parametrize(
    "case",
    [
        {"discount__gt": 0},
        {"lines__discount__gt": 0},
        {"surcharge__gt": 0},
        {"shipping__gt": 0, "shipping_tax": None},
        {"shipping__gt": 0, "shipping_tax__rate__gt": 0},
        {"lines__tax__name": "California"},
        {"lines__tax__name": "Tucson"},
        {"lines__product__kind": "gift_card"},
        {"lines__product__kind": "service"},
        {"payments__method__kind": "gift_card"},
        {"payments": None, "status": "completed", "total__gt": 0},
        {"status": "cancelled"},
        {"status": "failed"},
        {"status": "backordered"},
        {"payments__state": "authorised"},
        {"payments__state": "failed"},
        {"payments__state": "voided"},
        {"payments__state": "charged_back"},
        {"currency": "EUR", "customer__currency": "EUR"},
        {"customer__is_guest": True},
        {"total": 0},
        {"refunds__lines__restock": True},
        {"refunds__lines__kind": "shipping"},
        {"refunds__method__kind": "store_credit"},
    ],
)
def test_there_is_an_order_of_each_kind(demo: ImportReport, case: dict[str, Any]) -> None:
    assert Order.objects.filter(**case).exists()


def test_orders_are_refunded_wholly_and_in_part(demo: ImportReport) -> None:
    refunded = Order.objects.annotate(back=Sum("refunds__total")).filter(back__gt=0)

    assert {order.back == order.total for order in refunded} == {True, False}
    assert RefundLine.objects.filter(kind="product", restock=False).exists()


def test_one_order_is_paid_in_two_payments(demo: ImportReport) -> None:
    paid = Counter(Payment.objects.captured().values_list("order", flat=True))

    assert 2 in paid.values()


def test_the_tax_of_each_order_is_its_rate_on_what_is_taxed(demo: ImportReport) -> None:
    for order in Order.objects.prefetch_related("lines__tax").select_related("shipping_tax"):
        taxed = [line for line in order.lines.all() if line.tax]
        base = sum((line.amount for line in taxed), Decimal(0))
        if order.subtotal:
            base -= order.discount * base / order.subtotal
        if order.shipping_tax:
            base += order.shipping
        rates = {line.tax.rate for line in taxed} or {Decimal(0)}

        assert order.tax_total == to_the_cent(base * rates.pop() / 100), order


def test_the_tax_of_an_order_is_that_of_its_lines_and_its_shipping(demo: ImportReport) -> None:
    for order in Order.objects.select_related("shipping_tax"):
        of_lines = sum(order.lines.values_list("tax_amount", flat=True), Decimal(0))
        rate = order.shipping_tax.rate if order.shipping_tax else Decimal(0)

        assert order.tax_total == of_lines + to_the_cent(order.shipping * rate / 100), order


def test_what_was_captured_is_what_the_order_costs(demo: ImportReport) -> None:
    for order in Order.objects.filter(payments__state="captured").distinct():
        paid = sum(order.payments.captured().values_list("amount", flat=True), Decimal(0))

        assert paid == order.total, order


def test_a_payout_is_made_of_the_payments_linked_to_it(demo: ImportReport) -> None:
    for payout in Payout.objects.all():
        amounts = payout.payments.captured().values_list("amount", flat=True)

        assert payout.fees > 0
        assert payout.gross == sum(amounts, Decimal(0))


def test_every_line_costs_its_quantity_at_its_price_less_its_discount(demo: ImportReport) -> None:
    for line in OrderLine.objects.all():
        assert line.amount == to_the_cent(line.quantity * line.unit_price) - line.discount
