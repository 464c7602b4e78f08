"""A person chooses what a field of QuickBooks gets, tries it, saves it, and finds it there."""

from collections.abc import Callable

import pytest

from tests.browser.house import House
from tests.browser.person import PHONE, Person
from tests.servers import await_true

PAGES = ("fields", "fields/?of=defaults", "fields/customer/Notes", "fields/customer/versions/1")


def test_a_field_is_chosen_tried_saved_and_sent_again(home: House, alice: Person) -> None:
    made = home.ready("Mapped", orders=1)
    slug, realm = made["slug"], made["realm"]
    alice.open(f"/console/{slug}/queue/?state=done")
    alice.waits_for("MAPPED-0")
    alice.open(f"/console/{slug}/fields/")
    alice.follow("Change Notes")
    alice.choose("source", "text")
    alice.fill(template="Number {customer.ky}")
    alice.press("Save")
    alice.reads("Nothing was saved", "Did you mean “customer.key”?")

    alice.fill(template="Number {customer.key}", record="Parker")
    alice.press("Try it")
    alice.reads("Tried, not saved", "1 field would differ")
    alice.press("Save")
    alice.reads("Saved as version 1", "“Number {customer.key}”", "In force")

    alice.follow("See what would be sent again")
    alice.press("Send 1 again")
    alice.reads("1 record is in the queue now, to be sent again.")
    await_true(lambda: numbered(home, realm), seconds=30, what="the customer has its notes")


def numbered(home: House, realm: str) -> bool:
    """Whether a customer in QuickBooks bears the notes that were chosen."""
    customers = home.books.state(realm)["Customer"]
    return any(one.get("Notes", "").startswith("Number ") for one in customers)


def test_an_old_version_comes_back_by_keyboard_alone(home: House, alice: Person) -> None:
    slug = home.ready("Versions")["slug"]
    for text in ("First", "Second"):
        alice.open(f"/console/{slug}/fields/customer/Notes/")
        alice.choose("source", "text")
        alice.fill(template=text)
        alice.press("Save")
        alice.reads("Saved as version")

    alice.page.get_by_role("link", name="Look at version 1").focus()
    alice.page.keyboard.press("Enter")
    alice.reads("“First”", "“Second”", "differs")
    alice.page.get_by_role("button", name="Bring version 1 back").focus()
    alice.page.keyboard.press("Enter")

    alice.reads("Saved as version 3", "As version 1 was")


@pytest.mark.parametrize("look", ["desk", "phone", "dark"])
def test_the_pages_fit_every_screen(
    look: str, sit_down: Callable[..., Person], home: House
) -> None:
    looks = {"phone": {"viewport": PHONE}, "dark": {"color_scheme": "dark"}}.get(look, {})
    slug = home.ready(f"Fields {look}")["slug"]
    person = sit_down("alice", home, **looks)
    person.open(f"/console/{slug}/fields/customer/Notes/")
    person.choose("source", "text")
    person.fill(template="Number {customer.key}")
    person.press("Save")
    person.reads("Saved as version 1")

    for page in PAGES:
        path = page if "?" in page else f"{page}/"
        assert person.open(f"/console/{slug}/{path}") == 200
        assert person.overflow() == 0, page
        if look == "desk" and page == "fields":
            person.picture("field-mapping")
