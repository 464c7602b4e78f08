"""Which money has not reached the bank yet, and which payouts do not fit what they are made of?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Payment, Payout, Refund
from sync_queue.books import clearing_side

SHOWN = 20
HALF_A_CENT = Decimal("0.005")
MONEY = DecimalField(max_digits=14, decimal_places=2)


@dataclass(frozen=True)
class NotPaidOut:
    """Payments that no payout names: how many and how much per currency, the oldest of them."""

    sums: list[tuple[str, int, Decimal]]
    oldest: list[Payment]


@dataclass(frozen=True)
class Misfit:
    """A payout that says other sums than the payments and refunds that name it."""

    payout: Payout
    words: str


def not_paid_out(connection: Connection) -> NotPaidOut:
    """Only of methods that are paid out at all: cash has no payouts."""
    methods = clearing_side.payouts(connection).values("method").distinct()
    waiting = clearing_side.payments(connection).filter(
        state=Payment.State.CAPTURED, payout__isnull=True, method__in=methods
    )
    sums = waiting.values_list("currency").annotate(number=Count("pk"), sum=Sum("amount"))
    oldest = waiting.order_by("captured_at", "pk").select_related("order", "method")
    return NotPaidOut(
        [(code, count, to_the_cent(amount)) for code, count, amount in sums.order_by("currency")],
        list(oldest[:SHOWN]),
    )


def misfits(connection: Connection) -> list[Misfit]:
    """The newest of them; a payout that names no payments at all says nothing wrong."""
    found: QuerySet[Any] = clearing_side.payouts(connection).annotate(
        came=_sum(Payment.objects.filter(state__in=clearing_side.CAME_IN), "amount"),
        went=_sum(Refund.objects.all(), "total"),
    )
    # SQLite adds up in binary: sums of the same cents are not always the same number.
    less, more = F("gross") - HALF_A_CENT, F("gross") + HALF_A_CENT
    unlike = Q(came__lt=less) | Q(came__gt=more) | Q(went__gt=F("refunds") + HALF_A_CENT)
    wrong = found.filter(unlike, came__gt=0)
    return [
        Misfit(payout, _words(payout))
        for payout in wrong.select_related("method").order_by("-paid_on", "-pk")[:SHOWN]
    ]


def _sum(found: QuerySet[Any], name: str) -> Coalesce:
    of_payout = found.filter(payout=OuterRef("pk")).order_by().values("payout")
    total = of_payout.annotate(sum=Sum(name)).values("sum")
    return Coalesce(Subquery(total, output_field=MONEY), Value(Decimal(0)), output_field=MONEY)


def _words(payout: Any) -> str:
    said, came, went = [], to_the_cent(payout.came), to_the_cent(payout.went)
    if came != payout.gross:
        said.append(f"it says {payout.gross:,.2f} of sales, and its payments are {came:,.2f}")
    if went > payout.refunds:
        said.append(f"it says {payout.refunds:,.2f} of refunds, and its refunds are {went:,.2f}")
    return f"{payout}: {'; '.join(said)}."
