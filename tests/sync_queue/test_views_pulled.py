"""The page From QuickBooks: its buttons do what they say, and each person sees what is theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Right
from entities.models import Customer, Product, Vendor
from sync_queue.models import Arrival, Difference, Link, QueueRow
from sync_queue.pull import run
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import CustomerFactory, ProductFactory
from tests.sync_queue.company_side import edit_there, there
from tests.sync_queue.test_pull import dana, nothing_goes_back, teapot
from tests.sync_queue.test_switches import switch

Read = Callable[..., Report]

__all__ = ["dana", "teapot"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(dana: Customer, books: Connection, read: Read, live_emulator: LiveEmulator) -> Difference:
    """Dana's phone changed on both sides, and her row waits for a person."""
    link = Link.objects.get(kind="customer", key=dana.key)
    edit_there(live_emulator, books, "customer", link, PrimaryPhone={"FreeFormNumber": "555-0199"})
    dana.phone = "555-0177"
    dana.save()
    run.pull(books, now=timezone.now())
    read(books)
    found: Difference = Difference.objects.get()
    return found


def arrive(books: Connection, live: LiveEmulator, kind: str, **body: Any) -> Arrival:
    """Somebody makes a record in QuickBooks, and it is offered."""
    for subject in ("customer", "product"):
        switch(books, subject, "pull_create", on=True)
    qbo_id = there(live, books, kind, **body)
    run.pull(books, now=timezone.now())
    found: Arrival = Arrival.objects.get(qbo_id=qbo_id)
    return found


def phone_there(live: LiveEmulator, books: Connection, customer: Customer) -> str:
    link = Link.objects.get(kind="customer", key=customer.key)
    found = live.state(books.realm)["Customer"]
    return next(
        str(one["PrimaryPhone"]["FreeFormNumber"]) for one in found if one["Id"] == link.qbo_id
    )


def test_both_values_stand_side_by_side(asked: Difference, books: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("pulled", books)).content.decode()

    assert page.index("555-0177") < page.index("555-0199")
    assert "Phone" in page
    assert "Dana Roe" in page


