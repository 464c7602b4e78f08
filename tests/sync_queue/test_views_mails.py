"""The page Mails and the bookkeeper's list: who is written to, and what each button says."""

from typing import Any

import pytest
from django.core import mail

from connections.models import Connection, MailSettings, Right
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import OrderFactory
from tests.sync_queue.console_rows import held

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "alerts_to": "ann@example.com; ben@example.com",
    "silent_after_hours": "12",
    "bookkeeper_to": "clara@example.com",
    "is_weekly": "on",
}


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"


def saved(user: Any, connection: Connection, **changed: str) -> str:
    answer = logged_in(user).post(
        address("mails", connection), {**ADDRESSES, **changed}, follow=True
    )
    return str(answer.content.decode())


def pressed(user: Any, button: str, connection: Connection) -> str:
    return str(logged_in(user).post(address(button, connection), follow=True).content.decode())


def test_addresses_are_saved_and_shown_again(shelf: Connection, alice: Any) -> None:
    page = saved(alice, shelf)

    kept = MailSettings.objects.get()
    assert (kept.alerts_to, kept.silent_after_hours, kept.is_weekly) == (
        "ann@example.com, ben@example.com",
        12,
        True,
    )
    assert "ann@example.com, ben@example.com" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"alerts_to": "ann"}, "“ann” is not a mail address"),
        ({"bookkeeper_to": "clara@"}, "“clara@” is not a mail address"),
        ({"bookkeeper_to": ""}, "Enter where the list is to go every Monday."),
        ({"silent_after_hours": "soon"}, "Enter a number of hours, 0 for never."),
        ({"silent_after_hours": "-1"}, "Enter a number of hours, 0 for never."),
        ({"silent_after_hours": "721"}, "Enter at most 720 hours"),
        ({"alerts_to": ", ".join(["ann@example.com"] * 60)}, "500"),
    ],
)
def test_nonsense_is_refused_beside_its_field(
    shelf: Connection, alice: Any, changed: dict[str, str], said: str
) -> None:
    page = saved(alice, shelf, **changed)

    assert said in page
    assert not MailSettings.objects.exists()


def test_the_first_address_that_is_offered_is_ones_own(shelf: Connection, alice: Any) -> None:
    alice.email = "alice@example.com"
    alice.save()

    page = logged_in(alice).get(address("mails", shelf)).content.decode()

    assert 'value="alice@example.com"' in page


def test_the_test_mail_goes_out_and_says_so(shelf: Connection, alice: Any) -> None:
    saved(alice, shelf)

    page = pressed(alice, "test-mail", shelf)

    assert mail.outbox[0].to == ["ann@example.com", "ben@example.com"]
    assert mail.outbox[0].subject == "Test mail of QBO Bridge for Main books"
    assert "was sent to ann@example.com, ben@example.com. Look into the mailbox" in page


def test_a_test_mail_that_fails_says_why(shelf: Connection, alice: Any, settings: Any) -> None:
    settings.EMAIL_HOST = ""

    assert "Nobody is named who should get it" in pressed(alice, "test-mail", shelf)

    page = saved(alice, shelf)
    assert "No mail can be sent yet" in page
    assert "The test mail was not sent. This installation knows no mail server" in pressed(
        alice, "test-mail", shelf
    )


def test_the_list_shows_only_what_a_bookkeeper_mends(shelf: Connection, alice: Any) -> None:
    held(OrderFactory(), reason="tax:gst", message="GST has no code.")
    held(OrderFactory(), reason="does_not_add_up", message="It does not add up.")

    page = logged_in(alice).get(address("bookkeeper", shelf)).content.decode()

    assert "GST has no code" in page
    assert "add up" not in page


def test_the_list_is_sent_on_demand(shelf: Connection, alice: Any) -> None:
    saved(alice, shelf)
    held(OrderFactory(lines=[{"unit_price": "20.00"}]), reason="tax:gst", message="GST lacks.")

    page = pressed(alice, "send-list", shelf)

    assert mail.outbox[0].to == ["clara@example.com"]
    assert "GST lacks: 1 order, 20.00 USD" in mail.outbox[0].body
    assert "was sent to clara@example.com." in page


def test_what_is_entered_by_hand_is_named_one_by_one(shelf: Connection, alice: Any) -> None:
    saved(alice, shelf)
    for number in ("G-1", "G-2"):
        order = OrderFactory(number=number, lines=[{"unit_price": "20.00"}])
        held(order, reason="taken_back_late", message="It was cancelled late.")

    page = logged_in(alice).get(address("bookkeeper", shelf)).content.decode()
    pressed(alice, "send-list", shelf)

    for number in ("G-1", "G-2"):
        assert f"Invoice {number}: 20.00 USD" in page
        assert f"- Invoice {number}: 20.00 USD" in mail.outbox[0].body


def test_what_a_choice_mends_is_not_entered_by_hand(shelf: Connection, alice: Any) -> None:
    held(OrderFactory(number="T-1"), reason="tax:gst", message="GST has no code.")

    page = logged_in(alice).get(address("bookkeeper", shelf)).content.decode()

    assert "Invoice T-1:" not in page


def test_an_empty_list_is_not_sent_and_says_so(books: Connection, alice: Any) -> None:
    saved(alice, books)

    assert "nothing that only your bookkeeper can mend" in pressed(alice, "send-list", books)
    assert mail.outbox == []


def test_a_bookkeeper_with_the_right_sees_only_the_list(shelf: Connection, bob: Any) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    held(OrderFactory(), reason="tax:gst", message="GST has no code.")

    page = logged_in(bob).get(address("bookkeeper", shelf)).content.decode()

    assert "GST has no code" in page
    assert "Send to" not in page
    assert logged_in(bob).post(address("send-list", shelf)).status_code == 403


@pytest.mark.parametrize("page", ["mails", "bookkeeper"])
def test_strangers_are_told_of_no_such_page(
    shelf: Connection, carol: Any, dave: Any, page: str
) -> None:
    assert logged_in(carol).get(address(page, shelf)).status_code == 404
    assert logged_in(dave).get(address(page, shelf)).status_code == 404


def test_who_may_only_look_changes_nothing(shelf: Connection, bob: Any) -> None:
    grant(bob, shelf, Right.VIEW)

    page = logged_in(bob).get(address("mails", shelf)).content.decode()

    assert "You may look at these addresses" in page
    assert logged_in(bob).post(address("mails", shelf), ADDRESSES).status_code == 403
    assert logged_in(bob).post(address("test-mail", shelf)).status_code == 403
