"""A person and the reader, or the store and the reader, at the same moment: neither is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database

from connections.models import Connection
from sync_queue import probe, sweeper
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import identify
from sync_queue.reader import Report
from sync_queue.start import live
from sync_queue.steering import steer
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory, ProductFactory
from tests.sync_queue.company_side import hold_back, there
from tests.sync_queue.console_rows import NOW, held, invoice_row

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]
TEA = {"Name": "Tea", "Sku": "OTHER", "Type": "Service"}

pytestmark = pytest.mark.django_db


@contextmanager
def just_before_rows_are_written(happens: Callable[[], Any]) -> Iterator[None]:
    """What the reader commits between a person's look at the rows and the writing of them."""
    left = [happens]

    def execute(run: Any, sql: str, *rest: Any) -> Any:
        if left and sql.startswith('UPDATE "sync_queue_queuerow"'):
            left.pop()()
        return run(sql, *rest)

    with database.execute_wrapper(execute):
        yield


@pytest.fixture
def clash(
    trusted: Connection, read: Read, live_emulator: LiveEmulator, row_of: RowOf
) -> tuple[Any, QueueRow]:
    """A product whose name somebody has in QuickBooks, about to be looked up there."""
    income = {"IncomeAccountRef": {"value": trusted.defaults.income.qbo_id}}
    there(live_emulator, trusted, "Item", **TEA, **income)
    live_emulator.schedule(trusted.realm, "http-500", entity="Item", operation="query")
    product = ProductFactory(name="Tea", sku="TEA")
    read(trusted)
    row = row_of(product, "product")
    assert row.reason.startswith("look_up:")
    return product, row


def test_going_live_leaves_alone_what_the_reader_sends_at_that_moment(
    shelf: Connection, alice: Any
) -> None:
    CustomerFactory()
    row = QueueRow.objects.get()
    begins = QueueRow.objects.filter(pk=row.pk)

    with just_before_rows_are_written(lambda: begins.update(state="sending")):
        live.go(shelf, start_on=NOW.date(), with_names=False, user=alice, now=NOW)

    row.refresh_from_db()
    assert row.state == "sending"


def test_taking_out_counts_only_what_was_not_being_sent(shelf: Connection, alice: Any) -> None:
    row = held(OrderFactory())
    begins = QueueRow.objects.filter(pk=row.pk)

    with (
        just_before_rows_are_written(lambda: begins.update(state="sending")),
        pytest.raises(steer.NotNow, match="is being sent"),
    ):
        steer.delete_row(row, user=alice, now=NOW)


def test_what_was_put_behind_a_row_as_it_was_taken_out_goes_with_the_next_sweep(
    books: Connection,
) -> None:
    order = OrderFactory()
    gone = QueueRow.objects.get(kind="customer")
    gone.finish(now=NOW, flag="nothing", reason="taken_out")
    row = invoice_row(order)
    row.wait_for(gone, now=NOW)

    sweeper.sweep(now=NOW)

    row.refresh_from_db()
    assert (row.state, row.reason, row.blocked_by) == ("waiting", "", None)


def test_an_edit_is_not_failed_for_what_was_found_before_it(
    clash: tuple[Any, QueueRow], lease: Any, clock: Any
) -> None:
    product, row = clash
    Link.objects.filter(key=product.key).update(plain_name_taken=True)
    found = probe.look(row)

    product.name = "Tea of another name"
    product.save()
    probe.resolve(row, found, lease=lease(row.connection), now=clock(), spacing=timedelta(hours=4))

    row.refresh_from_db()
    assert (row.state, row.reason, row.revision) == ("waiting", "", 2)


def test_a_row_that_was_taken_out_while_it_was_looked_up_stays_out(
    clash: tuple[Any, QueueRow], lease: Any, clock: Any, alice: Any
) -> None:
    _, row = clash
    found = probe.look(row)

    steer.delete_row(row, user=alice, now=clock())
    probe.resolve(row, found, lease=lease(row.connection), now=clock(), spacing=timedelta(hours=4))

    row.refresh_from_db()
    assert (row.state, row.reason) == ("done", "taken_out")


def test_a_product_is_not_linked_by_a_code_that_it_has_no_more(
    books: Connection, live_emulator: LiveEmulator, row_of: RowOf, lease: Any, clock: Any
) -> None:
    hold_back(books, identify_products_by=Connection.ProductsBy.CODE)
    books.refresh_from_db()
    income = {"IncomeAccountRef": {"value": books.defaults.income.qbo_id}}
    there(live_emulator, books, "Item", **TEA, **income)
    product = ProductFactory(sku="OTHER")
    desk = identify.Desk(books, [row_of(product, "product")], clock())
    found = identify.look(books, desk.codes())

    product.sku = "COFFEE"
    product.save()
    desk.settle(found, lease=lease(books))

    assert not Link.objects.linked().filter(kind="product").exists()
    assert row_of(product, "product").state == "waiting"
