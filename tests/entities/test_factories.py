"""Do the factories that all tests build on make a store that the database accepts?"""

from decimal import Decimal

import pytest

from entities.models import OrderLine
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_order_adds_up_by_itself() -> None:
    tax = factories.StoreTaxFactory(rate="8.25")

    order = factories.OrderFactory(
        lines=[{"unit_price": "12.50", "quantity": 2, "tax": tax}, {"unit_price": "1.00"}],
        discount="1.00",
        shipping="5.00",
    )

    assert order.subtotal == Decimal("26.00")
    assert order.tax_total == Decimal("2.06")
    assert order.total == Decimal("32.06")
    assert OrderLine.objects.filter(order=order).count() == 2


def test_an_order_whose_prices_include_tax_does_not_add_it() -> None:
    tax = factories.StoreTaxFactory(rate="20")

    order = factories.OrderFactory(
        lines=[{"unit_price": "12.00", "tax": tax, "tax_amount": "2.00"}], prices_include_tax=True
    )

    assert (order.tax_total, order.total) == (Decimal("2.00"), Decimal("12.00"))


@pytest.mark.parametrize(
    "make",
    [
        factories.VendorFactory,
        factories.StorefrontFactory,
        factories.CategoryFactory,
        factories.ProductFactory,
        factories.InvoiceFactory,
        factories.PaymentFactory,
        factories.PayoutFactory,
        factories.RefundFactory,
    ],
)
def test_every_factory_makes_a_row_with_a_key(make: type[factories.DjangoModelFactory]) -> None:
    entity = make()

    entity.refresh_from_db()
    assert len(entity.key) == 32


def test_a_refund_may_lack_an_order_but_has_a_customer() -> None:
    refund = factories.RefundFactory(order=None)

    assert refund.customer.pk
    assert refund.total == Decimal("5.00")
