"""What the benchmarks work on: a connected company in a local QuickBooks, and a store of orders."""

import time
from datetime import UTC, date, datetime

import django
import requests
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

django.setup()

from connections import lists, tokens
from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts
from connections.oauth import TokenPair
from emulator import server
from entities.models import Customer, Order, OrderLine, Product
from sync_queue import reader
from sync_queue.models import Link

REALM = "9130350000000001"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def prepare() -> None:
    """A migrated database, a running emulator, a connection that is ready to send."""
    call_command("migrate", verbosity=0)
    books = server.serve("127.0.0.1", 0, state=None, quiet=True)
    settings.EMULATOR_URL = books.url
    settings.QBO_LIMITS = {
        **dict.fromkeys(settings.QBO_LIMITS, 100_000),
        "in_flight": 10,
        "items_per_batch": 30,
        "reserved_for_console": 0,
    }
    connection = Connection(
        name="Bench",
        slug="bench",
        environment="emulator",
        client_id="emulator-client",
        books_start_on=date(2000, 1, 1),
        auto_post=True,
        is_default=True,
        realm=REALM,
        sign_in=Connection.SignIn.CONNECTED,
        company_confirmed_at=timezone.now(),
    )
    connection.client_secret = "emulator-secret"
    connection.save()
    wanted = {"realm": REALM, "client_id": "emulator-client"}
    given = requests.post(f"{books.url}/_emulator/tokens", json=wanted, timeout=10).json()
    pair = TokenPair(given["access_token"], given["refresh_token"], 3600, 8_640_000, None)
    tokens.store(connection=connection, pair=pair, now=timezone.now())
    lists.test_connection(connection=connection, now=timezone.now())
    lists.fetch_lists(connection=connection, now=timezone.now())
    suggest.suggest_defaults(connection=connection)
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()


def saves_with(count: int) -> None:
    """Product saves that the queue hears."""
    for number in range(count):
        Product(sku=f"with-{time.monotonic_ns()}-{number}", name="Teapot").save()


def saves_without(count: int) -> None:
    """The same saves while no connection is on, so that nothing is captured."""
    Connection.objects.update(is_active=False)
    for number in range(count):
        Product(sku=f"without-{time.monotonic_ns()}-{number}", name="Teapot").save()
    Connection.objects.update(is_active=True)


def drain(count: int) -> tuple[float, int]:
    """Seconds for `count` new orders of three lines, with their products and customers."""
    products = [Product(sku=f"drain-{n}", name=f"Pot {n}", price=7) for n in range(20)]
    Product.objects.bulk_create(products)
    for number in range(count):
        _order(number, products)
    connection = Connection.objects.get(slug="bench")
    before = Link.objects.linked().filter(kind="invoice").count()
    started = time.perf_counter()
    while reader.read(connection_id=connection.pk).has_more:
        continue
    seconds = time.perf_counter() - started
    return seconds, Link.objects.linked().filter(kind="invoice").count() - before


def _order(number: int, products: list[Product]) -> None:
    customer = Customer.objects.create(first_name="Dana", last_name=f"Miller {number}")
    order = Order(
        number=str(number),
        customer=customer,
        status=Order.Status.COMPLETED,
        placed_at=NOON,
        status_at=NOON,
        subtotal=21,
        total=21,
    )
    order.save()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=place + 1,
            product=products[(number + place) % len(products)],
            name="Pot",
            unit_price=7,
            amount=7,
        )
        for place in range(3)
    )
