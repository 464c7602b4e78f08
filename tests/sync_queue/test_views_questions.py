"""What is asked before a button of the queue acts, and of whom."""

from typing import Any

import pytest

from connections.models import Connection, Right
from sync_queue.models import QueueRow
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory, PaymentFactory
from tests.sync_queue.console_rows import booked, failed, held, invoice_row, sending

pytestmark = pytest.mark.django_db
NEEDED = {
    "clear": Right.CLEAR_QUEUE,
    "delete-errors": Right.CLEAR_QUEUE,
    "delete": Right.CLEAR_QUEUE,
    "resend": Right.READ_QUEUE,
    "release": Right.APPROVE,
}


def asked(user: Any, connection: Connection, do: str, *rows: QueueRow, **more: Any) -> str:
    query = {"do": do, "row": [row.pk for row in rows], **more}
    answer = logged_in(user).get(address("queue-ask", connection), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_clearing_asks_with_the_orders_that_will_not_be_in_the_books(
    shelf: Connection, alice: Any
) -> None:
    OrderFactory(lines=[{"unit_price": "2911.40"}])

    page = asked(alice, shelf, "clear")

    assert "2 rows: 1 customer, 1 invoice." in page
    assert "1 order, 2,911.40 USD, will NOT be in your books." in page
    assert "Nothing already in QuickBooks is removed." in page
    assert "What is being sent just now stays" in page


def test_deleting_errors_asks_only_about_rows_with_errors(shelf: Connection, alice: Any) -> None:
    failed(OrderFactory(lines=[{"unit_price": "7.00"}]))
    held(OrderFactory(lines=[{"unit_price": "9.00"}]))

    page = asked(alice, shelf, "delete-errors")

    assert "1 order, 7.00 USD, will NOT be in your books." in page


def test_deleting_a_row_names_it_and_what_leaves_with_it(shelf: Connection, alice: Any) -> None:
    order = OrderFactory(number="1042")
    PaymentFactory(order=order)

    page = asked(alice, shelf, "delete", failed(order))

    assert "Delete the row of “Invoice 1042”?" in page
    assert "2 rows: 1 invoice, 1 payment." in page


def test_no_money_is_named_where_the_record_is_in_the_books(shelf: Connection, alice: Any) -> None:
    order = OrderFactory()
    booked(order, shelf)

    assert "will NOT" not in asked(alice, shelf, "delete", failed(order))


def test_resending_counts_only_what_can_be_sent_again(shelf: Connection, alice: Any) -> None:
    stuck, flying = failed(OrderFactory(lines=[{"unit_price": "5.00"}])), sending(OrderFactory())

    page = asked(alice, shelf, "resend", stuck, flying)

    assert "1 row: 1 invoice (1 order, 5.00 USD)" in page


def test_a_cause_is_asked_about_as_a_whole(shelf: Connection, alice: Any) -> None:
    for _ in range(2):
        held(OrderFactory(lines=[{"unit_price": "5.00"}]))

    page = asked(alice, shelf, "release", reason="auto_post")

    assert "2 rows: 2 invoices (2 orders, 10.00 USD)" in page
    assert "With your word it is booked in Main books now." in page


@pytest.mark.parametrize("do", ["delete", "resend", "release"])
def test_a_question_about_nothing_has_no_button(do: str, shelf: Connection, alice: Any) -> None:
    flying = sending(OrderFactory())

    for page in (asked(alice, shelf, do), asked(alice, shelf, do, flying)):
        assert 'type="submit" class="qb-button"' not in page
        assert ">Close<" in page


@pytest.mark.parametrize("do", ["clear", "delete-errors"])
def test_an_empty_queue_leaves_nothing_to_ask(do: str, shelf: Connection, alice: Any) -> None:
    assert 'type="submit" class="qb-button"' not in asked(alice, shelf, do)


@pytest.mark.parametrize("do", NEEDED)
def test_a_question_needs_the_right_of_its_button(do: str, shelf: Connection, bob: Any) -> None:
    grant(bob, shelf, *(right for right in Right if right != NEEDED[do]))
    ask = logged_in(bob).get

    assert ask(address("queue-ask", shelf), {"do": do}).status_code == 403
    grant(bob, shelf, NEEDED[do])
    assert ask(address("queue-ask", shelf), {"do": do}).status_code == 200


def test_a_question_nobody_knows_is_not_found(shelf: Connection, alice: Any) -> None:
    for do in ("", "drop-tables"):
        assert logged_in(alice).get(address("queue-ask", shelf), {"do": do}).status_code == 404


def test_the_dialog_gets_the_question_without_the_page_around_it(
    shelf: Connection, alice: Any
) -> None:
    query = {"do": "clear"}
    invoice_row(OrderFactory())

    answer = logged_in(alice).get(address("queue-ask", shelf), query, headers={"X-Part": "dialog"})

    part = answer.content.decode()
    assert part.lstrip().startswith("<form")
    assert "<html" not in part


def test_bob_is_asked_about_his_own_rows_only(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, *Right)
    OrderFactory(vendor=bobs_vendor, lines=[{"unit_price": "5.00"}])
    hers = invoice_row(OrderFactory(vendor=carols_vendor, lines=[{"unit_price": "90.00"}]))

    assert "1 order, 5.00 USD" in asked(bob, shelf, "clear")
    assert "Nothing to delete" in asked(bob, shelf, "delete", hers)


def test_the_answer_acts_on_the_rows_that_were_asked_about(shelf: Connection, alice: Any) -> None:
    first, second, other = (failed(OrderFactory()) for _ in range(3))
    page = asked(alice, shelf, "delete", first, second, next="/console/main-books/queue/")

    assert f'name="row" value="{first.pk}"' in page
    assert 'name="next" value="/console/main-books/queue/"' in page
    logged_in(alice).post(address("queue-delete", shelf), {"row": [first.pk, second.pk]})
    assert [row.pk for row in QueueRow.objects.filter(state="error")] == [other.pk]
