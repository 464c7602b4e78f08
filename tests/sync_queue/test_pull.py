"""What changed in QuickBooks comes into the store, is never sent back, and never loses a side."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connections.models import Connection
from entities.models import Customer, Product
from sync_queue import leases, sweeper
from sync_queue.models import Difference, Link, PullMark, QueueRow
from sync_queue.pull import run, turn
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, ProductFactory
from tests.sync_queue.company_side import edit_there
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def pull(books: Connection) -> run.Report:
    return run.pull(books, now=timezone.now(), patience_s=0)


def link_of(entity: Any, kind: str) -> Link:
    return Link.objects.get(kind=kind, key=entity.key)


@pytest.fixture
def dana(books: Connection, read: Read) -> Customer:
    """A booked customer; customers and products are brought back."""
    for subject in ("customer", "product"):
        switch(books, subject, "pull_update", on=True)
    made: Customer = CustomerFactory(first_name="Dana", last_name="Roe", phone="555-0100")
    read(books)
    pull(books)
    return made


@pytest.fixture
def teapot(dana: Customer, books: Connection, read: Read) -> Product:
    made: Product = ProductFactory(name="Blue teapot", sku="BT-1", price="20.00")
    read(books)
    return made


def there(live: LiveEmulator, books: Connection, entity: Any, **changed: Any) -> None:
    """Somebody edits the record in QuickBooks."""
    kind = "customer" if isinstance(entity, Customer) else "product"
    path = {"customer": "customer", "product": "item"}[kind]
    edit_there(live, books, path, link_of(entity, kind), **changed)


def nothing_goes_back(books: Connection, read: Read, live: LiveEmulator) -> None:
    """No row stands in the queue, the sweep finds none, and nothing is written in QuickBooks."""
    Link.objects.update(swept_at=None)
    rows, calls = QueueRow.objects.count(), len(live.log(books.realm))
    assert sweeper.sweep(now=timezone.now()) == 0
    read(books)
    assert (QueueRow.objects.count(), len(live.log(books.realm))) == (rows, calls)


@pytest.mark.parametrize(
    ("changed", "column", "value"),
    [
        ({"GivenName": "Dina"}, "first_name", "Dina"),
        ({"FamilyName": "Poe"}, "last_name", "Poe"),
        ({"CompanyName": "Roe Ltd"}, "company", "Roe Ltd"),
        ({"PrimaryPhone": {"FreeFormNumber": "555-0199"}}, "phone", "555-0199"),
        ({"PrimaryEmailAddr": {"Address": "d@roe.example"}}, "email", "d@roe.example"),
        ({"BillAddr": {"Line1": "1 Oak Street", "City": "Reno"}}, "billing_city", "Reno"),
    ],
)
def test_what_only_changed_there_comes_into_the_store_and_never_goes_back(
    dana: Customer,
    books: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    changed: Any,
    column: str,
    value: str,
) -> None:
    there(live_emulator, books, dana, **changed)

    report = pull(books)

    dana.refresh_from_db()
    assert (report.taken, getattr(dana, column)) == (1, value)
    nothing_goes_back(books, read, live_emulator)


@pytest.mark.parametrize(
    ("changed", "column", "value"),
    [
        ({"Name": "Green teapot"}, "name", "Green teapot"),
        ({"Sku": "GT-1"}, "sku", "GT-1"),
        ({"UnitPrice": 21.5}, "price", Decimal("21.5")),
        ({"Description": "Holds a litre."}, "description", "Holds a litre."),
    ],
)
def test_an_item_changed_there_changes_the_product(
    teapot: Product,
    books: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    changed: Any,
    column: str,
    value: Any,
) -> None:
    there(live_emulator, books, teapot, **changed)

    assert pull(books).taken >= 1

    teapot.refresh_from_db()
    assert getattr(teapot, column) == value
    nothing_goes_back(books, read, live_emulator)


def test_a_later_edit_in_the_store_is_sent_over_what_was_taken_without_a_question(
    dana: Customer, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, books, dana, PrimaryPhone={"FreeFormNumber": "555-0199"})
    pull(books)
    dana.refresh_from_db()
    dana.phone = "555-0177"
    dana.save()

    read(books)

    row = QueueRow.objects.filter(kind="customer").latest("pk")
    assert (row.state, row.frozen["body"]["PrimaryPhone"]["FreeFormNumber"]) == ("done", "555-0177")


def test_what_only_changed_here_is_left_to_the_queue(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    Customer.objects.filter(pk=dana.pk).update(last_name="Poe")
    there(live_emulator, books, dana, PrimaryPhone={"FreeFormNumber": "555-0199"})

    report = pull(books)

    dana.refresh_from_db()
    assert (report.taken, report.asked) == (1, 0)
    assert (dana.last_name, dana.phone) == ("Poe", "555-0199")
    assert QueueRow.objects.open().get().key == dana.key


def test_what_changed_on_both_sides_is_asked_about_and_neither_is_lost(
    dana: Customer, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, books, dana, PrimaryPhone={"FreeFormNumber": "555-0199"})
    dana.phone = "555-0177"
    dana.save()

    assert pull(books).asked == 1
    read(books)

    dana.refresh_from_db()
    asked = Difference.objects.get()
    assert (asked.ours["FreeFormNumber"], asked.theirs["FreeFormNumber"]) == (
        "555-0177",
        "555-0199",
    )
    assert dana.phone == "555-0177"
    row = QueueRow.objects.unfinished().get()
    assert (row.state, row.reason) == ("held", "changed_in_quickbooks")
    assert row.message == "Phone changed in the store and in QuickBooks as well."


def test_both_sides_changed_to_the_same_is_no_question(
    dana: Customer, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, books, dana, PrimaryPhone={"FreeFormNumber": "555-0199"})
    dana.phone = "555-0199"
    dana.save()

    report = pull(books)
    read(books)

    assert (report.taken, report.asked) == (0, 0)
    assert QueueRow.objects.filter(kind="customer").latest("pk").reason == "unchanged"


def test_a_value_that_the_store_cannot_hold_is_asked_about_with_the_reason(
    teapot: Product, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    ProductFactory(name="Kettle", sku="K-1")
    read(books)
    there(live_emulator, books, teapot, Sku="K-1")

    pull(books)

    teapot.refresh_from_db()
    assert teapot.sku == "BT-1"
    assert "has it already" in Difference.objects.get().why_not_taken


def test_a_record_linked_by_hand_is_asked_about_where_the_sides_differ(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    Link.objects.filter(key=dana.key).update(last_sent_at=None)
    there(live_emulator, books, dana, PrimaryPhone={"FreeFormNumber": "555-0199"})

    assert pull(books).asked == 1

    dana.refresh_from_db()
    assert dana.phone == "555-0100"


def test_addresses_stay_apart_where_they_are_written_only_once(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    Connection.objects.filter(pk=books.pk).update(address_updates="create_only")
    books.refresh_from_db()
    there(live_emulator, books, dana, BillAddr={"Line1": "1 Oak Street"})

    assert pull(books).taken == 0


def test_nothing_is_read_while_every_switch_is_off(
    books: Connection, live_emulator: LiveEmulator
) -> None:
    before = len(live_emulator.log(books.realm))

    assert pull(books).sentence == "Nothing has changed in QuickBooks."

    assert len(live_emulator.log(books.realm)) == before


def test_the_second_pull_asks_for_changes_only(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    before = len(live_emulator.log(books.realm))

    pull(books)

    assert {call["path"].split("/")[-1] for call in live_emulator.log(books.realm)[before:]} == {
        "cdc"
    }


def test_after_a_long_gap_everything_is_read_again(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    PullMark.objects.update(seen_until=long_ago)
    there(live_emulator, books, dana, GivenName="Dina")

    assert pull(books).taken == 1

    assert PullMark.objects.get(qbo_type="Customer").seen_until > long_ago


def test_what_is_being_sent_is_put_off_and_read_next_time(
    dana: Customer, books: Connection, live_emulator: LiveEmulator, frozen: Any
) -> None:
    dana.phone = "555-0177"
    dana.save()
    frozen(books)
    there(live_emulator, books, dana, GivenName="Dina")

    assert pull(books).put_off == 1
    QueueRow.objects.in_flight().update(state="done")

    again = pull(books)
    dana.refresh_from_db()
    assert (again.put_off, dana.first_name) == (0, "Dina")


def test_a_pull_waits_for_the_reader_and_says_so(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, books, dana, GivenName="Dina")
    mark = PullMark.objects.get(qbo_type="Customer").seen_until
    leases.take(connection_id=books.pk, holder="reader", now=timezone.now())

    with pytest.raises(turn.TurnTaken, match="being read"):
        pull(books)

    assert PullMark.objects.get(qbo_type="Customer").seen_until == mark


def test_a_pull_takes_as_many_queries_for_many_unchanged_records_as_for_few(
    dana: Customer, books: Connection, read: Read
) -> None:
    def queries() -> int:
        PullMark.objects.update(seen_until=None)
        with CaptureQueriesContext(connection) as caught:
            pull(books)
        return len(caught)

    few = queries()
    for _ in range(12):
        CustomerFactory()
    read(books)
    queries()

    assert queries() == few


def test_more_changes_than_quickbooks_tells_at_once_are_all_found(
    dana: Customer,
    books: Connection,
    read: Read,
    live_emulator: LiveEmulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for told_at_once in ("emulator.querying.changes.MOST", "sync_queue.pull.changes.MOST"):
        monkeypatch.setattr(told_at_once, 2)
    others = [CustomerFactory() for _ in range(4)]
    read(books)
    for customer in (dana, *others):
        there(live_emulator, books, customer, GivenName="Dina")

    assert pull(books).taken == 5
