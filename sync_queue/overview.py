"""How does each connection stand this month, in count and money, and what is the one next step?

Asks the database only, in a fixed number of queries per connection. Amounts are in each
document's own currency.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from connections import readiness
from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Invoice
from sync_queue import sight, unbooked
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import QueueRowQuerySet
from sync_queue.start import steps

ZERO = Decimal(0)
State = QueueRow.State
URGENCY = (State.ERROR, State.HELD, State.UNCERTAIN, State.SENDING, State.WAITING)


@dataclass(frozen=True)
class Balance:
    """One currency of this month: the store's orders, and those of them in QuickBooks."""

    currency: str
    store_count: int
    store: Decimal
    books_count: int
    books: Decimal

    @property
    def missing_count(self) -> int:
        return self.store_count - self.books_count

    @property
    def difference(self) -> Decimal:
        return self.store - self.books

    @property
    def is_even(self) -> bool:
        return not self.difference and not self.missing_count


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now; `page` names the console page where it is done."""

    title: str
    text: str
    page: str = ""
    button: str = ""


@dataclass(frozen=True)
class Standing:
    """How one connection stands. `counts`: rows per state, finished ones left out;
    `not_in_books`: of all time, not only of this month."""

    connection: Connection
    month: datetime
    balances: list[Balance]
    last_success: datetime | None
    counts: dict[str, int]
    next_step: NextStep
    not_in_books: unbooked.Orders

    @property
    def spoken_counts(self) -> list[tuple[str, str, int]]:
        """[(state, its words, number of rows)], what needs a person first."""
        return [(str(s), str(s.label), self.counts[s]) for s in URGENCY if self.counts.get(s)]


def home(*, user: Any, now: datetime) -> list[Standing]:
    """How each connection stands whose queue this person may see, the default one first."""
    seen = sight.connections(user).order_by("-is_default", "name")
    return [standing(connection, user=user, now=now) for connection in seen]


def standing(connection: Connection, *, user: Any, now: datetime) -> Standing:
    found = counts(sight.rows(user=user, connection=connection))
    links = Link.objects.filter(connection=connection)
    return Standing(
        connection=connection,
        month=now.astimezone(connection.zone),
        balances=this_month(connection, user=user, now=now),
        last_success=links.aggregate(last=Max("last_sent_at"))["last"],
        counts=found,
        next_step=next_step(connection, counts=found),
        not_in_books=unbooked.sum_of(
            sight.orders(unbooked.missing_orders(connection), user=user, connection=connection)
        ),
    )


def counts(rows: QueueRowQuerySet) -> dict[str, int]:
    """{state: number of rows}, without what is done."""
    groups = rows.unfinished().order_by().values_list("state").annotate(Count("pk"))
    return dict(groups)


def this_month(connection: Connection, *, user: Any, now: datetime) -> list[Balance]:
    """The orders invoiced in the company's present month, against their links, per currency."""
    first = now.astimezone(connection.zone).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    invoices = Invoice.objects.filter(order=OuterRef("pk")).order_by("issued_at")
    due = sight.orders(unbooked.due_orders(connection), user=user, connection=connection)
    groups = (
        due.annotate(
            issued=Coalesce(Subquery(invoices.values("issued_at")[:1]), F("status_at")),
            booked=unbooked.booked_total(connection),
        )
        .filter(issued__gte=first, issued__lte=now)
        .order_by("currency")
        .values("currency")
        .annotate(Count("pk"), Sum("total"), Count("booked"), Sum("booked"))
    )
    return [
        Balance(
            currency=group["currency"],
            store_count=group["pk__count"],
            store=to_the_cent(group["total__sum"]),
            books_count=group["booked__count"],
            books=to_the_cent(group["booked__sum"] or ZERO),
        )
        for group in groups
    ]


def next_step(connection: Connection, *, counts: dict[str, int]) -> NextStep:
    """The first of: finish the set-up, mend, release, complete it, wait; or nothing."""
    if not steps.is_over(connection):
        return _start(connection)
    missing = readiness.missing(connection=connection)
    blocking = [item for item in missing if item.blocks_all]
    if blocking:
        to_go = "One step" if len(blocking) == 1 else f"{len(blocking)} steps"
        text = f"{to_go} to go before anything can be sent."
        return NextStep(blocking[0].sentence, text, blocking[0].page, "Do it now")
    for state, step in STEPS:
        if missing and state not in NEEDS_A_PERSON:
            break
        if counts.get(state):
            return step
    if missing:
        return NextStep(missing[0].sentence, ONLY_WHAT_NEEDS_IT, missing[0].page, "Do it now")
    return NextStep("Nothing to do", "All that was changed in the store has been dealt with.")


def _start(connection: Connection) -> NextStep:
    """Where the guided start stands: before its end nothing is sent by itself."""
    progress = steps.progress(connection)
    now = progress.now
    button = f"Go on: {now.step.title}" if now and progress.done else "Set up QuickBooks"
    text = f"{progress.done} of {len(progress.places)} steps are done. Nothing is sent before."
    return NextStep("Set up QuickBooks", text, "start", button)


NEEDS_A_PERSON = (State.ERROR, State.HELD)
ONLY_WHAT_NEEDS_IT = "Only what needs it waits for that; everything else is sent."
STEPS = (
    (
        State.ERROR,
        NextStep(
            "Mend what QuickBooks refused",
            "It is sorted by cause, with what mends each.",
            "needs-you",
            "See the causes",
        ),
    ),
    (
        State.HELD,
        NextStep(
            "Decide about what waits for you",
            "These records are not sent without your word.",
            "needs-you",
            "Look at them",
        ),
    ),
    (
        State.UNCERTAIN,
        NextStep(
            "Nothing to do just now",
            "QuickBooks did not answer for some records; the bridge looks for them there.",
            "queue",
            "See the queue",
        ),
    ),
    (
        State.WAITING,
        NextStep(
            "Nothing to do just now", "The rest is on its way by itself.", "queue", "See the queue"
        ),
    ),
)
