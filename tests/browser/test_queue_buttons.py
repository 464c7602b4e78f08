"""The queue's buttons ask first, say the counts, and do what they say: by mouse and by keyboard."""

from tests.browser.house import House
from tests.browser.person import Person

REFUSED = {"fault": "6210", "entity": "SalesReceipt", "operation": "create"}


def shop_with_errors(home: House, name: str, orders: int) -> str:
    """A shop whose first `orders` orders QuickBooks has refused; returns its slug."""
    made = home.ready(name)
    home.books.schedule(made["realm"], times=orders, **REFUSED)
    for number in range(1, orders + 1):
        home.deed("paid_order", front=made["slug"], number=f"{number}")
    return str(made["slug"])


def test_rows_with_errors_are_deleted_after_a_question_with_the_sum(
    home: House, alice: Person
) -> None:
    slug = shop_with_errors(home, "Errors", 2)
    alice.open(f"/console/{slug}/queue/")
    alice.waits_for("Needs mending", times=2)

    alice.press("Delete rows with errors")
    question = alice.dialog()
    assert "2 orders, 40.00 USD, will NOT be in your books" in question.inner_text()
    assert "Nothing already in QuickBooks is removed" in question.inner_text()
    alice.press("Delete rows with errors", within=question)

    alice.reads("Taken out of the queue")
    assert "Needs mending" not in alice.sight()


def test_the_bin_takes_out_one_row_and_leaves_the_others(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Bins", 2)
    alice.open(f"/console/{slug}/queue/?state=error")
    alice.waits_for("Needs mending", times=2)

    alice.page.get_by_role("button", name="Delete the row of Invoice BINS-1").click()
    assert "20.00 USD, will NOT be in your books" in alice.dialog().inner_text()
    alice.press("Delete the row", within=alice.dialog())

    alice.reads("Taken out of the queue", "Invoice BINS-2")
    alice.press("Clear queue")
    alice.press("Clear queue", within=alice.dialog())
    alice.open(f"/console/{slug}/queue/")
    alice.reads("The queue is empty")


def test_a_dialog_lives_by_keyboard_alone(home: House, alice: Person) -> None:
    slug = shop_with_errors(home, "Keys", 1)
    alice.open(f"/console/{slug}/queue/")
    alice.waits_for("Needs mending")
    opener = alice.page.get_by_role("button", name="Clear queue", exact=True)

    opener.focus()
    alice.page.keyboard.press("Enter")
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
    alice.waits_for("Waiting for you")

    alice.page.get_by_role("link", name="Refresh queue").click()
    alice.press("Fetch lists")
    alice.reads("Fetched from QuickBooks")

    alice.open("/console/calm/queue/")
    alice.reads("Waiting for you", "Go live: 1 order")
    assert home.books.state(made["realm"]).get("SalesReceipt", []) == []
