"""Default accounts, Line items: an item of the company's own for discounts, shipping and so on."""

from typing import Any

import pytest

from connections import readiness
from connections.choosing import line_kinds
from connections.models import Connection, DefaultAccounts, ItemMapping, ListItem
from tests.connections.choices_parts import Kind, listed, saved, shown

PAGE = "accounts-items"


def freight(connection: Connection) -> ListItem:
    item = listed(connection, Kind.ITEM, "Freight")
    item.data = {"IncomeAccountRef": {"value": "1", "name": "Shipping Income"}}
    item.save()
    return item


@pytest.mark.parametrize("kind", line_kinds.BY_KEY)
def test_each_kind_of_line_can_have_an_item(kind: str, connected: Any, alice: Any) -> None:
    connection = connected()
    item = freight(connection)

    saved(alice, connection, PAGE, **{kind: item.pk})

    assert ItemMapping.objects.get().line_kind == kind
    assert ItemMapping.objects.get().item == item


def test_an_item_says_to_which_account_it_books(connected: Any, alice: Any) -> None:
    connection = connected()
    freight(connection)

    page = shown(alice, connection, PAGE).content.decode()

    assert "Freight (books to Shipping Income)" in page


def test_giving_the_item_back_leaves_it_to_the_bridge(connected: Any, alice: Any) -> None:
    connection = connected()
    item = freight(connection)
    ItemMapping.objects.create(connection=connection, line_kind="shipping", item=item)

    page = saved(alice, connection, PAGE, shipping="")

    assert not ItemMapping.objects.exists()
    assert "An item that QBO Bridge makes" in page


def test_an_item_of_the_same_name_is_suggested_but_not_chosen(connected: Any, alice: Any) -> None:
    connection = connected()
    listed(connection, Kind.ITEM, "Shipping")

    page = shown(alice, connection, PAGE).content.decode()

    assert 'Suggested: <span class="qb-strong">Shipping</span>' in page
    assert not ItemMapping.objects.exists()


def test_with_an_item_for_shipping_no_account_for_shipping_is_missing(connected: Any) -> None:
    connection = connected()
    DefaultAccounts.objects.filter(connection=connection).update(shipping=None)
    points = [one.point for one in readiness.missing(connection=connection)]
    assert "shipping" in points

    item = freight(connection)
    ItemMapping.objects.create(connection=connection, line_kind="shipping", item=item)

    points = [one.point for one in readiness.missing(connection=connection)]
    assert "shipping" not in points


def test_only_service_items_are_fetched(connected: Any) -> None:
    connection = connected()

    assert set(connection.list_items.of_kind(Kind.ITEM).values_list("type", flat=True)) <= {
        "Service"
    }
