"""What a test has prepared inside the house, by a process of its own; answers are JSON."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from connections.models import Connection, DefaultAccounts, GuidedStart
from entities.models import (
    Customer,
    Order,
    Product,
    Storefront,
    StorePaymentMethod,
    StoreTax,
    Vendor,
)
from sync_queue.models import FieldMapping, Link, QueueRow, ReaderLease
from sync_queue.start import existing
from tests import factories
from tests.bridge import LiveEmulator, ready_connection

PASSWORD = "teapots-and-sugar"


def main() -> None:
    name, arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(DEEDS[name](**json.loads(arguments))))


def people() -> None:
    """Alice runs the marketplace; Bob works for a vendor and may look at the store."""
    users = get_user_model().objects
    users.create_superuser("alice", "alice@example.com", PASSWORD)
    bob = users.create_user("bob", "bob@example.com", PASSWORD, is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "view_product"]))
    Vendor.objects.create(name="Bob's Beans").users.add(bob)


def payment_method(*, name: str) -> None:
    StorePaymentMethod.objects.get_or_create(key=name.lower(), defaults={"name": name})


def ready(*, url: str, company: str, auto_post: bool = True, orders: int = 0) -> dict[str, Any]:
    """A connected company for the storefront of its name; with `orders` paid by card."""
    payment_method(name="Card")
    connection = ready_connection(LiveEmulator(url), "us", company, {"name": company})
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()
    front = Storefront.objects.create(key=connection.slug, name=company)
    connection.storefronts.add(front)
    connection.auto_post = auto_post
    connection.save()
    numbers = [paid_order(front=connection.slug, number=f"{number}") for number in range(orders)]
    return {"realm": connection.realm, "slug": connection.slug, "orders": numbers}


@transaction.atomic
def paid_order(*, front: str, number: str, tax: str = "", **more: Any) -> str:
    """An order of one teapot, paid by card; returns its key."""
    now = timezone.now()
    given = {"tax": taxed(tax)} if tax else {}
    customer = more.pop("customer", None) or factories.CustomerFactory(
        first_name="Rosa", last_name=f"Parker {front} {number}"
    )
    order = factories.OrderFactory(
        number=f"{front.upper()}-{number}",
        storefront=Storefront.objects.get(key=front),
        customer=customer,
        placed_at=now,
        lines=[{"product": _teapot(front, number), **given}],
        **more,
    )
    method = StorePaymentMethod.objects.get(key="card")
    factories.PaymentFactory(order=order, method=method, captured_at=now)
    return str(order.key)


@transaction.atomic
def shop(*, front: str, name: str, orders: int) -> None:
    """A storefront with so many paid orders of today, for the connection of the same address; one
    has a discount and shipping."""
    payment_method(name="Card")
    shop = Storefront.objects.create(key=front, name=name)
    connection = Connection.objects.get(slug=front)
    connection.storefronts.add(shop)
    # The orders of other tests must not come to its company.
    connection.is_default = False
    connection.save()
    for number in range(orders):
        customer = factories.CustomerFactory(
            first_name="Rosa",
            last_name=f"Parker {front} {number}",
            email=f"rosa-{number}@{front}.example.com",
            storefront=shop,
        )
        special = {"discount": "2.00", "shipping": "4.50"} if number == 1 else {}
        paid_order(front=front, number=f"{number}", customer=customer, **special)


def half_way(*, url: str, slug: str) -> None:
    """A connected company for a shop, with every step of the guided start done but the last."""
    payment_method(name="Card")
    connection = ready_connection(LiveEmulator(url), "us", slug, {"name": slug})
    connection.auto_post = False
    connection.save()
    shop(front=slug, name=slug, orders=3)
    now = timezone.now()
    existing.look(connection, now=now)
    done = ("accounts_approved", "matched", "previewed", "trial_approved")
    GuidedStart.objects.filter(connection=connection).update(**{f"{word}_at": now for word in done})


def own_order(*, vendor: str, number: str) -> str:
    """An order of one vendor's; returns its key."""
    order = factories.OrderFactory(number=number, vendor=Vendor.objects.get(name=vendor))
    return str(order.key)


def _teapot(front: str, number: str) -> Product:
    name = f"{front.replace('-', ' ').title()} teapot {number}"
    teapot: Product = factories.ProductFactory(sku=f"{front}-{number}", name=name)
    return teapot


def reading(*, slug: str, done: int = 0, total: int = 0) -> None:
    """A reader is so far with the queue of a company; without a total it has ended."""
    until = timezone.now() + timedelta(minutes=5) if total else None
    wanted = {"until": until, "progress_done": done, "progress_total": total, "holder": "test"}
    connection = Connection.objects.get(slug=slug)
    ReaderLease.objects.update_or_create(connection=connection, defaults=wanted)


def held_row(*, slug: str, place: int) -> int:
    """The id of a row that waits for a person, by its place on the list."""
    held = QueueRow.objects.filter(connection__slug=slug, state=QueueRow.State.HELD)
    return int(held.order_by("rank", "pk")[place].pk)


def places() -> dict[str, Any]:
    """Records of the demo, by the names in `pages`, to open their pages."""
    rows = QueueRow.objects.filter(connection__slug="demo-books")
    invoices = rows.filter(kind="invoice")
    people = get_user_model().objects
    FieldMapping.objects.get_or_create(
        connection=Connection.objects.get(slug="demo-books"),
        subject="customer",
        number=1,
        defaults={
            "rules": {"Notes": {"template": "Number {customer.key}"}},
            "saved_at": timezone.now(),
            "saved_by": people.get(username="alice"),
        },
    )
    return {
        "row": rows.filter(state=QueueRow.State.ERROR).earliest("pk").pk,
        "booked": invoices.filter(state=QueueRow.State.DONE).earliest("pk").pk,
        "order": Order.objects.get(number="10241").key,
        "store_order": Order.objects.get(number="10241").pk,
        "buyer": Link.objects.linked().filter(kind="customer").earliest("pk").key,
        "customer": Customer.objects.earliest("pk").pk,
        "product": Product.objects.earliest("pk").pk,
        "connection": Connection.objects.get(slug="demo-books").pk,
        "user": people.get(username="bob").pk,
    }


def finish(*, row: int) -> None:
    QueueRow.objects.get(pk=row).finish(now=timezone.now())


def taxed(name: str) -> StoreTax:
    tax, _ = StoreTax.objects.get_or_create(name=name, defaults={"rate": Decimal(8)})
    return tax


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        *(people, payment_method, ready, paid_order, own_order, shop, half_way),
        *(reading, held_row, finish, places),
    )
}
