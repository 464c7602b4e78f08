"""How things stand, in counts and money: this month, what is not in the books, what needs a person.

Computed from orders and links, never from queue rows, wherever it says what is in QuickBooks
(rule 23). Asks the database only; amounts are in each document's own currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from connections import readiness
from connections.models import Connection, Right
from entities.amounts import to_the_cent
from entities.models import Invoice, Order, Payment, Refund
from sync_queue import kinds, routing
from sync_queue.models import Link, QueueRow

ZERO = Decimal(0)
MONEY = DecimalField(max_digits=14, decimal_places=2)
Money = dict[str, Decimal]


@dataclass(frozen=True)
class Orders:
    """A number of orders and their sum per currency."""

    count: int = 0
    amounts: Money = field(default_factory=dict)


@dataclass(frozen=True)
class Balance:
    """One currency of this month: orders of the store, and those of them in QuickBooks."""

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


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now; `page` is the name of the console page that does it."""

    title: str
    text: str
    page: str = ""
    button: str = ""


@dataclass(frozen=True)
class Standing:
    """How one connection stands. `counts`: rows per state, finished ones left out."""

    connection: Connection
    month: datetime
    balances: list[Balance]
    last_success: datetime | None
    counts: dict[str, int]
    next_step: NextStep

    @property
    def is_even(self) -> bool:
        return all(not one.difference and not one.missing_count for one in self.balances)


def rows_for(*, user: Any, connection: Connection) -> QuerySet[QueueRow]:
    """The rows a person may see: in a company that is not theirs, those of their own records."""
    rows = QueueRow.objects.filter(connection=connection)
    if sees_all(user=user, connection=connection):
        return rows
    own = Q(pk__in=[])
    for kind in (*kinds.ALL, kinds.APPLICATION):
        model: Any = Refund if kind is kinds.APPLICATION else kind.model
        if model is not None:
            own |= Q(kind=kind.name, key__in=model.objects.for_user(user).values("key"))
    return rows.filter(own)


def sees_all(*, user: Any, connection: Connection) -> bool:
    """Whether everything in this company is this person's: the marketplace's staff, its vendor."""
    if user.is_superuser:
        return True
    vendors = set(user.vendors.values_list("pk", flat=True))
    return not vendors or connection.vendor_id in vendors


def due_orders(connection: Connection) -> QuerySet[Order]:
    """The orders that must be in this connection's books: they post, are not 0.00, belong here."""
    orders: QuerySet[Order] = Order.objects.filter(
        _belongs_to(connection), status__in=connection.posting_statuses, total__gt=0
    )
    if connection.books_start_on is None:
        return orders
    start = datetime.combine(connection.books_start_on, time.min, connection.zone)
    return orders.filter(placed_at__gte=start)


def missing_orders(connection: Connection) -> QuerySet[Order]:
    """Those of the due orders that no company has."""
    booked = Link.objects.linked().filter(
        kind=kinds.INVOICE.name, is_gone=False, key__in=_invoice_keys()
    )
    return due_orders(connection).filter(~Exists(booked))


def not_in_books(connection: Connection, *, user: Any = None) -> Orders:
    """What of the store is not in QuickBooks, by orders and links (rule 23)."""
    orders = missing_orders(connection)
    return sum_of(orders if user is None else _seen(orders, user, connection))


def sum_of(orders: QuerySet[Order]) -> Orders:
    groups = orders.order_by().values_list("currency").annotate(Count("pk"), Sum("total"))
    found = list(groups)
    amounts = {currency: to_the_cent(amount) for currency, _, amount in found}
    return Orders(sum(count for _, count, _ in found), amounts)


def orders_of(rows: QuerySet[QueueRow]) -> QuerySet[Order]:
    """The orders whose invoices stand in these rows."""
    keys = rows.filter(kind=kinds.INVOICE.name).order_by().values("key")
    return Order.objects.filter(pk__in=Invoice.objects.filter(key__in=keys).values("order"))


