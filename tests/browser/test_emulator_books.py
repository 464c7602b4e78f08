"""The emulator's books in a real browser: found by keys, watched as calls arrive, read anywhere."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from emulator.server import Server, serve
from tests.browser.person import PHONE, Person
from tests.emulator.books import Books, line, sale, settles
from tests.emulator.conftest import open_company

SIZES = {"desk": {}, "phone": {"viewport": PHONE}}
LOOKS = ("light", "dark")
PICTURED = {"document", "register", "calls"}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    server = serve()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def books(running: Server) -> Books:
    """A shop with an invoice that is half paid, a voided one, and a name that is no markup."""
    made = open_company(running.url, name="Teapots & Sugar Inc.")
    erin, pot = made.customer("Erin <script>alert(1)</script>"), made.stocked()
    sold = made.make("Invoice", sale(erin, line(pot, "30.00", Qty=3, UnitPrice=Decimal(10))))
    half = {"CustomerRef": sold["CustomerRef"], "TotalAmt": "15.00"}
    made.make("Payment", {**half, "Line": [settles(sold, "15.00")]})
    made.void("Invoice", made.make("Invoice", sale(erin, line(made.item("Sugar"), "2.50"))))
    return made


@pytest.fixture
def reader(chromium: Browser, running: Server) -> Iterator[Callable[..., Person]]:
    """`reader(color_scheme="dark")`: somebody who must not have met a broken page or script."""
    present: list[Person] = []

    def sit(**looks: object) -> Person:
        present.append(Person(chromium, running.url, **looks))
        return present[-1]

    yield sit
    troubles = [trouble for person in present for trouble in person.troubles]
    for person in present:
        person.leave()
    assert troubles == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_every_window(
    books: Books, reader: Callable[..., Person], size: str, look: str
) -> None:
    person = reader(color_scheme=look, **SIZES[size])
    base = f"/books/{books.realm}"
    invoice = books.query("select * from Invoice where Balance > '0'")["Invoice"][0]["Id"]
    pages = {
        "companies": "/",
        "overview": base,
        "list": f"{base}/invoice",
        "document": f"{base}/invoice/{invoice}",
        "register": f"{base}/account/84",
        "stock": f"{base}/item/1",
        "search": f"{base}/search?q=script",
        "calls": "/calls",
    }

    for name, path in pages.items():
        assert person.open(path) == 200
        assert person.overflow() <= 0, name
        if (size, look) == ("desk", "light") and name in PICTURED:
            person.picture(f"emulator-{name}")


def test_a_person_walks_through_the_books_by_keys(
    books: Books, reader: Callable[..., Person]
) -> None:
    person = reader()
    person.open(f"/books/{books.realm}")

    person.page.keyboard.press("/")
    person.page.keyboard.type("erin")
    person.page.keyboard.press("Enter")
    person.reads("Search", "Erin <script>alert(1)</script>")
    for key in ("j", "j", "k", "Enter"):
        person.page.keyboard.press(key)

    person.reads("Documents that use it", "Customer Erin <script>alert(1)</script>")
    person.page.keyboard.press("?")
    assert person.dialog().get_by_text("Next row").is_visible()


def test_a_list_is_turned_over_by_keys(
    books: Books, reader: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.face.listing.PAGE", 1)
    person = reader()
    person.open(f"/books/{books.realm}/invoice")
    person.reads("1–1 of 2")

    person.page.keyboard.press("n")
    person.reads("2–2 of 2")
    person.page.keyboard.press("p")

    person.reads("1–1 of 2")


def test_calls_appear_while_somebody_watches(books: Books, reader: Callable[..., Person]) -> None:
    person = reader()
    person.open(f"/calls?realm={books.realm}&entity=Term")
    before = person.page.locator(".feed tbody tr").count()

    books.call("term/1")
    person.page.locator(".feed tbody tr").first.get_by_text("GET /term/1").click()
    books.order_fault("http-503", match={"entity": "Term"})
    books.call("term/2", requestid="watched-1")

    person.page.get_by_text("GET /term/2").wait_for()
    shown = person.page.locator(".feed tbody tr")
    expect(shown).to_have_count(before + 2)
    assert "503" in shown.nth(0).inner_text()
    assert shown.nth(1).locator("details").get_attribute("open") is not None


def test_a_company_is_found_among_many_by_typing(
    books: Books, running: Server, reader: Callable[..., Person]
) -> None:
    for number in range(3):
        open_company(running.url, name=f"Other shop {number}")
    person = reader()
    person.open("/")

    person.page.get_by_label("Show only the companies with").fill("teapots")

    expect(person.page.locator("tbody tr:visible")).to_have_count(1)
    person.follow("Teapots & Sugar Inc.")
    person.reads("Trial balance")


def test_the_pages_run_no_script_that_was_smuggled_in(
    books: Books, reader: Callable[..., Person]
) -> None:
    person = reader()
    person.page.on("dialog", lambda dialog: person.troubles.append(dialog.message))
    for path in ("", "/customer", "/search?q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E"):
        person.open(f"/books/{books.realm}{path}")

    assert person.troubles == []
