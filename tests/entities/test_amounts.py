"""Do totals have to add up to the cent, in a database that adds binary fractions, too?"""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from entities.amounts import to_the_cent
from tests.factories import OrderFactory, PayoutFactory, RefundFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("price", "shipping", "discount"),
    [("0.10", "0.20", "0.00"), ("1.10", "2.20", "0.30"), ("987654.21", "0.07", "0.19")],
)
def test_an_order_that_adds_up_is_accepted(price: str, shipping: str, discount: str) -> None:
    order = OrderFactory(lines=[{"unit_price": price}], shipping=shipping, discount=discount)

    order.refresh_from_db()
    assert order.total == Decimal(price) + Decimal(shipping) - Decimal(discount)


@pytest.mark.parametrize("make", [OrderFactory, RefundFactory])
@pytest.mark.parametrize("off_by", ["0.01", "-0.01"])
@pytest.mark.parametrize("prices_include_tax", [True, False])
def test_a_total_one_cent_off_is_refused(make: type, off_by: str, prices_include_tax: bool) -> None:
    right = make(prices_include_tax=prices_include_tax)

    right.total += Decimal(off_by)

    with pytest.raises(IntegrityError, match="total_adds_up"):
        right.save()


def test_a_payout_whose_net_is_one_cent_off_is_refused() -> None:
    with pytest.raises(IntegrityError, match="payout_net_adds_up"):
        PayoutFactory(gross="10.10", fees="0.20", net="9.89")


def test_a_payout_that_adds_up_is_accepted() -> None:
    assert PayoutFactory(gross="0.30", fees="0.10", net="0.20").pk


def test_half_a_cent_is_rounded_up() -> None:
    assert to_the_cent(Decimal("0.125")) == Decimal("0.13")
