"""The store's own words for terms and classes can be written where they belong."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from entities.models import Vendor
from tests.factories import CustomerFactory, OrderFactory


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("customer", ["terms", "accounting_class"]),
        ("order", ["terms", "accounting_class", "lines-0-accounting_class"]),
    ],
)
def test_terms_and_classes_are_fields_of_the_stores_forms(
    model: str, fields: list[str], alice: Any
) -> None:
    entity = {"customer": CustomerFactory, "order": OrderFactory}[model]()
    client = Client()
    client.force_login(alice)

    page = client.get(reverse(f"admin:entities_{model}_change", args=[entity.pk])).content.decode()

    assert all(f'name="{field}"' in page for field in fields)


@pytest.mark.parametrize("model", ["customer", "order"])
def test_a_vendor_neither_sees_nor_writes_the_class_of_the_marketplaces_books(
    model: str, bob: Any, bobs_vendor: Vendor
) -> None:
    order = OrderFactory(vendor=bobs_vendor, accounting_class="Wholesale", lines=[{}])
    order.lines.update(accounting_class="Wholesale")
    bob.user_permissions.set(Permission.objects.filter(content_type__app_label="entities"))
    client = Client()
    client.force_login(bob)
    record = order if model == "order" else order.customer

    page = client.get(reverse(f"admin:entities_{model}_change", args=[record.pk])).content.decode()

    assert 'name="terms"' in page
    assert "accounting_class" not in page
    assert "Wholesale" not in page
