"""Every page, on a desk, on a phone and in the dark: nothing overflows or breaks."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver, resolve

from tests.browser import deeds
from tests.browser.house import House
from tests.browser.pages import BOOKS, CONSOLE, NO_PAGE, STEPS, STORE, found
from tests.browser.person import PHONE, SHOTS, Person

SHELF = f"{BOOKS}/"
TOUR = (SHOTS.parent / "console.md").read_text()
AREAS = {"console": CONSOLE, "store": STORE}
LOOKS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone": {"viewport": PHONE},
    "dark": {"color_scheme": "dark"},
}
ODD = ["x" * 300, "<script>alert(1)</script>", "💥", "%00", "' OR 1=1 --", "-1", "../../etc", "%FF"]


def sidebar(person: Person) -> list[str]:
    person.open("/admin/")
    links = person.page.locator("#nav-sidebar a[href], nav a[href]").all()
    found = {str(link.get_attribute("href")) for link in links}
    return sorted(path for path in found if path.startswith("/"))


@pytest.fixture
def visitor(sit_down: Callable[..., Person], demo: House) -> Person:
    return sit_down("alice", demo)


def test_every_page_of_the_sidebar_opens(visitor: Person) -> None:
    pages = sidebar(visitor)

    assert len(pages) >= 15
    for path in pages:
        assert visitor.open(path) == 200, path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("pages", ["console", "store"])
@pytest.mark.parametrize("look", LOOKS)
def test_no_page_is_wider_than_its_window(
    look: str, pages: str, sit_down: Callable[..., Person], demo: House
) -> None:
    """Takes the picture of each page in each look, where pictures are asked for."""
    person = sit_down("alice", demo, **LOOKS[look])

    wide = {}
    for name, path in found(AREAS[pages], demo).items():
        assert person.open(path) == 200, path
        if over := person.overflow():
            wide[name] = over
        person.picture(name if look == "desk" else f"{look}-{name}")
    assert wide == {}


def test_every_address_of_the_console_is_one_of_the_pages() -> None:
    visited = {resolve(path.split("?")[0]).url_name for path in some({**CONSOLE, **STEPS})}

    console = get_resolver().namespace_dict["console"][1].url_patterns
    shown = {
        str(address.name) for address in console if hasattr(address.callback.view_class, "get")
    }
    assert shown - visited - NO_PAGE.keys() == set()
    assert NO_PAGE.keys() & visited == set()


def some(pages: dict[str, str]) -> list[str]:
    """The addresses with a 1 for whatever is looked up in a house."""
    return [re.sub(r"{\w+}", "1", path) for path in pages.values()]


@pytest.mark.parametrize("name", {**CONSOLE, **STEPS})
def test_every_page_has_its_pictures_in_the_docs(name: str) -> None:
    for picture in (f"{name}.png", f"dark-{name}.png", f"phone-{name}.png"):
        assert f"(screenshots/{picture})" in TOUR
        assert (SHOTS / picture).exists()


def test_nonsense_in_addresses_is_not_found_and_never_a_fault(demo: House, visitor: Person) -> None:
    ask = visitor.page.request.get
    for odd in ODD:
        for path in (f"/console/{odd}/queue/", f"/console/orders/{odd}/", f"/admin/{odd}/"):
            assert ask(f"{demo.url}{path}").status in (400, 404), path
        query = dict.fromkeys(("state", "kind", "q", "page", "started"), odd)
        assert ask(f"{demo.url}{SHELF}queue/", params=query).status == 200, odd


def test_a_stranger_gets_to_the_login_and_back_to_where_he_was_going(
    demo: House, visitor: Person
) -> None:
    visitor.context.clear_cookies()

    visitor.open(f"{SHELF}token/")
    visitor.fill(username="alice", password=deeds.PASSWORD)
    visitor.press("Log in")

    visitor.page.wait_for_url("**/console/demo-books/token/")


def test_bob_sees_his_own_orders_and_no_connection(
    sit_down: Callable[..., Person], home: House
) -> None:
    home.ready("Next Door")
    key = home.deed("own_order", vendor="Bob's Beans", number="B-1")
    home.deed("paid_order", front="next-door", number="1")
    bob = sit_down("bob", home)

    assert not {"/console/needs-you/", "/admin/entities/customer/"} & set(sidebar(bob))
    bob.open("/admin/entities/order/")
    bob.reads("B-1")
    assert "NEXT-DOOR-1" not in bob.sight()
    for path in (
        "/console/next-door/queue/",
        f"/console/orders/{key}/",
        "/console/next-door/token/",
    ):
        assert bob.page.request.get(f"{home.url}{path}").status == 404, path


def test_the_picture_of_the_emulators_books(visitor: Person, demo: House) -> None:
    assert visitor.open(f"{demo.books.url}/books/9130350000000001") == 200
    visitor.picture("emulator-books")
