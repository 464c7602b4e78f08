"""Create invoice, on the list and the page of orders: a question first, then the billing."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from entities import invoicing
from entities.models import Invoice, Order
from tests.factories import NOON, OrderFactory, UserFactory, VendorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    client.force_login(UserFactory(username="alice", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def order(db: None) -> Order:
    made: Order = OrderFactory(
        number="1042", lines=[{"unit_price": "10", "quantity": 4}], shipping="6.00"
    )
    made.lines.update(shipped_quantity=1)
    return made


def press(client: Client, *orders: Order, **posted: str) -> Any:
    chosen = {"action": "create_invoices", "_selected_action": [order.pk for order in orders]}
    address = reverse("admin:entities_order_changelist")
    return client.post(address, {**chosen, **posted}, follow=True)


def test_it_asks_first_with_the_lines_and_the_sum(alice: Client, order: Order) -> None:
    page = press(alice, order).content.decode()

    assert "Order 1042" in page
    assert "11.50 USD" in page
    assert not Invoice.objects.exists()


def test_after_the_yes_what_has_shipped_is_billed(alice: Client, order: Order) -> None:
    page = press(alice, order, confirmed="yes").content.decode()

    assert "Invoice 1042-1 made." in page
    assert order.invoices.get().lines.get().quantity == 1


def test_pressed_twice_it_bills_once(alice: Client, order: Order) -> None:
    press(alice, order, confirmed="yes")

    page = press(alice, order, confirmed="yes").content.decode()

    assert "Nothing of order 1042 has shipped that is not on an invoice yet." in page
    assert order.invoices.count() == 1


def test_an_order_of_which_nothing_is_entered_as_shipped_is_billed_as_a_whole(
    alice: Client,
) -> None:
    order = OrderFactory()

    asked = press(alice, order).content.decode()
    press(alice, order, confirmed="yes")

    assert "one invoice for all of it" in asked
    assert order.invoices.get().covers == Invoice.Covers.WHOLE


def test_what_is_billed_as_a_whole_already_is_refused_in_words(alice: Client) -> None:
    order = OrderFactory(number="7")
    invoicing.bill_whole(order=order, issued_at=NOON)

    page = press(alice, order).content.decode()

    assert "Order 7 is billed as a whole" in page
    assert "There is nothing to bill." in page


def test_the_order_s_own_page_has_the_button(alice: Client, order: Order) -> None:
    page = alice.get(reverse("admin:entities_order_change", args=[order.pk])).content.decode()
    address = reverse("admin:entities_order_create_invoice", args=[order.pk])

    assert address in page
    assert "11.50 USD" in alice.get(address).content.decode()


def test_who_may_not_add_invoices_is_not_offered_it(client: Client, order: Order) -> None:
    carol = UserFactory(username="carol", is_staff=True)
    for verb in ("view", "change"):
        carol.user_permissions.add(Permission.objects.get(codename=f"{verb}_order"))
    client.force_login(carol)

    page = press(client, order, confirmed="yes").content.decode()

    assert "create_invoices" not in page
    assert not Invoice.objects.exists()


def test_a_vendor_s_person_bills_only_the_vendor_s_orders(client: Client, order: Order) -> None:
    bob = UserFactory(username="bob", is_staff=True)
    VendorFactory(users=[bob])
    for codename in ("view_order", "change_order", "add_invoice"):
        bob.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(bob)

    press(client, order, confirmed="yes")

    assert not Invoice.objects.exists()
