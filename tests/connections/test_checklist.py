"""The checklist: what is there, what is missing with its link, and what QuickBooks may spoil."""

from datetime import date
from typing import Any

import pytest

from connections import oauth
from connections.checking import checklist
from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts, ListItem, PaymentMapping
from entities.models import Order
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, logged_in
from tests.factories import OrderFactory, ProductFactory


def lines(connection: Connection, tone: str) -> dict[str, str]:
    found = checklist.lines(connection=Connection.objects.get(pk=connection.pk))
    return {
        line.point: f"{line.sentence} {line.mend}".strip() for line in found if line.tone == tone
    }


def page(user: Any, connection: Connection) -> str:
    return logged_in(user).get(address("settings", connection)).content.decode()


def check(user: Any, connection: Connection) -> str:
    answer = logged_in(user).post(address("check", connection), follow=True)
    return str(answer.content.decode())


def prefer(live: LiveEmulator, books: Connection, section: str, **values: Any) -> None:
    """Somebody changes the company's preferences in QuickBooks."""
    write(live, books, "preferences", {"Id": "1", "SyncToken": "0", section: values})


def give_up_in_quickbooks(live: LiveEmulator, books: Connection, account: Any) -> None:
    """Somebody makes an account inactive in QuickBooks."""
    write(live, books, "account", {**account.data, "Active": False})


def write(live: LiveEmulator, books: Connection, kind: str, body: dict[str, Any]) -> None:
    answer = live.http.post(
        f"{live.url}/v3/company/{books.realm}/{kind}",
        json={**body, "sparse": True},
        headers={"Authorization": f"Bearer {books.token.access}", "Accept": "application/json"},
        timeout=10,
    )
    assert answer.ok, answer.text


def test_what_is_there_is_ticked_with_what_it_is(connected: Any) -> None:
    books = connected(name="Tea books")

    done = lines(books, "done")

    assert done["tested"] == "The company is Test Company."
    assert done["books_start_on"] == "Orders from 1 January 2000 on go to QuickBooks."
    assert done["income"] == "The accounts are chosen, and QuickBooks has them."
    assert lines(books, "todo") == {}


def test_what_is_missing_leads_to_the_very_field(unconnected: Connection, alice: Any) -> None:
    Connection.objects.update(books_start_on=None)

    shown = page(alice, unconnected)

    assert f'<a href="{address("settings", unconnected)}#id_books_start_on">' in shown
    assert "QuickBooks was not asked yet" in shown


def test_checking_again_asks_quickbooks_and_says_when(connected: Any, alice: Any) -> None:
    books = connected()

    shown = check(alice, books)

    assert "QuickBooks was asked just now." in shown
    assert Connection.objects.get().check_trouble == ""


def test_an_account_that_somebody_made_inactive_is_found_by_checking(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    books = connected()
    freight = suggest.create_account(
        connection=books,
        name="Freight",
        account_type="Income",
        account_subtype="SalesOfProductIncome",
    )
    DefaultAccounts.objects.update(shipping=freight)
    give_up_in_quickbooks(live_emulator, books, freight)
    assert "shipping" not in lines(books, "todo")

    check(alice, books)

    assert "is gone from QuickBooks" in lines(books, "todo")["shipping"]


def test_a_sign_in_that_was_withdrawn_is_found_by_checking(connected: Any, alice: Any) -> None:
    books = connected()
    oauth.revoke(connection=books, refresh_token=books.token.refresh)

    shown = check(alice, books)

    assert "Connect to QuickBooks again: the sign-in is no longer valid." in shown
    assert "QuickBooks could not be asked" in shown


def test_nothing_is_fetched_from_a_company_that_nobody_has_accepted(
    connected: Any, alice: Any
) -> None:
    books = connected()
    DefaultAccounts.objects.all().delete()
    PaymentMapping.objects.all().delete()
    ListItem.objects.all().delete()

    check(alice, books)

    assert not ListItem.objects.exists()


def test_credits_that_apply_themselves_are_warned_of(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    books = connected()
    assert "applies_credits" not in lines(books, "look")
    prefer(live_emulator, books, "SalesFormsPrefs", AutoApplyCredit=True)

    check(alice, books)

    assert "Switch off “Automatically apply credits”" in lines(books, "look")["applies_credits"]


def test_numbers_that_quickbooks_gives_by_itself_are_warned_of(
    connected: Any, live_emulator: LiveEmulator, alice: Any
) -> None:
    books = connected()
    assert "custom_numbers" in lines(books, "look")
    prefer(live_emulator, books, "SalesFormsPrefs", CustomTxnNumbers=True)

    check(alice, books)

    assert "custom_numbers" not in lines(books, "look")


def test_a_plan_without_stock_is_named_and_sales_go_on_without_it(connected: Any) -> None:
    books = connected("us-simple-start")
    ProductFactory(tracks_stock=True)

    said = lines(books, "look")["plan_without_inventory"]

    assert "Your plan (QuickBooks Online Simple Start) keeps no stock." in said
    assert "items without stock" in said


def test_stock_that_the_plan_no_longer_keeps_is_given_up_by_one_button(
    connected: Any, alice: Any
) -> None:
    books = connected("us-simple-start")
    Connection.objects.update(sells_from_stock=True)
    assert "Send products without stock</button>" in page(alice, books)

    logged_in(alice).post(address("without-stock", books))

    assert not Connection.objects.get().sells_from_stock
    assert "no_inventory" not in lines(books, "look")


def test_orders_in_a_currency_that_the_company_does_not_know_are_named(connected: Any) -> None:
    books = connected()
    OrderFactory(currency="EUR", status=Order.Status.COMPLETED)

    assert "There are orders in EUR" in lines(books, "look")["multicurrency"]


def test_books_that_were_closed_after_the_start_are_named(connected: Any) -> None:
    books = connected()
    Connection.objects.update(books_start_on=date(2026, 1, 1), books_closed_on=date(2026, 3, 31))

    assert "closed up to 31 March 2026" in lines(books, "look")["closed_books"]


@pytest.mark.parametrize("tone", ["done", "todo", "look"])
def test_each_line_says_aloud_what_its_sign_means(tone: str, connected: Any, alice: Any) -> None:
    books = connected()
    Connection.objects.update(books_start_on=None)
    words = {"done": "Done:", "todo": "To do:", "look": "Good to know:"}

    assert f'<span class="qb-unseen">{words[tone]}</span>' in page(alice, books)
