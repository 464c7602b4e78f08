"""Any sales go over HTTP into a company of each regime, and QuickBooks adds them up alike."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts, ListItem, TaxMapping
from entities import invoicing
from entities.models import Order, StoreTax
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.factories import NOON, StoreTaxFactory
from tests.sync_queue import any_sale
from tests.sync_queue.any_sale import CODES, REGIMES, Sale

pytestmark = pytest.mark.django_db
FEW = settings(
    # The first is the plainest that there is.
    max_examples=3,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
AT_ONCE = 8


@pytest.fixture
def taxed(connected: Callable[..., Connection]) -> Callable[[str], Connection]:
    """A company of the regime with an account for everything and a code for every tax."""

    def open_books(regime: str) -> Connection:
        books = connected(regime)
        books.is_default = True
        books.document_kind = Connection.DocumentKind.INVOICE
        books.save()
        choices = DefaultAccounts.objects.get(connection=books)
        account = suggest.create_account(
            connection=books,
            name="Rounding differences",
            account_type="Other Expense",
            account_subtype="OtherMiscellaneousExpense",
        )
        for purpose in ("rounding", "surcharge", "shipping", "discount", "refund"):
            if getattr(choices, purpose) is None:
                setattr(choices, purpose, account)
        choices.save()
        return books

    return open_books


def with_taxes(books: Connection, regime: str) -> dict[str, StoreTax]:
    """A tax of the store for each code; in the US none of 0 % needs one."""
    made = {
        name: StoreTaxFactory(name=name, rate=sum(map(Decimal, rates)))
        for name, rates in CODES[regime].items()
    }
    codes = ListItem.objects.filter(connection=books, kind=ListItem.Kind.TAX_CODE)
    for code in codes.filter(name__in=made):
        TaxMapping.objects.create(connection=books, tax=made[code.name], tax_code=code)
    return made


@pytest.mark.parametrize("regime", REGIMES)
def test_quickbooks_adds_any_sale_up_as_the_store_does(
    regime: str, taxed: Any, read: Any, live_emulator: LiveEmulator
) -> None:
    books = taxed(regime)
    taxes, numbers = with_taxes(books, regime), itertools.count(2000)

    @FEW
    @given(st.lists(any_sale.sales(regime, taxes), min_size=AT_ONCE, max_size=AT_ONCE))
    def arrive(drawn: list[Sale]) -> None:
        orders = [
            any_sale.store(sale, number=str(next(numbers)), currency=books.home_currency)
            for sale in drawn
        ]
        for order in orders:
            invoicing.bill_whole(order=order, issued_at=NOON)
        read(books)
        require_alike(orders, live_emulator.state(books.realm)["Invoice"])

    arrive()

    rows = QueueRow.objects.filter(kind="invoice", connection=books)
    assert [row.message for row in rows if row.state != "done" or row.flag == "differs"] == []


def require_alike(orders: list[Order], documents: list[dict[str, Any]]) -> None:
    found = {one["DocNumber"]: one for one in documents}
    for order in orders:
        if order.total:
            document = found[order.number]
            assert Decimal(str(document["TotalAmt"])) == order.total
            assert Decimal(str(document["TxnTaxDetail"]["TotalTax"])) == order.tax_total
