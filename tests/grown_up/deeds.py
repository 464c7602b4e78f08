"""What a test has done inside an installation, by a process of its own; answers are JSON."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from connections.models import Connection, DefaultAccounts
from entities.models import Customer, Order, OrderLine, Product, Storefront, StorePaymentMethod
from sync_queue import enqueue
from sync_queue.models import QueueRow, ReaderLease
from tests.bridge import LiveEmulator, ready_connection
from tests.servers import await_true

NOT_YET = ("waiting", "sending", "uncertain")


def main() -> None:
    name, arguments = sys.argv[1:]
    answer = DEEDS[name](**json.loads(arguments))
    sys.stdout.write(json.dumps(answer))


def connect(*, url: str, company: str, storefront: str = "") -> str:
    """A company for one storefront, or the default of all; returns its realm."""
    StorePaymentMethod.objects.get_or_create(key="card", defaults={"name": "Card"})
    connection = ready_connection(LiveEmulator(url), "us", company, {"name": company})
    choices = DefaultAccounts.objects.get(connection=connection)
    choices.refund = choices.surcharge = choices.income
    choices.save()
    if storefront:
        front, _ = Storefront.objects.get_or_create(key=storefront, defaults={"name": storefront})
        connection.storefronts.add(front)
    connection.is_default = not storefront
    connection.save()
    return str(connection.realm)


def rows() -> dict[str, int]:
    counts = QueueRow.objects.values_list("state").annotate(count=Count("pk")).order_by()
    return dict(counts)


def left() -> list[str]:
    """What is not settled, a line each."""
    found = QueueRow.objects.filter(state__in=NOT_YET).select_related("dispatch")
    return [f"{row.kind} {row.key} {row.state}: {row.message} {row.due_at}" for row in found[:20]]


def drained(*, seconds: float) -> float:
    """Waits until the workers have left nothing to send; returns how long that took."""
    started = time.monotonic()
    left = QueueRow.objects.filter(state__in=NOT_YET)
    await_true(lambda: not left.exists(), seconds=seconds, what="the queue is empty", every=0.1)
    return time.monotonic() - started


def leases() -> int:
    """How many readers hold a lease that has not been given back."""
    return ReaderLease.objects.exclude(until=None).count()


def served() -> list[str]:
    """The companies that a reader has worked for."""
    return list(ReaderLease.objects.filter(fence__gt=0).values_list("connection__name", flat=True))


def wish(*, keys: int, times: int) -> None:
    """Wishes for the same entities again and again, each time all of them in one transaction."""
    connection = Connection.objects.get()
    for _time in range(times):
        wishes = [
            enqueue.Wish(connection_id=connection.pk, kind="product", key=f"k{number}", label="x")
            for number in range(keys)
        ]
        with transaction.atomic():
            enqueue.put(wishes, now=timezone.now())


def wishes_counted() -> list[int]:
    """How many rows there are, and how often they were wished for."""
    found = QueueRow.objects.aggregate(rows=Count("pk"), times=Sum("revision"))
    return [found["rows"], found["times"]]


def checkout(*, key: str, storefront: str, held_s: float = 0.0) -> dict[str, float]:
    """One order of the first customer and product; its transaction stays open for `held_s`."""
    front = Storefront.objects.get(key=storefront)
    customer = Customer.objects.order_by("pk").first()
    product = Product.objects.order_by("pk").first()
    assert customer is not None
    assert product is not None
    started = time.monotonic()
    with transaction.atomic():
        _order(key, front, customer, product)
        sys.stderr.write("placed\n")
        time.sleep(held_s)
    return {"seconds": time.monotonic() - started}


def _order(key: str, front: Storefront, customer: Customer, product: Product) -> None:
    now = timezone.now()
    order = Order.objects.create(
        key=key,
        number=key,
        storefront=front,
        customer=customer,
        status=Order.Status.COMPLETED,
        placed_at=now,
        status_at=now,
        subtotal=product.price,
        total=product.price,
    )
    OrderLine.objects.create(
        order=order,
        position=1,
        product=product,
        name=product.name,
        unit_price=product.price,
        amount=product.price,
    )


def edit(*, rounds: int, by: str) -> int:
    """Goes through the customers again and again as a busy shop would; returns the edits made."""
    made = 0
    for turn in range(rounds):
        for customer in Customer.objects.order_by("pk"):
            customer.phone = f"555-{turn:04} {by}"
            customer.save()
            made += 1
    return made


def phones() -> dict[str, str]:
    """What the store says last of each customer, by name."""
    return {f"{one.first_name} {one.last_name}": one.phone for one in Customer.objects.all()}


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        connect,
        rows,
        left,
        drained,
        leases,
        served,
        wish,
        wishes_counted,
        checkout,
        edit,
        phones,
    )
}
