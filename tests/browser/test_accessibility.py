"""Everybody can use every page: seen or heard, by mouse or by key, in the dark, on a phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe, deeds
from tests.browser.house import House
from tests.browser.pages import BOOKS, CONSOLE, STEPS, STORE, found
from tests.browser.person import PHONE, Person

LOOKS = {"desk": {}, "phone": {"viewport": PHONE}, "dark": {"color_scheme": "dark"}}
IN_THE_STORE = ("orders", "store-order", "store-order-add", "store-product", "user", "users")
DIALOGS = [
    *("needs-you", "bookkeeper", "connections", "token", "queue", "queue-row"),
    *("accounts", "accounts-payments"),
]
FOCUS = "document.activeElement.closest('dialog[open]') !== null"

pytestmark = pytest.mark.timeout(300)


def walked(person: Person, pages: dict[str, str]) -> dict[str, list[str]]:
    """The faults of each page that has any."""
    seen: dict[str, list[str]] = {}
    for name, path in pages.items():
        assert person.open(path) == 200, path
        if faults := axe.unfolded_faults(person.page):
            seen[name] = faults
    return seen


@pytest.fixture(scope="module")
def in_start(home: House) -> House:
    """The house with a shop whose guided start is half done."""
    home.deed("half_way", url=home.books.url, slug="steps-shop")
    return home


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_of_the_console_has_a_fault(
    look: str, sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("alice", demo, **LOOKS[look])

    assert walked(person, found(CONSOLE, demo)) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_no_step_of_the_guided_start_has_a_fault(
    look: str, sit_down: Callable[..., Person], in_start: House
) -> None:
    person = sit_down("alice", in_start, **LOOKS[look])

    assert walked(person, STEPS) == {}


def test_no_page_of_the_store_has_a_fault(sit_down: Callable[..., Person], demo: House) -> None:
    person = sit_down("alice", demo)

    assert walked(person, found(STORE, demo)) == {}


@pytest.mark.parametrize("look", ["phone", "dark"])
def test_no_page_of_the_store_has_a_fault_on_a_phone_or_in_the_dark(
    look: str, sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("alice", demo, **LOOKS[look])
    pages = {name: STORE[name] for name in IN_THE_STORE}

    assert walked(person, found(pages, demo)) == {}


def openers(person: Person) -> Iterator[Locator]:
    """What opens a dialog on this page, one of each kind."""
    known: set[str] = set()
    for opener in person.page.locator(":is([data-dialog], a[data-ask]):visible").all():
        kind = (opener.get_attribute("data-dialog") or opener.inner_text()).split(":")[0]
        if kind not in known:
            known.add(kind)
            yield opener


@pytest.mark.parametrize("name", DIALOGS)
def test_each_dialog_takes_the_focus_has_no_fault_and_gives_the_focus_back(
    name: str, sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("alice", demo)
    person.open(found(CONSOLE, demo)[name])

    tried = 0
    for opener in openers(person):
        opener.focus()
        person.page.keyboard.press("Enter")
        dialog = person.page.locator("dialog[open]")
        dialog.get_by_role("heading").and_(dialog.locator(":not(:text('One moment'))")).wait_for()
        assert person.page.evaluate(FOCUS)
        assert axe.faults(person.page, "dialog[open]") == []
        person.page.keyboard.press("Escape")
        expect(person.dialog()).to_have_count(0)
        assert opener.evaluate("part => part === document.activeElement")
        tried += 1
    assert tried


def test_what_opens_in_the_frame_has_no_fault(sit_down: Callable[..., Person], demo: House) -> None:
    person = sit_down("alice", demo)
    person.open("/admin/entities/order/")
    for name in ("alice@example.com", "Filters"):
        person.page.get_by_role("button", name=name).click()
        assert axe.unfolded_faults(person.page) == [], name
        person.page.keyboard.press("Escape")
    person.page.locator("input.action-select").first.check()

    assert axe.unfolded_faults(person.page) == []


def test_the_menu_of_a_phone_has_no_fault(sit_down: Callable[..., Person], demo: House) -> None:
    person = sit_down("alice", demo, viewport=PHONE)
    person.open(f"{BOOKS}/queue/")

    person.press("Menu")
    person.page.get_by_role("link", name="Needs you").wait_for()

    assert axe.unfolded_faults(person.page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_login_logout_and_what_is_not_found_have_no_fault(
    look: str, sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("bob", demo, **LOOKS[look])
    person.page.request.get(f"{demo.url}/admin/")
    person.context.clear_cookies()
    person.open("/admin/login/")
    assert axe.unfolded_faults(person.page) == []

    person.press("Look")
    assert axe.unfolded_faults(person.page) == []
    person.page.keyboard.press("Escape")
    person.fill(username="bob", password="wrong")
    person.press("Log in")
    assert axe.unfolded_faults(person.page) == []

    person.log_in("bob", deeds.PASSWORD)
    person.open("/nothing/")
    assert axe.unfolded_faults(person.page) == []
    person.troubles.clear()


def test_what_is_refused_on_a_form_is_said_with_the_field(
    sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("alice", demo)
    person.open("/console/add/")
    person.press("Add connection")
    person.reads("Nothing was saved")
    assert axe.unfolded_faults(person.page) == []

    field = person.page.locator("[name=name]")
    said = field.get_attribute("aria-describedby") or ""
    assert "id_name_error" in said.split()
    assert field.get_attribute("aria-invalid") == "true"


def test_the_rules_would_find_a_nameless_button(
    sit_down: Callable[..., Person], demo: House
) -> None:
    person = sit_down("alice", demo)
    person.open("/console/")

    person.page.evaluate("document.querySelector('main button').replaceChildren()")

    assert any("button-name" in fault for fault in axe.faults(person.page))
