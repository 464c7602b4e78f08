"""A whole day's work without a mouse: Tab, Enter, letters and Escape are all there is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import deeds
from tests.browser.house import House
from tests.browser.keys import Keys
from tests.browser.person import Person


@pytest.fixture
def stranger(chromium: Browser, home: House) -> Iterator[Person]:
    """Alice before she has logged in."""
    person = Person(chromium, home.url)
    yield person
    person.leave()
    assert person.troubles == []


def log_in(keys: Keys) -> None:
    keys.page.goto("/admin/")
    keys.type("Username", "alice")
    keys.type("Password", deeds.PASSWORD)
    keys.follow("Log in")


@pytest.mark.timeout(240)
def test_a_cause_is_mended_resent_and_looked_at_by_keyboard_alone(
    home: House, stranger: Person
) -> None:
    made = home.ready("Keyboard Shop")
    home.books.schedule(made["realm"], "6540", entity="SalesReceipt", operation="create")
    home.deed("paid_order", front="keyboard-shop", number="1")
    home.deed("paid_order", front="keyboard-shop", number="2", tax="Colorado tax")
    keys = Keys(stranger)
    log_in(keys)

    keys.follow("Needs you")
    stranger.waits_for("Colorado tax")
    stranger.waits_for("stands on a bank deposit")
    keys.follow("Mend it", about="Colorado tax")
    keys.to("Colorado tax: tax code")
    stranger.page.keyboard.type("California")
    keys.follow("Save")
    stranger.reads("What waited for them is tried again: 1 row.")

    keys.follow("Needs you")
    keys.follow("See the rows", about="stands on a bank deposit")
    keys.follow("Invoice KEYBOARD-SHOP-1")
    stranger.reads("Needs mending")
    keys.press("Resend")
    stranger.reads("Resend now?")
    assert keys.name() == "Not yet"
    stranger.page.keyboard.press("Escape")
    assert keys.name().startswith("Resend")
    stranger.page.keyboard.press("Enter")
    stranger.reads("Resend now?")
    keys.follow("Resend")
    stranger.waits_for("Open in QuickBooks")
    stranger.reads("Booked", "Debit", "Credit")

    keys.press("alice")
    keys.follow("Log out")
    stranger.reads("logged out")
    assert stranger.page.request.get(f"{home.url}/admin/", max_redirects=0).status == 302


def test_the_look_is_chosen_by_keyboard(home: House, stranger: Person) -> None:
    keys = Keys(stranger)
    log_in(keys)

    keys.press("alice")
    keys.press("Dark")

    expect(stranger.page.locator("html.dark")).to_have_count(1)
    assert keys.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    stranger.page.keyboard.press("Escape")
    assert keys.name().startswith("alice")
