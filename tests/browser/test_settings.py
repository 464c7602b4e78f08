"""The settings of a connection, its checklist, its key and the one switch, as people use them."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person

Sit = Callable[..., Person]


def test_alice_checks_again_and_saves_what_she_decides(home: House, alice: Person) -> None:
    home.ready("Cups")
    alice.open("/console/cups/settings/")

    alice.press("Check again")
    alice.reads("QuickBooks was asked just now.", "The company is Cups.")
    alice.fill(number_prefix="CUP-")
    alice.page.get_by_label("Allow overrides").check()
    alice.press("Save settings")

    alice.reads("The settings of “Cups” are saved.")
    assert alice.page.locator("[name=number_prefix]").input_value() == "CUP-"
    assert alice.page.get_by_label("Accounting system").is_disabled()


def test_what_contradicts_itself_is_named_beside_its_field(home: House, alice: Person) -> None:
    home.ready("Mugs")
    alice.open("/console/mugs/settings/")

    alice.choose("orders_become", "estimate")
    alice.page.locator("[name=early_statuses][value=completed]").check()
    alice.press("Save settings")

    alice.reads("Nothing was saved", "Completed: such orders post already.")


def test_the_key_that_alice_makes_has_the_queue_read(home: House, alice: Person) -> None:
    home.ready("Bowls")
    alice.open("/console/bowls/settings/")
    alice.page.get_by_text("For your developer").click()
    alice.press("Make a key")
    alice.reads("Copy it now")
    key = alice.page.locator("#developer-key").input_value()

    answer = requests.post(
        f"{home.url}/console/bowls/read/", headers={"X-Read-Key": key}, timeout=30
    )

    assert answer.status_code == 200, answer.text
    assert answer.text.startswith(("Reading has begun:", "The queue is being read already."))
    alice.press("Take the key back")
    alice.reads("The key no longer opens anything.")


def test_the_end_of_the_access_is_counted_down(home: House, alice: Person) -> None:
    home.ready("Plates")
    alice.open("/console/plates/token/")
    shown = alice.page.locator("time[data-countdown]").first

    before = shown.inner_text()

    assert before.startswith("in ")
    assert before.endswith(("second", "seconds"))
    expect(shown).not_to_have_text(before)


def test_everything_is_switched_off_and_on_again(home: House, alice: Person) -> None:
    home.ready("Jugs")
    alice.open("/console/")
    alice.press("Switch everything off")
    assert alice.focused() == "Leave it on"
    alice.press("Switch off", alice.dialog())
    alice.reads("QBO Bridge is switched off: nothing is collected")
    try:
        alice.open("/console/jugs/queue/")
        alice.reads("Nothing is collected from the store and nothing is sent to QuickBooks.")
    finally:
        alice.open("/console/")
        alice.press("Switch on again")

    alice.reads("QBO Bridge is on again.")


@pytest.mark.parametrize(
    "looks", [{"viewport": PHONE}, {"color_scheme": "dark"}], ids=["phone", "dark"]
)
@pytest.mark.parametrize("page", ["settings", "token"])
def test_each_page_fits_its_window(page: str, looks: Any, home: House, sit_down: Sit) -> None:
    name = f"Jars {page} {next(iter(looks))}"
    made = home.ready(name)
    person = sit_down("alice", home, **looks)

    person.open(f"/console/{made['slug']}/{page}/")
    person.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert person.overflow() <= 0
