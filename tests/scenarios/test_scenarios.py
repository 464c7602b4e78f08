"""Each scenario happens, over HTTP, and the books are as it says."""

from collections.abc import Callable
from typing import Any

import pytest

from connections.models import Connection
from entities.models import StorePaymentMethod
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.scenarios import page
from tests.scenarios.books import Books
from tests.scenarios.chapters import CHAPTERS
from tests.scenarios.scenario import Left, Scenario
from tests.scenarios.shop import Shop

ALL = [one for chapter in CHAPTERS for one in chapter.scenarios]


@pytest.fixture
def open_shop(
    connected: Callable[..., Connection], read: Callable[..., Any], card: StorePaymentMethod
) -> Callable[[Scenario], Shop]:
    def of(scenario: Scenario) -> Shop:
        books = connected(scenario.profile, **scenario.company)
        for name, value in {"is_default": True, **scenario.settings}.items():
            setattr(books, name, value)
        books.save()
        return Shop(books, lambda: read(books), scenario.profile)

    return of


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scenario", ALL, ids=[one.title for one in ALL])
def test_the_books_are_as_the_scenario_says(
    scenario: Scenario, open_shop: Callable[[Scenario], Shop], live_emulator: LiveEmulator
) -> None:
    shop = open_shop(scenario)

    scenario.happens(shop)
    shop.read()

    wrong = complaints(scenario, Books(live_emulator, shop.connection.realm), latest_rows())
    assert not wrong, "\n".join(wrong)


def test_no_two_scenarios_have_one_title() -> None:
    titles = [one.title for one in ALL]

    assert len(set(titles)) == len(titles)


def test_the_page_is_written_from_the_scenarios() -> None:
    assert page.PAGE.read_text() == page.text(), "write it anew: python -m tests.scenarios"


def latest_rows() -> list[QueueRow]:
    """The newest row of each record."""
    latest = {(row.kind, row.key): row for row in QueueRow.objects.order_by("pk")}
    return list(latest.values())


def complaints(scenario: Scenario, books: Books, rows: list[QueueRow]) -> list[str]:
    """What is not as the scenario says, in words."""
    return [
        *books.unlike(scenario.books),
        *books.without(scenario.listed),
        *books.balanced_otherwise(scenario.balances),
        *not_named(scenario, rows),
        *(f"{one} is not so" for one in scenario.left if not any(fits(one, row) for row in rows)),
    ]


def not_named(scenario: Scenario, rows: list[QueueRow]) -> list[str]:
    """What is not booked as it must be, and of what the scenario says nothing."""
    return [
        f"{row.kind} {row.state}: {row.message}"
        for row in rows
        if (row.state != QueueRow.State.DONE or row.flag == QueueRow.Flag.DIFFERS)
        and not any(fits(wanted, row) for wanted in scenario.left)
    ]


def fits(wanted: Left, row: QueueRow) -> bool:
    said = f"{row.message} {row.mend}"
    return (row.kind, row.state) == (wanted.kind, wanted.state) and wanted.words in said
