"""The order page: the store's figures beside the documents that stand in QuickBooks."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from connections.models import Connection, Right
from entities.models import Order, StorePaymentMethod
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import NOON, OrderFactory, PaymentFactory, RefundFactory
from tests.sync_queue.company_side import hold_back
from tests.sync_queue.console_rows import booked, failed, held

pytestmark = pytest.mark.django_db


NEXT_DAY = NOON + timedelta(days=1)


def page(user: Any, order: Order) -> Any:
    return logged_in(user).get(reverse("console:order", args=[order.key]))


@pytest.mark.django_db(transaction=True)
def test_a_booked_order_shows_both_sides_with_debits_and_credits(
    books: Connection, read: Callable[..., Any], card: StorePaymentMethod, alice: Any
) -> None:
    order = OrderFactory(number="1042", lines=[{"unit_price": "40.00"}], status_at=NEXT_DAY)
    PaymentFactory(order=order, method=card, captured_at=NOON)
    RefundFactory(order=order, customer=order.customer, method=card)
    read(books)

    answer = page(alice, order)

    found = {paper.title: paper for paper, _ in answer.context["papers"]}
    assert set(found) == {"Sales receipt", "Payment", "Refund receipt"}
    receipt = found["Sales receipt"]
    assert receipt.books == receipt.store
    assert receipt.debits == 40
    assert found["Payment"].link is None
    shown = answer.content.decode()
    for words in ("Card clearing", "Open in QuickBooks", "2 Nov 2026", "Technical details"):
        assert words in shown


@pytest.mark.django_db(transaction=True)
def test_it_links_to_the_very_document(
    books: Connection, read: Callable[..., Any], alice: Any, settings: Any
) -> None:
    order = OrderFactory()
    read(books)
    link = Link.objects.get(kind="invoice")

    shown = page(alice, order).content.decode()

    assert f"{settings.EMULATOR_URL}/books/{books.realm}/invoice/{link.qbo_id}" in shown


def test_an_amount_that_differs_is_said(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    booked(order, shelf, total="19.99")

    assert "Amount differs" in page(alice, order).content.decode()


def test_a_refused_order_offers_to_resend(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    row = failed(order)

    shown = page(alice, order).content.decode()

    assert row.message in shown
    assert row.mend in shown
    assert ">Resend<" in shown


def test_what_keeps_an_order_back_leads_to_the_very_field(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    held(order, reason="account:income")

    shown = page(alice, order).content.decode()

    assert f'href="{address("accounts", shelf)}#id_income">Mend it<' in shown


@pytest.mark.django_db(transaction=True)
def test_what_would_keep_an_order_back_leads_there_before_it_is_sent(
    books: Connection, alice: Any
) -> None:
    books.auto_post = False
    books.save()
    order = OrderFactory()
    PaymentFactory(order=order, method=StorePaymentMethod.objects.create(name="PayPal"))
    held(order)

    shown = page(alice, order).content.decode()

    assert "It cannot be booked as it is" in shown
    assert f"{address('accounts-payments', books)}#id_clearing-" in shown


def test_what_the_store_has_to_mend_has_no_such_button(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    held(order, reason="does_not_add_up")

    assert ">Mend it<" not in page(alice, order).content.decode()


def test_an_order_that_never_went_says_so(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(status="open")

    assert "Nothing in QuickBooks yet" in page(alice, order).content.decode()


def test_adding_it_to_the_queue_says_so(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(number="1042")
    QueueRow.objects.all().delete()

    answer = logged_in(alice).post(reverse("console:order", args=[order.key]), follow=True)

    assert "Order 1042 is in the queue." in answer.content.decode()
    assert QueueRow.objects.get().kind == "invoice"


def test_adding_without_the_right_adds_nothing(
    shelf: Connection, bob: Any, bobs_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    order = OrderFactory(vendor=bobs_vendor)
    QueueRow.objects.all().delete()

    answer = logged_in(bob).post(reverse("console:order", args=[order.key]), follow=True)

    assert "Nothing was added to the queue" in answer.content.decode()
    assert not QueueRow.objects.exists()


def test_the_anonymous_are_asked_to_log_in(shelf: Connection) -> None:
    answer = Client().get(reverse("console:order", args=[OrderFactory().key]))

    assert answer["Location"].startswith(reverse("admin:login"))


def test_bob_sees_his_own_order_and_nobody_elses(
    shelf: Connection, bob: Any, carol: Any, dave: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    his, hers = OrderFactory(vendor=bobs_vendor), OrderFactory(vendor=carols_vendor)

    assert page(bob, his).status_code == 200
    assert page(bob, hers).status_code == 404
    assert page(carol, hers).status_code == 404
    assert page(dave, his).status_code == 404


def test_where_both_sides_do_not_agree_it_is_said_beside_the_figure(
    shelf: Connection, alice: Any
) -> None:
    hold_back(shelf, custom_numbers=True)
    order = OrderFactory(number="1042", lines=[{"unit_price": "20.00"}])
    booked(order, shelf, total="19.99", number="1042-2", document_date=NEXT_DAY.date())

    (paper, _), *_ = page(alice, order).context["papers"]

    sides = {side.title: side for side in paper.sides}
    assert {title for title, side in sides.items() if side.differs} == {"Number", "Date", "Total"}
    assert (sides["Total"].store, sides["Total"].books) == ("20.00 USD", "19.99 USD")
    assert "another number" in sides["Number"].note


def test_the_number_of_a_company_that_numbers_by_itself_is_shown_and_not_wrong(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory(number="1042", lines=[{"unit_price": "20.00"}])
    booked(order, shelf, total="20.00", number="7")

    (paper, _), *_ = page(alice, order).context["papers"]

    number = next(side for side in paper.sides if side.title == "Number")
    assert (number.store, number.books, number.differs) == ("1042", "7", False)
    assert number.note == "Your company numbers its documents itself."


def test_a_document_that_was_taken_out_reads_neither_as_booked_nor_as_wrong(
    shelf: Connection, alice: Any
) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00", "name": "Blue teapot"}])
    line = {"Description": "Teapot there", "Amount": "20", "SalesItemLineDetail": {}}
    booked(order, shelf, total="0.00", is_gone=True, sent={"Line": [line]})
    QueueRow.objects.filter(kind="invoice").update(state="done")

    shown = page(alice, order).content.decode()

    assert "Taken out of QuickBooks" in shown
    assert ">Booked<" not in shown
    assert ">Differs<" not in shown
    assert "Teapot there" not in shown


def test_the_stores_number_with_its_prefix_is_the_same_number(
    shelf: Connection, alice: Any
) -> None:
    Connection.objects.update(number_prefix="NW-")
    order = OrderFactory(number="1042")
    booked(order, shelf, number="NW-1042", document_date=NOON.date())

    (paper, _), *_ = page(alice, order).context["papers"]

    assert not any(side.differs for side in paper.sides)


def test_the_whole_story_is_told_the_newest_first(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(number="1042", placed_at=NOON)
    PaymentFactory(order=order, captured_at=NEXT_DAY)
    row = failed(order)
    steer.resend(QueueRow.objects.filter(pk=row.pk), now=row.updated_at, user="Alice")
    booked(order, shelf, linked_at=row.updated_at + timedelta(hours=1))

    told = [moment.title for moment in page(alice, order).context["moments"]]

    assert told[-3:] == ["Captured", "Billed", "Placed in the store"]
    assert told.index("Booked in Main books") < told.index("Needs mending")
    assert any(moment.by == "Alice" for moment in page(alice, order).context["moments"])


def test_a_row_is_deleted_from_here_after_its_sentence(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    row, client = failed(order), logged_in(alice)
    shown = page(alice, order).content.decode()

    url = unescape(re.search(r'href="([^"]*do=delete[^"]*)"', shown)[1])
    asked = client.get(url).content.decode()
    client.post(reverse("console:queue-delete", args=[shelf.slug]), {"row": row.pk})

    assert "1 order, 20.00 USD, will NOT be in your books." in asked
    row.refresh_from_db()
    assert row.reason == "taken_out"


def test_bob_gets_the_buttons_of_his_rights_only(
    shelf: Connection, bob: Any, bobs_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    order = OrderFactory(vendor=bobs_vendor)
    failed(order)
    looking = page(bob, order).content.decode()
    grant(bob, shelf, Right.READ_QUEUE)
    sending = page(bob, order).content.decode()

    assert "do=resend" not in looking
    assert "do=resend" in sending
    assert "do=delete" not in sending


@pytest.mark.django_db(transaction=True)
def test_what_will_be_a_sales_receipt_shows_the_day_of_its_payment(
    books: Connection, card: StorePaymentMethod, alice: Any
) -> None:
    order = OrderFactory(status_at=NEXT_DAY)
    PaymentFactory(order=order, method=card, captured_at=NOON)

    found = {paper.title: paper for paper, _ in page(alice, order).context["papers"]}

    assert found["Sales receipt"].is_preview
    assert found["Sales receipt"].store.date == NOON.date()


@pytest.mark.django_db(transaction=True)
def test_moments_are_told_as_the_company_s_clock_shows_them(books: Connection, alice: Any) -> None:
    Connection.objects.update(time_zone="America/Los_Angeles")
    order = OrderFactory(placed_at=NOON.replace(hour=3))

    shown = page(alice, order).content.decode()

    assert "1 Nov 2026, 19:00" in shown
    assert "2 Nov 2026, 03:00" not in shown
    assert "As in America/Los_Angeles" in shown
