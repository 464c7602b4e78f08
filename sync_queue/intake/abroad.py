"""Who stands for a store customer in other currencies follows whatever the store says of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from entities.models import Customer
from sync_queue import enqueue, kinds, routing
from sync_queue.documents import currencies
from sync_queue.intake.early import Named
from sync_queue.models import Link

ABROAD = kinds.CUSTOMER_ABROAD.name


def keys_of(customers: Iterable[Customer]) -> dict[str, Customer]:
    """{key: customer} of all who may stand for these in the currencies that companies have listed
    and in their own; nobody where no company has any."""
    linked = Link.objects.filter(kind=kinds.CURRENCY.name)
    pairs = linked.values_list("key", "connection__home_currency").distinct()
    codes = sorted({code for pair in pairs for code in pair if code})
    return {
        currencies.key_of(customer, code)[1]: customer for customer in customers for code in codes
    }


def wishes(customers: Sequence[Customer]) -> list[enqueue.Wish]:
    """The rows that a change of these customers makes for those who stand for them abroad."""
    known = keys_of(customers)
    linked = routing.links_of(ABROAD, list(known)) if known else {}
    return [
        enqueue.Wish(connection_id=pk, kind=ABROAD, key=key, label=label_of(known[key], key))
        for key, ids in linked.items()
        for pk in ids
    ]


def remove(customers: Sequence[Customer], *, now: datetime) -> set[int]:
    """Customers are about to disappear, and those who stand for them with them."""
    known = keys_of(customers)
    gone = [Named(key, label_of(customer, key)) for key, customer in known.items()]
    return enqueue.remove(ABROAD, gone, now=now) if gone else set()


def label_of(customer: Customer, key: str) -> str:
    return f"{customer} ({currencies.parts_of(key)[1]})"
