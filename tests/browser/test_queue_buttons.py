"""The queue's buttons ask first, say the counts, and do what they say: by mouse and by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.browser.house import House
from tests.browser.person import PHONE, Person

REFUSED = {"fault": "6540", "entity": "SalesReceipt", "operation": "create"}


def shop_with_errors(home: House, name: str, orders: int) -> str:
    """A shop whose first `orders` orders QuickBooks has refused; returns its slug."""
    made = home.ready(name)
    home.books.schedule(made["realm"], times=orders, **REFUSED)
    for number in range(1, orders + 1):
        home.deed("paid_order", front=made["slug"], number=f"{number}")
    return str(made["slug"])


def open_errors(person: Person, slug: str, count: int, *, state: str = "error") -> None:
    """Opens the list and waits until the worker is through: counted, and each in a row."""
    person.open(f"/console/{slug}/queue/?state={state}")
    person.waits_for(f"Needs mending: {count}")
    for number in range(1, count + 1):
        person.waits_for(f"Invoice {slug.upper()}-{number}")


def asked(person: Person, words: str) -> Locator:
    """The question, once its figures are there."""
    question = person.dialog()
    question.get_by_text(words).wait_for()
    return question


def test_rows_with_errors_are_deleted_after_a_question_with_the_sum(
    home: House, alice: Person
) -> None:
    slug = shop_with_errors(home, "Errors", 2)
    open_errors(alice, slug, 2, state="")

    alice.press("Delete rows with errors")
    question = asked(alice, "2 orders, 40.00 USD, will NOT be in your books")
    assert "Nothing already in QuickBooks is removed" in question.inner_text()
    alice.press("Delete rows with errors", within=question)

    alice.reads("Taken out of the queue")
    assert "Needs mending" not in alice.sight()


def test_the_bin_takes_out_one_row_and_leaves_the_others(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Bins", 2)
    open_errors(alice, slug, 2)

    alice.page.get_by_role("button", name="Delete the row of Invoice BINS-1").click()
    alice.press("Delete the row", within=asked(alice, "20.00 USD, will NOT be in your books"))

    alice.reads("Taken out of the queue", "Invoice BINS-2")
    alice.press("Clear queue")
    question = asked(alice, "will NOT be in your books")
    with alice.page.expect_navigation():
        alice.press("Clear queue", within=question)
    alice.open(f"/console/{slug}/queue/")
    alice.reads("The queue is empty")


def test_a_dialog_lives_by_keyboard_alone(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Keys", 1)
    open_errors(alice, slug, 1, state="")
    opener = alice.page.get_by_role("button", name="Clear queue", exact=True)

    opener.focus()
    alice.page.keyboard.press("Enter")
    asked(alice, "will NOT be in your books")
    assert alice.focused() == "Keep it"
    alice.page.keyboard.press("Tab")
    assert alice.focused() == "Clear queue"
    alice.page.keyboard.press("Escape")

    assert alice.dialog().count() == 0
    assert alice.focused() == "Clear queue"
    assert "Needs mending" in alice.sight()


def test_a_double_click_on_read_queue_sends_each_document_once(home: House, alice: Person) -> None:
    made = home.ready("Hasty")
    home.deed("paid_order", front="hasty", number="1")
    alice.open("/console/hasty/queue/")

    alice.page.get_by_role("button", name="Read queue").dblclick()
    alice.reads("Reading the queue")

    alice.open("/console/hasty/queue/?state=done&kind=invoice")
    alice.waits_for("Invoice HASTY-1")
    assert len(home.books.state(made["realm"])["SalesReceipt"]) == 1


def test_looking_again_and_fetching_lists_sends_nothing(home: House, alice: Person) -> None:
    made = home.ready("Calm", auto_post=False, orders=1)
    alice.open("/console/calm/queue/")
    alice.waits_for("Send what waits: 1 order")

    alice.page.get_by_role("link", name="Refresh queue").click()
    alice.press("Fetch lists")
    alice.reads("Fetched from QuickBooks")

    alice.open("/console/calm/queue/")
    alice.reads("Waiting for you", "Send what waits: 1 order")
    assert home.books.state(made["realm"]).get("SalesReceipt", []) == []


def test_ticked_rows_are_deleted_together(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Ticks", 3)
    open_errors(alice, slug, 3)

    for number in (1, 3):
        alice.page.get_by_label(f"Choose Invoice TICKS-{number}").check()
    alice.press("Delete", within=alice.page.locator("#chosen"))
    alice.press("Delete the rows", within=asked(alice, "2 orders, 40.00 USD, will NOT be"))

    alice.reads("Taken out of the queue", "Invoice TICKS-2")
    assert "TICKS-1" not in alice.sight()


def test_all_rows_of_a_page_are_ticked_at_once(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Every", 2)
    open_errors(alice, slug, 2)

    alice.page.get_by_label("Choose all rows of this page").check()
    alice.press("Resend", within=alice.page.locator("#chosen"))

    alice.press("Resend", within=asked(alice, "(2 orders, 40.00 USD)"))
    alice.reads("will be sent now")


def test_nothing_ticked_is_said_in_words(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Nobody", 1)
    open_errors(alice, slug, 1, state="")

    alice.press("Delete", within=alice.page.locator("#chosen"))

    alice.press("Close", within=asked(alice, "Tick some rows of the queue first."))
    assert alice.dialog().count() == 0


def test_a_question_is_also_a_page_of_its_own(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Plain", 1)
    open_errors(alice, slug, 1, state="")

    alice.open(f"/console/{slug}/queue/ask/?do=delete-errors")
    alice.reads("1 order, 20.00 USD, will NOT be in your books")
    alice.press("Delete rows with errors")

    alice.reads("Taken out of the queue")


def test_the_list_renews_itself_and_leaves_the_reader_in_place(home: House, alice: Person) -> None:
    home.ready("Steady", auto_post=False, orders=12)
    alice.open("/console/steady/queue/")
    alice.waits_for("Waiting for you: 24")
    gone, ticked, near = (home.deed("held_row", slug="steady", place=place) for place in (0, 9, 20))
    home.deed("reading", slug="steady", done=1, total=9)
    alice.open("/console/steady/queue/")
    alice.page.locator(f"#choose-{ticked}").check()
    alice.page.locator(f"#history-{near}").focus()
    alice.page.locator(f"#history-{near}").scroll_into_view_if_needed()
    before = alice.page.locator(f"#row-{near}").bounding_box()

    home.deed("finish", row=gone)
    home.deed("reading", slug="steady", done=5, total=9)
    alice.reads("Reading the queue: 5 of 9")

    assert alice.page.locator(f"#row-{gone}").count() == 0
    assert alice.page.locator(f"#choose-{ticked}").is_checked()
    assert alice.page.evaluate("document.activeElement.id") == f"history-{near}"
    after = alice.page.locator(f"#row-{near}").bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 8


def test_what_was_opened_stays_open_while_the_list_renews_itself(
    home: House, alice: Person
) -> None:
    slug = shop_with_errors(home, "Opened", 1)
    open_errors(alice, slug, 1)
    home.deed("reading", slug=slug, done=1, total=9)
    alice.open(f"/console/{slug}/queue/?state=error")
    alice.page.locator("details").first.click()

    home.deed("reading", slug=slug, done=2, total=9)
    alice.reads("2 of 9", "Request id")

    assert alice.page.locator("details[open]").count() == 1


def test_the_list_is_asked_for_no_more_once_nothing_moves(home: House, alice: Person) -> None:
    home.ready("Still", auto_post=False, orders=1)
    home.deed("reading", slug="still", done=1, total=9)
    alice.open("/console/still/queue/")
    alice.reads("Reading the queue: 1 of 9")

    home.deed("reading", slug="still")
    alice.page.wait_for_function("!document.querySelector('#queue').hasAttribute('data-live')")
    asked_for: list[str] = []
    alice.page.on("request", lambda request: asked_for.append(request.url))
    alice.page.wait_for_timeout(2500)

    assert "Reading the queue" not in alice.sight()
    assert not [url for url in asked_for if "/queue/table/" in url]


def test_stop_ends_the_reading_and_read_queue_goes_on(home: House, alice: Person) -> None:
    home.ready("Halt")
    home.deed("reading", slug="halt", done=1, total=9)
    alice.open("/console/halt/queue/")

    alice.press("Stop")
    alice.reads("The reading stops")
    home.deed("reading", slug="halt")
    alice.open("/console/halt/queue/")
    alice.reads("alice stopped the reading")

    alice.press("Read queue")
    alice.reads("Reading the queue has begun")
    alice.open("/console/halt/queue/")
    assert "stopped the reading" not in alice.sight()


def test_a_rows_own_page_tells_its_story(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Story", 1)
    open_errors(alice, slug, 1)

    alice.page.get_by_role("link", name="History of Invoice STORY-1").click()

    alice.reads("What happened", "Came into the queue", "Sent to QuickBooks", "What was sent")
    alice.press("Resend Invoice STORY-1")
    alice.reads("will be sent now")
    alice.waits_for("Booked")
    alice.reads("by alice", "QBO ID", "Open in QuickBooks")


def test_the_list_and_a_rows_page_fit_a_phone(
    home: House, alice: Person, sit_down: Callable[..., Person]
) -> None:
    slug = shop_with_errors(home, "Pocket", 1)
    open_errors(alice, slug, 1, state="")
    phone = sit_down("alice", home, viewport=PHONE)

    phone.open(f"/console/{slug}/queue/?state=error")
    assert phone.overflow() == 0
    phone.page.get_by_role("link", name="History of Invoice POCKET-1").click()
    phone.reads("What happened")
    assert phone.overflow() == 0
