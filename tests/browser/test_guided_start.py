"""The guided start as a new user goes it, by the page's own words alone: once with the mouse, once
with nothing but Tab, Enter, Space and the arrows."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.bridge import CLIENT_ID, CLIENT_SECRET
from tests.browser.house import House
from tests.browser.keys import Keys
from tests.browser.person import PHONE, Person

TEN_MINUTES_S = 600
DAY = "2026-11-01"


def company_for(home: House, name: str, slug: str) -> None:
    """A company in QuickBooks that knows one of the shop's customers."""
    realm = home.books.found("us", name=name)
    body = {
        "DisplayName": f"Rosa Parker {slug} 0",
        "PrimaryEmailAddr": {"Address": f"rosa-0@{slug}.example.com"},
    }
    answer = home.books.http.post(
        f"{home.books.url}/v3/company/{realm}/customer",
        json=body,
        headers={"Authorization": f"Bearer {home.books.tokens(realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text


def open_shop(home: House, person: Person, slug: str) -> None:
    """Three orders come in while the person reads the first page."""
    person.page.wait_for_url(f"**/console/{slug}/start/connect/")
    home.deed("shop", front=slug, name=slug.replace("-", " ").title(), orders=3)


def creating(person: Person) -> Locator:
    """The buttons that each make an account in QuickBooks which is still missing."""
    return person.page.get_by_role("button", name="Create “")


@pytest.mark.timeout(300)
def test_from_the_keys_to_going_live_in_less_than_ten_minutes(home: House, alice: Person) -> None:
    started = time.monotonic()
    company_for(home, "Calm Teapots", "calm-shop")
    alice.open("/console/add/")
    alice.fill(name="Calm shop")
    alice.choose("environment", "emulator")
    alice.press("Add connection")
    open_shop(home, alice, "calm-shop")
    alice.reads("Step 1 of 7", "Redirect URI", "Nothing has been sent to QuickBooks yet")
    alice.picture("start-connect")
    alice.fill(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    alice.press("Save keys")
    alice.press("Connect to QuickBooks")
    alice.page.get_by_label("Calm Teapots").check()
    alice.press("Connect")

    alice.reads("Is this the right company?", "Calm Teapots", "USD")
    alice.picture("start-company")
    alice.press("Yes, this is our company")
    alice.reads("Step 3 of 7", "Sales of Product Income")
    while left := creating(alice).count():
        creating(alice).first.click()
        expect(creating(alice)).to_have_count(left - 1)
        alice.reads("was created in QuickBooks")
    alice.fill(books_start_on=DAY)
    alice.picture("start-accounts")
    alice.press("Approve these accounts")

    alice.reads("Step 4 of 7")
    alice.press("Look into QuickBooks")
    alice.reads("Rosa Parker calm-shop 0", "Same e-mail and name.")
    alice.picture("start-existing")
    alice.press("Link 1 customer, then go on")

    alice.reads("Step 5 of 7", "Debit", "Credit")
    alice.picture("start-preview")
    alice.press("These look right")
    alice.reads("Step 6 of 7")
    alice.press("Send this one order")
    alice.reads("Open in QuickBooks")
    with alice.page.expect_popup() as opened:
        alice.follow("Open in QuickBooks")
    expect(opened.value.locator("body")).to_contain_text("CALM-SHOP")
    alice.picture("start-trial")
    alice.press("It looks right")

    alice.reads("Step 7 of 7", "2 orders, ")
    alice.picture("start-live")
    alice.page.get_by_role("button", name="Go live from 1 November: 2 orders").click()
    alice.reads("You are live since")
    assert "Nothing has been sent" not in alice.sight()
    alice.open("/console/calm-shop/queue/?state=done&kind=invoice")
    alice.waits_for("CALM-SHOP-2")
    home.deed("paid_order", front="calm-shop", number="NEW")
    alice.waits_for("CALM-SHOP-NEW")
    assert time.monotonic() - started < TEN_MINUTES_S


@pytest.mark.timeout(300)
def test_the_whole_start_by_keyboard_alone(home: House, alice: Person) -> None:
    company_for(home, "Key Teapots", "key-shop")
    keys = Keys(alice)
    alice.open("/console/add/")
    keys.type("Name", "Key shop")
    keys.to("Environment")
    alice.page.keyboard.type("Local")
    keys.press("Add connection")
    open_shop(home, alice, "key-shop")

    keys.type("Client ID", CLIENT_ID)
    keys.type("Client secret", CLIENT_SECRET)
    keys.press("Save keys")
    alice.reads("The keys are saved")
    keys.press("Connect to QuickBooks")
    alice.page.get_by_label("Key Teapots").wait_for()
    keys.choose("Key Teapots")
    keys.press("Connect")
    alice.reads("Is this the right company?")
    keys.press("Yes, this is our company")
    alice.reads("Step 3 of 7")
    keys.follow("Fetch and suggest again")
    alice.reads("Sales of Product Income")
    while creating(alice).count():
        keys.follow("Create “")
        alice.reads("was created in QuickBooks")
    keys.to("Books start on")
    alice.page.keyboard.type("11012026")
    keys.press("Approve these accounts")
    alice.reads("Step 4 of 7")
    keys.press("Look into QuickBooks")
    alice.reads("Same e-mail and name.")
    keys.press("Link 1 customer")
    alice.reads("Step 5 of 7")
    keys.press("These look right")
    alice.reads("Step 6 of 7")
    keys.press("Send this one order")
    alice.reads("does it look right there?")
    keys.press("It looks right")
    alice.reads("Step 7 of 7")
    keys.press("Go live from 1 November")
    alice.reads("You are live since")


@pytest.mark.timeout(200)
@pytest.mark.parametrize("look", ["phone", "dark"])
def test_every_step_fits_a_phone_and_the_dark(
    look: str, sit_down: Callable[..., Person], home: House
) -> None:
    slug = f"{look}-shop"
    home.deed("half_way", url=home.books.url, slug=slug)
    looks = {"viewport": PHONE} if look == "phone" else {"color_scheme": "dark"}
    person = sit_down("alice", home, **looks)

    for step in ("connect", "company", "accounts", "existing", "preview", "trial", "live"):
        assert person.open(f"/console/{slug}/start/{step}/") == 200
        person.reads("of 7")
        assert person.overflow() == 0, step
        person.picture(f"{look}-start-{step}")
