"""Settings and the sign-in to QuickBooks: what is mistyped or declined says what mends it."""

from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.test_first_day import add_connection, agree, enter_the_app


def test_nonsense_in_the_settings_is_answered_field_by_field(home: House, alice: Person) -> None:
    add_connection(alice, "Nonsense")
    for status in ("processed", "completed"):
        alice.page.locator(f"[name=posting_statuses][value={status}]").uncheck()
    alice.fill(name="", number_prefix="far too long for any number")
    alice.press("Save settings")

    alice.reads(
        "Choose the day on which your books start",
        "Tick at least one status, or no order ever goes to QuickBooks.",
    )
    assert alice.page.locator("[aria-invalid=true]").count() >= 3


def test_two_connections_of_one_name_are_refused_in_words(home: House, alice: Person) -> None:
    add_connection(alice, "Twice")
    alice.open("/console/add/")
    alice.fill(name="Twice")
    alice.press("Add connection")

    alice.reads("Name", "already exists")


def test_declining_in_quickbooks_has_a_page_that_says_what_to_do(
    home: House, alice: Person
) -> None:
    home.books.found("us", name="Declined Ltd")
    add_connection(alice, "Declined")
    enter_the_app(alice)

    agree(alice, "Declined Ltd", button="Cancel")

    alice.reads("You did not agree", "Nothing was changed", "Press Connect to QuickBooks again")
    alice.follow("Back to the Token tab")
    alice.reads("Connection authorised: No")


def test_a_wrong_secret_is_named_and_mended_on_the_settings_tab(home: House, alice: Person) -> None:
    home.books.found("us", name="Secretive Ltd")
    add_connection(alice, "Secretive")
    enter_the_app(alice, secret="not-the-secret")
    agree(alice, "Secretive Ltd")
    alice.reads("The client ID or secret is wrong")

    alice.follow("Connection settings")
    enter_the_app(alice)
    agree(alice, "Secretive Ltd")

    alice.reads("Is this the right company?", "Secretive Ltd")


def test_disconnecting_is_asked_first_and_reconnecting_goes_on(home: House, alice: Person) -> None:
    made = home.ready("Coming Back")
    alice.open("/console/coming-back/token/")
    alice.press("Test connection")
    alice.reads("The connection works: Coming Back")
    alice.press("Disconnect from QuickBooks")
    alice.press("Disconnect", within=alice.dialog())
    alice.reads("Connection authorised: No", "nothing is sent until you connect again")
    home.deed("paid_order", front="coming-back", number="1")
    alice.open("/console/coming-back/queue/")
    alice.reads("COMING-BACK-1", "Nothing can be sent just now")
    assert home.books.state(made["realm"]).get("SalesReceipt", []) == []

    agree(alice, "Coming Back")
    alice.reads("You are connected to", "Coming Back")
    alice.open("/console/coming-back/queue/?state=done&kind=invoice")
    alice.waits_for("Invoice COMING-BACK-1")
