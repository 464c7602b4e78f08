"""What lies in a closed period is known beforehand, and nothing there is rewritten (rule 8)."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from connections import company, exchanges
from connections.gateway import Call
from connections.models import Connection
from entities.models import Order, Payment, StorePaymentMethod
from sync_queue.books.comparison import compare
from sync_queue.models import QueueRow
from sync_queue.preparing import preview
from sync_queue.reader import Report
from sync_queue.start import live
from tests.bridge import LiveEmulator
from tests.factories import NOON, OrderFactory, PaymentFactory
from tests.sync_queue.company_side import hold_back
from tests.sync_queue.rows import release

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]
OCTOBER = datetime(2026, 10, 30, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def close(books: Connection, until: str) -> None:
    """The bookkeeper closes the books in QuickBooks; nobody here is told."""
    asked = exchanges.ask_or_raise(connection=books, call=Call("GET", "/preferences"))
    told = {"Id": "1", "SyncToken": asked["Preferences"]["SyncToken"], "sparse": True}
    told["AccountingInfoPrefs"] = {"BookCloseDate": until}
    call = Call("POST", "/preferences", body=json.dumps(told).encode())
    exchanges.ask_or_raise(connection=books, call=call)


def ask_again(books: Connection) -> None:
    Connection.objects.filter(pk=books.pk).update(closing_asked_at=None)


def sold_in_october() -> Order:
    order: Order = OrderFactory(number="1042", placed_at=OCTOBER)
    return order


def test_it_is_asked_of_quickbooks_before_anything_is_sent(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    close(books, "2026-10-31")
    ask_again(books)
    order = sold_in_october()

    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "closed_period")
    assert "the books are closed until 2026-10-31" in row.message


def test_what_quickbooks_says_itself_has_the_same_words(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    close(books, "2026-10-31")
    order = sold_in_october()

    read(books)

    row = row_of(order, "invoice")
    assert (row.state, row.reason) == ("held", "closed_period")
    assert row.message == "It is dated 2026-10-30, and the books are closed for that day."
    books.refresh_from_db()
    assert books.closing_asked_at is None


def test_a_word_that_quickbooks_did_not_accept_counts_no_more(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    close(books, "2026-10-31")
    order = sold_in_october()
    read(books)

    release(row_of(order, "invoice"))
    read(books)

    row = row_of(order, "invoice")
    assert (row.reason, row.approvals) == ("closed_period", "")


def test_it_goes_by_itself_once_the_period_is_open_again(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    hold_back(books, books_closed_on=date(2026, 10, 31))
    order = sold_in_october()
    read(books)

    company.test_connection(connection=books, now=timezone.now())
    read(books)

    assert row_of(order, "invoice").state == "done"


def test_a_booked_document_is_not_changed_where_the_books_were_closed_behind_it(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    order = sold_in_october()
    read(books)
    hold_back(books, books_closed_on=date(2026, 10, 31), closed_periods="redate")
    Order.objects.filter(pk=order.pk).update(note="x", number="Other")
    order.invoices.update(number="Other")

    read(books)

    assert row_of(order, "invoice").reason == "closed_period"


def test_nothing_is_voided_in_a_closed_period(books: Connection, read: Read, row_of: RowOf) -> None:
    order = OrderFactory(placed_at=NOON)
    read(books)
    hold_back(books, books_closed_on=date(2026, 11, 3))
    order.status = Order.Status.CANCELLED
    order.save()

    read(books)

    assert row_of(order, "invoice").reason == "closed_period"


def test_a_payment_of_a_closed_day_waits_though_its_invoice_is_booked(
    books: Connection, read: Read, row_of: RowOf, card: StorePaymentMethod
) -> None:
    order = sold_in_october()
    read(books)
    hold_back(books, books_closed_on=date(2026, 10, 31))
    payment = PaymentFactory(order=order, method=card, captured_at=OCTOBER)

    read(books)

    assert row_of(payment, "payment").reason == "closed_period"


def redated(books: Connection, read: Read) -> Payment:
    """An order of October with its later payment, both moved behind the closing."""
    hold_back(books, books_closed_on=date(2026, 10, 31), closed_periods="redate")
    payment: Payment = PaymentFactory(
        order=OrderFactory(placed_at=OCTOBER),
        method=StorePaymentMethod.objects.get(name="Card"),
        captured_at=OCTOBER,
        amount=5,
    )
    read(books)
    return payment


def test_moved_documents_say_their_true_date_and_stay_as_they_are(
    books: Connection, read: Read, row_of: RowOf, live_emulator: LiveEmulator
) -> None:
    payment = redated(books, read)
    hold_back(books, books_closed_on=None, closed_periods="hold")
    payment.order.save()
    read(books)

    state = live_emulator.state(books.realm)
    for document in (*state["Invoice"], *state["Payment"]):
        assert document["TxnDate"] == "2026-11-01"
        assert "Its date in the store is 2026-10-30" in document["PrivateNote"]
        assert document["SyncToken"] in ("0", "1")
    assert row_of(payment.order, "invoice").reason == "unchanged"


def test_moved_documents_agree_with_the_store(books: Connection, read: Read) -> None:
    redated(books, read)

    assert [one.reason for one in compare(books).findings if one.verdict != "agreed"] == []


def test_the_preview_says_it_beforehand(books: Connection) -> None:
    hold_back(books, books_closed_on=date(2026, 10, 31))

    books.refresh_from_db()
    part = preview.of_order(books, sold_in_october(), now=NOON)[0]

    assert part.foreseen == ("It is dated 2026-10-30, and the books are closed until 2026-10-31.",)


def test_a_row_that_waits_for_going_live_says_it_too(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    customer = OrderFactory(placed_at=NOON).customer
    read(books)
    hold_back(books, books_closed_on=date(2026, 10, 31), auto_post=False)
    order = OrderFactory(placed_at=OCTOBER, customer=customer)

    read(books)

    assert row_of(order, "invoice").message.startswith("Nothing is sent by itself yet. It is dated")


@pytest.mark.parametrize(("paid_on", "closed"), [(OCTOBER, 2), (NOON, 1)])
def test_going_live_counts_what_lies_in_a_closed_period(
    books: Connection, paid_on: Any, closed: int
) -> None:
    hold_back(books, books_closed_on=date(2026, 10, 31))
    sold_in_october()
    PaymentFactory(order=OrderFactory(placed_at=OCTOBER), captured_at=paid_on)

    books.refresh_from_db()
    found = live.offer(books, start_on=date(2026, 10, 1))

    assert (found.orders.count, found.closed.count) == (2, closed)
