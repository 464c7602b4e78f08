"""The pages of the field mapping: choose, try, save, look at old versions, send again."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection, DefaultAccounts, Right
from sync_queue.mapping import stored, targets
from sync_queue.mapping.rules import Rule
from sync_queue.models import FieldMapping, Link, QueueRow
from sync_queue.reader import Report
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.mapped import defaulted, mapped
from tests.sync_queue.test_mapping_booked import mapped_later

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


def chosen(source: str, template: str = "", *, seen: int = 0, **more: str) -> dict[str, str]:
    """What the browser sends of the form of one field."""
    return {"source": source, "template": template, "seen": str(seen), **more}


def notes(connection: Connection) -> str:
    return address("field", connection, "customer", "Notes")


def rules(connection: Connection, subject: str = "customer") -> Any:
    return stored.of(connection).of(subject).rules


@pytest.mark.parametrize("subject", FieldMapping.Subject.values)
def test_every_kind_of_record_has_its_table(shelf: Connection, alice: Any, subject: str) -> None:
    page = logged_in(alice).get(address("fields", shelf), {"of": subject}).content.decode()

    assert "Field mapping" in page
    for target in targets.BY_SUBJECT.get(subject, {}).values():
        assert target.title in page


def test_alice_saves_what_a_field_gets_and_it_is_a_version(shelf: Connection, alice: Any) -> None:
    page = logged_in(alice).post(notes(shelf), chosen("text", "Number {customer.key}"), follow=True)

    assert "Saved as version 1" in page.content.decode()
    assert rules(shelf)["Notes"] == Rule("Number {customer.key}")
    saved = FieldMapping.objects.get()
    assert (saved.saved_by, saved.note) == (alice, "Notes: “Number {customer.key}”")


def test_a_field_of_the_store_is_chosen_from_a_list_with_its_changes(
    shelf: Connection, alice: Any
) -> None:
    posted = chosen("customer.company", step1="upper", step2="first", argument2="20")

    logged_in(alice).post(notes(shelf), posted)

    assert rules(shelf)["Notes"] == Rule("{customer.company}", (("upper", ""), ("first", "20")))


def test_a_field_goes_back_to_the_bridges_own_way(shelf: Connection, alice: Any) -> None:
    mapped(shelf, "customer", Notes="Hello", Title="Ms")

    logged_in(alice).post(notes(shelf), chosen("built-in", seen=1))

    assert set(rules(shelf)) == {"Title"}


@pytest.mark.parametrize(
    ("target", "posted", "said"),
    [
        ("Notes", chosen("text", "{customer.telephone}"), "no field “customer.telephone”"),
        ("Notes", chosen("text", "{customer.phon}"), "Did you mean “customer.phone”?"),
        ("Notes", chosen("text", "{customer.phone"), "A brace is missing"),
        ("Notes", chosen("text", "{customer.__class__}"), "no field “customer.__class__”"),
        ("Notes", chosen("text", "{customer.phone|shout}"), "no step “shout”"),
        ("Notes", chosen("text", "  "), "Write the text"),
        ("Notes", chosen("text", "x" * 2001), "at most 2000 characters"),
        ("Title", chosen("text", "x" * 17 + "{customer.phone}"), "at most 16 characters"),
        ("Taxable", chosen("customer.phone"), "This field is yes or no, and gets a text"),
        ("Taxable", chosen("text", "perhaps"), "write one of these two words"),
        ("PreferredDeliveryMethod", chosen("text", "Pigeon"), "takes one of these here"),
        ("WebAddr.URI", chosen("text", "example.com"), "begins with https://"),
        ("PrimaryEmailAddr.Address", chosen("text", "jane"), "not one e-mail address"),
        ("Notes", chosen("customer.phone", step1="date", argument1="DD.MM."), "works on a date"),
        ("Notes", chosen("customer.phone", step1="first", argument1="many"), "how many characters"),
        ("Notes", chosen("customer.phone", step1="replace", argument1="a"), "what to replace"),
        ("Notes", chosen("customer.created_at", step1="date", argument1="x"), "with YYYY"),
        ("Notes", chosen("customer.pk"), "Select a valid choice"),
        ("DisplayName", chosen("nothing"), "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_not_saved(
    shelf: Connection, alice: Any, target: str, posted: dict[str, str], said: str
) -> None:
    page = logged_in(alice).post(address("field", shelf, "customer", target), posted)

    assert page.status_code == 200
    assert said in page.content.decode().replace("&quot;", '"')
    assert not FieldMapping.objects.exists()


def test_the_code_stays_the_stores_where_products_are_found_by_it(
    shelf: Connection, alice: Any
) -> None:
    shelf.identify_products_by = Connection.ProductsBy.CODE
    shelf.save()

    page = logged_in(alice).post(address("field", shelf, "product", "Sku"), chosen("product.name"))

    assert "found in QuickBooks by their code" in page.content.decode()
    assert not FieldMapping.objects.exists()


def test_alice_tries_it_on_a_record_and_nothing_is_saved_or_sent(
    shelf: Connection, alice: Any
) -> None:
    jane = CustomerFactory(last_name="Roe", email="jane@example.com", phone="555-1")
    queued = QueueRow.objects.count()

    page = logged_in(alice).post(
        address("field", shelf, "customer", "PrimaryPhone.FreeFormNumber"),
        chosen("text", "T {customer.phone}", record="jane@example.com", **{"try": "1"}),
    )

    said = page.content.decode()
    assert f"{jane}: 1 field would differ" in said
    assert "<mark" in said
    assert "T 555-1" in said
    assert not FieldMapping.objects.exists()
    assert QueueRow.objects.count() == queued
    assert not Link.objects.exists()


def test_a_sale_is_tried_before_anything_it_needs_is_in_quickbooks(
    books: Connection, alice: Any
) -> None:
    order = OrderFactory()

    page = logged_in(alice).post(
        address("field", books, "invoice", "TrackingNum"),
        chosen("text", "T-{order.number}", record=order.number, **{"try": "1"}),
    )

    assert f"T-{order.number}" in page.content.decode()


def test_a_record_that_is_not_there_is_said(shelf: Connection, alice: Any) -> None:
    posted = chosen("text", "Hello", record="nobody", **{"try": "1"})

    page = logged_in(alice).post(notes(shelf), posted)

    assert "The store has no such record for “nobody”" in page.content.decode()


def test_a_record_that_would_not_be_sent_says_why(shelf: Connection, alice: Any) -> None:
    ProductFactory(kind="gift_card", name="Voucher")
    DefaultAccounts.objects.filter(connection=shelf).update(gift_cards=None)

    page = logged_in(alice).post(
        address("field", shelf, "product", "PurchaseDesc"),
        chosen("text", "x", record="Vou", **{"try": "1"}),
    )

    assert "This record would not be sent" in page.content.decode()
    assert "No gift cards account has been chosen" in page.content.decode()


def test_two_people_do_not_overwrite_each_other(shelf: Connection, alice: Any) -> None:
    mapped(shelf, "customer", Title="Ms")

    page = logged_in(alice).post(notes(shelf), chosen("text", "Hello", seen=0), follow=True)

    assert "saved version 1 in the meantime" in page.content.decode()
    assert set(rules(shelf)) == {"Title"}


def test_an_old_version_is_compared_and_brought_back(shelf: Connection, alice: Any) -> None:
    mapped(shelf, "customer", Notes="First")
    mapped(shelf, "customer", Notes="Second")
    client, old = logged_in(alice), address("field-version", shelf, "customer", "1")

    page = client.get(old).content.decode()
    assert "“First”" in page
    assert "“Second”" in page

    client.post(old)
    assert rules(shelf)["Notes"] == Rule("First")
    assert [one.number for one in FieldMapping.objects.all()] == [3, 2, 1]


def test_defaults_are_saved_as_a_version_and_say_what_is_wrong(
    shelf: Connection, alice: Any
) -> None:
    client, page = logged_in(alice), address("fields", shelf)
    wrong = client.post(page, {"seen": "0", "ship_method": "x" * 32}).content.decode()
    assert "At most 31 characters: this has 32." in wrong

    client.post(page, {"seen": "0", "ship_method": "Post", "delivery": "Print"})

    assert stored.of(shelf).defaults == {"delivery": "Print", "ship_method": "Post"}
    assert "Post" in FieldMapping.objects.get().note


def test_a_reason_for_no_tax_is_known_in_the_united_states_only(
    shelf: Connection, alice: Any
) -> None:
    shelf.country = "CA"
    shelf.save()

    page = logged_in(alice).post(address("fields", shelf), {"seen": "0", "exemption_reason": "9"})

    assert "in the United States only" in page.content.decode()
    assert not FieldMapping.objects.exists()


def test_old_defaults_come_back(shelf: Connection, alice: Any) -> None:
    defaulted(shelf, ship_method="Post")
    defaulted(shelf, ship_method="Van")

    logged_in(alice).post(address("field-version", shelf, "defaults", "1"))

    assert stored.of(shelf).defaults == {"ship_method": "Post"}


def test_what_would_differ_is_counted_and_sent_again(
    books: Connection, read: Read, alice: Any
) -> None:
    CustomerFactory(last_name="Roe")
    ProductFactory()
    read(books)
    mapped_later(books, "customer", Notes="Number {customer.key}")
    client, again = logged_in(alice), address("fields-again", books, "customer")

    assert "Send 1 again" in client.get(again).content.decode()
    client.post(again)

    assert list(QueueRow.objects.open().values_list("kind", flat=True)) == ["customer"]


def test_nothing_is_sent_again_where_nothing_differs(
    books: Connection, read: Read, alice: Any
) -> None:
    CustomerFactory()
    read(books)
    mapped_later(books, "customer", Notes="")

    page = logged_in(alice).get(address("fields-again", books, "customer"))

    assert "there is nothing to send again" in page.content.decode()


def test_bob_may_look_with_the_right_to_view_and_change_nothing(
    shelf: Connection, bob: Any
) -> None:
    grant(bob, shelf, Right.VIEW)
    mapped(shelf, "customer", Notes="Hello")
    client = logged_in(bob)

    assert "Change<span" not in client.get(address("fields", shelf)).content.decode()
    assert client.get(notes(shelf)).status_code == 403
    assert client.post(notes(shelf), chosen("text", "x")).status_code == 403
    assert client.post(address("fields", shelf), {"seen": "0"}).status_code == 403
    assert client.post(address("field-version", shelf, "customer", "1")).status_code == 403
    assert client.get(address("fields-again", shelf, "customer")).status_code == 403


def test_carol_finds_no_such_page(shelf: Connection, carol: Any) -> None:
    client = logged_in(carol)

    assert client.get(address("fields", shelf)).status_code == 404
    assert client.get(notes(shelf)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "fields/nobody/Notes/",
        "fields/customer/Balance/",
        "fields/defaults/again/",
        "fields/customer/versions/9/",
        "fields/nobody/versions/1/",
    ],
)
def test_nonsense_in_an_address_is_not_found(shelf: Connection, alice: Any, path: str) -> None:
    assert logged_in(alice).get(f"/console/{shelf.slug}/{path}").status_code == 404
