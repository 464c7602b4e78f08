"""The list of the queue: its pages, filters, search and counts, however long it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection, Right
from sync_queue.figures import tally
from sync_queue.models import QueueRow
from tests.connections.console_parts import address, grant, logged_in
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.console_rows import failed, held, invoice_row

pytestmark = pytest.mark.django_db


class Reader:
    """Somebody who turns the pages of a queue."""

    def __init__(self, user: Any, connection: Connection) -> None:
        self.client, self.url = logged_in(user), address("queue", connection)

    def open(self, query: str = "") -> list[str]:
        answer = self.client.get(f"{self.url}?{query}")
        self.page, self.text = answer.context["page"], answer.content.decode()
        return [line.row.label for line in answer.context["lines"]]


@pytest.fixture
def reader(shelf: Connection, alice: Any) -> Reader:
    return Reader(alice, shelf)


def all_pages(reader: Reader, query: str = "") -> list[list[str]]:
    found = [reader.open(query)]
    while reader.page.later:
        found.append(reader.open(f"{query}&after={reader.page.later}"))
    return found


def test_every_row_stands_on_exactly_one_page(reader: Reader) -> None:
    for number in range(60):
        ProductFactory(name=f"Pot {number:02}", sku="")

    pages = all_pages(reader)

    assert [len(page) for page in pages] == [25, 25, 10]
    assert [label for page in pages for label in page] == [f"Pot {n:02}" for n in range(60)]


def test_the_way_back_shows_the_same_pages(reader: Reader) -> None:
    for _ in range(60):
        ProductFactory()
    there = all_pages(reader)

    back = [reader.open(f"before={reader.page.earlier}"), reader.open("")]

    assert back == [there[1], there[0]]


def test_pages_go_on_over_the_end_of_a_state(reader: Reader) -> None:
    for _ in range(20):
        failed(OrderFactory())

    pages = all_pages(reader, "kind=invoice&state=all")
    assert [len(page) for page in pages] == [20]
    pages = all_pages(reader)
    assert [len(page) for page in pages] == [25, 15]


def test_done_rows_have_pages_the_latest_first(reader: Reader) -> None:
    rows = [invoice_row(OrderFactory(number=f"{n}")) for n in range(30)]
    now = timezone.now()
    for age, row in enumerate(rows):
        row.finish(now=now - timedelta(minutes=age))

    pages = all_pages(reader, "state=done")

    assert [len(page) for page in pages] == [25, 5]
    assert (pages[0][0], pages[1][-1]) == ("Invoice 0", "Invoice 29")


def test_a_row_that_goes_meanwhile_moves_no_other_out_of_sight(reader: Reader) -> None:
    for number in range(30):
        ProductFactory(name=f"Pot {number:02}", sku="")
    reader.open()
    QueueRow.objects.order_by("pk")[:1].get().delete()

    assert reader.open(f"after={reader.page.later}")[0] == "Pot 25"


@pytest.mark.parametrize(
    "place",
    ["x", "9.1.1", "0.1", "-1.2.3", "0.1.99999999999999999999", "4.x.1", "4.2.²", "..", "%00"],
)
def test_a_place_that_is_none_leads_to_the_first_page(place: str, reader: Reader) -> None:
    ProductFactory(name="Teapot", sku="")

    assert reader.open(f"after={place}") == ["Teapot"]
    assert reader.open(f"before={place}") == ["Teapot"]


def test_a_moment_beyond_all_time_is_a_place_like_others(reader: Reader) -> None:
    assert reader.open("state=done&after=0.999999999999999999.1") == []


def test_search_finds_numbers_names_and_keys(reader: Reader) -> None:
    order = OrderFactory(number="WEB-77", customer=CustomerFactory(first_name="Rosa", last_name=""))
    OrderFactory(number="WEB-99")

    assert reader.open("q=web-77") == ["Invoice WEB-77"]
    assert reader.open("q=Invoice web-7") == ["Invoice WEB-77"]
    assert reader.open("q=rosa") == ["Rosa"]
    assert reader.open(f"q={order.customer.key}") == ["Rosa"]
    assert reader.open("q=nobody") == []


def test_search_looks_into_messages_too(reader: Reader) -> None:
    row = failed(OrderFactory())

    assert reader.open("q=stands on a deposit") == [row.label]


def test_search_keeps_to_the_other_filters(reader: Reader) -> None:
    failed(OrderFactory(number="7"))

    assert reader.open("q=7&state=error") == ["Invoice 7"]
    assert reader.open("q=7&state=held") == []


def test_a_longer_queue_is_searched_by_what_names_begin_with(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_queue.views.search.LOOKED_THROUGH", 0)
    OrderFactory(number="WEB-77")

    assert reader.open("q=WEB-7") == ["Invoice WEB-77"]
    assert reader.open("q=77") == []


def test_rows_are_chosen_by_how_long_they_are_in_the_queue(reader: Reader) -> None:
    old, new = invoice_row(OrderFactory()), invoice_row(OrderFactory())
    QueueRow.objects.exclude(pk__in=[old.pk, new.pk]).delete()
    QueueRow.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))

    assert reader.open("age=hour") == [old.label]
    assert "3 days" in reader.text
    assert reader.open("age=week") == []


def test_causes_stand_to_choice_in_words(reader: Reader) -> None:
    held(OrderFactory(), reason="tax:gst", message="Tax GST has no tax code.")
    failed(OrderFactory())

    reader.open()

    assert '<option value="tax:gst" >Tax GST has no tax code.</option>' in reader.text
    assert '<option value="fault:6540" >' in reader.text


def test_bob_learns_no_causes_of_others(
    shelf: Connection, bob: Any, bobs_vendor: Any, carols_vendor: Any
) -> None:
    grant(bob, shelf, Right.SEE_QUEUE)
    held(OrderFactory(vendor=carols_vendor), reason="tax:x", message="Carol's tax has no code.")

    bobs = Reader(bob, shelf)
    bobs.open()

    assert "Carol" not in bobs.text


def test_counts_say_how_many_of_each_state(reader: Reader) -> None:
    failed(OrderFactory())

    reader.open()

    assert ">Needs mending: 1</a>" in reader.text
    assert ">Waiting: 1</a>" in reader.text


def test_a_count_ends_where_nobody_reads_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "MOST", 3)
    for _ in range(5):
        ProductFactory()

    reader.open()

    assert ">Waiting: 3+</a>" in reader.text
    assert "3+ rows" in reader.text


def test_a_filtered_list_says_how_long_it_is(reader: Reader) -> None:
    for _ in range(3):
        ProductFactory()

    reader.open("kind=product")
    assert "3 rows" in reader.text
    reader.open("kind=product&state=waiting&q=nothing like that")
    assert "Nothing fits" in reader.text
