"""What the queue adds to the store's pages: a tab, a column, an action; for whom."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connections.models import Connection, Right
from sync_queue.models import QueueRow
from tests.connections.console_parts import grant, logged_in
from tests.factories import CategoryFactory, CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.console_rows import booked, failed

pytestmark = pytest.mark.django_db
MODELS = {
    "order": OrderFactory,
    "product": ProductFactory,
    "customer": CustomerFactory,
    "category": CategoryFactory,
}


def edit_page(user: Any, model: str, record: Any) -> str:
    address = reverse(f"admin:entities_{model}_change", args=[record.pk])
    return str(logged_in(user).get(address).content.decode())


def list_page(user: Any, model: str) -> str:
    address = reverse(f"admin:entities_{model}_changelist")
    return str(logged_in(user).get(address).content.decode())


def add_to_queue(user: Any, model: str, *records: Any) -> Any:
    address = reverse(f"admin:entities_{model}_changelist")
    chosen = {"action": "add_to_queue", "_selected_action": [record.pk for record in records]}
    return logged_in(user).post(address, chosen, follow=True)


def let_edit(user: Any, model: str) -> None:
    for verb in ("view", "change"):
        user.user_permissions.add(Permission.objects.get(codename=f"{verb}_{model}"))


@pytest.mark.parametrize("model", MODELS)
def test_each_page_has_the_tab(model: str, shelf: Connection, alice: Any) -> None:
    page = edit_page(alice, model, MODELS[model]())

    assert "QuickBooks Online" in page
    assert "QBO ID" in page
    assert shelf.name in page


def test_the_tab_names_id_status_and_where_it_stands_in_quickbooks(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory()
    booked(order, shelf, qbo_id="4711")
    failed(order)

    page = edit_page(alice, "order", order)

    assert "4711" in page
    assert "Needs mending. The money stands on a deposit." in page
    assert "invoice?txnId=4711" in page
    assert reverse("console:order", args=[order.key]) in page


def test_saving_with_the_tab_still_saves_the_record(shelf: Connection, alice: Any) -> None:
    category = CategoryFactory(name="Teas")
    address = reverse("admin:entities_category_change", args=[category.pk])
    page = logged_in(alice).get(address)
    formsets = page.context["inline_admin_formsets"]
    management = {
        f"{formset.formset.prefix}-{name}": value
        for formset in formsets
        for name, value in formset.formset.management_form.initial.items()
    }

    answer = logged_in(alice).post(address, {"name": "Infusions", **management})

    category.refresh_from_db()
    assert answer.status_code == 302
    assert category.name == "Infusions"


def test_the_list_says_how_each_order_stands(shelf: Connection, alice: Any) -> None:
    booked(OrderFactory(), shelf)
    QueueRow.objects.all().delete()
    failed(OrderFactory())
    OrderFactory(status="open")

    page = list_page(alice, "order")

    for words in ("Booked", "Needs mending", "Not in QuickBooks"):
        assert words in page


def test_the_list_asks_no_more_for_many_orders_than_for_few(
    shelf: Connection, alice: Any, django_assert_num_queries: Any
) -> None:
    OrderFactory()
    with CaptureQueriesContext(connection) as few:
        list_page(alice, "order")
    for _ in range(8):
        OrderFactory()

    with django_assert_num_queries(len(few)):
        list_page(alice, "order")


@pytest.mark.parametrize("model", MODELS)
def test_the_action_puts_the_chosen_records_in_the_queue(
    model: str, shelf: Connection, alice: Any
) -> None:
    record, other = MODELS[model](), MODELS[model]()
    QueueRow.objects.all().delete()

    answer = add_to_queue(alice, model, record)

    assert "1 record is in the QuickBooks queue." in answer.content.decode()
    assert QueueRow.objects.count() == 1
    assert not QueueRow.objects.filter(key=other.key).exists()


def test_the_action_says_why_it_added_nothing(shelf: Connection, alice: Any) -> None:
    answer = add_to_queue(alice, "order", OrderFactory(status="open"))

    assert "Nothing was added to the queue" in answer.content.decode()


def test_bob_may_act_with_the_right_to_send(shelf: Connection, bob: Any, bobs_vendor: Any) -> None:
    let_edit(bob, "product")
    grant(bob, shelf, Right.SEE_QUEUE, Right.READ_QUEUE)
    product = ProductFactory(vendor=bobs_vendor)
    QueueRow.objects.all().delete()

    add_to_queue(bob, "product", product)

    assert QueueRow.objects.get().key == product.key


def test_bob_cannot_queue_what_is_carols(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    let_edit(bob, "product")
    grant(bob, shelf, Right.SEE_QUEUE, Right.READ_QUEUE)
    product = ProductFactory(vendor=carols_vendor)
    QueueRow.objects.all().delete()

    add_to_queue(bob, "product", product)

    assert not QueueRow.objects.exists()


def test_without_a_right_there_is_no_tab_no_column_no_action(
    shelf: Connection, carol: Any, carols_vendor: Any
) -> None:
    let_edit(carol, "product")
    product = ProductFactory(vendor=carols_vendor)
    QueueRow.objects.all().delete()

    assert "QBO ID" not in edit_page(carol, "product", product)
    shown = list_page(carol, "product")
    assert "QuickBooks" not in shown[shown.index('id="changelist"') :]
    add_to_queue(carol, "product", product)
    assert not QueueRow.objects.exists()


def test_to_look_is_not_to_send(shelf: Connection, bob: Any, bobs_vendor: Any) -> None:
    let_edit(bob, "product")
    grant(bob, shelf, Right.SEE_QUEUE)
    product = ProductFactory(vendor=bobs_vendor)
    QueueRow.objects.all().delete()

    assert "QBO ID" in edit_page(bob, "product", product)
    assert "Add to QuickBooks queue" not in list_page(bob, "product")
    add_to_queue(bob, "product", product)
    assert not QueueRow.objects.exists()
