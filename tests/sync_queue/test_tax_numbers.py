"""A customer's tax number goes where the country has a place for it, and its mask never back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from entities.models import Customer
from sync_queue import sweeper
from sync_queue.documents import tax_numbers
from sync_queue.mapping import rules, targets
from sync_queue.mapping.rules import Rule
from sync_queue.models import Arrival, Difference, Link, QueueRow
from sync_queue.preparing import evidence
from sync_queue.pull import deciding, run
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, logged_in
from tests.factories import CustomerFactory
from tests.sync_queue.company_side import edit_there, there
from tests.sync_queue.conftest import Clock
from tests.sync_queue.known_company import build, company
from tests.sync_queue.mapped import mapped
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]
NUMBER = "GB 123 4567 89"
MASKED = "XXXXXXXXX56789"

pytestmark = pytest.mark.django_db


@pytest.fixture
def british(connected: Callable[..., Connection]) -> Connection:
    connection = connected("gb")
    connection.is_default = True
    connection.save()
    return connection


@pytest.fixture
def dana(british: Connection, read: Read) -> Customer:
    made: Customer = CustomerFactory(first_name="Dana", currency="GBP", tax_number=NUMBER)
    read(british)
    return made


def link_of(customer: Customer) -> Link:
    return Link.objects.get(kind="customer", key=customer.key)


def newest(customer: Customer) -> QueueRow:
    return QueueRow.objects.filter(kind="customer", key=customer.key).latest("pk")


def in_quickbooks(live: LiveEmulator, books: Connection, customer: Customer) -> Any:
    found = live.state(books.realm)["Customer"]
    return next(one for one in found if one["Id"] == link_of(customer).qbo_id)


@pytest.mark.parametrize(("country", "sent"), [("GB", NUMBER), ("US", None)])
def test_it_goes_where_the_country_has_a_place_for_it(country: str, sent: str | None) -> None:
    person = CustomerFactory(tax_number="GB 123  4567 89 ", currency="GBP")

    fields = build("customer", person, company(country, multicurrency=True)).fields

    assert fields.get("PrimaryTaxIdentifier") == sent
    assert "ResaleNum" not in fields


def test_it_is_the_resale_number_where_a_person_says_so(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mapped(books, "customer", ResaleNum="{customer.tax_number}")
    short, long = CustomerFactory(tax_number="SR-12-345"), CustomerFactory(tax_number="1" * 20)

    read(books)

    assert in_quickbooks(live_emulator, books, short)["ResaleNum"] == "SR-12-345"
    assert "ResaleNum" not in in_quickbooks(live_emulator, books, long)


def test_quickbooks_gets_it_once_and_again_only_when_it_changes(
    dana: Customer, british: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    assert in_quickbooks(live_emulator, british, dana)["PrimaryTaxIdentifier"] == MASKED
    bodies = []
    for change in ({"phone": "555-0199"}, {"tax_number": "GB 987 6543 21"}, {"tax_number": ""}):
        for column, value in change.items():
            setattr(dana, column, value)
        dana.save()
        read(british)
        bodies.append(newest(dana).frozen["body"].get("PrimaryTaxIdentifier"))

    assert bodies == [None, "GB 987 6543 21", ""]
    assert "PrimaryTaxIdentifier" not in in_quickbooks(live_emulator, british, dana)
    assert sweeper.sweep(now=timezone.now()) == 0


def test_the_mask_is_never_sent_and_wipes_nothing_out(
    dana: Customer, british: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    Customer.objects.filter(pk=dana.pk).update(tax_number=MASKED, phone="555-0199")

    read(british)

    assert "PrimaryTaxIdentifier" not in newest(dana).frozen["body"]
    assert link_of(dana).sent["PrimaryTaxIdentifier"] == NUMBER


def test_a_copy_of_which_only_the_mask_is_seen_is_no_foreign_change(
    dana: Customer, british: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    edit_there(live_emulator, british, "customer", link_of(dana), Notes="A good one")
    dana.phone = "555-0199"
    dana.save()

    read(british)
    read(british)

    assert newest(dana).state == "done"
    assert in_quickbooks(live_emulator, british, dana)["Notes"] == "A good one"


def test_another_number_there_is_shown_by_its_end_and_not_overwritten(
    dana: Customer, british: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    edit_there(
        live_emulator, british, "customer", link_of(dana), PrimaryTaxIdentifier="GB 999 9999 99"
    )
    dana.phone = "555-0199"
    dana.save()

    read(british)

    row = newest(dana)
    assert (row.state, row.reason) == ("held", "changed_in_quickbooks")
    assert row.fault["changed"] == {"PrimaryTaxIdentifier": ["XXXXXXXXX99999", MASKED]}


def test_a_new_number_with_the_same_end_is_not_taken_for_arrived(
    dana: Customer, british: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    edit_there(live_emulator, british, "customer", link_of(dana), Notes="A good one")
    dana.tax_number = "GB 000 4567 89"
    dana.save()
    sent_before = len(live_emulator.log(british.realm))

    read(british)
    read(british)

    calls = live_emulator.log(british.realm)[sent_before:]
    updates = [one for one in calls if one["operation"] == "update"]
    assert newest(dana).state == "done"
    assert len(updates) == 2


@pytest.mark.parametrize(
    ("theirs", "ours", "agree"),
    [
        ("XXXXXX56789", "123-45-6789", True),
        ("XXXXXXX6789", "123-45-6789", True),
        ("XXXXXXXXX56789", "gb 123 4567 89", True),
        ("XXXXXX56780", "123-45-6789", False),
        ("123456789", "123-45-6789", True),
        ("X1234567L", "X1234567L", True),
        (None, "123-45-6789", False),
        ("XXXXXX56789", "", False),
        (None, "", True),
    ],
)
def test_a_mask_agrees_with_a_number_of_that_end(theirs: Any, ours: str, agree: bool) -> None:
    assert tax_numbers.agree(theirs, ours) is agree
    found = {"PrimaryTaxIdentifier": theirs}
    assert bool(evidence.differences(found, {"PrimaryTaxIdentifier": ours})) is not agree


def test_the_mask_is_neither_taken_nor_offered_as_a_change(
    dana: Customer, british: Connection, live_emulator: LiveEmulator
) -> None:
    switch(british, "customer", "pull_update", on=True)
    edit_there(
        live_emulator,
        british,
        "customer",
        link_of(dana),
        PrimaryTaxIdentifier="GB 999 9999 99",
        GivenName="Dina",
    )

    run.pull(british, now=timezone.now(), patience_s=0)

    dana.refresh_from_db()
    assert (dana.first_name, dana.tax_number) == ("Dina", NUMBER)
    assert not Difference.objects.exists()


def test_who_is_made_of_a_quickbooks_customer_has_no_masked_number(
    british: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    switch(british, "customer", "pull_create", on=True)
    there(live_emulator, british, "Customer", DisplayName="Kay Ltd", PrimaryTaxIdentifier=NUMBER)
    run.pull(british, now=timezone.now(), patience_s=0)

    made = deciding.create(Arrival.objects.get(), user=alice, now=timezone.now())

    assert (made.company, made.tax_number) == ("Kay Ltd", "")


def test_the_page_of_its_row_shows_the_end_alone(dana: Customer, alice: Any) -> None:
    row = newest(dana)

    answer = logged_in(alice).get(address("queue-row", row.connection, row.pk)).content.decode()

    assert "Tax number" in answer
    assert MASKED in answer
    assert NUMBER not in answer


def test_a_lost_answer_to_a_new_number_is_settled_without_a_second_write(
    dana: Customer,
    british: Connection,
    read: Read,
    clock: Clock,
    live_emulator: LiveEmulator,
) -> None:
    live_emulator.schedule(british.realm, "response-lost", entity="Customer", operation="update")
    dana.tax_number = "GB 987 6543 21"
    dana.save()
    read(british)
    clock.advance(seconds=131)

    read(british)

    assert newest(dana).state == "done"
    assert in_quickbooks(live_emulator, british, dana)["PrimaryTaxIdentifier"].endswith("54321")


@pytest.mark.parametrize(
    ("country", "field", "text", "why"),
    [
        ("US", "PrimaryTaxIdentifier", "{customer.tax_number}", "outside the United States only"),
        ("GB", "PrimaryTaxIdentifier", "{customer.tax_number}", ""),
        ("GB", "PrimaryTaxIdentifier", MASKED, "beginning hidden"),
        ("US", "ResaleNum", "{customer.tax_number}", ""),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_what_to_do(
    country: str, field: str, text: str, why: str
) -> None:
    target = targets.BY_SUBJECT["customer"][field]

    said = rules.refuse(
        Rule(text), target, subject="customer", connection=Connection(country=country)
    )

    assert (why in said) if why else said == ""
