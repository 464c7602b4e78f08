"""What customers may still spend: gift cards and store credit beside QuickBooks' balance."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from connections.choosing import suggest
from connections.choosing.choices import PURPOSES
from connections.models import Connection, DefaultAccounts, ListItem
from entities.models import StorePaymentMethod
from sync_queue import books as both_sides
from sync_queue.books import clearing, owed
from tests.connections.console_parts import address, logged_in
from tests.factories import (
    OrderFactory,
    PaymentFactory,
    ProductFactory,
    RefundFactory,
    StorePaymentMethodFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
Read = Callable[..., Any]


@pytest.fixture
def granted(books: Connection, card: StorePaymentMethod) -> Connection:
    """Two cards of 50.00 sold and 30.00 of it redeemed; 5.00 given back as store credit."""
    chosen = DefaultAccounts.objects.get(connection=books)
    for purpose in ("gift_cards", "store_credit", "refund"):
        wanted = PURPOSES[purpose]
        account = suggest.create_account(
            connection=books,
            name=wanted.new_name,
            account_type=wanted.new_type,
            account_subtype=wanted.new_subtype,
        )
        setattr(chosen, purpose, account)
    chosen.save()
    by_card = StorePaymentMethodFactory(name="Gift card", kind="gift_card")
    as_credit = StorePaymentMethodFactory(name="Store credit", kind="store_credit")
    product = ProductFactory(kind="gift_card", price="50")
    sale = OrderFactory(lines=[{"product": product, "quantity": 2}])
    PaymentFactory(order=sale, method=card)
    order = OrderFactory(lines=[{"unit_price": "40"}])
    PaymentFactory(order=order, method=by_card, amount="30")
    PaymentFactory(order=order, method=card, amount="10")
    RefundFactory(order=order, method=as_credit)
    return books


def test_what_is_owed_is_what_the_store_says(granted: Connection, read: Read) -> None:
    read(granted)
    clearing.ask(granted, now=timezone.now())

    cards, credit = owed.of(granted)

    assert (cards.issued, cards.used, cards.books) == (Decimal(100), Decimal(30), Decimal(70))
    assert (credit.store, credit.books) == (Decimal(5), Decimal(5))
    assert cards.agrees
    assert credit.agrees


def test_what_is_not_booked_yet_is_told(granted: Connection) -> None:
    clearing.ask(granted, now=timezone.now())

    cards, _ = owed.of(granted)

    assert not cards.agrees
    assert "QuickBooks has 70.00 USD less" in cards.sentence


def test_it_stands_on_the_page_of_the_clearing_accounts(
    granted: Connection, read: Read, alice: Any
) -> None:
    read(granted)
    clearing.ask(granted, now=timezone.now())

    page = logged_in(alice).get(address("accounts-clearing", granted)).content.decode()

    assert "What customers may still spend" in page
    assert "Agrees with QuickBooks: 70.00 USD." in page


def test_store_and_books_agree_on_every_document(granted: Connection, read: Read) -> None:
    read(granted)

    comparison = both_sides.compare(granted)

    assert comparison.of(both_sides.Verdict.UNEXPLAINED) == []


def test_an_account_that_was_not_chosen_is_said(granted: Connection) -> None:
    DefaultAccounts.objects.filter(connection=granted).update(gift_cards=None)

    assert owed.of(granted)[0].sentence == "No account was chosen for it yet."
    assert ListItem.objects.filter(name="Gift cards outstanding").exists()
