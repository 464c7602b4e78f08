"""The clearing accounts, proved: what came and went in the store beside QuickBooks' balance."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connections.choosing import suggest
from connections.models import Connection, ListItem, PaymentMapping, Right
from entities.models import Order, Payment, Payout, StorePaymentMethod
from sync_queue import books as both_sides
from sync_queue.books import clearing, loose_ends
from sync_queue.books.clearing import Proof
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import (
    OrderFactory,
    PaymentFactory,
    PayoutFactory,
    RefundFactory,
    StorePaymentMethodFactory,
    VendorFactory,
)

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def sold(number: str, card: StorePaymentMethod, **columns: Any) -> Payment:
    order = OrderFactory(number=number, lines=[{"unit_price": "20.00"}])
    made: Payment = PaymentFactory(order=order, method=card, **columns)
    return made


def paid_out(*payments: Payment, method: StorePaymentMethod, **columns: Any) -> Payout:
    gross = sum((Decimal(one.amount) for one in payments), Decimal(0))
    made: Payout = PayoutFactory(**{"method": method, "gross": gross, **columns})
    Payment.objects.filter(pk__in=[one.pk for one in payments]).update(payout=made)
    return made


def proof_of(books: Connection) -> Proof:
    clearing.ask(books, now=timezone.now())
    [proof] = clearing.prove(books)
    return proof


@pytest.fixture
def traded(books: Connection, read: Read, card: StorePaymentMethod) -> Payout:
    """Two sales and a refund of 5.00; one sale was paid out, less 0.88."""
    first, second = sold("1", card), sold("2", card)
    RefundFactory(order=second.order, method=card)
    payout = paid_out(first, method=card)
    read(books)
    assert not QueueRow.objects.unfinished().exists()
    return payout


def test_it_agrees_once_all_is_booked(books: Connection, traded: Payout) -> None:
    proof = proof_of(books)

    assert (proof.store, proof.books) == (Decimal("15.00"), Decimal("15.00"))
    assert proof.sentence == "Agrees with QuickBooks: 15.00 USD."
    assert proof.is_proved


def test_each_month_opens_with_what_the_one_before_left(
    books: Connection, traded: Payout, read: Read, card: StorePaymentMethod
) -> None:
    sold("3", card, captured_at=datetime(2026, 12, 3, tzinfo=UTC))

    months = proof_of(books).months

    assert [f"{one.first_day:%Y-%m}" for one in months] == ["2026-11", "2026-12"]
    assert months[0].sales == Decimal("40.00")
    assert (months[0].refunds, months[0].fees) == (Decimal("5.00"), Decimal("0.88"))
    assert (months[0].payouts, months[0].closing) == (Decimal("19.12"), Decimal("15.00"))
    assert (months[1].opening, months[1].closing) == (Decimal("15.00"), Decimal("35.00"))


def test_a_difference_is_told_with_what_waits(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    sold("3", card)

    proof = proof_of(books)

    assert proof.sentence == ("Differs by 20.00 USD because 1 payment waits in the Queue (20.00).")
    assert proof.is_proved


def test_a_payout_that_is_held_is_a_reason(
    books: Connection, traded: Payout, read: Read, card: StorePaymentMethod
) -> None:
    paid_out(sold("3", card), method=card, fee_tax="0.10")
    read(books)

    assert proof_of(books).sentence == (
        "Differs by 20.00 USD because 1 payout waits for you (20.00)."
    )


def test_a_payout_deleted_in_the_store_is_a_reason(
    books: Connection, traded: Payout, read: Read
) -> None:
    traded.delete()
    read(books)

    proof = proof_of(books)

    assert proof.sentence == (
        "Differs by 20.00 USD because 1 record that was deleted in the store waits for you (20.00)."
    )


def test_money_of_an_order_that_does_not_post_is_a_reason(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    payment = sold("3", card)
    Order.objects.filter(pk=payment.order_id).update(status=Order.Status.OPEN)

    assert "1 payment is of an order that does not post" in proof_of(books).sentence


def test_what_lay_there_when_the_books_started_is_an_opening_balance(
    books: Connection, read: Read, card: StorePaymentMethod
) -> None:
    Connection.objects.filter(pk=books.pk).update(books_start_on=date(2026, 11, 1))
    books.refresh_from_db()
    order = OrderFactory(number="1", placed_at=datetime(2026, 10, 30, tzinfo=UTC))
    payment = PaymentFactory(order=order, method=card)
    paid_out(payment, method=card)
    read(books)

    proof = proof_of(books)

    assert (proof.store, proof.books) == (Decimal("0.00"), Decimal("-20.00"))
    assert "enter it in QuickBooks as its opening balance (20.00)" in proof.sentence
    assert proof.is_proved


def test_what_somebody_entered_by_hand_is_not_explained(
    books: Connection, traded: Payout, live_emulator: LiveEmulator
) -> None:
    account = PaymentMapping.objects.get(connection=books).clearing_account
    bank = ListItem.objects.get(connection=books, kind="Account", name="Checking")
    assert account is not None
    moved = {
        "FromAccountRef": {"value": account.qbo_id},
        "ToAccountRef": {"value": bank.qbo_id},
        "Amount": "3.00",
    }
    token = live_emulator.tokens(books.realm).access
    url = f"{live_emulator.url}/v3/company/{books.realm}/transfer"
    requests.post(url, json=moved, headers={"Authorization": f"Bearer {token}"}, timeout=10)

    comparison = both_sides.compare(books)

    [proof] = comparison.clearing
    assert proof.unexplained == Decimal("-3.00")
    assert proof.sentence == "Differs by 3.00 USD, and 3.00 of it nobody has explained."
    assert not comparison.is_clean


def test_payouts_are_compared_like_sales(books: Connection, traded: Payout) -> None:
    comparison = both_sides.compare(books)

    assert comparison.is_clean
    assert comparison.sums("payout")["USD"] == (1, Decimal("19.12"), 1, Decimal("19.12"))
    assert comparison.as_json()["clearing"][0]["is_proved"]


def test_a_transfer_is_compared_with_its_fees(
    books: Connection, read: Read, card: StorePaymentMethod
) -> None:
    Connection.objects.filter(pk=books.pk).update(payouts_become="transfer")
    paid_out(sold("1", card), method=card)
    read(books)

    comparison = both_sides.compare(books)

    assert comparison.is_clean
    assert comparison.sums("payout")["USD"][:2] == (1, Decimal("19.12"))
    assert comparison.clearing[0].sentence == "Agrees with QuickBooks: 0.00 USD."


def test_an_account_that_takes_two_currencies_is_not_proved(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    mapping = PaymentMapping.objects.get(connection=books, method=card)
    PaymentMapping.objects.create(
        connection=books, method=card, currency="EUR", clearing_account=mapping.clearing_account
    )
    sold("3", card, currency="EUR")

    assert "takes other money as well" in proof_of(books).sentence


def test_it_asks_the_database_the_same_however_much_there_is(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    before = questions(books)
    for number in range(3, 9):
        paid_out(sold(str(number), card), method=card)
    Payout.objects.filter(pk=traded.pk).update(fees="1.00", net="19.00")

    assert questions(books) - before <= 4


def questions(books: Connection) -> int:
    with CaptureQueriesContext(database) as asked:
        clearing.prove(books)
        loose_ends.misfits(books)
        loose_ends.not_paid_out(books)
    return len(asked)


def test_a_change_that_waits_is_a_reason(books: Connection, traded: Payout) -> None:
    Payout.objects.filter(pk=traded.pk).update(gross="21.00", net="20.12")

    assert proof_of(books).sentence == (
        "Differs by 1.00 USD because 1 change of what is booked waits in the Queue (1.00)."
    )


def test_what_was_not_paid_out_is_told_oldest_first(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    sold("3", card, captured_at=datetime(2026, 10, 3, tzinfo=UTC))
    sold("4", StorePaymentMethodFactory(name="Cash"))

    found = loose_ends.not_paid_out(books)

    assert found.sums == [("USD", 2, Decimal("40.00"))]
    assert [one.order.number for one in found.oldest] == ["3", "2"]


def test_a_payout_of_many_cents_fits_its_payments(
    shelf: Connection, card: StorePaymentMethod
) -> None:
    amounts = [Decimal(cents) / 100 for cents in (10, 20, 1010, 76557, 3333, 7)]
    order = OrderFactory(lines=[{"unit_price": "900.00"}])
    paid_out(
        *(PaymentFactory(order=order, method=card, amount=one) for one in amounts), method=card
    )

    assert loose_ends.misfits(shelf) == []


def test_a_payout_that_does_not_fit_its_payments_is_told_in_words(
    books: Connection, traded: Payout
) -> None:
    Payout.objects.filter(pk=traded.pk).update(gross="21.00", net="20.12")

    [misfit] = loose_ends.misfits(books)

    assert misfit.words == (
        "Payout of 2026-11-02 from Card: it says 21.00 of sales, and its payments are 20.00."
    )


def test_the_page_says_for_each_account_whether_it_agrees(
    books: Connection, traded: Payout, alice: Any
) -> None:
    clearing.ask(books, now=timezone.now())

    text = logged_in(alice).get(address("accounts-clearing", books)).content.decode()

    assert "Card clearing" in text
    assert "Agrees with QuickBooks: 15.00 USD." in text
    assert "1 payment, " in text


def test_the_button_asks_quickbooks_for_the_balances(
    books: Connection, traded: Payout, alice: Any
) -> None:
    client = logged_in(alice)

    client.post(address("ask-balances", books))

    text = client.get(address("accounts-clearing", books)).content.decode()
    assert "QuickBooks has told the balances of its accounts." in text
    assert "Agrees with QuickBooks: 15.00 USD." in text


def test_the_page_shows_a_vendor_nothing_of_others(shelf: Connection, bob: Any) -> None:
    VendorFactory(name="Bob's").users.add(bob)
    grant(bob, shelf, *Right)
    sold("1", StorePaymentMethodFactory(name="Card"))

    text = logged_in(bob).get(address("accounts-clearing", shelf)).content.decode()

    assert "Not shown to vendors" in text
    assert "20.00" not in text


def test_the_order_page_says_in_which_payout_its_money_came(
    books: Connection, traded: Payout, alice: Any
) -> None:
    order = Order.objects.get(number="1")

    text = logged_in(alice).get(reverse("console:order", args=[order.key])).content.decode()

    assert "Paid out on 2 Nov 2026" in text
    assert "booked as a deposit" in text


def test_a_vendors_own_company_books_what_the_marketplace_paid_it(
    books: Connection, read: Read, card: StorePaymentMethod
) -> None:
    vendor = VendorFactory()
    Connection.objects.filter(pk=books.pk).update(vendor=vendor, is_default=False)
    books.refresh_from_db()
    order = OrderFactory(number="1", vendor=vendor, lines=[{"unit_price": "20.00"}])
    payment = PaymentFactory(order=order, method=card)
    paid_out(payment, method=card, vendor=vendor)
    read(books)

    proof = proof_of(books)

    assert (proof.store, proof.books) == (Decimal("0.00"), Decimal("0.00"))
    assert proof.months[0].payouts == Decimal("19.12")


def test_what_a_bank_took_back_leaves_the_account_with_its_fee(
    books: Connection, traded: Payout, card: StorePaymentMethod
) -> None:
    lost, won = sold("3", card), sold("4", card)
    taken = {"charged_back_at": datetime(2026, 11, 9, tzinfo=UTC), "chargeback_fee": "15.00"}
    Payment.objects.filter(pk=lost.pk).update(state=Payment.State.CHARGED_BACK, **taken)
    Payment.objects.filter(pk=won.pk).update(**taken, won_back_at=datetime(2026, 12, 2, tzinfo=UTC))

    months = proof_of(books).months

    assert [one.charged_back for one in months] == [Decimal("70.00"), Decimal("-20.00")]
    assert months[-1].closing == Decimal("5.00")


def test_money_on_a_receipt_beside_a_gift_card_is_in_quickbooks(
    books: Connection, read: Read, card: StorePaymentMethod
) -> None:
    gift_card = StorePaymentMethodFactory(name="Gift card", kind="gift_card")
    choices: Any = books.defaults
    choices.gift_cards = owed_account(books)
    choices.save()
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    PaymentFactory(order=order, method=gift_card, amount="5.00")
    PaymentFactory(order=order, method=card, amount="15.00")
    read(books)

    proof = proof_of(books)

    assert (proof.difference, proof.reasons, proof.is_proved) == (Decimal(0), (), True)


def owed_account(books: Connection) -> ListItem:
    return suggest.create_account(
        connection=books,
        name="Gift cards outstanding",
        account_type="Other Current Liability",
        account_subtype="OtherCurrentLiabilities",
    )
