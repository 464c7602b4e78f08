"""Which switches there are between the store and a company, and how they stand from the start."""

import pytest

from connections import flows
from connections.flows import CELLS, PULLS, PUSHES, Flows, Subject, Way
from connections.forms.flows import FlowsForm
from connections.models import Connection, Flow
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Connection:
    made: Connection = Connection.objects.create(name="Main books", slug="main-books")
    return made


def test_every_cell_has_either_a_switch_or_the_reason_why_not() -> None:
    assert len(CELLS) == len(Subject) * len(Way)
    assert [cell.label for cell in CELLS if bool(cell.meaning) == bool(cell.why_not)] == []


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.meaning], ids=lambda c: c.name)
def test_sending_is_on_and_bringing_back_is_off_from_the_start(cell: flows.Cell) -> None:
    assert Flows().is_on(cell.subject, cell.way) == (cell.way in PUSHES)


@pytest.mark.parametrize("subject", [Subject.INVOICE, Subject.PAYMENT, Subject.REFUND])
def test_nothing_of_money_is_ever_made_in_the_store(subject: Subject) -> None:
    decided = Flows({(subject, Way.PULL_CREATE): True})

    assert not decided.is_on(subject, Way.PULL_CREATE)


def test_nothing_is_brought_back_unless_somebody_says_so() -> None:
    assert not Flows().brings_anything
    assert Flows({(Subject.CUSTOMER, Way.PULL_UPDATE): True}).brings_anything


def test_only_what_was_switched_is_stored_with_who_and_when(
    books: Connection, alice: object
) -> None:
    ticked = {cell.name: "on" for cell in CELLS if cell.meaning and cell.way in PUSHES}
    del ticked["customer-push_update"]
    form = FlowsForm(ticked, connection=books)
    assert form.is_valid()

    form.save(user=alice, now=NOON)

    flow = Flow.objects.get()
    assert (flow.subject, flow.way, flow.is_on) == ("customer", "push_update", False)
    assert (flow.decided_by, flow.decided_at) == (alice, NOON)


def test_a_switch_thrown_back_is_as_from_the_start(books: Connection, alice: object) -> None:
    Flow.objects.create(
        connection=books, subject="product", way="push_create", is_on=False, decided_at=NOON
    )
    ticked = {cell.name: "on" for cell in CELLS if cell.meaning and cell.way not in PULLS}
    form = FlowsForm(ticked, connection=books)
    form.full_clean()

    assert [cell.name for cell in form.save(user=alice, now=NOON)] == ["product-push_create"]
    assert flows.of(books).is_on(Subject.PRODUCT, Way.PUSH_CREATE)


def test_each_company_has_switches_of_its_own(books: Connection) -> None:
    other = Connection.objects.create(name="Other books", slug="other-books")
    Flow.objects.create(
        connection=books, subject="refund", way="push_create", is_on=False, decided_at=NOON
    )

    assert not flows.of(books).is_on(Subject.REFUND, Way.PUSH_CREATE)
    assert flows.of(other).is_on(Subject.REFUND, Way.PUSH_CREATE)
