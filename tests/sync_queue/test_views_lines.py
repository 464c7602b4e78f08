"""How rows, sums and documents are put into words, and which buttons a row offers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from connections.models import Connection
from entities.models import Order
from sync_queue.models import QueueRow
from sync_queue.steering.steer import Counted
from sync_queue.views import lines, papers, spoken
from tests.factories import OrderFactory, PaymentFactory, RefundFactory
from tests.sync_queue.console_rows import booked, failed, held, invoice_row, sending


@pytest.mark.parametrize(
    ("count", "what", "said"),
    [
        (1, "row", "1 row"),
        (0, "row", "0 rows"),
        (1204, "order", "1,204 orders"),
        (3, "category", "3 categories"),
    ],
)
def test_numbers_are_said_with_their_word(count: int, what: str, said: str) -> None:
    assert spoken.number(count, what) == said


def test_sums_are_said_per_currency() -> None:
    amounts = {"EUR": Decimal("80"), "USD": Decimal("2911.4")}

    assert spoken.money(amounts) == "80.00 EUR and 2,911.40 USD"
    assert spoken.orders(Counted(orders=37, amounts=amounts)).startswith("37 orders, 80.00 EUR")
    assert spoken.orders(Counted(count=3)) == ""


def test_rows_are_said_by_kind() -> None:
    counted = Counted(count=5, by_kind={"category": 2, "invoice": 3})

    assert spoken.rows(counted) == "5 rows: 2 categories, 3 invoices"
    assert spoken.rows(Counted()) == "0 rows"


def test_a_moment_is_said_as_a_person_would() -> None:
    now = timezone.now()

    assert spoken.ago(now - timedelta(seconds=20)) == "just now"
    assert spoken.ago(now - timedelta(minutes=5, seconds=1)) == "5\xa0minutes ago"


def line_of(row: QueueRow) -> lines.Line:
    (line,) = lines.lines(lines.annotated(QueueRow.objects.filter(pk=row.pk)))
    return line


def offers(line: lines.Line) -> set[str]:
    named = {
        "delete": line.can_be_deleted,
        "release": line.can_be_released,
        "resend": line.can_be_resent,
    }
    return {name for name, is_offered in named.items() if is_offered}


@pytest.mark.django_db
def test_each_state_offers_its_own_buttons(shelf: Connection) -> None:
    done = invoice_row(OrderFactory())
    done.finish(now=timezone.now())

    assert offers(line_of(invoice_row(OrderFactory()))) == {"delete"}
    assert offers(line_of(failed(OrderFactory()))) == {"delete", "resend"}
    assert offers(line_of(held(OrderFactory()))) == {"delete", "release"}
    assert offers(line_of(held(OrderFactory(), reason="tax:a"))) == {"delete", "resend"}
    assert offers(line_of(sending(OrderFactory()))) == set()
    assert offers(line_of(done)) == set()


@pytest.mark.django_db
def test_a_line_says_what_is_done_in_quickbooks(shelf: Connection) -> None:
    linked = OrderFactory()
    booked(linked, shelf)
    removal = invoice_row(OrderFactory())
    removal.operation = QueueRow.Operation.DELETE
    removal.save()

    assert line_of(invoice_row(OrderFactory())).action == "Create"
    assert line_of(invoice_row(linked)).action == "Update"
    assert line_of(removal).action == "Take out"
    assert line_of(sending(OrderFactory())).action == "Create"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "flag", "tone"),
    [
        ("waiting", "", "info"),
        ("held", "", "warn"),
        ("error", "", "bad"),
        ("done", "", "good"),
        ("done", "differs", "warn"),
        ("done", "nothing", "plain"),
    ],
)
def test_a_badge_has_the_colour_of_its_state(state: str, flag: str, tone: str) -> None:
    assert lines.tone(QueueRow(state=state, flag=flag)) == tone


def papers_of(order: Order, connection: Connection) -> list[papers.Paper]:
    rows = QueueRow.objects.filter(connection=connection)
    return papers.of_order(order, connections=[connection], rows=rows)


@pytest.mark.django_db
def test_an_orders_documents_stand_in_the_order_of_their_sending(shelf: Connection) -> None:
    order = OrderFactory(lines=[{"unit_price": "20.00"}])
    PaymentFactory(order=order)
    RefundFactory(order=order)

    found = papers_of(order, shelf)

    assert [paper.title for paper in found] == ["Invoice", "Payment", "Refund"]
    assert [paper.store.total for paper in found] == [Decimal(20), Decimal(20), Decimal(5)]
    assert all(paper.books is None for paper in found)


@pytest.mark.django_db
def test_a_paper_dates_are_the_companys(shelf: Connection) -> None:
    shelf.time_zone = "Pacific/Auckland"
    shelf.save()
    order = OrderFactory()
    order.invoices.update(issued_at="2026-11-02T12:00:00Z")

    (paper,) = papers_of(order, shelf)

    assert str(paper.store.date) == "2026-11-03"


@pytest.mark.django_db
def test_a_paper_of_a_voided_document_has_no_entries(shelf: Connection) -> None:
    order = OrderFactory()
    sent: dict[str, Any] = {
        "Line": [{"Amount": "20", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}]
    }
    link = booked(order, shelf, sent=sent)

    assert len(papers_of(order, shelf)[0].entries) == 2
    link.is_gone = True
    link.save()
    assert papers_of(order, shelf)[0].entries == []


@pytest.mark.django_db
def test_an_installation_without_the_emulator_has_no_address_for_it(
    shelf: Connection, settings: Any
) -> None:
    settings.EMULATOR_URL = ""
    shelf.environment = Connection.Environment.EMULATOR
    shelf.save()
    link = booked(OrderFactory(), shelf)

    assert papers.page_of(link, shelf) == ""
