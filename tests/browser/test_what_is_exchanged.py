"""The switches, what comes from QuickBooks, and older records: as a person goes through them."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.browser.house import House
from tests.browser.person import PHONE, Person

PAGES = ("exchanged", "from-quickbooks", "older")


def customer_there(home: House, realm: str) -> Any:
    """The shop's customer as QuickBooks has it."""
    return next(one for one in home.books.state(realm)["Customer"] if "Rosa" in one["DisplayName"])


def changed_there(home: House, realm: str, kind: str, **body: Any) -> None:
    """Somebody types in QuickBooks."""
    answer = requests.post(
        f"{home.books.url}/v3/company/{realm}/{kind}",
        json=body,
        headers={"Authorization": f"Bearer {home.books.tokens(realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text


def phone_there(home: House, realm: str, phone: str) -> None:
    found = customer_there(home, realm)
    named = {"Id": found["Id"], "SyncToken": found["SyncToken"], "sparse": True}
    changed_there(home, realm, "customer", **named, PrimaryPhone={"FreeFormNumber": phone})


def phone_here(person: Person, phone: str) -> None:
    person.open("/admin/entities/customer/?q=exchange")
    person.page.locator("#result_list a", has_text="Parker exchange").first.click()
    person.fill(phone=phone)
    person.press("Save")
    person.reads("was changed successfully")


def bring(person: Person, slug: str, *switches: str) -> None:
    person.open(f"/console/{slug}/exchanged/")
    for label in switches:
        person.page.get_by_label(label, exact=True).check()
    person.press("Save switches")


def pull(person: Person, slug: str, says: str) -> None:
    person.open(f"/console/{slug}/from-quickbooks/")
    person.press("Pull now")
    person.reads(says)


def test_what_changed_in_quickbooks_comes_and_what_changed_twice_is_asked(
    home: House, alice: Person
) -> None:
    made = home.ready("Exchange", orders=1)
    slug, realm = made["slug"], made["realm"]
    alice.open(f"/console/{slug}/queue/?state=done")
    alice.waits_for("EXCHANGE-0")
    bring(alice, slug, "Bring changes: Customers", "Bring new ones: Customers")
    alice.reads("2 switches were changed.")

    phone_there(home, realm, "555-0100")
    changed_there(home, realm, "customer", DisplayName="Finn Moe")
    pull(alice, slug, "1 change taken over into the store; 1 new record offered to you.")
    alice.page.get_by_role("button", name="Make in the store").click()
    alice.reads("“Finn Moe” is in the store now.")

    phone_there(home, realm, "555-0199")
    phone_here(alice, "555-0177")
    pull(alice, slug, "1 difference for you to decide.")
    alice.reads("555-0177", "555-0199")
    alice.page.get_by_role("button", name="Take QuickBooks'").click()
    alice.reads("The store has QuickBooks' value now.", "Nothing to decide")


def test_a_switch_is_thrown_by_keyboard_and_what_it_left_out_is_sent(
    home: House, alice: Person
) -> None:
    slug = home.ready("Switches")["slug"]
    alice.open(f"/console/{slug}/exchanged/")
    alice.page.get_by_label("Send new ones: Invoices and receipts", exact=True).focus()
    alice.page.keyboard.press("Space")
    alice.page.get_by_role("button", name="Save switches").focus()
    alice.page.keyboard.press("Enter")
    alice.reads("One switch was changed.")
    home.deed("paid_order", front=slug, number="1")
    alice.open(f"/console/{slug}/queue/?state=all")
    alice.waits_for("“Invoices and receipts: send new ones” is off")

    bring(alice, slug, "Send new ones: Invoices and receipts")
    alice.reads("Left out while a switch was off", "1 order, 20.00 USD")
    alice.press("Send them now")
    alice.press("Send them", within=alice.dialog())
    alice.reads("will be sent now")
    alice.open(f"/console/{slug}/queue/?state=done")
    alice.waits_for("SWITCHES-1")


def test_older_records_are_counted_before_they_are_sent(home: House, alice: Person) -> None:
    slug = home.ready("Older", auto_post=False)["slug"]
    home.deed("paid_order", front=slug, number="1")
    alice.open(f"/console/{slug}/queue/")
    alice.waits_for("OLDER-1")
    alice.press("Clear queue")
    alice.press("Clear queue", within=alice.dialog())
    alice.reads("Taken out of the queue")

    alice.open(f"/console/{slug}/older/")
    alice.press("Count them")
    alice.reads("1 order, 20.00 USD")
    alice.press("Send older records")
    assert "once you release them" in alice.dialog().inner_text()
    alice.press("Send older records", within=alice.dialog())

    alice.reads("1 order put in the queue.")


@pytest.mark.parametrize("look", ["desk", "phone", "dark"])
def test_the_pages_fit_every_screen(
    look: str, sit_down: Callable[..., Person], home: House
) -> None:
    looks = {"phone": {"viewport": PHONE}, "dark": {"color_scheme": "dark"}}.get(look, {})
    slug = home.ready(f"Looks {look}")["slug"]
    person = sit_down("alice", home, **looks)

    for page in PAGES:
        assert person.open(f"/console/{slug}/{page}/") == 200
        assert person.overflow() == 0, page
        if look == "desk":
            person.picture(page)
