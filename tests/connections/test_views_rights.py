"""Who may open and press what: strangers learn nothing, rights are asked for one by one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connections.models import Connection, Right
from tests.connections.console_parts import address, grant, logged_in

CHOICES = [f"accounts-{part}" for part in ("payments", "taxes", "terms", "items", "stock")]
PAGES = ["settings", "token", "accounts", *CHOICES]
BUTTONS = {
    "settings": Right.EDIT_SETTINGS,
    "check": Right.EDIT_SETTINGS,
    "without-stock": Right.EDIT_SETTINGS,
    "make-key": Right.EDIT_SETTINGS,
    "forget-key": Right.EDIT_SETTINGS,
    **dict.fromkeys(["accounts", *CHOICES], Right.MAP_ACCOUNTS),
    "connect": Right.MANAGE_TOKEN,
    "refresh-token": Right.MANAGE_TOKEN,
    "test-connection": Right.MANAGE_TOKEN,
    "disconnect": Right.MANAGE_TOKEN,
    "other-company": Right.MANAGE_TOKEN,
    "fetch-lists": Right.MAP_ACCOUNTS,
    "suggest-accounts": Right.MAP_ACCOUNTS,
    "create-account": Right.MAP_ACCOUNTS,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_anonymous_to_log_in(page: str, unconnected: Connection) -> None:
    answer = Client().get(address(page, unconnected))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_not_exist_for_carol_and_dave(
    page: str, unconnected: Connection, carol: Any, dave: Any
) -> None:
    for stranger in (carol, dave):
        assert logged_in(stranger).get(address(page, unconnected)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_bob_opens_a_page_with_the_right_to_see_it(
    page: str, unconnected: Connection, bob: Any
) -> None:
    grant(bob, unconnected, Right.VIEW)

    assert logged_in(bob).get(address(page, unconnected)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_right_does_not_open_a_page(page: str, unconnected: Connection, bob: Any) -> None:
    grant(bob, unconnected, Right.LINK)

    answer = logged_in(bob).get(address(page, unconnected))

    assert answer.status_code == 403
    assert "Ask whoever administers the marketplace" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_right_without_access_to_the_admin_opens_nothing(
    page: str, unconnected: Connection, dave: Any
) -> None:
    grant(dave, unconnected, Right.VIEW)

    assert logged_in(dave).get(address(page, unconnected)).status_code == 404


@pytest.mark.parametrize("button", BUTTONS)
def test_seeing_is_not_enough_to_press_a_button(
    button: str, unconnected: Connection, bob: Any
) -> None:
    grant(bob, unconnected, *(right for right in Right if right != BUTTONS[button]))

    assert logged_in(bob).post(address(button, unconnected)).status_code == 403


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_does_not_exist_for_strangers(
    button: str, unconnected: Connection, carol: Any
) -> None:
    assert logged_in(carol).post(address(button, unconnected)).status_code == 404


@pytest.mark.parametrize("button", [name for name in BUTTONS if name not in PAGES])
def test_a_button_cannot_be_pressed_by_a_link(
    button: str, unconnected: Connection, alice: Any
) -> None:
    assert logged_in(alice).get(address(button, unconnected)).status_code == 405


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_on_a_foreign_page_does_nothing(
    button: str, unconnected: Connection, alice: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    answer = client.post(address(button, unconnected))

    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_bob_sees_no_buttons_that_he_may_not_press(connected: Any, bob: Any) -> None:
    connection = connected()
    grant(bob, connection, Right.VIEW)
    client = logged_in(bob)

    pages = [client.get(address(page, connection)).content.decode() for page in PAGES]

    assert not any('type="submit" class="qb-button"' in page for page in pages)
    closed = {
        name: page.count("<fieldset disabled") for name, page in zip(PAGES, pages, strict=True)
    }
    assert closed == {name: 0 if name == "token" else 1 for name in PAGES}


def test_only_tabs_that_may_be_opened_are_shown(unconnected: Connection, bob: Any) -> None:
    grant(bob, unconnected, Right.VIEW)

    tabs = logged_in(bob).get(address("token", unconnected)).context["tabs"]

    assert [tab.title for tab in tabs] == ["Connection settings", "Token", "Default accounts"]


def test_the_four_tabs_keep_their_names_and_order(unconnected: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("token", unconnected))

    titles = [tab.title for tab in page.context["tabs"]]

    assert titles == ["Connection settings", "Token", "Queue", "Default accounts"]
    shown = page.content.decode().split('<nav class="qb-tabs"')[1].split("</nav>")[0]
    assert shown.count('aria-current="page"') == 1
