"""Products book to other accounts from now on, at a person's word; the past stays (rule 4)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts
from entities.models import Product
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from sync_queue.steering import item_accounts
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, logged_in
from tests.factories import NOON, OrderFactory, ProductFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(books: Connection, read: Read) -> Product:
    """A product that was sold once, before another income account was chosen."""
    product: Product = ProductFactory(name="Mug", price="20.00")
    OrderFactory(lines=[{"product": product}])
    read(books)
    account = suggest.create_account(
        connection=books,
        name="Mugs sold",
        account_type="Income",
        account_subtype="SalesOfProductIncome",
    )
    DefaultAccounts.objects.filter(connection=books).update(income=account)
    return product


def balances(live: LiveEmulator, books: Connection) -> dict[str, Decimal]:
    ledger = live.control("GET", "ledger", params={"realm": books.realm})
    return {
        row["name"]: Decimal(str(row["debit"])) - Decimal(str(row["credit"]))
        for row in ledger["trial_balance"]
    }


def test_what_is_sold_later_goes_there_and_the_past_stays(
    books: Connection, sold: Product, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    assert item_accounts.move(books, user=alice, now=NOON) == 1
    read(books)
    OrderFactory(lines=[{"product": sold}])

    read(books)

    found = balances(live_emulator, books)
    assert (found["Sales of Product Income"], found["Mugs sold"]) == (-20, -20)
    assert not item_accounts.elsewhere(books).exists()


def test_an_edit_of_the_store_goes_with_it(
    books: Connection, sold: Product, read: Read, live_emulator: LiveEmulator, alice: Any
) -> None:
    sold.price = Decimal(25)
    sold.save()
    item_accounts.move(books, user=alice, now=NOON)

    read(books)

    item = next(one for one in live_emulator.state(books.realm)["Item"] if one["Name"] == "Mug")
    assert (item["UnitPrice"], item["IncomeAccountRef"]["name"]) == (25, "Mugs sold")


def test_without_that_word_an_edit_keeps_the_accounts(
    books: Connection, sold: Product, read: Read, live_emulator: LiveEmulator
) -> None:
    sold.price = Decimal(25)
    sold.save()

    read(books)

    item = next(one for one in live_emulator.state(books.realm)["Item"] if one["Name"] == "Mug")
    assert item["IncomeAccountRef"]["name"] == "Sales of Product Income"


def test_alice_is_asked_first_and_told_how_many(
    books: Connection, sold: Product, alice: Any
) -> None:
    client = logged_in(alice)
    asked = client.get(f"{address('queue-ask', books)}?do=new-accounts").content.decode()
    assert "1 product in QuickBooks" in asked

    client.post(address("queue-new-accounts", books))

    row = QueueRow.objects.get(kind="product", key=sold.key, state="waiting")
    assert row.has_approval("new_accounts")
