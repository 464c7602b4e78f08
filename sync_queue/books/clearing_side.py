"""What lies in the clearing accounts by the store's own records? All that came and went, by month.

Every sum is made by the database, in a fixed number of queries; amounts are in the currency in
which they were paid. Gift cards and store credit are a debt and no money, so they are not here.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Order, Payment, Payout, Refund, StorePaymentMethod
from sync_queue import routing
from sync_queue.intake import unbooked

ZERO = Decimal(0)
# A payment method in one currency.
Way = tuple[int, str]
CAME_IN = (Payment.State.CAPTURED, Payment.State.CHARGED_BACK)


@dataclass(frozen=True)
class Month:
    """What came and went in one month; opening + sales - refunds - charged back - fees - payouts
    = closing."""

    first_day: date
    opening: Decimal = ZERO
    sales: Decimal = ZERO
    refunds: Decimal = ZERO
    # With the fees for it, less what was won back.
    charged_back: Decimal = ZERO
    fees: Decimal = ZERO
    payouts: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        went = self.refunds + self.charged_back + self.fees + self.payouts
        return self.opening + self.sales - went

    def plus(self, other: "Month") -> "Month":
        """Both together, without an opening."""
        names = ("sales", "refunds", "charged_back", "fees", "payouts")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return replace(self, opening=ZERO, **sums)


def months(connection: Connection) -> dict[Way, dict[date, Month]]:
    """{(method, currency): {first day of a month: what moved in it}}, without openings."""
    found: dict[Way, dict[date, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for name, sign, rows in _flows(connection):
        for method, currency, day, amount in rows:
            sums = found[method, currency][_first(day)]
            sums[name] = sums.get(name, ZERO) + sign * to_the_cent(amount)
    return {
        way: {day: Month(day, **sums) for day, sums in by_day.items()}
        for way, by_day in found.items()
    }


def rolled(moved: dict[date, Month]) -> list[Month]:
    """The months in their order, each opening with what the one before it left."""
    found: list[Month] = []
    for day in sorted(moved):
        opening = found[-1].closing if found else ZERO
        found.append(replace(moved[day], opening=opening))
    return found


def payments(connection: Connection) -> QuerySet[Payment]:
    """The payments of this company's orders, whatever became of them."""
    orders = Order.objects.filter(unbooked.belongs_to(connection)).order_by().values("pk")
    kept: QuerySet[Payment] = Payment.objects.filter(order__in=orders)
    return kept.exclude(method__kind__in=StorePaymentMethod.CREDIT).order_by()


def refunds(connection: Connection) -> QuerySet[Refund]:
    """The refunds of this company's orders that gave money back; `way` is how."""
    orders = Order.objects.filter(unbooked.belongs_to(connection)).order_by().values("pk")
    of_orders = Q(order__in=orders)
    if connection == routing.load().default:
        of_orders |= Q(order__isnull=True)
    kept: Any = Refund.objects.annotate(way=Coalesce("payment__method", "method"))
    ways = Q(payment__method__kind__in=StorePaymentMethod.CREDIT) | Q(
        payment__isnull=True, method__kind__in=StorePaymentMethod.CREDIT
    )
    found: QuerySet[Refund] = kept.filter(of_orders, way__isnull=False, total__gt=0)
    return found.exclude(ways).order_by()


def payouts(connection: Connection) -> QuerySet[Payout]:
    """The payouts that reach this company's bank."""
    routes = routing.load()
    mine = [pk for pk, home in routes.by_vendor.items() if home == connection]
    found = Q(vendor__in=mine)
    if connection == routes.default:
        found |= Q(vendor__isnull=True)
    kept: QuerySet[Payout] = Payout.objects.filter(found)
    return kept.order_by()


Rows = list[tuple[int, str, Any, Decimal]]


def lost(connection: Connection) -> QuerySet[Payment]:
    """What a customer's bank took back, be it that it was won back since; `taken` is how much left
    the account with the fee, `taken_at` when."""
    kept: Any = payments(connection).filter(
        Q(state=Payment.State.CHARGED_BACK) | Q(won_back_at__isnull=False)
    )
    found: QuerySet[Payment] = kept.annotate(
        taken=F("amount") + F("chargeback_fee"), taken_at=Coalesce("charged_back_at", "captured_at")
    )
    return found


def won(connection: Connection) -> QuerySet[Payment]:
    """What came back of that."""
    return payments(connection).filter(won_back_at__isnull=False)


def _flows(connection: Connection) -> list[tuple[str, int, Rows]]:
    """(column of a month, its sign, the sums)."""

    def in_zone(name: str) -> TruncMonth:
        return TruncMonth(name, tzinfo=connection.zone)

    came = payments(connection).filter(state__in=CAME_IN)
    back, out = refunds(connection), payouts(connection)
    won_back = _sums(won(connection), "method", in_zone("won_back_at"), "amount")
    return [
        ("sales", 1, _sums(came, "method", in_zone("captured_at"), "amount")),
        ("charged_back", 1, _sums(lost(connection), "method", in_zone("taken_at"), "taken")),
        ("charged_back", -1, won_back),
        ("refunds", 1, _sums(back, "way", in_zone("refunded_at"), "total")),
        ("fees", 1, _sums(out, "method", TruncMonth("paid_on"), "fees")),
        ("payouts", 1, _sums(out, "method", TruncMonth("paid_on"), "net")),
    ]


def _sums(found: QuerySet[Any], way: str, month: Any, amount: str) -> Rows:
    grouped = found.annotate(month=month, by=F(way)).values_list("by", "currency", "month")
    return [row for row in grouped.annotate(Sum(amount)) if row[3]]


def _first(day: Any) -> date:
    return date(day.year, day.month, 1)
