"""How the rows of a queue stand on a page: which of them, in which words, with which buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict

from connections.models import Exchange
from entities.models import Order
from sync_queue import causes, kinds
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import OPEN_STATES
from sync_queue.views import spoken

State = QueueRow.State
PER_PAGE = 25
TONES = {
    State.WAITING: "info",
    State.HELD: "warn",
    State.SENDING: "info",
    State.UNCERTAIN: "warn",
    State.ERROR: "bad",
    State.DONE: "good",
}
# What needs a person stands first.
FIRST = (State.ERROR, State.HELD, State.UNCERTAIN, State.SENDING, State.WAITING, State.DONE)
OPERATIONS = {
    "create": "Create",
    "update": "Update",
    "void": "Void",
    "delete": "Take out",
    "deactivate": "Make inactive",
}


@dataclass(frozen=True)
class Filters:
    """What the person asked to see; "" shows everything that is not done."""

    state: str = ""
    kind: str = ""
    text: str = ""
    reason: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        state, kind = query.get("state", ""), query.get("kind", "")
        known = (*State.values, "all")
        return cls(
            state=state if state in known else "",
            kind=kind if kind in kinds.BY_NAME else "",
            text=query.get("q", "").strip()[:100],
            reason=query.get("reason", "")[:50],
        )

    @property
    def is_set(self) -> bool:
        return bool(self.state or self.kind or self.text or self.reason)

    def apply(self, rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
        if self.state != "all":
            rows = rows.filter(state=self.state) if self.state else rows.exclude(state=State.DONE)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.reason:
            rows = rows.filter(reason=self.reason)
        if self.text:
            text = self.text
            rows = rows.filter(
                Q(label__icontains=text) | Q(key__icontains=text) | Q(message__icontains=text)
            )
        return rows


@dataclass(frozen=True)
class Line:
    """One row as the page shows it; `calls` are the exchanges of its last dispatch."""

    row: Any
    tone: str
    action: str
    order: Order | None
    calls: Sequence[Exchange] = field(default_factory=list)

    @property
    def changed(self) -> str:
        """ "just now", "5 minutes ago"."""
        return spoken.ago(self.row.updated_at)

    @property
    def dialog_id(self) -> str:
        return f"delete-row-{self.row.pk}"

    @property
    def can_be_deleted(self) -> bool:
        return self.row.state in OPEN_STATES

    @property
    def can_be_released(self) -> bool:
        return self.row.state == State.HELD and self.row.reason in causes.APPROVABLE

    @property
    def can_be_resent(self) -> bool:
        return self.row.state in causes.STUCK and not self.can_be_released

    @property
    def needs_a_person(self) -> bool:
        """Whether the row says what mends it: the page itself says what switches sending on."""
        return self.row.state in causes.STUCK and self.row.reason != "auto_post"

    @property
    def has_details(self) -> bool:
        return bool(self.row.fault or self.row.dispatch_id)

    @property
    def loses_money(self) -> bool:
        """Whether a document would stay out of the books if the row were taken out."""
        return self.row.money is not None and not self.row.is_linked


def page_of(rows: QuerySet[QueueRow], *, filters: Filters, number: str) -> Page[QueueRow]:
    shown = annotated(filters.apply(rows)).select_related("dispatch")
    order = ("-done_at", "-id") if filters.state == State.DONE else (_urgency(), "rank", "id")
    return Paginator(shown.order_by(*order), PER_PAGE).get_page(number)


def annotated(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Rows with what a Line needs: `is_linked`, and the money of their documents."""
    link = Link.objects.linked().filter(
        connection=OuterRef("connection"), kind=OuterRef("kind"), key=OuterRef("key")
    )
    return causes.with_money(rows).annotate(is_linked=Exists(link))


def lines(rows: Iterable[Any]) -> list[Line]:
    """Lines of annotated rows; two queries however many there are."""
    found = list(rows)
    orders = Order.objects.in_bulk({row.order_pk for row in found if row.order_pk})
    calls = calls_of(found)
    return [
        Line(
            row=row,
            tone=tone(row),
            action=action(row),
            order=orders.get(row.order_pk),
            calls=calls.get(row.dispatch.request_id, []) if row.dispatch else [],
        )
        for row in found
    ]


def tone(row: QueueRow) -> str:
    """The colour of the row's badge."""
    if row.flag == QueueRow.Flag.DIFFERS:
        return "warn"
    if row.flag == QueueRow.Flag.NOTHING_TO_DO:
        return "plain"
    return TONES[State(row.state)]


def action(row: Any) -> str:
    """What is, or was, done in QuickBooks with the row's record."""
    if row.dispatch_id and row.state not in OPEN_STATES:
        return OPERATIONS.get(row.frozen.get("operation", ""), "")
    if row.operation == QueueRow.Operation.DELETE:
        return "Take out"
    return "Update" if row.is_linked else "Create"


def calls_of(rows: Iterable[QueueRow]) -> dict[str, list[Exchange]]:
    """{request id: its exchanges, the newest first}."""
    found: dict[str, list[Exchange]] = {}
    wanted = {row.dispatch.request_id for row in rows if row.dispatch}
    for call in Exchange.objects.filter(request_id__in=wanted):
        found.setdefault(call.request_id, []).append(call)
    return found


def _urgency() -> Case:
    whens = [When(state=state, then=Value(place)) for place, state in enumerate(FIRST)]
    return Case(*whens, output_field=IntegerField())
