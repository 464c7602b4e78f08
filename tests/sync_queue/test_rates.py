"""At which exchange rate a document is booked (rule 19)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from connections.models import Connection, DefaultAccounts
from entities.models import Order
from sync_queue.documents import company as companies
from sync_queue.documents import rates
from sync_queue.documents.outcome import Held
from sync_queue.reader import Report
from tests.bridge import LiveEmulator, give_clearing_account
from tests.factories import (
    NOON,
    CustomerFactory,
    OrderFactory,
    PaymentFactory,
    RefundFactory,
    StorePaymentMethodFactory,
)

Read = Callable[..., Report]

pytestmark = pytest.mark.django_db


@pytest.fixture
def euros(connected: Callable[..., Connection]) -> Connection:
    """A US company with several currencies that takes the store's rates."""
    connection = connected("us", multicurrency=True)
    connection.is_default, connection.rate_source = True, Connection.RateSource.STORE
    connection.save()
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.income
    choices.save()
    return connection


def order_in_euros(**columns: Any) -> Order:
    customer = CustomerFactory(currency="EUR")
    made: Order = OrderFactory(customer=customer, currency="EUR", **columns)
    return made


def test_all_documents_of_an_order_state_its_rate(
    euros: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    card = StorePaymentMethodFactory(name="Euro card")
    give_clearing_account(euros, card, "EUR")
    order = order_in_euros(exchange_rate="1.25")
    read(euros)
    PaymentFactory(order=order, method=card)
    RefundFactory(order=order, method=card, currency="EUR")

    read(euros)

    state = live_emulator.state(euros.realm)
    kinds = ("Invoice", "Payment", "RefundReceipt")
    assert {kind: state[kind][0].get("ExchangeRate") for kind in kinds} == dict.fromkeys(
        kinds, 1.25
    )


def built(order: Order, company: companies.Company, currency: str = "EUR") -> dict[str, Any]:
    return rates.of(order, currency=currency, record=str(order), company=company)


def loaded(connection: Connection, **columns: Any) -> companies.Company:
    for name, value in columns.items():
        setattr(connection, name, value)
    return companies.load(connection=connection, keys=[], now=NOON)


STORE = Connection.RateSource.STORE


@pytest.mark.parametrize(
    ("columns", "currency"),
    [
        ({"rate_source": Connection.RateSource.QUICKBOOKS, "multicurrency": True}, "EUR"),
        ({"rate_source": STORE, "multicurrency": True}, "USD"),
        ({"rate_source": STORE, "multicurrency": False}, "EUR"),
    ],
)
def test_no_rate_is_stated_where_quickbooks_has_its_own(
    shelf: Connection, columns: dict[str, Any], currency: str
) -> None:
    order = order_in_euros(exchange_rate="1.25")

    company = loaded(shelf, home_currency="USD", **columns)

    assert built(order, company, currency) == {}


@pytest.mark.parametrize("currency", ["EUR", "GBP"])
def test_without_a_rate_of_this_currency_it_waits(shelf: Connection, currency: str) -> None:
    rate = None if currency == "EUR" else Decimal("1.25")
    order = order_in_euros(exchange_rate=rate)
    company = loaded(shelf, home_currency="USD", rate_source=STORE, multicurrency=True)

    with pytest.raises(Held, match="no exchange rate") as held:
        built(order, company, currency)
    assert "Enter the exchange rate on the order" in held.value.mend


def test_a_rate_is_more_than_nothing() -> None:
    order = order_in_euros()
    order.exchange_rate = Decimal(0)

    with pytest.raises(ValidationError, match="exchange_rate"):
        order.full_clean()