def test_the_page_of_the_switches_says_that_something_is_to_be_decided(
    asked: Difference, books: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(address("flows", books)).content.decode()

    assert "1 difference waits" in page


def test_taking_quickbooks_value_writes_the_store_and_sends_nothing(
    asked: Difference,
    books: Connection,
    alice: Any,
    dana: Customer,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    answer = logged_in(alice).post(
        address("decide", books, str(asked.pk)), {"holds": "quickbooks"}, follow=True
    )

    assert "The store has QuickBooks&#x27; value now." in answer.content.decode()
    dana.refresh_from_db()
    assert dana.phone == "555-0199"
    read(books)
    assert QueueRow.objects.filter(kind="customer").latest("pk").reason == "unchanged"
    nothing_goes_back(books, read, live_emulator)


def test_keeping_the_stores_value_sends_it(
    asked: Difference,
    books: Connection,
    alice: Any,
    dana: Customer,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    logged_in(alice).post(address("decide", books, str(asked.pk)), {"holds": "store"})

    read(books)

    assert phone_there(live_emulator, books, dana) == "555-0177"
    assert not Difference.objects.exists()
    run.pull(books, now=timezone.now())
    assert not Difference.objects.exists()


def test_sending_the_held_row_is_the_same_word(
    asked: Difference,
    books: Connection,
    alice: Any,
    dana: Customer,
    read: Read,
    live_emulator: LiveEmulator,
) -> None:
    row = QueueRow.objects.get(state="held")
    logged_in(alice).post(address("queue-release", books), {"row": row.pk})

    read(books)

    assert phone_there(live_emulator, books, dana) == "555-0177"
    assert not Difference.objects.exists()


def test_a_decided_difference_cannot_be_decided_twice(
    asked: Difference, books: Connection, alice: Any
) -> None:
    client, there = logged_in(alice), address("decide", books, str(asked.pk))
    client.post(there, {"holds": "store"})

    assert client.post(there, {"holds": "quickbooks"}).status_code == 404
    assert client.post(address("decide", books, "999999"), {"holds": "x"}).status_code == 404


def test_a_customer_who_is_there_only_is_offered_with_its_evidence_and_linked(
    books: Connection, read: Read, alice: Any, live_emulator: LiveEmulator
) -> None:
    finn = Customer(first_name="Finn", last_name="Moe", email="finn@example.com", key="finn")
    Customer.objects.silently().bulk_create([finn])
    arrival = arrive(
        books,
        live_emulator,
        "Customer",
        DisplayName="Finn Moe",
        PrimaryEmailAddr={"Address": "finn@example.com"},
    )
    client = logged_in(alice)
    assert "Same e-mail and name." in client.get(address("pulled", books)).content.decode()

    client.post(address("arrival", books, str(arrival.pk)), {"deed": "link"})

    assert Link.objects.get(kind="customer", key="finn").qbo_id == arrival.qbo_id
    assert not Arrival.objects.exists()
    nothing_goes_back(books, read, live_emulator)


def test_an_item_who_is_there_only_becomes_a_product_and_never_goes_back(
    books: Connection, read: Read, alice: Any, live_emulator: LiveEmulator
) -> None:
    income = books.list_items.filter(kind="Account", type="Income").first()
    arrival = arrive(
        books,
        live_emulator,
        "Item",
        Name="Copper kettle",
        Sku="CK-1",
        Type="NonInventory",
        UnitPrice=34.5,
        IncomeAccountRef={"value": income.qbo_id},
    )

    logged_in(alice).post(address("arrival", books, str(arrival.pk)), {"deed": "create"})

    made = Product.objects.get(sku="CK-1")
    assert (made.name, str(made.price)) == ("Copper kettle", "34.5000")
    assert Link.objects.get(kind="product", key=made.key).qbo_id == arrival.qbo_id
    assert not QueueRow.objects.filter(key=made.key).exists()
    nothing_goes_back(books, read, live_emulator)


def test_what_is_made_here_is_no_difference_at_the_next_pull(
    books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    switch(books, "customer", "pull_update", on=True)
    arrival = arrive(
        books,
        live_emulator,
        "Customer",
        DisplayName="Roe & Sons",
        BillAddr={"Line1": "1 Oak Street", "Country": "United States"},
    )
    logged_in(alice).post(address("arrival", books, str(arrival.pk)), {"deed": "create"})
    made = Customer.objects.get(company="Roe & Sons")

    run.pull(books, now=timezone.now())

    assert [one.field for one in Difference.objects.filter(key=made.key)] == ["BillAddr"]


def test_what_is_left_out_stays_out_until_it_is_offered_again(
    books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    arrival = arrive(books, live_emulator, "Customer", DisplayName="Nobody")
    client = logged_in(alice)
    client.post(address("arrival", books, str(arrival.pk)), {"deed": "leave-out"})

    edited = Link(qbo_id=arrival.qbo_id, sync_token="0")
    edit_there(live_emulator, books, "customer", edited, CompanyName="No Ltd")
    run.pull(books, now=timezone.now())

    arrival.refresh_from_db()
    assert arrival.state == "left_out"
    client.post(address("offer-again", books))
    arrival.refresh_from_db()
    assert arrival.state == "offered"


def test_all_that_fit_nothing_are_made_at_once(
    books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    for name in ("Ann Ash", "Ben Birch", "Cy Cedar"):
        arrive(books, live_emulator, "Customer", DisplayName=name)

    page = logged_in(alice).post(address("create-arrivals", books), follow=True)

    assert "made in the store" in page.content.decode()
    assert Customer.objects.filter(company__in=["Ann Ash", "Ben Birch", "Cy Cedar"]).count() == 3


def test_nothing_is_offered_while_new_ones_may_not_come(
    dana: Customer, books: Connection, live_emulator: LiveEmulator
) -> None:
    there(live_emulator, books, "Customer", DisplayName="Nobody")

    run.pull(books, now=timezone.now())

    assert not Arrival.objects.exists()


def test_pull_now_says_what_it_brought(
    dana: Customer, books: Connection, alice: Any, live_emulator: LiveEmulator
) -> None:
    link = Link.objects.get(kind="customer", key=dana.key)
    edit_there(live_emulator, books, "customer", link, GivenName="Dina")

    page = logged_in(alice).post(address("pull-now", books), follow=True)

    assert "1 change taken over into the store." in page.content.decode()


def test_pull_now_with_every_switch_off_says_so(shelf: Connection, alice: Any) -> None:
    page = logged_in(alice).post(address("pull-now", shelf), follow=True)

    assert "Nothing is switched on" in page.content.decode()


def test_bob_sees_his_own_differences_and_decides_none_without_the_right(
    teapot: Product, books: Connection, bob: Any, bobs_vendor: Vendor
) -> None:
    own = ProductFactory(vendor=bobs_vendor, name="Bob's mug")
    for key in (own.key, teapot.key):
        Difference.objects.create(
            connection=books, kind="product", key=key, field="Sku", seen_at=timezone.now()
        )
    grant(bob, books, Right.VIEW, Right.SEE_QUEUE)
    client = logged_in(bob)

    page = client.get(address("pulled", books)).content.decode()

    assert "Bob&#x27;s mug" in page
    assert "Blue teapot" not in page
    mine = Difference.objects.get(key=own.key)
    assert client.post(address("decide", books, str(mine.pk))).status_code == 403


def test_bob_cannot_decide_about_what_is_not_his(
    teapot: Product, books: Connection, bob: Any, bobs_vendor: Vendor
) -> None:
    other = Difference.objects.create(
        connection=books, kind="product", key=teapot.key, field="Sku", seen_at=timezone.now()
    )
    grant(bob, books, Right.VIEW, Right.SEE_QUEUE, Right.APPROVE, Right.LINK)
    client = logged_in(bob)

    answer = client.post(address("decide", books, str(other.pk)), {"holds": "store"})

    assert answer.status_code == 404
    assert client.post(address("offer-again", books)).status_code == 404


def test_carol_finds_no_such_page(shelf: Connection, carol: Any) -> None:
    CustomerFactory()

    assert logged_in(carol).get(address("pulled", shelf)).status_code == 404


def two_like(name: str) -> list[Customer]:
    first, last = name.split()
    same = {"first_name": first, "last_name": last}
    return [CustomerFactory(email=f"{one}@example.com", **same) for one in ("one", "two")]


def test_of_several_that_fit_alike_a_person_chooses_the_one(
    books: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    _, second = two_like("Finn Moe")
    arrival = arrive(books, live_emulator, "Customer", DisplayName="Finn Moe")
    client = logged_in(alice)

    page = client.get(address("pulled", books)).content.decode()
    assert "Several in the store fit: choose the one that it is." in page
    assert "Link to Finn Moe one@example.com" in page
    said = client.post(
        address("arrival", books, str(arrival.pk)), {"with": second.key}, follow=True
    ).content.decode()

    assert "“Finn Moe” is linked with Finn Moe." in said
    assert Link.objects.get(kind="customer", key=second.key).qbo_id == arrival.qbo_id
    assert not Arrival.objects.exists()


def test_nobody_links_with_a_record_that_was_not_to_choose_from(
    books: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    two_like("Finn Moe")
    other = CustomerFactory(first_name="Dana", last_name="Roe")
    arrival = arrive(books, live_emulator, "Customer", DisplayName="Finn Moe")

    said = logged_in(alice).post(
        address("arrival", books, str(arrival.pk)), {"with": other.key}, follow=True
    )

    assert "not to choose from any more" in said.content.decode()
    assert not Link.objects.linked().filter(key=other.key).exists()


def test_what_fits_several_is_not_made_anew_with_what_fits_nothing(
    books: Connection, live_emulator: LiveEmulator, alice: Any
) -> None:
    two_like("Finn Moe")
    arrival = arrive(books, live_emulator, "Customer", DisplayName="Finn Moe")

    logged_in(alice).post(address("create-arrivals", books))

    assert Arrival.objects.filter(pk=arrival.pk).exists()
    assert Customer.objects.filter(last_name="Moe").count() == 2
