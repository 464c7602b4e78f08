"""The first day: from an empty console to an order in the books, by the pages alone."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.bridge import CLIENT_ID, CLIENT_SECRET
from tests.browser.house import House
from tests.browser.person import Person


def add_connection(alice: Person, name: str) -> None:
    alice.open("/console/")
    alice.follow("Add a connection")
    alice.fill(name=name)
    alice.choose("environment", "emulator")
    alice.press("Add connection")
    alice.page.wait_for_url("**/start/connect/")
    alice.follow("Leave and see all settings")


def enter_the_app(alice: Person, *, secret: str = CLIENT_SECRET) -> None:
    alice.fill(books_start_on="2026-01-01", client_id=CLIENT_ID, client_secret=secret)
    alice.press("Save settings")
    alice.reads("are saved")


def agree(alice: Person, company: str, *, button: str = "Connect") -> None:
    """Goes to QuickBooks' page from the Token tab, chooses the company and answers."""
    alice.follow("Token")
    alice.press("Connect to QuickBooks")
    alice.page.get_by_label(company).check()
    alice.press(button)


def choose_accounts(alice: Person) -> None:
    """What has one fitting account was chosen at once; one account is created."""
    alice.reads("It fits, since it is the only account")
    alice.choose("shipping", "Shipping Income")
    alice.press("Save")
    alice.reads("are saved")
    turn_to(alice, "Taxes")
    alice.choose("untaxed_code", "NON")
    alice.press("Save")
    alice.reads("are saved")
    turn_to(alice, "Payment methods")
    alice.page.get_by_role("button", name="clearing account of Card in USD").click()
    alice.dialog().get_by_role("button", name="Create account").dblclick()
    alice.reads("“Card clearing” was created in QuickBooks and is chosen for Card in USD.")
    assert "already" not in alice.sight().replace("what is booked already stays", "")


def turn_to(alice: Person, page: str) -> None:
    """A further page of the open tab; the store's own pages have some of the same names."""
    pages = alice.page.get_by_role("navigation", name="Pages of this tab")
    pages.get_by_role("link", name=page, exact=True).click()


def enter_an_order(alice: Person, number: str) -> None:
    """By hand in the store's pages: a customer, a product, the order with its line and payment."""
    alice.open("/admin/entities/customer/add/")
    alice.fill(first_name="Rosa", last_name=f"Parker {number}", email="rosa@example.com")
    save(alice)
    alice.open("/admin/entities/product/add/")
    alice.fill(sku=f"POT-{number}", name=f"Teapot {number}", price="24.50")
    save(alice)
    alice.open("/admin/entities/order/add/")
    alice.pick("customer", f"Parker {number}")
    today = {"placed_at_0": "2026-11-02", "placed_at_1": "10:00:00"}
    alice.fill(number=number, **today, status_at_0="2026-11-02", status_at_1="12:00:00")
    alice.fill(subtotal="49.00", total="49.00")
    alice.choose("status", "completed")
    alice.page.get_by_text("Add another Order line").click()
    alice.pick("lines-0-product", f"Teapot {number}")
    line = {"name": f"Teapot {number}", "quantity": "2", "unit_price": "24.50", "amount": "49.00"}
    alice.fill(**{f"lines-0-{name}": value for name, value in line.items()})
    save(alice)
    alice.open("/admin/entities/payment/add/")
    alice.pick("order", number)
    alice.pick("method", "Card")
    alice.choose("state", "captured")
    alice.fill(amount="49.00", captured_at_0="2026-11-02", captured_at_1="10:01:00")
    save(alice)


def save(alice: Person) -> None:
    alice.press("Save")
    alice.reads("was added successfully")


@pytest.mark.timeout(120)
def test_an_order_gets_from_the_store_into_the_books(home: House, alice: Person) -> None:
    home.books.found("us", name="Rosa's Teapots")
    home.deed("payment_method", name="Card")
    add_connection(alice, "Teapots")
    enter_the_app(alice)

    agree(alice, "Rosa's Teapots")
    alice.reads("Is this the right company?", "Rosa's Teapots")
    alice.press("Yes, this is our company")
    alice.reads("Fetched from QuickBooks")
    alice.follow("Leave and see all settings")
    alice.follow("Default accounts")
    choose_accounts(alice)
    alice.follow("Connection settings")
    alice.reads("Everything needed is decided", "Documents wait in the Queue until you send them")

    enter_an_order(alice, "T-1001")
    alice.open("/console/teapots/queue/")
    alice.waits_for("Waiting for you")
    alice.follow("Invoice T-1001")
    alice.waits_for("Waiting for you")
    alice.reads("49.00 USD")
    alice.page.get_by_role("button", name=re.compile("^Send it.*Invoice T-1001")).click()
    alice.press("Send it", within=alice.dialog())
    alice.reads("will be sent now")
    alice.waits_for("Open in QuickBooks")
    alice.reads("Booked", "Debit", "Card clearing", "Sales of Product Income")
    expect(shown_in_quickbooks(alice)).to_contain_text("49.00")


def shown_in_quickbooks(alice: Person) -> Locator:
    """What stands on the page to which “Open in QuickBooks” leads."""
    with alice.page.expect_popup() as opened:
        alice.page.get_by_role("link", name=re.compile("^Open in QuickBooks")).first.click()
    return opened.value.locator("body")
