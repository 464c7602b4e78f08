"""Names are unique in QuickBooks: who gets the plain one, who the marked one, and what is legal."""

import pytest

from connections.models import Connection
from sync_queue.documents import customer, names
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link
from sync_queue.preparing import claim
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def named(*choices: str) -> Document:
    return Document("Customer", {}, name_space=Link.NameSpace.NAMES, names=choices)


def link(to: Connection, key: str, **columns: object) -> Link:
    return Link(connection=to, kind="customer", key=key, **columns)


def test_the_first_gets_the_plain_name_and_the_second_its_own_mark(shelf: Connection) -> None:
    first = claim.claim(named("Jane Roe", "Jane Roe (C-1)"), link=link(shelf, "1"))
    second = claim.claim(named("Jane Roe", "Jane Roe (C-2)"), link=link(shelf, "2"))

    assert (first, second) == ("Jane Roe", "Jane Roe (C-2)")


@pytest.mark.parametrize("other", ["JANE ROE", "jane roe", "Jane Roe"])
def test_names_that_differ_only_by_letter_case_are_the_same(shelf: Connection, other: str) -> None:
    claim.claim(named("Jane Roe", "Jane Roe (C-1)"), link=link(shelf, "1"))

    assert claim.claim(named(other, "Marked"), link=link(shelf, "2")) == "Marked"


def test_a_claimed_name_stays_although_the_plain_one_comes_free(shelf: Connection) -> None:
    first, second = link(shelf, "1"), link(shelf, "2")
    claim.claim(named("Jane Roe", "Jane Roe (C-1)"), link=first)
    claim.claim(named("Jane Roe", "Jane Roe (C-2)"), link=second)
    first.delete()

    assert claim.claim(named("Jane Roe", "Jane Roe (C-2)"), link=second) == "Jane Roe (C-2)"


def test_a_renamed_record_gives_its_old_name_back(shelf: Connection) -> None:
    first = link(shelf, "1")
    claim.claim(named("Jane Roe", "Jane Roe (C-1)"), link=first)
    claim.claim(named("Jane Doe", "Jane Doe (C-1)"), link=first)

    assert claim.claim(named("Jane Roe", "x"), link=link(shelf, "2")) == "Jane Roe"


def test_a_change_of_letter_case_alone_is_written_through(shelf: Connection) -> None:
    first = link(shelf, "1")
    claim.claim(named("jane roe", "x"), link=first)

    assert claim.claim(named("Jane Roe", "x"), link=first) == "Jane Roe"
    assert Link.objects.get().name == "Jane Roe"


def test_items_and_people_may_bear_the_same_name(shelf: Connection) -> None:
    item = Document("Item", {}, name_space=Link.NameSpace.ITEMS, names=("Jane Roe",))
    claim.claim(named("Jane Roe"), link=link(shelf, "1"))

    assert claim.claim(item, link=Link(connection=shelf, kind="product", key="1")) == "Jane Roe"


def test_a_plain_name_that_somebody_has_in_quickbooks_is_not_tried_again(shelf: Connection) -> None:
    taken = link(shelf, "1", plain_name_taken=True)

    assert claim.claim(named("Jane Roe", "Jane Roe (C-1)"), link=taken) == "Jane Roe (C-1)"


def test_a_record_whose_names_are_all_in_use_waits_for_a_person(shelf: Connection) -> None:
    claim.claim(named("Jane Roe"), link=link(shelf, "1"))

    with pytest.raises(Held, match="Jane Roe") as held:
        claim.claim(named("Jane Roe"), link=link(shelf, "2"))

    assert held.value.reason == "name_taken"


def test_a_document_bears_no_name(shelf: Connection) -> None:
    assert claim.claim(Document("Invoice", {}), link=link(shelf, "1")) == ""
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("Tea: green", "Tea - green"),
        ("Tea\tgreen\r\n", "Tea green"),
        ("  Tea   green ", "Tea green"),
        ("Tea\u2028green\x00", "Tea green"),
        ("Tea ☕", "Tea ☕"),
        ("e\u0301clair", "éclair"),
        ("x" * 300, "x" * 100),
        ("x" * 99 + " y", "x" * 99),
        (":", "-"),
        ("", ""),
    ],
)
def test_a_name_is_made_legal_by_one_rule(text: str, legal: str) -> None:
    assert names.legal(text, longest=100) == legal


def test_the_marked_name_of_a_long_one_keeps_its_mark_whole() -> None:
    plain, marked, _ = names.choices("x" * 300, mark="T-1042", longest=100)

    assert len(plain) == len(marked) == 100
    assert marked.endswith("x (T-1042)")


@pytest.mark.parametrize("nothing", ["", " ", "\t\n"])
def test_a_record_without_a_name_is_called_by_its_mark(nothing: str) -> None:
    assert names.choices(nothing, mark="T-1042", longest=100)[0] == "(T-1042)"


def test_folding_never_makes_a_name_longer_than_its_column() -> None:
    assert len(names.fold("ß" * 500)) <= 500


@pytest.mark.parametrize(
    ("person", "called"),
    [
        ({"company": "Roe Ltd", "first_name": "Jane", "last_name": "Roe"}, "Roe Ltd"),
        ({"first_name": "Jane", "last_name": "Roe"}, "Jane Roe"),
        ({"first_name": "", "last_name": "", "email": "jane@example.com"}, "jane@example.com"),
    ],
)
def test_a_customer_is_called_by_company_then_name_then_address(
    person: dict[str, str], called: str
) -> None:
    assert customer.display_names(CustomerFactory.build(**person))[0] == called


@pytest.mark.parametrize("number", ["1042", "1" * 21])
def test_a_document_number_that_fits_stays(number: str) -> None:
    assert names.doc_number(number) == number


def test_two_long_document_numbers_stay_different_within_21_characters() -> None:
    one, other = names.doc_number("A" * 30 + "1"), names.doc_number("A" * 30 + "2")

    assert len(one) == len(other) == 21
    assert one != other
