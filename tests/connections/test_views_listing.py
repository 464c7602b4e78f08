"""The list of connections, and how a new one begins."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connections.forms.new_connection import free_slug
from connections.models import Connection, Right
from tests.connections.console_parts import grant, logged_in

LIST = "/console/"
ADD = "/console/add/"


def add(user: Any, name: str = "Main books", environment: str = "sandbox") -> Any:
    return logged_in(user).post(ADD, {"name": name, "environment": environment})


def test_the_list_asks_the_anonymous_to_log_in(db: None) -> None:
    assert Client().get(LIST)["Location"].startswith(reverse("admin:login"))


def test_the_list_shows_bob_his_connections_only(unconnected: Connection, bob: Any) -> None:
    Connection.objects.create(name="Other books", slug="other-books")
    grant(bob, unconnected, Right.VIEW)

    page = logged_in(bob).get(LIST).content.decode()

    assert "Main books" in page
    assert "Other books" not in page


def test_the_list_shows_carol_none_and_says_whom_to_ask(
    unconnected: Connection, carol: Any
) -> None:
    page = logged_in(carol).get(LIST).content.decode()

    assert "Main books" not in page
    assert "No connection for you" in page


def test_the_list_does_not_exist_for_dave(dave: Any) -> None:
    assert logged_in(dave).get(LIST).status_code == 404


def test_the_first_connection_becomes_the_default_and_leads_to_the_start(alice: Any) -> None:
    answer = add(alice)

    connection = Connection.objects.get()
    assert connection.is_default
    assert answer["Location"] == "/console/main-books/start/"


def test_the_second_connection_is_not_the_default(alice: Any) -> None:
    add(alice)
    add(alice, "Second books")

    assert not Connection.objects.get(name="Second books").is_default


def test_a_name_that_is_taken_is_refused_beside_its_field(alice: Any) -> None:
    add(alice)

    page = add(alice, "Main books")

    assert page.status_code == 200
    assert "name" in page.context["form"].errors
    assert 'aria-describedby="id_name_helptext id_name_error"' in page.content.decode()
    assert 'id="id_name_error"' in page.content.decode()


def test_the_emulator_is_offered_only_where_one_answers(alice: Any, settings: Any) -> None:
    settings.EMULATOR_URL = ""

    page = add(alice, environment="emulator")

    assert "environment" in page.context["form"].errors


def test_an_emulator_among_the_further_ones_is_offered_too(alice: Any, settings: Any) -> None:
    settings.EMULATOR_URL, settings.EMULATOR_URLS = "", ["http://127.0.0.1:9"]

    add(alice, "Try-out", environment="emulator")

    assert Connection.objects.get().environment == "emulator"


def test_bob_may_not_add_a_connection(bob: Any) -> None:
    assert logged_in(bob).get(ADD).status_code == 403
    assert add(bob).status_code == 403
    assert not Connection.objects.exists()


@pytest.mark.parametrize("name", ["Orders", "Add", "Sign in", "Needs you", "Callback"])
def test_a_connection_never_takes_an_address_of_the_console_itself(name: str, db: None) -> None:
    assert free_slug(name).endswith("-2")


def test_names_that_read_alike_get_addresses_of_their_own(db: None) -> None:
    Connection.objects.create(name="Main books", slug=free_slug("Main books"))

    assert free_slug("Main, books!") == "main-books-2"
    assert free_slug("帳簿") == "connection"
