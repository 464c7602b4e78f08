"""Whose is the name in QuickBooks? Asked before a customer is made, decided, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from connections.models import Connection
from sync_queue.models import Link, Naming, QueueRow
from sync_queue.preparing import naming as words
from sync_queue.reader import Report
from sync_queue.steering import naming
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory
from tests.sync_queue.company_side import there

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]
JANE = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com"}

pytestmark = pytest.mark.django_db


def someone(
    live: LiveEmulator, books: Connection, *, email: str = "", kind: str = "Customer", **more: Any
) -> str:
    """Somebody called Jane Roe who is in QuickBooks already; returns their id."""
    body: dict[str, Any] = {"DisplayName": "Jane Roe", **more}
    if email:
        body["PrimaryEmailAddr"] = {"Address": email}
    if kind == "Employee":
        body |= {"GivenName": "Jane", "FamilyName": "Roe"}
    return there(live, books, kind, **body)


def gone(live: LiveEmulator, books: Connection, id_: str, kind: str = "Customer") -> None:
    there(live, books, kind, Id=id_, SyncToken="0", sparse=True, Active=False)


def name_in_books(live: LiveEmulator, books: Connection, id_: str) -> str:
    found = live.state(books.realm)["Customer"]
    return next(str(one["DisplayName"]) for one in found if one["Id"] == id_)


def made(live: LiveEmulator, books: Connection) -> list[str]:
    return sorted(
        one["DisplayName"]
        for one in live.state(books.realm)["Customer"]
        if "Roe" in one["DisplayName"]
    )


def naming_of(customer: Any) -> Naming:
    return Naming.objects.get(kind="customer", key=customer.key)


def test_the_same_name_and_address_are_linked_and_left_as_they_stand(
    books: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> None:
    id_ = someone(live_emulator, books, email="JANE@example.com", CompanyName="Theirs")
    jane = CustomerFactory(**JANE)

    read(books)

    assert Link.objects.get(kind="customer", key=jane.key).qbo_id == id_
    assert made(live_emulator, books) == ["Jane Roe"]
    assert naming_of(jane).verdict == "linked"
    assert "Same name and e-mail address" in naming_of(jane).evidence
    assert row_of(jane, "customer").state == "done"


@pytest.mark.parametrize(
    ("kind", "email", "words"),
    [
        ("Customer", "other@example.com", "e-mail address there is other@example.com"),
        ("Customer", "", "QuickBooks has no e-mail address to compare"),
        ("Vendor", "jane@example.com", "the name of a vendor"),
        ("Employee", "", "the name of an employee"),
    ],
)
def test_weak_evidence_and_another_kind_leave_theirs_alone(
    books: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    kind: str,
    email: str,
    words: str,
) -> None:
    someone(live_emulator, books, kind=kind, email=email)
    jane = CustomerFactory(**JANE)

    read(books)

    assert Link.objects.get(kind="customer", key=jane.key).name == f"Jane Roe (C-{jane.key})"
    assert naming_of(jane).verdict == "marked"
    assert words in naming_of(jane).evidence


def test_a_free_name_is_asked_for_in_one_question_per_list_and_nothing_is_written_down(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    people = [CustomerFactory(first_name="Jane", last_name=f"Roe {n}") for n in range(5)]
    before = len(live_emulator.log(books.realm))

    read(books)

    asked = [one for one in live_emulator.log(books.realm)[before:] if "query" in one["path"]]
    assert len(asked) == 3
    assert Link.objects.linked().filter(kind="customer").count() == len(people)
    assert not Naming.objects.exists()


@pytest.fixture
def inactive(books: Connection, read: Read, live_emulator: LiveEmulator) -> tuple[str, Any]:
    """Jane was made inactive in QuickBooks, and buys in the store again."""
    id_ = someone(live_emulator, books, email="jane@example.com")
    gone(live_emulator, books, id_)
    jane = CustomerFactory(**JANE)
    read(books)
    return id_, jane


def test_an_inactive_match_waits_for_a_person_with_its_evidence(
    inactive: tuple[str, Any], row_of: RowOf
) -> None:
    _, jane = inactive

    row = row_of(jane, "customer")
    assert (row.state, row.reason) == ("held", "name_inactive")
    assert "made inactive in QuickBooks, with the same e-mail address" in row.message
    assert naming_of(jane).verdict == "asked"


def test_a_word_makes_the_inactive_one_active_under_its_name(
    inactive: tuple[str, Any], books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    (id_, jane), alice = inactive, User.objects.create_user("alice")

    naming.decide(QueueRow.objects.all(), words.REVIVE, user=alice, now=timezone.now())
    read(books)

    [one] = [c for c in live_emulator.state(books.realm)["Customer"] if c["Id"] == id_]
    assert (one["DisplayName"], one["Active"]) == ("Jane Roe", True)
    assert Link.objects.get(kind="customer", key=jane.key).qbo_id == id_
    assert (naming_of(jane).verdict, naming_of(jane).decided_by) == ("revived", alice)


def test_a_word_makes_a_new_one_and_leaves_the_inactive_one(
    inactive: tuple[str, Any], books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    (id_, jane), alice = inactive, User.objects.create_user("alice")

    naming.decide(QueueRow.objects.all(), words.MAKE_NEW, user=alice, now=timezone.now())
    read(books)

    assert made(live_emulator, books) == ["Jane Roe", "Jane Roe (deleted)"]
    assert Link.objects.get(kind="customer", key=jane.key).qbo_id != id_
    assert naming_of(jane).verdict == "new"


def test_an_unlinked_customer_gets_a_new_one_and_what_is_booked_stays_where_it_is(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    id_ = someone(live_emulator, books, email="jane@example.com")
    jane, alice = CustomerFactory(**JANE), User.objects.create_user("alice")
    first = OrderFactory(number="1042", customer=jane)
    read(books)

    link = Link.objects.get(kind="customer", key=jane.key)
    naming.unlink(link, user=alice, now=timezone.now())
    OrderFactory(number="1043", customer=jane)
    first.save()
    read(books)

    link.refresh_from_db()
    assert (link.qbo_id != id_, link.name) == (True, f"Jane Roe (C-{jane.key})")
    invoices = {one["DocNumber"]: one for one in live_emulator.state(books.realm)["Invoice"]}
    assert invoices["1042"]["CustomerRef"]["value"] == id_
    assert invoices["1043"]["CustomerRef"]["value"] == link.qbo_id


def test_names_of_several_store_customers_never_meet_on_one_of_quickbooks(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    id_ = someone(live_emulator, books, email="jane@example.com")
    twins = [CustomerFactory(**JANE), CustomerFactory(**JANE)]

    read(books)

    links = Link.objects.linked().filter(kind="customer", key__in=[one.key for one in twins])
    ids = set(links.values_list("qbo_id", flat=True))
    assert len(ids) == 2
    assert id_ in ids


def test_a_customer_renamed_after_a_clash_gets_the_plain_new_name(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    someone(live_emulator, books)
    jane = CustomerFactory(**JANE)
    read(books)

    jane.last_name = "Doe"
    jane.save()
    read(books)

    assert Link.objects.get(kind="customer", key=jane.key).name == "Jane Doe"
