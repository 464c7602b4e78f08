"""What did the store sell day by day, and how much of it is in QuickBooks?

Computed from orders and links, never from rows of the queue (rule 23). An order counts on the day
on which it was billed, where the company is; amounts are in its own currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Invoice, Order
from sync_queue.intake import unbooked

ZERO = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """One currency of some days: the store's orders, and those of them in QuickBooks."""

    currency: str
    store_count: int = 0
    store: Decimal = ZERO
    books_count: int = 0
    books: Decimal = ZERO

    @property
    def missing_count(self) -> int:
        return self.store_count - self.books_count

    @property
    def difference(self) -> Decimal:
        return self.store - self.books

    @property
    def is_even(self) -> bool:
        return not self.difference and not self.missing_count

    def plus(self, other: "Balance") -> "Balance":
        return Balance(
            self.currency,
            self.store_count + other.store_count,
            self.store + other.store,
            self.books_count + other.books_count,
            self.books + other.books,
        )


@dataclass(frozen=True)
class Day:
    """One currency of one day."""

    day: date
    balance: Balance


def days(orders: QuerySet[Order], connection: Connection, *, first: date, last: date) -> list[Day]:
    """What `orders` came to on each day from `first` to `last`; two queries, in order of days.

    An order that was not billed counts on the day on which it came to its present status.
    """
    begin = datetime.combine(first, time.min, connection.zone)
    end = datetime.combine(last + timedelta(days=1), time.min, connection.zone)
    of_order = Invoice.objects.filter(order=OuterRef("pk"))
    billed = Invoice.objects.filter(issued_at__gte=begin, issued_at__lt=end).order_by()
    first_bill = Subquery(of_order.order_by("issued_at").values("issued_at")[:1])
    on_bill = orders.filter(pk__in=billed.values("order")).annotate(at=first_bill)
    without = orders.filter(~Exists(of_order), status_at__gte=begin, status_at__lt=end)
    found: dict[tuple[date, str], Balance] = {}
    for part, moment in ((on_bill.filter(at__gte=begin, at__lt=end), "at"), (without, "status_at")):
        for one in _grouped(part, moment, connection):
            key = one.day, one.balance.currency
            found[key] = found[key].plus(one.balance) if key in found else one.balance
    return [Day(day, balance) for (day, _), balance in sorted(found.items(), key=_by_key)]


def balances(found: Iterable[Day]) -> list[Balance]:
    """The sums per currency, in the order of their names."""
    sums: dict[str, Balance] = {}
    for one in found:
        currency = one.balance.currency
        sums[currency] = sums.get(currency, Balance(currency)).plus(one.balance)
    return [sums[currency] for currency in sorted(sums)]


def written(found: Iterable[Day]) -> Any:
    """Days as JSON."""
    return [
        [
            one.day.isoformat(),
            one.balance.currency,
            one.balance.store_count,
            str(one.balance.store),
            one.balance.books_count,
            str(one.balance.books),
        ]
        for one in found
    ]


def read(data: Any) -> list[Day]:
    return [
        Day(
            date.fromisoformat(day),
            Balance(currency, store_count, Decimal(store), books_count, Decimal(books)),
        )
        for day, currency, store_count, store, books_count, books in data
    ]


def _grouped(part: Any, moment: str, connection: Connection) -> Iterable[Day]:
    groups = (
        part.annotate(
            day=TruncDate(moment, tzinfo=connection.zone),
            booked=unbooked.booked_total(connection),
        )
        .order_by()
        .values("day", "currency")
        .annotate(Count("pk"), Sum("total"), Count("booked"), Sum("booked"))
    )
    for group in groups:
        yield Day(
            group["day"],
            Balance(
                group["currency"],
                group["pk__count"],
                to_the_cent(group["total__sum"]),
                group["booked__count"],
                to_the_cent(group["booked__sum"] or ZERO),
            ),
        )


def _by_key(item: tuple[tuple[date, str], Balance]) -> tuple[date, str]:
    return item[0]
