"""The page of a name, and the words that are asked for under Needs you."""

from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Right
from entities.models import Customer
from sync_queue import kinds
from sync_queue.models import Link, Naming, QueueRow
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jane() -> Customer:
    found: Customer = CustomerFactory(first_name="Jane", last_name="Roe")
    return found


@pytest.fixture
def asked(shelf: Connection, jane: Customer) -> QueueRow:
    """The row of a customer who was made inactive in QuickBooks."""
    row: QueueRow = QueueRow.objects.get(connection=shelf, kind="customer", key=jane.key)
    message = "“Jane Roe” is a customer that was made inactive in QuickBooks."
    row.hold(reason="name_inactive", message=message, mend="Say.", now=timezone.now())
    return row


@pytest.fixture
def linked(shelf: Connection, jane: Customer) -> Link:
    found = {"type": "Customer", "id": "7", "name": "Jane Roe", "detail": "jane@example.com"}
    Naming.objects.create(
        connection=shelf,
        kind=kinds.CUSTOMER.name,
        key=jane.key,
        name="Jane Roe",
        verdict="linked",
        evidence="Same name and e-mail address (jane@example.com).",
        found=found,
        decided_at=timezone.now(),
    )
    made: Link = Link.objects.create(
        connection=shelf,
        kind=kinds.CUSTOMER.name,
        key=jane.key,
        qbo_type="Customer",
        qbo_id="7",
        name="Jane Roe",
        named_for="Jane Roe",
        name_space="names",
        folded_name="jane roe",
    )
    return made


def test_needs_you_offers_both_words(asked: QueueRow, alice: Any) -> None:
    page = logged_in(alice).get("/console/needs-you/").content.decode()

    assert "It is the same: make it active" in page
    assert "Make a new one" in page


@pytest.mark.parametrize(
    ("button", "word"), [("queue-revive", "revive"), ("queue-make-new", "make_new")]
)
def test_a_word_goes_onto_the_row_and_into_its_story(
    asked: QueueRow, shelf: Connection, alice: Any, button: str, word: str
) -> None:
    logged_in(alice).post(address(button, shelf), {"reason": "name_inactive"})

    asked.refresh_from_db()
    assert (asked.state, asked.has_approval(word)) == ("waiting", True)
    assert asked.events.filter(by="alice").exists()


def test_who_may_not_approve_says_no_word(asked: QueueRow, shelf: Connection, bob: Any) -> None:
    grant(bob, shelf, Right.VIEW, Right.SEE_QUEUE)

    answer = logged_in(bob).post(address("queue-revive", shelf), {"row": asked.pk})

    assert answer.status_code in (403, 404)
    asked.refresh_from_db()
    assert asked.state == "held"


def test_the_page_says_who_it_is_and_on_what_evidence(
    linked: Link, shelf: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(address("name", shelf, "customer", linked.key)).content.decode()

    assert "Same name and e-mail address (jane@example.com)." in page
    assert "by the bridge itself" in page
    assert "documents that are booked stay with it" in page


def test_unlinking_takes_the_link_away_and_notes_who_did_it(
    linked: Link, shelf: Connection, alice: Any
) -> None:
    logged_in(alice).post(address("name", shelf, "customer", linked.key))

    linked.refresh_from_db()
    noted = Naming.objects.get(key=linked.key)
    assert (linked.qbo_id, linked.folded_name) == ("", "")
    assert (noted.verdict, noted.decided_by) == ("unlinked", alice)
    assert QueueRow.objects.open().filter(kind="customer", key=linked.key).exists()


def test_strangers_and_unknown_names_are_not_found(
    linked: Link, shelf: Connection, alice: Any, dave: Any
) -> None:
    page = address("name", shelf, "customer", linked.key)

    assert logged_in(dave).get(page).status_code == 404
    assert logged_in(alice).get(address("name", shelf, "invoice", "1")).status_code == 404
    assert logged_in(alice).get(address("name", shelf, "customer", "nobody")).status_code == 404


def test_the_customers_page_in_the_store_leads_to_the_name(
    linked: Link, shelf: Connection, jane: Customer, alice: Any
) -> None:
    page = logged_in(alice).get(f"/admin/entities/customer/{jane.pk}/change/").content.decode()

    assert address("name", shelf, "customer", jane.key) in page


def test_a_name_that_nobody_was_asked_about_says_who_it_is(
    shelf: Connection, jane: Customer, alice: Any
) -> None:
    Link.objects.create(
        connection=shelf, kind="customer", key=jane.key, qbo_type="Customer", qbo_id="7"
    )

    answer = logged_in(alice).get(address("name", shelf, "customer", jane.key))

    assert answer.status_code == 200
