"""What waits for which choice is counted on the page where the choice is made, and goes on then."""

from typing import Any

import pytest

from connections import queue_side
from connections.choosing import reasons
from connections.models import Connection, DefaultAccounts, PaymentMapping, TaxMapping
from entities.models import StorePaymentMethod
from sync_queue.models import QueueRow
from tests.connections.choices_parts import Kind, chosen, saved, shown
from tests.factories import NOON, OrderFactory, PaymentFactory, StoreTaxFactory
from tests.sync_queue.company_side import Read


def waiting(books: Connection) -> Any:
    return queue_side.ask().waiting(books)


@pytest.fixture
def held_for_tax(books: Connection, read: Read) -> Any:
    """Two orders with a tax that has no tax code."""
    tax = StoreTaxFactory(name="Sales tax", rate="8")
    TaxMapping.objects.all().delete()
    for price in ("10", "20"):
        OrderFactory(lines=[{"unit_price": price, "tax": tax}])
    read(books)
    return tax


def test_rows_are_counted_by_the_choice_they_wait_for(books: Connection, held_for_tax: Any) -> None:
    assert waiting(books) == {f"tax:{held_for_tax.key}": 2}


def test_rows_that_wait_for_anything_else_are_not_counted(shelf: Connection, row_of: Any) -> None:
    order = OrderFactory()
    QueueRow.objects.filter(key=order.key).update(state="held", reason="auto_post")

    assert waiting(shelf) == {}


def test_the_page_says_how_many_rows_wait_for_a_choice(
    books: Connection, held_for_tax: Any, alice: Any
) -> None:
    page = shown(alice, books, "accounts-taxes").content.decode()

    assert "2 rows wait</span> in the queue for this choice." in page


def test_choosing_tries_all_of_them_again_and_they_are_booked(
    books: Connection, held_for_tax: Any, alice: Any, read: Read, live_emulator: Any
) -> None:
    code = books.list_items.get(kind=Kind.TAX_CODE, name="California")

    choices = chosen(alice, books, "accounts-taxes") | {f"tax-{held_for_tax.pk}": code.pk}
    page = saved(alice, books, "accounts-taxes", **choices)
    read(books)

    assert "What waited for them is tried again: 2 rows." in page
    assert len(live_emulator.state(books.realm)["Invoice"]) == 2


def test_saving_something_else_leaves_them_waiting(
    books: Connection, held_for_tax: Any, alice: Any
) -> None:
    page = saved(alice, books, "accounts-items")

    assert "tried again" not in page
    assert QueueRow.objects.filter(reason=f"tax:{held_for_tax.key}").count() == 2


def test_an_account_that_rows_wait_for_is_made_and_they_go_on(
    books: Connection, read: Read, alice: Any, row_of: Any
) -> None:
    DefaultAccounts.objects.filter(connection=books).update(surcharge=None)
    order = OrderFactory(surcharge="2")
    read(books)
    assert waiting(books) == {"account:surcharge": 1}

    choices = chosen(alice, books, "accounts") | {"surcharge": books.defaults.income.pk}
    saved(alice, books, "accounts", **choices)
    read(books)

    assert row_of(order, "invoice").state == "done"


def test_a_method_that_only_a_waiting_row_knows_has_its_line(
    books: Connection, read: Read, alice: Any
) -> None:
    PaymentMapping.objects.all().delete()
    StorePaymentMethod.objects.update(is_active=False)
    PaymentFactory(method=StorePaymentMethod.objects.get())
    read(books)

    rows = shown(alice, books, "accounts-payments").context["payments_form"].rows()

    assert [row.clearing_account.field.waiting for row in rows] == [1]


def test_a_long_word_that_rows_wait_for_stands_on_the_page_once(
    shelf: Connection, alice: Any
) -> None:
    Connection.objects.update(allows_overrides=True)
    shelf.list_items.create(kind=Kind.TERM, qbo_id="1", name="Net 30", fetched_at=NOON)
    word = "When it suits, but not before " + "the end of the month after " * 2 + "delivery ends"
    order = OrderFactory(terms=word)
    QueueRow.objects.filter(key=order.key).update(state="held", reason=reasons.term(word))

    (row,) = shown(alice, shelf, "accounts-terms").context["term_words_form"].rows()

    assert len(reasons.term(word)) < len(f"term:{word}")
    assert (row.word, row.field.field.waiting) == (word, 1)


def test_the_counting_asks_no_more_for_more_rows(
    shelf: Connection, django_assert_num_queries: Any
) -> None:
    for reason in ("tax:a", "tax:a", "clearing:card:USD", "term:Net 30"):
        order = OrderFactory()
        QueueRow.objects.filter(key=order.key).update(state="held", reason=reason)

    with django_assert_num_queries(2):
        found = waiting(shelf)

    assert found == {"tax:a": 2, "clearing:card:USD": 1, "term:Net 30": 1}
