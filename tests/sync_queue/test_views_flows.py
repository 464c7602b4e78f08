"""The page What is exchanged: its switches act, and it shows what they left out."""

from collections.abc import Callable
from typing import Any

import pytest

from connections import flows
from connections.flows import CELLS, Subject, Way
from connections.models import Connection, Right
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def ticks(connection: Connection, **changed: bool) -> dict[str, str]:
    """What the browser sends of the form as it stands, with some ticks changed."""
    now = flows.of(connection)
    wanted = {
        cell.name: now.is_on(cell.subject, cell.way) for cell in CELLS if not cell.why_not
    } | {name.replace("__", "-"): on for name, on in changed.items()}
    return {name: "on" for name, on in wanted.items() if on}


def test_alice_switches_a_cell_off_and_it_is_off(shelf: Connection, alice: Any) -> None:
    page = logged_in(alice).post(
        address("flows", shelf), ticks(shelf, customer__push_update=False), follow=True
    )

    assert "One switch was changed." in page.content.decode()
    assert not flows.of(shelf).is_on(Subject.CUSTOMER, Way.PUSH_UPDATE)


def test_an_old_page_takes_back_nothing_that_was_thrown_elsewhere_since(
    shelf: Connection, alice: Any
) -> None:
    client = logged_in(alice)
    old = {
        **ticks(shelf),
        "shown": client.get(address("flows", shelf)).context["form"]["shown"].value(),
    }
    switch(shelf, Subject.INVOICE, Way.PUSH_CREATE, on=False)

    del old["customer-push_update"]
    client.post(address("flows", shelf), old)

    now = flows.of(shelf)
    assert not now.is_on(Subject.INVOICE, Way.PUSH_CREATE)
    assert not now.is_on(Subject.CUSTOMER, Way.PUSH_UPDATE)
    assert now.is_on(Subject.CUSTOMER, Way.PUSH_CREATE)


def test_alice_chooses_how_often_balances_come(shelf: Connection, alice: Any) -> None:
    client = logged_in(alice)

    client.post(address("flows", shelf), {**ticks(shelf), "balances_every": "week"})

    shelf.refresh_from_db()
    assert shelf.balances_every == "week"
    refused = client.post(address("flows", shelf), {**ticks(shelf), "balances_every": "never"})
    assert "Select a valid choice" in refused.content.decode()


def test_a_cell_that_cannot_be_says_why_and_cannot_be_posted(shelf: Connection, alice: Any) -> None:
    client = logged_in(alice)
    assert "never makes an order" in client.get(address("flows", shelf)).content.decode()

    client.post(address("flows", shelf), {**ticks(shelf), "invoice-pull_create": "on"})

    assert not flows.of(shelf).is_on(Subject.INVOICE, Way.PULL_CREATE)
    assert not shelf.flows.exists()


def test_what_was_left_out_stands_there_in_count_and_money(
    books: Connection, read: Read, alice: Any
) -> None:
    switch(books, "invoice", "push_create")
    OrderFactory()
    read(books)
    switch(books, "invoice", "push_create", on=True)
    client = logged_in(alice)

    page = client.get(address("flows", books)).content.decode()
    assert "1 row: 1 invoice; 1 order, 20.00 USD" in page

    client.post(address("bring-back", books))
    assert QueueRow.objects.filter(kind="invoice", state="waiting").count() == 1


def test_bob_may_look_with_the_right_to_view_and_change_nothing(
    shelf: Connection, bob: Any
) -> None:
    grant(bob, shelf, Right.VIEW)
    client = logged_in(bob)

    assert "not throw them" in client.get(address("flows", shelf)).content.decode()
    assert client.post(address("flows", shelf), ticks(shelf)).status_code == 403
    assert client.post(address("bring-back", shelf)).status_code == 403


def test_carol_finds_no_such_page(shelf: Connection, carol: Any) -> None:
    assert logged_in(carol).get(address("flows", shelf)).status_code == 404


def test_the_page_takes_as_many_queries_however_much_was_left_out(
    books: Connection, read: Read, alice: Any, django_assert_max_num_queries: Any
) -> None:
    switch(books, "invoice", "push_create")
    for _ in range(5):
        OrderFactory()
    read(books)
    switch(books, "invoice", "push_create", on=True)
    client = logged_in(alice)

    with django_assert_max_num_queries(45):
        client.get(address("flows", books))
