"""What the demo decides for its person, and that it decides it once."""

from datetime import UTC, date, datetime

import pytest

from connections.models import Connection
from qbo_bridge.demo import company
from tests.factories import OrderFactory


@pytest.fixture
def books(db: None) -> Connection:
    return Connection.objects.create(
        name="Demo books", slug="demo-books", time_zone="America/New_York"
    )


def test_the_books_start_with_the_first_order_where_the_company_is(books: Connection) -> None:
    OrderFactory(placed_at=datetime(2026, 1, 1, 3, tzinfo=UTC))

    company.start_books(books)

    assert Connection.objects.get().books_start_on == date(2025, 12, 31)


def test_starting_leaves_alone_what_the_worker_writes(books: Connection) -> None:
    Connection.objects.update(requestid_trust="trusted")

    company.start_books(books)

    assert Connection.objects.get().requestid_trust == "trusted"


def test_a_demo_goes_on_as_its_person_has_set_it(books: Connection) -> None:
    company.start_books(books)
    Connection.objects.update(auto_post=False)

    company.start_books(Connection.objects.get())

    assert not Connection.objects.get().auto_post
