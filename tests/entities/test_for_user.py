"""Does everybody see what is theirs, and nothing else?"""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from entities.models import Vendor
from tests import factories

pytestmark = pytest.mark.django_db


def rows_of(vendor: Vendor) -> list[Any]:
    """One row of each kind that belongs to `vendor`."""
    category = factories.CategoryFactory()
    product = factories.ProductFactory(vendor=vendor, category=category)
    storefront = factories.StorefrontFactory(vendor=vendor)
    order = factories.OrderFactory(vendor=vendor, storefront=storefront)
    return [
        vendor,
        storefront,
        category,
        product,
        order,
        order.customer,
        factories.InvoiceFactory(order=order),
        factories.PaymentFactory(order=order),
        factories.RefundFactory(order=order),
        factories.PayoutFactory(vendor=vendor),
    ]


def seen_by(user: Any, rows: list[Any]) -> list[Any]:
    return [row for row in rows if type(row).objects.for_user(user).filter(pk=row.pk).exists()]


def test_a_vendor_sees_its_own_and_not_the_other_s(
    bob: Any, carol: Any, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    of_bob, of_carol = rows_of(bobs_vendor), rows_of(carols_vendor)

    assert seen_by(bob, of_bob + of_carol) == of_bob
    assert seen_by(carol, of_bob + of_carol) == of_carol


def test_alice_sees_everything_and_dave_nothing(alice: Any, dave: Any, bobs_vendor: Vendor) -> None:
    rows = rows_of(bobs_vendor)

    assert seen_by(alice, rows) == rows
    assert seen_by(dave, rows) == []
    assert seen_by(AnonymousUser(), rows) == []


def test_nobody_sees_anything_once_switched_off(bob: Any, alice: Any, bobs_vendor: Vendor) -> None:
    rows = rows_of(bobs_vendor)
    bob.is_active = alice.is_active = False

    assert seen_by(bob, rows) == seen_by(alice, rows) == []


def test_staff_without_a_vendor_is_of_the_marketplace(bobs_vendor: Vendor) -> None:
    clerk = factories.UserFactory(is_staff=True)
    rows = rows_of(bobs_vendor)

    assert seen_by(clerk, rows) == rows


def test_the_marketplace_s_own_rows_are_hidden_from_vendors(bob: Any, bobs_vendor: Vendor) -> None:
    rows = [
        factories.ProductFactory(),
        factories.OrderFactory(),
        factories.RefundFactory(order=None),
        factories.CategoryFactory(),
        factories.PayoutFactory(),
    ]

    assert seen_by(bob, rows) == []


def test_taxes_and_payment_methods_are_for_every_vendor_to_choose_from(
    bob: Any, dave: Any, bobs_vendor: Vendor
) -> None:
    rows = [factories.StoreTaxFactory(), factories.StorePaymentMethodFactory()]

    assert seen_by(bob, rows) == rows
    assert seen_by(dave, rows) == []


def test_a_row_is_seen_once_however_many_ways_lead_to_it(bob: Any, bobs_vendor: Vendor) -> None:
    order = factories.OrderFactory(vendor=bobs_vendor)
    factories.OrderFactory(vendor=bobs_vendor, customer=order.customer)
    factories.VendorFactory(users=[bob])

    assert list(type(order.customer).objects.for_user(bob)) == [order.customer]
