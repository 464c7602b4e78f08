"""Every page of the sidebar, on a desk, on a phone and in the dark: nothing overflows or breaks."""

from collections.abc import Callable

import pytest

from tests.browser import deeds
from tests.browser.house import House
from tests.browser.person import PHONE, Person

SHELF = "/console/demo-books/"
CHOICES = [f"accounts/{part}" for part in ("payments", "taxes", "terms", "items", "stock")]
TABS = [f"{SHELF}{tab}/" for tab in ("settings", "token", "queue", "accounts", *CHOICES)]
ODD = ["x" * 300, "<script>alert(1)</script>", "💥", "%00", "' OR 1=1 --", "-1", "../../etc", "%FF"]


def sidebar(person: Person) -> list[str]:
    person.open("/admin/")
    links = person.page.locator("#nav-sidebar a[href], nav a[href]").all()
    found = {str(link.get_attribute("href")) for link in links}
    return sorted(path for path in found if path.startswith("/"))


def order_page(person: Person, words: str) -> None:
    person.open(f"{SHELF}queue/?state=all&kind=invoice&q={words}")
    person.page.locator("table.qb-table a").first.click()
    person.page.wait_for_url("**/console/orders/**")


@pytest.fixture
def visitor(sit_down: Callable[..., Person], demo: House) -> Person:
    return sit_down("alice", demo)


def test_every_page_of_the_sidebar_opens(visitor: Person) -> None:
    pages = sidebar(visitor)

    assert len(pages) >= 15
    for path in [*pages, *TABS]:
        assert visitor.open(path) == 200, path


@pytest.mark.parametrize("look", ["phone", "dark"])
def test_no_page_overflows_a_phone_or_breaks_in_the_dark(
    look: str, sit_down: Callable[..., Person], demo: House
) -> None:
    looks = {"viewport": PHONE} if look == "phone" else {"color_scheme": "dark"}
    person = sit_down("alice", demo, **looks)

    for path in ["/admin/", "/console/", "/console/needs-you/", *TABS]:
        person.open(path)
        assert person.overflow() == 0, path
    order_page(person, "10241")
    assert person.overflow() == 0


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


def test_the_pictures_of_the_readme(
    visitor: Person, sit_down: Callable[..., Person], demo: House
) -> None:
    """Drives by the pages that people should know; takes their pictures where they are asked."""
    for name, path in {
        "home": "/admin/",
        "queue": f"{SHELF}queue/?state=all&kind=invoice",
        "token": f"{SHELF}token/",
        "settings": f"{SHELF}settings/",
        "accounts": f"{SHELF}accounts/",
        "needs-you": "/console/needs-you/",
        "emulator-books": f"{demo.books.url}/books/9130350000000001",
    }.items():
        assert visitor.open(path) == 200
        visitor.picture(name)
    order_page(visitor, "10241")
    visitor.reads("Open in QuickBooks", "Debit")
    visitor.picture("order")
    visitor.open("/admin/entities/product/")
    visitor.follow("Sencha, 100 g")
    visitor.follow("QuickBooks Online")
    visitor.picture("product-tab")
    for name, looks in {
        "phone-queue": {"viewport": PHONE},
        "dark-queue": {"color_scheme": "dark"},
    }.items():
        person = sit_down("alice", demo, **looks)
        assert person.open(f"{SHELF}queue/?state=all&kind=invoice") == 200
        if name == "phone-queue":
            person.page.evaluate("document.querySelector('#queue').scrollIntoView()")
        person.picture(name)