def with_money(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Each row with `order_pk`, `money` and `money_currency` of the document it stands for."""
    invoice = Invoice.objects.filter(key=OuterRef("key"))
    payment = Payment.objects.filter(key=OuterRef("key"))
    refund = Refund.objects.filter(key=OuterRef("key"))
    return rows.annotate(
        order_pk=_by_kind(IntegerField(), *(s.values("order") for s in (invoice, payment, refund))),
        money=_by_kind(
            MONEY, invoice.values("order__total"), payment.values("amount"), refund.values("total")
        ),
        money_currency=_by_kind(
            CharField(),
            invoice.values("order__currency"),
            payment.values("currency"),
            refund.values("currency"),
        ),
    )


def counts(rows: QuerySet[QueueRow]) -> dict[str, int]:
    """{state: number of rows}, without what is done."""
    groups = rows.unfinished().order_by().values_list("state").annotate(Count("pk"))  # type: ignore[attr-defined]
    return dict(groups)


def this_month(connection: Connection, *, user: Any, now: datetime) -> list[Balance]:
    """The orders invoiced in the company's present month, against their links; one query."""
    local = now.astimezone(connection.zone)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    issued = Invoice.objects.filter(order=OuterRef("pk")).order_by("issued_at").values("issued_at")
    orders = _seen(due_orders(connection), user, connection).annotate(
        issued=Coalesce(Subquery(issued[:1]), F("status_at")), booked=_booked(connection)
    )
    groups = (
        orders.filter(issued__gte=first, issued__lte=now)
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


def standing(connection: Connection, *, user: Any, now: datetime) -> Standing:
    found = counts(rows_for(user=user, connection=connection))
    links = Link.objects.filter(connection=connection)
    return Standing(
        connection=connection,
        month=now.astimezone(connection.zone),
        balances=this_month(connection, user=user, now=now),
        last_success=links.aggregate(last=Max("last_sent_at"))["last"],
        counts=found,
        next_step=next_step(connection, counts=found),
    )


def home(*, user: Any, now: datetime) -> list[Standing]:
    """How each connection stands whose queue this person may see, the default one first."""
    seen = connections_seen_by(user).order_by("-is_default", "name")
    return [standing(connection, user=user, now=now) for connection in seen]


def connections_seen_by(user: Any) -> QuerySet[Connection]:
    mine = Connection.objects.for_user(user)
    if user.is_superuser:
        return mine
    return mine.filter(grants__user=user, grants__right=Right.SEE_QUEUE)


def next_step(connection: Connection, *, counts: dict[str, int]) -> NextStep:
    """The first of: finish the set-up, mend, release, wait; or nothing."""
    missing = readiness.missing(connection=connection)
    if missing:
        text = f"{_steps(len(missing))} to go before anything can be sent."
        return NextStep(missing[0].sentence, text, missing[0].tab, "Do it now")
    for state, step in STEPS:
        if counts.get(state):
            return step
    return NextStep("Nothing to do", "What changes in the store goes to QuickBooks.")


STEPS = (
    (
        QueueRow.State.ERROR,
        NextStep("Mend what was refused", "Each cause has its remedy.", "needs-you", "See why"),
    ),
    (
        QueueRow.State.HELD,
        NextStep(
            "Release what waits for you",
            "These records are not sent without your word.",
            "needs-you",
            "Look at them",
        ),
    ),
    (
        QueueRow.State.UNCERTAIN,
        NextStep(
            "Nothing to do just now",
            "QuickBooks did not answer for some records. They are looked for there by themselves.",
            "queue",
            "See the queue",
        ),
    ),
    (
        QueueRow.State.WAITING,
        NextStep(
            "Nothing to do just now", "The rest is on its way by itself.", "queue", "See the queue"
        ),
    ),
)


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _seen(orders: QuerySet[Order], user: Any, connection: Connection) -> QuerySet[Order]:
    if sees_all(user=user, connection=connection):
        return orders
    return orders.filter(pk__in=Order.objects.for_user(user).order_by().values("pk"))


def _belongs_to(connection: Connection) -> Q:
    """`routing.Routes.home_of`, for the database: vendor's company, storefront's, default."""
    routes = routing.load()
    if connection.pk not in routes.active:
        return Q(pk__in=[])
    vendors, fronts = routes.by_vendor, routes.by_storefront
    no_vendor, no_front = ~Q(vendor__in=list(vendors)), ~Q(storefront__in=list(fronts))
    found = Q(vendor__in=_leading_to(connection, vendors))
    found |= no_vendor & Q(storefront__in=_leading_to(connection, fronts))
    return found | (no_vendor & no_front) if connection == routes.default else found


def _leading_to(connection: Connection, owners: dict[int, Connection]) -> Iterable[int]:
    return [pk for pk, home in owners.items() if home == connection]


def _invoice_keys() -> Any:
    return Invoice.objects.filter(order=OuterRef(OuterRef("pk"))).order_by().values("key")


def _booked(connection: Connection) -> Subquery:
    """What QuickBooks answered as the total of an order's documents; NULL where it has none."""
    links = Link.objects.linked().filter(
        connection=connection, kind=kinds.INVOICE.name, is_gone=False, key__in=_invoice_keys()
    )
    total = links.order_by().values("connection").annotate(sum=Sum("total")).values("sum")
    return Subquery(total, output_field=MONEY)


def _by_kind(output: Any, invoice: Any, payment: Any, refund: Any) -> Case:
    return Case(
        When(kind=kinds.INVOICE.name, then=Subquery(invoice[:1])),
        When(kind=kinds.PAYMENT.name, then=Subquery(payment[:1])),
        When(kind=kinds.REFUND.name, then=Subquery(refund[:1])),
        default=None,
        output_field=output,
    )
