"""Default accounts, Terms and classes: only what acts is offered, and each word has its meaning."""

from typing import Any

import pytest

from connections.models import ClassMapping, Connection, DefaultAccounts, TermMapping
from tests.connections.choices_parts import Kind, listed, saved, shown
from tests.factories import CategoryFactory, CustomerFactory, OrderFactory, VendorFactory

PAGE = "accounts-terms"


@pytest.fixture
def classy(connected: Any) -> Connection:
    """A company with classes on lines, and both switches on."""
    connection: Connection = connected()
    connection.uses_classes = connection.allows_overrides = True
    connection.class_tracking = Connection.ClassTracking.PER_LINE
    connection.save()
    listed(connection, Kind.CLASS, "Retail")
    return connection


def words(user: Any, connection: Connection, form: str) -> list[str]:
    return [row.word for row in shown(user, connection, PAGE).context[form].rows()]


def field_of(user: Any, connection: Connection, form: str, word: str) -> str:
    found = shown(user, connection, PAGE).context[form]
    return str(found.name_of(word))


def test_the_default_terms_are_saved(connected: Any, alice: Any) -> None:
    connection = connected()
    term = connection.list_items.get(kind=Kind.TERM, name="Net 30")

    saved(alice, connection, PAGE, term=term.pk)

    assert DefaultAccounts.objects.get(connection=connection).term == term


def test_the_words_of_orders_and_their_customers_are_listed_once(
    classy: Connection, alice: Any
) -> None:
    OrderFactory(terms="Net 30", customer=CustomerFactory(terms="A month"))
    OrderFactory(terms="NET 30")

    assert words(alice, classy, "term_words_form") == ["A month", "Net 30"]


def test_a_vendors_own_company_tells_no_words_of_others(
    classy: Connection, alice: Any, bobs_vendor: Any
) -> None:
    Connection.objects.update(vendor=bobs_vendor)
    OrderFactory(terms="Somebody else's", accounting_class="Their class")
    OrderFactory(terms="Bob's month", vendor=bobs_vendor)

    assert words(alice, classy, "term_words_form") == ["Bob's month"]
    assert words(alice, classy, "class_words_form") == []


def test_a_word_is_mapped_and_let_go_again(classy: Connection, alice: Any) -> None:
    OrderFactory(terms="A month")
    term = classy.list_items.get(kind=Kind.TERM, name="Net 30")
    field = field_of(alice, classy, "term_words_form", "A month")

    saved(alice, classy, PAGE, **{field: term.pk})
    assert TermMapping.objects.get(name="A month").term == term

    saved(alice, classy, PAGE, **{field: ""})
    assert not TermMapping.objects.exists()


def test_a_word_that_quickbooks_has_too_needs_no_choice(classy: Connection, alice: Any) -> None:
    OrderFactory(terms="net 30")

    page = shown(alice, classy, PAGE).content.decode()

    assert "Net 30, by its name" in page
    assert "QuickBooks has no terms of this name" not in page


def test_a_word_that_quickbooks_does_not_have_says_that_orders_wait(
    classy: Connection, alice: Any
) -> None:
    OrderFactory(terms="When it suits")

    page = shown(alice, classy, PAGE).content.decode()

    assert "QuickBooks has no terms of this name: orders with it wait" in page


def test_vendors_and_categories_get_a_class_row_by_row(classy: Connection, alice: Any) -> None:
    bob, tea = VendorFactory(name="Bob"), CategoryFactory(name="Tea")
    retail = classy.list_items.get(kind=Kind.CLASS)

    page = saved(
        alice,
        classy,
        PAGE,
        **{"vendor-new-1": bob.pk, "vendor-new-1-class": retail.pk},
        **{"category-new-2": tea.pk, "category-new-2-class": retail.pk},
    )

    assert {str(one) for one in ClassMapping.objects.all()} == {"Bob", "Tea"}
    assert f'name="vendor-{bob.pk}"' in page


def test_a_class_is_taken_away_from_a_vendor(classy: Connection, alice: Any) -> None:
    bob, retail = VendorFactory(), classy.list_items.get(kind=Kind.CLASS)
    ClassMapping.objects.create(connection=classy, vendor=bob, accounting_class=retail)

    saved(alice, classy, PAGE, **{f"vendor-{bob.pk}": ""})

    assert not ClassMapping.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"vendor-new-1": "bob"}, "A vendor and its class go together"),
        ({"vendor-new-1-class": "retail"}, "A vendor and its class go together"),
        (
            {
                "vendor-new-1": "bob",
                "vendor-new-1-class": "retail",
                "vendor-new-2": "bob",
                "vendor-new-2-class": "retail",
            },
            "This vendor stands above already.",
        ),
        ({"vendor-new-1": "999", "vendor-new-1-class": "retail"}, "This vendor is gone"),
    ],
)
def test_half_a_row_is_refused(
    rows: dict[str, str], said: str, classy: Connection, alice: Any
) -> None:
    known = {"bob": VendorFactory().pk, "retail": classy.list_items.get(kind=Kind.CLASS).pk}

    page = saved(alice, classy, PAGE, **{name: known.get(is_, is_) for name, is_ in rows.items()})

    assert said in page
    assert not ClassMapping.objects.exists()


def test_a_company_with_one_class_for_a_document_is_not_asked_for_categories(
    classy: Connection, alice: Any
) -> None:
    Connection.objects.update(class_tracking=Connection.ClassTracking.PER_DOCUMENT)

    context = shown(alice, classy, PAGE).context

    assert "vendors_form" in context
    assert "categories_form" not in context


@pytest.mark.parametrize(
    ("columns", "absent", "said"),
    [
        ({"uses_classes": False}, "class_form", "“Use classes” is off"),
        ({"class_tracking": ""}, "class_form", "QuickBooks keeps no classes in this company."),
        ({"allows_overrides": False}, "term_words_form", "“Allow overrides” is off"),
        ({"allows_overrides": False}, "class_words_form", "“Allow overrides” is off"),
    ],
)
def test_what_would_not_act_is_not_offered_but_said(
    columns: dict[str, Any], absent: str, said: str, classy: Connection, alice: Any
) -> None:
    Connection.objects.update(**columns)

    page = shown(alice, classy, PAGE)

    assert absent not in page.context
    assert said in page.content.decode()
