"""A new sale and what it needs do not wait behind a long list of edited names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from entities.models import Customer, Product
from sync_queue import enqueue, freeze
from sync_queue.models import QueueRow
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CategoryFactory, CustomerFactory, OrderFactory, ProductFactory

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db

LONG = 120


@pytest.fixture
def small_portions(settings: Any) -> None:
    """Four records to a call and one call at a time, so that the order of things is to be seen."""
    settings.QBO_LIMITS = {**settings.QBO_LIMITS, "items_per_batch": 4, "in_flight": 1}


@pytest.fixture
def long_list(trusted: Connection, small_portions: None) -> Connection:
    """A company for which a long list of new products waits."""
    Product.objects.bulk_create(
        [Product(key=f"p{n}", name=f"Plate {n}", sku=f"P-{n}") for n in range(LONG)]
    )
    return trusted


def sent_before(live: LiveEmulator, books: Connection, entity: str, kind: str) -> int:
    """How many records of `kind` were written before the last one of `entity`."""
    log = [call for call in live.log(books.realm) if call["operation"] in ("create", "update")]
    place = max(n for n, call in enumerate(log) if call["entity"] == entity)
    return sum(call["entity"] == kind for call in log[:place])


def test_a_new_sale_with_all_it_needs_goes_before_most_of_a_long_list(
    long_list: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    OrderFactory(
        customer=CustomerFactory(last_name="Poe"),
        lines=[{"product": ProductFactory(category=CategoryFactory())} for _ in range(3)],
    )

    read(long_list)

    assert not QueueRow.objects.unfinished().exists()
    assert sent_before(live_emulator, long_list, "Invoice", "Item") < LONG / 3


def test_names_go_on_while_many_sales_wait(
    long_list: Connection, frozen: Callable[..., Any]
) -> None:
    ready = Customer.objects.get()
    for _ in range(10):
        OrderFactory(customer=ready)

    frozen(long_list, most=8)

    looked_at = QueueRow.objects.exclude(state="waiting", blocked_by=None).exclude(state="done")
    assert looked_at.filter(kind="product").count() >= 4


def test_an_edit_keeps_a_record_ahead_that_a_sale_waits_for(
    long_list: Connection, frozen: Callable[..., Any]
) -> None:
    product = Product.objects.order_by("-pk").first()
    OrderFactory(lines=[{"product": product, "unit_price": "5.00"}])
    frozen(long_list, most=8)

    product.price = "21.00"
    product.save()

    assert QueueRow.objects.get(kind="product", key=product.key).rank < 0


def test_a_deletion_is_never_ahead(long_list: Connection) -> None:
    QueueRow.objects.filter(key="p1").update(rank=-18)

    wish = enqueue.Wish(long_list.pk, "product", "p1", "Plate 1", operation="delete")
    enqueue.put([wish], now=timezone.now())

    assert QueueRow.objects.get(key="p1").rank == 18


def test_the_sales_are_found_by_the_index_of_waiting_rows(long_list: Connection) -> None:
    plan = freeze.sales_of(long_list, now=timezone.now()).explain()

    assert "queue_row_waiting" in plan
    assert "rank>" in plan.replace(" ", "")
    assert "TEMP B-TREE" not in plan
