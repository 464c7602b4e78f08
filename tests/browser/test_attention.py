"""What needs somebody, as a person meets it: the badge and its reason, the remedy, the months."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.house import House
from tests.browser.person import PHONE, Person


def badge_and_reason(person: Person) -> tuple[Locator, Locator]:
    badge = person.page.locator("[data-tip]").first
    reason = person.page.locator(f"#{badge.get_attribute('aria-describedby')}")
    expect(reason).to_be_hidden()
    return badge, reason


def test_a_badge_gives_its_reason_to_the_mouse_and_to_the_keyboard(
    demo: House, sit_down: Callable[..., Person]
) -> None:
    alice = sit_down("alice", demo)
    alice.open("/console/needs-you/")
    badge, reason = badge_and_reason(alice)

    badge.hover()
    expect(reason).to_be_visible()
    alice.page.mouse.move(0, 0)
    expect(reason).to_be_hidden()
    badge.focus()
    expect(reason).to_be_visible()
    alice.page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    badge.click()
    alice.page.mouse.move(0, 0)
    expect(reason).to_be_visible()
    alice.page.keyboard.press("Tab")
    expect(reason).to_be_hidden()


def test_a_badge_gives_its_reason_to_a_finger(demo: House, sit_down: Callable[..., Person]) -> None:
    alice = sit_down("alice", demo, viewport=PHONE, has_touch=True, is_mobile=True)
    alice.open("/console/needs-you/")
    badge, reason = badge_and_reason(alice)

    badge.tap()

    expect(reason).to_be_visible()
    box = reason.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_what_was_refused_is_sent_again_after_its_sum_was_shown(home: House, alice: Person) -> None:
    made = home.ready("Mending Shop")
    home.books.schedule(made["realm"], "6540", entity="SalesReceipt", operation="create")
    home.deed("paid_order", front="mending-shop", number="1")
    alice.open("/console/needs-you/")
    alice.waits_for("stands on a bank deposit")

    card = alice.page.locator(".qb-card", has_text="stands on a bank deposit")
    card.get_by_role("button", name="It is mended: resend it").click()
    expect(alice.dialog()).to_contain_text("1 order")
    alice.press("Resend", within=alice.dialog())
    alice.reads("will be sent now")

    alice.open("/console/mending-shop/queue/?state=done&kind=invoice")
    alice.waits_for("MENDING-SHOP-1")


def test_home_turns_back_to_earlier_months(demo: House, sit_down: Callable[..., Person]) -> None:
    alice = sit_down("alice", demo)
    alice.open("/admin/")
    earlier = alice.page.locator("nav[aria-label^='Months'] a").first
    name = earlier.inner_text()

    earlier.click()

    alice.reads(f"{name}, USD")
    alice.page.get_by_text("The same as a table").click()
    expect(alice.page.get_by_role("table", name="Orders of each day")).to_be_visible()


def test_the_bookkeepers_list_is_printed_without_menu_and_buttons(
    demo: House, sit_down: Callable[..., Person]
) -> None:
    alice = sit_down("alice", demo)
    alice.open("/console/demo-books/bookkeeper/")
    expect(alice.page.get_by_role("button", name="Print")).to_be_visible()

    alice.page.emulate_media(media="print")

    expect(alice.page.get_by_role("button", name="Print")).to_be_hidden()
    expect(alice.page.locator("#nav-sidebar-inner")).to_be_hidden()
    expect(alice.page.get_by_text("Who can mend it: Your bookkeeper").first).to_be_visible()
