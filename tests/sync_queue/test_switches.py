"""A switch that is off keeps back exactly what it names, and what was kept back is found again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Flow
from entities.models import Order
from sync_queue import sweeper
from sync_queue.intake import left_out
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import (
    CategoryFactory,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    ProductFactory,
)
from tests.sync_queue.company_side import booked

Read = Callable[..., Report]
Row = Callable[..., QueueRow]

pytestmark = pytest.mark.django_db


def switch(to: Connection, subject: str, way: str, *, on: bool = False) -> None:
    Flow.objects.update_or_create(
        connection=to,
        subject=subject,
        way=way,
        defaults={"is_on": on, "decided_at": timezone.now()},
    )


def names(live: LiveEmulator, books: Connection, kind: str) -> set[str]:
    return {one.get("DisplayName") or one["Name"] for one in live.state(books.realm)[kind]}


def test_a_new_customer_stays_out_and_the_row_names_the_switch(
    books: Connection, read: Read, row_of: Row, live_emulator: LiveEmulator
) -> None:
    switch(books, "customer", "push_create")
    dana = CustomerFactory(first_name="Dana", last_name="Roe")

    read(books)

    row = row_of(dana, "customer")
    assert row.spoken_state == "Not needed"
    assert row.message == "The switch “Customers: send new ones” is off."
    assert "Dana Roe" not in names(live_emulator, books, "Customer")


def test_an_edit_stays_out_while_new_ones_still_go(
    books: Connection, read: Read, row_of: Row, live_emulator: LiveEmulator
) -> None:
    dana = CustomerFactory(first_name="Dana", last_name="Roe")
    read(books)
    switch(books, "customer", "push_update")
    dana.last_name = "Poe"
    dana.save()
    CustomerFactory(first_name="Finn", last_name="Moe")

    read(books)

    assert row_of(dana, "customer").reason == "off:customer:push_update"
    assert {"Dana Roe", "Finn Moe"} <= names(live_emulator, books, "Customer")


def test_a_deleted_product_stays_active_in_quickbooks(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    teapot = ProductFactory(name="Blue teapot")
    read(books)
    switch(books, "product", "push_delete")
    teapot.delete()

    read(books)

    assert QueueRow.objects.get(operation="delete").reason == "off:product:push_delete"
    assert "Blue teapot" in names(live_emulator, books, "Item")


def test_a_cancelled_order_stays_in_the_books_while_taking_out_is_off(
    books: Connection, read: Read, row_of: Row
) -> None:
    order = OrderFactory()
    read(books)
    switch(books, "invoice", "push_delete")
    order.status = Order.Status.CANCELLED
    order.save()

    read(books)

    assert row_of(order.invoices.get(), "invoice").reason == "off:invoice:push_delete"


def test_a_cancelled_order_is_taken_out_although_edits_are_off(
    books: Connection, read: Read, row_of: Row
) -> None:
    order = OrderFactory()
    read(books)
    switch(books, "invoice", "push_update")
    order.status = Order.Status.CANCELLED
    order.save()

    read(books)

    row = row_of(order.invoices.get(), "invoice")
    assert (row.state, row.frozen["operation"]) == ("done", "void")


def test_money_of_sales_that_are_not_sent_is_not_sent_and_asks_nobody(
    books: Connection, read: Read, card: Any
) -> None:
    switch(books, "invoice", "push_create")
    order = OrderFactory()
    PaymentFactory(order=order, method=card, amount="5.00")

    read(books)

    money = QueueRow.objects.filter(kind__in=("invoice", "payment"))
    assert set(money.values_list("state", "reason")) == {("done", "off:invoice:push_create")}


def test_an_order_whose_customer_may_not_go_waits_for_a_person_and_names_the_switch(
    books: Connection, read: Read, row_of: Row
) -> None:
    switch(books, "customer", "push_create")
    order = OrderFactory()

    read(books)

    row = row_of(order.invoices.get(), "invoice")
    assert (row.state, row.reason) == ("held", "parent_not_booked")
    assert "“Customers: send new ones” is off" in row.message
    assert "What is exchanged" in row.mend


def test_products_go_without_a_category_while_categories_stay_out(
    books: Connection, read: Read, row_of: Row, live_emulator: LiveEmulator
) -> None:
    switch(books, "category", "push_create")
    pot = ProductFactory(name="Blue teapot", category=CategoryFactory(name="Pots"))

    read(books)

    assert row_of(pot, "product").flag == ""
    assert names(live_emulator, books, "Item") & {"Blue teapot", "Pots"} == {"Blue teapot"}


def test_what_was_left_out_is_counted_only_once_the_switch_is_on_again(
    books: Connection, read: Read
) -> None:
    switch(books, "customer", "push_create")
    CustomerFactory()
    read(books)
    assert left_out.rows(books).count() == 0

    switch(books, "customer", "push_create", on=True)

    assert left_out.counted(left_out.rows(books)) == {"customer": 1}


def test_bringing_back_books_what_was_left_out_and_what_was_stuck_behind_it(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    switch(books, "customer", "push_create")
    OrderFactory(number="1042")
    read(books)
    switch(books, "customer", "push_create", on=True)

    found = left_out.rows(books)
    assert left_out.bring_back(found, connection=books, now=timezone.now()) == 1
    read(books)

    assert booked(live_emulator, books, "1042") == 1
    assert left_out.rows(books).count() == 0


def test_the_sweep_brings_it_back_by_itself(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    switch(books, "invoice", "push_create")
    OrderFactory(number="1042")
    read(books)
    switch(books, "invoice", "push_create", on=True)

    sweeper.sweep(now=timezone.now())
    read(books)

    assert booked(live_emulator, books, "1042") == 1


def test_the_sweep_leaves_what_is_switched_off_alone(books: Connection, read: Read) -> None:
    dana = CustomerFactory()
    read(books)
    switch(books, "customer", "push_update")
    dana.phone = "555-0100"
    dana.save()
    read(books)

    before = QueueRow.objects.count()
    assert [sweeper.sweep(now=timezone.now()) for _ in range(2)] == [0, 0]
    assert QueueRow.objects.count() == before


def test_a_record_that_went_meanwhile_is_not_left_out_any_more(
    books: Connection, read: Read
) -> None:
    switch(books, "customer", "push_create")
    dana = CustomerFactory()
    read(books)
    switch(books, "customer", "push_create", on=True)
    dana.phone = "555-0100"
    dana.save()

    assert left_out.rows(books).count() == 0
