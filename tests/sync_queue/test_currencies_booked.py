"""One QuickBooks customer per currency, and currencies that the company does not know yet."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from connections.models import Connection, DefaultAccounts
from entities.models import StorePaymentMethod
from sync_queue.books import comparison
from sync_queue.models import Link, QueueRow
from sync_queue.reader import Report
from sync_queue.steering import steer
from tests.bridge import LiveEmulator, give_clearing_account
from tests.factories import CustomerFactory, OrderFactory, PaymentFactory, RefundFactory

Read = Callable[..., Report]
RowOf = Callable[..., QueueRow]
JANE = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(connected: Callable[..., Connection], card: StorePaymentMethod) -> Connection:
    """A US company that knows several currencies."""
    connection = connected("us", multicurrency=True)
    connection.is_default = True
    connection.save()
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()
    give_clearing_account(connection, card, "EUR")
    return connection


def customers(live: LiveEmulator, world: Connection) -> dict[str, str]:
    """{name: currency} of everybody called Roe."""
    return {
        one["DisplayName"]: one["CurrencyRef"]["value"]
        for one in live.state(world.realm)["Customer"]
        if "Roe" in one["DisplayName"]
    }


def test_who_orders_in_two_currencies_is_two_customers(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    jane = CustomerFactory(**JANE)
    OrderFactory(number="1", customer=jane, currency="USD")
    OrderFactory(number="2", customer=jane, currency="EUR")

    read(world)

    assert customers(live_emulator, world) == {"Jane Roe": "USD", "Jane Roe (EUR)": "EUR"}
    named = {
        one["DocNumber"]: one["CustomerRef"]["name"]
        for one in live_emulator.state(world.realm)["Invoice"]
    }
    assert named == {"1": "Jane Roe", "2": "Jane Roe (EUR)"}


def test_money_and_refunds_follow_the_order_and_the_books_compare_clean(
    world: Connection, read: Read, card: StorePaymentMethod
) -> None:
    order = OrderFactory(customer=CustomerFactory(**JANE), currency="EUR")
    read(world)
    payment = PaymentFactory(order=order, method=card, currency="EUR")
    RefundFactory(order=order, payment=payment, currency="EUR")

    read(world)

    assert not QueueRow.objects.unfinished().exists()
    assert comparison.compare(world).is_clean


def test_an_edit_of_the_customer_reaches_both(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    jane = CustomerFactory(**JANE)
    OrderFactory(number="1", customer=jane, currency="USD")
    OrderFactory(number="2", customer=jane, currency="EUR")
    read(world)

    jane.last_name = "Roe-Doe"
    jane.save()
    read(world)

    assert set(customers(live_emulator, world)) == {"Jane Roe-Doe", "Jane Roe-Doe (EUR)"}


def test_a_customer_keeps_the_currency_that_quickbooks_has_for_them(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    jane = CustomerFactory(**JANE)
    OrderFactory(number="1", customer=jane, currency="USD")
    read(world)

    jane.currency = "EUR"
    jane.save()
    OrderFactory(number="2", customer=jane, currency="USD")
    OrderFactory(number="3", customer=jane, currency="EUR")
    read(world)

    assert customers(live_emulator, world) == {"Jane Roe": "USD", "Jane Roe (EUR)": "EUR"}
    assert not QueueRow.objects.unfinished().exists()


def test_a_currency_new_to_the_company_waits_for_a_word_and_is_added_with_it(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    order = OrderFactory(customer=CustomerFactory(**JANE, currency="SEK"), currency="SEK")
    read(world)
    row = QueueRow.objects.get(kind="currency", key="SEK")
    assert (row.state, row.reason) == ("held", "new_currency")

    alice = User.objects.create_user("alice")
    steer.release(QueueRow.objects.filter(pk=row.pk), user=alice, now=timezone.now())
    read(world)

    codes = {one["Code"] for one in live_emulator.state(world.realm)["CompanyCurrency"]}
    assert "SEK" in codes
    assert customers(live_emulator, world) == {"Jane Roe": "SEK"}
    assert Link.objects.linked().filter(kind="invoice", key__in=order.invoices.values("key"))


def test_a_currency_that_the_company_has_is_looked_up_once(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    OrderFactory(customer=CustomerFactory(currency="EUR"), currency="EUR")
    read(world)
    before = len(live_emulator.log(world.realm))

    OrderFactory(customer=CustomerFactory(currency="EUR"), currency="EUR")
    read(world)

    calls = live_emulator.log(world.realm)[before:]
    assert not [one for one in calls if one.get("entity") == "CompanyCurrency"]
    assert Link.objects.get(kind="currency", key="EUR").qbo_id


def test_an_order_in_another_currency_waits_with_the_warning_where_the_company_knows_one(
    books: Connection, read: Read, row_of: RowOf
) -> None:
    order = OrderFactory(customer=CustomerFactory(**JANE), currency="EUR")

    read(books)

    row = row_of(order.invoices.get(), "invoice")
    assert (row.state, row.reason) == ("held", "currency")
    assert "cannot be switched off again" in row.mend


def test_a_sale_in_home_currency_goes_although_its_customer_has_another(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    OrderFactory(customer=CustomerFactory(**JANE, currency="EUR"), currency="USD")

    read(books)

    assert customers(live_emulator, books) == {"Jane Roe": "USD"}


def test_a_deleted_customer_becomes_inactive_in_every_currency(
    world: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    jane: Any = CustomerFactory(**JANE)
    order = OrderFactory(customer=jane, currency="EUR")
    read(world)
    live = live_emulator.state(world.realm)["Invoice"]
    assert live

    order.delete()
    jane.delete()

    rows = QueueRow.objects.filter(operation="delete", kind="customer_abroad")
    assert [row.key for row in rows] == [f"{jane.key}:EUR"]
