"""The pages in a real browser: on a phone, by keyboard, and under the content security policy."""

from typing import Any

import pytest
from playwright.sync_api import Page

from connections.models import Connection

pytestmark = pytest.mark.browser

PAGES = [
    "/console/",
    "/console/add/",
    "/console/main-books/settings/",
    "/console/main-books/token/",
    "/console/main-books/accounts/",
    "/console/main-books/sign-in/denied/",
]
PHONE = {"width": 390, "height": 844}


def troubles(page: Page) -> list[str]:
    """What the browser complains of from now on: refused by the policy, broken, not found."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type == "error" else None,
    )
    return found


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()


def in_focus(page: Page) -> str:
    """How a screen reader names what the keyboard is on, where the name is not its text."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_a_phone_and_breaks_no_policy(
    address: str, connected: Any, alices_page: Page
) -> None:
    connected()
    complaints = troubles(alices_page)
    alices_page.set_viewport_size(PHONE)

    alices_page.goto(address)
    alices_page.wait_for_load_state("networkidle")

    assert alices_page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert complaints == []


def test_the_keyboard_skips_to_the_content_and_walks_the_tabs(
    unconnected: Connection, alices_page: Page
) -> None:
    alices_page.goto("/console/main-books/settings/")

    alices_page.keyboard.press("Tab")
    assert focused(alices_page) == "Skip to the content"
    alices_page.keyboard.press("Enter")
    alices_page.keyboard.press("Tab")

    assert focused(alices_page) == "Connection settings"


def test_the_menu_opens_by_keyboard_on_a_phone(unconnected: Connection, alices_page: Page) -> None:
    alices_page.set_viewport_size(PHONE)
    alices_page.goto("/console/main-books/settings/")
    menu = alices_page.get_by_role("button", name="Menu", exact=True)

    menu.focus()
    alices_page.keyboard.press("Enter")
    alices_page.get_by_role("link", name="Connections").wait_for(state="visible")
    assert in_focus(alices_page) == "Close the menu"
    alices_page.keyboard.press("Escape")

    assert in_focus(alices_page) == "Menu"


def test_a_dialog_takes_the_focus_and_gives_it_back(connected: Any, alices_page: Page) -> None:
    connected()
    alices_page.goto("/console/main-books/token/")
    opener = alices_page.get_by_role("button", name="Disconnect from QuickBooks")

    opener.focus()
    alices_page.keyboard.press("Enter")
    dialog = alices_page.get_by_role("dialog", name="Disconnect from QuickBooks?")
    dialog.wait_for()

    assert focused(alices_page) == "Stay connected"
    alices_page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert focused(alices_page) == "Disconnect from QuickBooks"


def test_the_redirect_url_is_copied(unconnected: Connection, alices_page: Page) -> None:
    alices_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alices_page.goto("/console/main-books/token/")

    alices_page.get_by_role("button", name="Copy Redirect URL").click()
    alices_page.get_by_text("Copied").wait_for()

    copied = str(alices_page.evaluate("navigator.clipboard.readText()"))
    assert copied.endswith("/console/callback/")
