"""What a vendor's people may not do with the store, whatever Django permits them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from entities.models import Category, Storefront, StorePaymentMethod, StoreTax, Vendor
from tests import factories

pytestmark = pytest.mark.django_db

SHARED = [Category, StoreTax, StorePaymentMethod]


@pytest.fixture
def as_bob(bob: Any, bobs_vendor: Vendor, client: Client) -> Client:
    """Bob, with every permission on the store that Django knows."""
    bob.user_permissions.set(Permission.objects.filter(content_type__app_label="entities"))
    client.force_login(bob)
    return client


def address(record: Any, page: str) -> str:
    args = [] if page == "add" else [record.pk]
    return reverse(f"admin:entities_{record._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", SHARED)
def test_a_vendor_looks_at_what_all_share_and_leaves_it_as_it_is(
    model: Any, as_bob: Client, bobs_vendor: Vendor
) -> None:
    shared = getattr(factories, f"{model.__name__}Factory")(name="Shared")
    if model is Category:
        factories.ProductFactory(vendor=bobs_vendor, category=shared)

    page = as_bob.get(address(shared, "change"))
    answers = [
        as_bob.post(address(shared, deed), {"name": "Bob's", "post": "yes"}).status_code
        for deed in ("add", "change", "delete")
    ]

    assert page.status_code == 200
    assert answers == [403, 403, 403]
    assert [one.name for one in model.objects.all()] == ["Shared"]


def test_a_vendor_writes_in_its_own_shop_and_not_in_the_marketplaces(
    as_bob: Client, bobs_vendor: Vendor
) -> None:
    own = factories.StorefrontFactory(vendor=bobs_vendor, name="Bob's own")
    shared = factories.StorefrontFactory(name="For all")
    factories.OrderFactory(vendor=bobs_vendor, storefront=shared)

    wish = {"name": "New", "invoices": "order"}
    answers = [as_bob.post(address(shop, "change"), wish) for shop in (own, shared)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert set(Storefront.objects.values_list("name", flat=True)) == {"New", "For all"}


def test_a_vendor_can_neither_make_vendors_nor_take_itself_away(
    as_bob: Client, bobs_vendor: Vendor
) -> None:
    as_bob.post(address(bobs_vendor, "add"), {"name": "Another"})
    as_bob.post(address(bobs_vendor, "delete"), {"post": "yes"})

    assert list(Vendor.objects.all()) == [bobs_vendor]


def test_what_stands_in_the_way_of_deleting_does_not_name_others_records(
    as_bob: Client, bobs_vendor: Vendor, carols_vendor: Vendor
) -> None:
    customer = factories.CustomerFactory()
    for vendor, number in ((bobs_vendor, "B-1"), (carols_vendor, "C-1")):
        factories.OrderFactory(vendor=vendor, customer=customer, number=number)

    page = as_bob.get(address(customer, "delete")).content.decode()

    assert "C-1" not in page
    assert "Other records of the store refer to it." in page


def test_the_marketplace_is_told_what_stands_in_the_way(alice: Any, client: Client) -> None:
    order = factories.OrderFactory(number="C-1")
    client.force_login(alice)

    page = client.get(address(order.customer, "delete")).content.decode()

    assert "C-1" in page
