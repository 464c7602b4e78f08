"""The store's own words for terms and classes can be written where they belong."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

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
