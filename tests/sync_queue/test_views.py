"""Who may open and press what on the queue's pages; what stands there; what a button says."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, Exchange, Right
from sync_queue.models import QueueRow, ReaderLease
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory, ProductFactory
from tests.sync_queue.console_rows import booked, failed, held, invoice_row, sending

pytestmark = pytest.mark.django_db
PAGES = ["queue", "queue-table"]
BUTTONS = {
    "queue-read": Right.READ_QUEUE,
    "queue-stop": Right.READ_QUEUE,
    "queue-delete": Right.CLEAR_QUEUE,
    "queue-resend": Right.READ_QUEUE,
    "queue-release": Right.APPROVE,
    "queue-delete-errors": Right.CLEAR_QUEUE,
    "queue-clear": Right.CLEAR_QUEUE,
}


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def press(user: Any, button: str, connection: Connection, *more: Any, **data: Any) -> Any:
    return logged_in(user).post(address(button, connection, *more), data)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_anonymous_to_log_in(page: str, shelf: Connection) -> None:
    answer = Client().get(address(page, shelf))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_not_exist_for_carol_and_dave(
    page: str, shelf: Connection, carol: Any, dave: Any
) -> None:
    for stranger in (carol, dave):
        assert logged_in(stranger).get(address(page, shelf)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_the_right_to_view_a_connection_does_not_show_its_queue(
    page: str, shelf: Connection, bob: Any
) -> None:
    grant(bob, shelf, Right.VIEW)

    assert logged_in(bob).get(address(page, shelf)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_bob_opens_a_page_with_the_right_to_see_the_queue(
    page: str, shelf: Connection, bob: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)

    assert logged_in(bob).get(address(page, shelf)).status_code == 200


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_needs_its_right(button: str, shelf: Connection, bob: Any, carol: Any) -> None:
    grant(bob, shelf, *(right for right in Right if right != BUTTONS[button]))
    row = failed(OrderFactory())

    assert press(bob, button, shelf, row=row.pk).status_code == 403
    assert press(carol, button, shelf, row=row.pk).status_code == 404
    row.refresh_from_db()
    assert row.state == QueueRow.State.ERROR


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_is_pressed_and_never_opened(button: str, shelf: Connection, alice: Any) -> None:
    assert logged_in(alice).get(address(button, shelf)).status_code == 405


def test_a_button_asks_for_the_forms_own_token(shelf: Connection, alice: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(address("queue-clear", shelf)).status_code == 403


def test_only_the_buttons_that_a_person_may_press_are_shown(shelf: Connection, bob: Any) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    failed(OrderFactory())

    page = text(logged_in(bob).get(address("queue", shelf)))

    assert "Refresh queue" in page
    assert not [name for name in ("Read queue", "Clear queue", "Resend") if name in page]


def test_the_buttons_bear_their_names_with_a_sentence_beneath(
    shelf: Connection, alice: Any
) -> None:
    page = text(logged_in(alice).get(address("queue", shelf)))

    for name in ("Refresh queue", "Read queue", "Delete rows with errors", "Clear queue"):
        assert name in page
    assert "Send what is waiting to QuickBooks now." in page


def test_it_says_that_nothing_is_sent_by_itself_until_that_is_switched_on(
    shelf: Connection, alice: Any
) -> None:
    before = text(logged_in(alice).get(address("queue", shelf)))
    Connection.objects.update(auto_post=True)
    after = text(logged_in(alice).get(address("queue", shelf)))

    assert "Nothing is sent by itself yet" in before
    assert "Nothing is sent by itself yet" not in after


def test_what_waits_for_a_persons_word_is_named_by_count_and_sum(
    shelf: Connection, alice: Any
) -> None:
    held(OrderFactory(lines=[{"unit_price": "4100.50"}]))
    held(OrderFactory(lines=[{"unit_price": "20.00"}]))

    page = text(logged_in(alice).get(address("queue", shelf)))

    assert "Send what waits: 2 orders, 4,120.50 USD" in page


def test_a_row_shows_its_state_message_and_what_mends_it(shelf: Connection, alice: Any) -> None:
    row = failed(OrderFactory(number="1042"))

    page = text(logged_in(alice).get(address("queue", shelf)))

    assert "Invoice 1042" in page
    assert "Needs mending" in page
    assert row.message in page
    assert row.mend in page


def test_technical_details_name_the_fault_and_the_calls(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    row = sending(order, request_id="request-77")
    Exchange.objects.create(
        connection=shelf,
        method="POST",
        path="/invoice",
        request_id="request-77",
        started_at=timezone.now(),
        status=400,
        intuit_tid="1-abc",
    )
    row.fail(
        reason="fault:6540",
        message="Refused.",
        mend="",
        fault={"code": "6540", "message": "No", "detail": "Deposited"},
        now=timezone.now(),
    )

    page = text(logged_in(alice).get(address("queue", shelf)))
    folded = page[page.index("<details") : page.index("</details>")]

    for fact in ("6540", "request-77", "1-abc", "No: Deposited"):
        assert fact in folded


def test_filters_narrow_by_state_kind_and_text(shelf: Connection, alice: Any) -> None:
    failed(OrderFactory(number="1001"))
    held(OrderFactory(number="1002"))
    client = logged_in(alice)

    def shown(query: str) -> list[str]:
        answer = client.get(f"{address('queue', shelf)}?{query}")
        return [line.row.label for line in answer.context["lines"]]

    assert shown("state=error") == ["Invoice 1001"]
    assert shown("kind=invoice") == ["Invoice 1001", "Invoice 1002"]
    assert shown("q=1002") == ["Invoice 1002"]
    assert shown("reason=auto_post") == ["Invoice 1002"]
    assert shown("state=done") == []
    assert len(shown("state=nonsense&kind=nonsense")) == 4


def test_what_needs_a_person_stands_first(shelf: Connection, alice: Any) -> None:
    waiting = invoice_row(OrderFactory())
    stuck = failed(OrderFactory())

    answer = logged_in(alice).get(f"{address('queue', shelf)}?kind=invoice")

    assert [line.row for line in answer.context["lines"]] == [stuck, waiting]


def test_done_rows_are_out_of_sight_until_asked_for(shelf: Connection, alice: Any) -> None:
    row = invoice_row(OrderFactory())
    row.finish(now=timezone.now())
    client = logged_in(alice)

    assert row.label not in text(client.get(address("queue", shelf)))
    assert row.label in text(client.get(f"{address('queue', shelf)}?state=done"))


def test_an_empty_queue_says_so(shelf: Connection, alice: Any) -> None:
    assert "The queue is empty" in text(logged_in(alice).get(address("queue", shelf)))


def test_a_page_asks_no_more_for_many_rows_than_for_few(
    shelf: Connection, alice: Any, django_assert_num_queries: Any
) -> None:
    client = logged_in(alice)
    failed(OrderFactory())
    with CaptureQueriesContext(connection) as few:
        client.get(address("queue", shelf))
    for _ in range(8):
        failed(OrderFactory())

    with django_assert_num_queries(len(few)):
        client.get(address("queue", shelf))


def test_bob_sees_only_his_own_rows_in_the_marketplaces_queue(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, *Right)
    his = invoice_row(OrderFactory(vendor=bobs_vendor, number="B-1"))
    hers = invoice_row(OrderFactory(vendor=carols_vendor, number="C-1"))

    page = text(logged_in(bob).get(address("queue", shelf)))

    assert his.label in page
    assert hers.label not in page
    assert press(bob, "queue-delete-row", shelf, hers.pk).status_code == 404


def test_bob_sees_everything_in_his_own_company(bob: Any, bobs_vendor: Any) -> None:
    own = Connection.objects.create(name="Bob's books", slug="bob", vendor=bobs_vendor)
    grant(bob, own, Right.SEE_QUEUE)
    QueueRow.objects.create(
        connection=own,
        kind="charge",
        key="shipping",
        label="Shipping",
        rank=0,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )

    assert "Shipping" in text(logged_in(bob).get(address("queue", own)))


def test_deleting_a_row_says_what_it_did(shelf: Connection, alice: Any) -> None:
    row = failed(OrderFactory(lines=[{"unit_price": "12.00"}]))

    answer = press(alice, "queue-delete-row", shelf, row.pk)

    assert said(answer) == (
        "Taken out of the queue: 1 row: 1 invoice. 1 order, 12.00 USD, will NOT be in your books. "
        "Nothing already in QuickBooks is removed."
    )


def test_deleting_what_is_being_sent_is_refused_in_words(shelf: Connection, alice: Any) -> None:
    row = sending(OrderFactory())

    assert "is being sent or done already" in said(press(alice, "queue-delete-row", shelf, row.pk))


def test_resending_a_row_returns_to_where_it_was_pressed(shelf: Connection, alice: Any) -> None:
    row = failed(OrderFactory())
    here = f"{address('queue', shelf)}?state=error"

    answer = press(alice, "queue-resend", shelf, row=row.pk, next=here)

    row.refresh_from_db()
    assert row.state == QueueRow.State.WAITING
    assert answer["Location"].startswith(f"{here}&started=")


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:1"])
def test_a_button_never_leads_out_of_the_console(
    shelf: Connection, alice: Any, elsewhere: str
) -> None:
    answer = press(alice, "queue-clear", shelf, next=elsewhere)

    assert answer["Location"] == address("queue", shelf)


def test_releasing_a_cause_sends_all_its_rows(shelf: Connection, alice: Any) -> None:
    for _ in range(2):
        held(OrderFactory(lines=[{"unit_price": "5.00"}]))

    answer = press(alice, "queue-release", shelf, reason="auto_post")

    assert said(answer) == "2 rows: 2 invoices (2 orders, 10.00 USD) will be sent now."
    assert QueueRow.objects.filter(is_released=True).count() == 2


def test_releasing_what_was_sent_meanwhile_says_so(shelf: Connection, alice: Any) -> None:
    answer = press(alice, "queue-release", shelf, reason="auto_post")

    assert "Nothing waits for your word any more" in said(answer)


def test_a_button_must_be_told_which_rows(shelf: Connection, alice: Any) -> None:
    assert press(alice, "queue-resend", shelf).status_code == 404


def test_reading_without_a_sign_in_says_what_is_missing(shelf: Connection, alice: Any) -> None:
    answer = press(alice, "queue-read", shelf)

    assert said(answer).startswith("Nothing can be sent just now.")


def test_pressing_read_while_it_is_read_is_no_error(shelf: Connection, alice: Any) -> None:
    until = timezone.now() + timedelta(minutes=1)
    ReaderLease.objects.create(connection=shelf, holder="reader", until=until)

    answer = press(alice, "queue-read", shelf)

    (message,) = get_messages(answer.wsgi_request)
    assert (message.level_tag, str(message)[:35]) == (
        "success",
        "The queue is being read already. Th",
    )
    assert "started=" in answer["Location"]


def test_the_table_refreshes_itself_only_while_a_reader_works(
    shelf: Connection, alice: Any
) -> None:
    client = logged_in(alice)
    idle = text(client.get(address("queue", shelf)))
    ReaderLease.objects.create(
        connection=shelf,
        holder="reader",
        until=timezone.now() + timedelta(minutes=1),
        progress_done=28,
        progress_total=59,
    )

    busy = text(client.get(address("queue", shelf)))

    assert "data-live" not in idle
    assert f'data-live="{address("queue-table", shelf)}' in busy
    assert "Reading the queue: 28 of 59" in busy
    assert 'max="59" value="28"' in busy


def test_the_list_renews_itself_until_the_reader_that_was_called_has_been(
    shelf: Connection, alice: Any
) -> None:
    client = logged_in(alice)
    table = address("queue-table", shelf)
    started = int(time.time())

    def is_live(query: str = "") -> bool:
        return "data-live" in text(client.get(f"{table}{query}"))

    assert not is_live()
    assert is_live(f"?started={started}")
    assert not is_live(f"?started={started - 60}")
    assert not is_live("?started=nonsense")


def test_a_reader_that_came_and_went_ends_the_waiting(shelf: Connection, alice: Any) -> None:
    started = int(time.time()) - 5
    ReaderLease.objects.create(connection=shelf, served_at=timezone.now())

    answer = logged_in(alice).get(f"{address('queue-table', shelf)}?started={started}")

    assert "data-live" not in text(answer)


def test_names_from_the_store_cannot_become_markup(shelf: Connection, alice: Any) -> None:
    ProductFactory(name="<script>alert(1)</script>")

    page = text(logged_in(alice).get(address("queue", shelf)))

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_booked_row_says_that_the_amount_differs(shelf: Connection, alice: Any) -> None:
    row = invoice_row(OrderFactory())
    booked(OrderFactory(), shelf)
    row.finish(now=timezone.now(), flag="differs", message="The total is 9.99, in the store 10.")

    page = text(logged_in(alice).get(f"{address('queue', shelf)}?state=done"))

    assert "Booked, amount differs" in page
