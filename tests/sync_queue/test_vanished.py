"""What was deleted while nobody listened is found, and an emptied table is not believed."""

from typing import Any

import pytest

from connections.models import Connection, Installation
from sync_queue import sweeper
from sync_queue.intake import vanished
from sync_queue.models import Link, QueueRow
from tests.factories import NOON, ProductFactory
from tests.sync_queue.rows import emptied, link

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening(shelf: Connection) -> Connection:
    Connection.objects.update(sign_in="connected")
    return shelf


def linked_product(to: Connection) -> Any:
    product = ProductFactory()
    link(to, "product", product.key, name=product.name, swept_at=NOON)
    emptied()
    return product


def deletes() -> set[tuple[str, str]]:
    rows = QueueRow.objects.filter(operation="delete", state="waiting")
    return set(rows.values_list("kind", "key"))


def test_what_was_deleted_while_the_installation_was_off_is_found_when_it_is_on_again(
    listening: Connection,
) -> None:
    product = linked_product(listening)
    switch = Installation.objects.create(pk=Installation.ONLY, is_on=False)
    product.delete()
    sweeper.sweep(now=NOON)
    assert deletes() == set()

    switch.delete()
    sweeper.sweep(now=NOON)

    assert deletes() == {("product", product.key)}


def test_what_has_had_its_delete_row_is_left_alone(listening: Connection) -> None:
    product = linked_product(listening)
    product.delete()
    QueueRow.objects.update(state="done", reason="category_stays")

    assert list(vanished.wishes(listening, Link.objects.all())) == []


def test_what_is_there_is_not_deleted(listening: Connection) -> None:
    linked_product(listening)

    assert list(vanished.wishes(listening, Link.objects.all())) == []


def test_an_emptied_table_is_not_taken_for_deletes(listening: Connection) -> None:
    for number in range(vanished.FEW + 1):
        link(listening, "product", f"gone-{number}")

    assert list(vanished.wishes(listening, Link.objects.all())) == []
