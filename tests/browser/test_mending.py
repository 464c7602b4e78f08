"""What cannot be booked says why, is mended on the pages, sent again, and then is booked."""

from tests.browser.house import House
from tests.browser.person import Person


def test_what_quickbooks_refuses_is_mended_and_resent(home: House, alice: Person) -> None:
    made = home.ready("North Shop")
    home.books.schedule(made["realm"], "6540", entity="SalesReceipt", operation="create")
    home.deed("paid_order", front="north-shop", number="1")

    alice.open("/console/north-shop/queue/")
    alice.waits_for("Needs mending")
    alice.reads("NORTH-SHOP-1")
    alice.page.locator("[id^=send-]").first.click()
    alice.reads("will be sent now")
    alice.open("/console/north-shop/queue/?state=done&kind=invoice")
    alice.waits_for("NORTH-SHOP-1")

    assert "Booked" in alice.sight()
    assert len(home.books.state(made["realm"])["SalesReceipt"]) == 1


def test_an_unmapped_tax_holds_its_order_until_it_is_mapped(home: House, alice: Person) -> None:
    home.ready("Tax Shop")
    home.deed("paid_order", front="tax-shop", number="1", tax="Arizona tax")

    alice.open("/console/needs-you/")
    alice.waits_for("Arizona tax")
    alice.page.get_by_role("link", name="Mend it").first.click()
    row = alice.page.get_by_role("row", name="Arizona tax")
    assert "TAX" not in row.locator("option").all_inner_texts()
    row.locator("select").select_option(label="California (8 %)")
    alice.press("Save")
    alice.reads("What waited for them is tried again: 1 row.")
    alice.open("/console/tax-shop/queue/?state=done&kind=invoice")

    alice.waits_for("TAX-SHOP-1")
