"""The one switch over all connections: who may throw it, and that every page says how it stands."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connections.models import Connection, Installation, Right
from connections.signing_in import standing
from tests.connections.console_parts import address, grant, logged_in

SWITCH = "/console/switch/"
OFF = "QBO Bridge is switched off"


def turn(user: Any, on: str) -> str:
    answer = logged_in(user).post(SWITCH, {"on": on}, follow=True)
    return str(answer.content.decode())


def test_alice_switches_everything_off_and_on_again(alice: Any) -> None:
    assert "nothing is sent, for no connection" in turn(alice, "no")
    assert not standing.is_installation_on()

    assert "QBO Bridge is on again." in turn(alice, "yes")
    assert standing.is_installation_on()


@pytest.mark.parametrize("nonsense", ["", "maybe"])
def test_nonsense_switches_nothing(alice: Any, nonsense: str) -> None:
    assert "Nothing was switched" in turn(alice, nonsense)
    assert standing.is_installation_on()


def test_who_switched_it_is_kept_and_shown(alice: Any) -> None:
    page = turn(alice, "no")

    assert Installation.objects.get().switched_by == alice
    assert "Switched off by alice just now." in page


@pytest.mark.parametrize("page", ["settings", "token", "queue", "accounts"])
def test_while_it_is_off_every_tab_can_be_read_and_says_so(
    page: str, unconnected: Connection, alice: Any
) -> None:
    turn(alice, "no")

    answer = logged_in(alice).get(address(page, unconnected))

    assert answer.status_code == 200
    assert OFF in answer.content.decode()


@pytest.mark.parametrize("page", ["admin:index", "console:connections", "console:needs-you"])
def test_while_it_is_off_the_other_pages_say_so_too(page: str, alice: Any) -> None:
    turn(alice, "no")

    assert OFF in logged_in(alice).get(reverse(page)).content.decode()


def test_while_it_is_on_no_page_speaks_of_it(unconnected: Connection, alice: Any) -> None:
    assert OFF not in logged_in(alice).get(address("settings", unconnected)).content.decode()


def test_bob_neither_sees_nor_throws_the_switch(unconnected: Connection, bob: Any) -> None:
    grant(bob, unconnected, *Right)

    page = logged_in(bob).get(reverse("console:connections")).content.decode()

    assert "Switch everything off" not in page
    assert logged_in(bob).post(SWITCH, {"on": "no"}).status_code == 403
    assert standing.is_installation_on()


def test_the_switch_is_thrown_by_a_button_only(alice: Any) -> None:
    assert logged_in(alice).get(SWITCH).status_code == 405
    assert Client().post(SWITCH, {"on": "no"})["Location"].startswith(reverse("admin:login"))
    assert standing.is_installation_on()


def test_it_is_asked_in_a_dialog_that_says_what_stays(alice: Any) -> None:
    page = logged_in(alice).get(reverse("console:connections")).content.decode()

    assert '<dialog class="qb-dialog" id="switch-off"' in page
    assert "Nothing already in QuickBooks is changed." in page
