"""How the rows of a queue stand on a page: which of them, in which words, with which buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from connections.models import Exchange
from entities.models import Order
from sync_queue.figures import row_money
from sync_queue.models import Link, QueueRow
from sync_queue.models.row import OPEN_STATES, TRY_LATER
from sync_queue.preparing import naming
from sync_queue.troubles import causes
from sync_queue.views import spoken

State = QueueRow.State
TONES = {
    State.WAITING: "info",
    State.HELD: "warn",
    State.SENDING: "info",
    State.UNCERTAIN: "warn",
    State.ERROR: "bad",
    State.DONE: "good",
}
OPERATIONS = {
    "create": "Create",
    "update": "Update",
    "void": "Void",
    "delete": "Take out",
    "deactivate": "Make inactive",
    "mark": "Mark as deleted",
}


@dataclass(frozen=True)
class Line:
    """One row as the page shows it; `calls` are the exchanges of its last dispatch."""

    row: Any
    tone: str
    action: str
    order: Order | None
    calls: Sequence[Exchange] = field(default_factory=list)

    @property
    def age(self) -> str:
        """How long it has been in the queue: "3 hours"."""
        return spoken.span((self.row.done_at or timezone.now()) - self.row.created_at)

    @property
    def changed(self) -> str:
        """ "just now", "5 minutes ago"."""
        return spoken.ago(self.row.updated_at)

    @property
    def can_be_chosen(self) -> bool:
        return self.row.state in OPEN_STATES

    @property
    def can_be_deleted(self) -> bool:
        return self.row.state in OPEN_STATES

    @property
    def can_be_released(self) -> bool:
        return self.row.state == State.HELD and self.row.reason in causes.APPROVABLE

    @property
    def asks_whose(self) -> bool:
        """Whether it waits for a word on a record that was made inactive in QuickBooks."""
        return bool(self.row.state == State.HELD and self.row.reason == naming.INACTIVE)

    @property
    def can_be_resent(self) -> bool:
        is_put_off = self.row.state == State.WAITING and self.row.reason == TRY_LATER
        needs_word = self.can_be_released or self.asks_whose
        return is_put_off or (self.row.state in causes.STUCK and not needs_word)

    @property
    def needs_a_person(self) -> bool:
        """Whether the row says what mends it: the page itself says what switches sending on."""
        return self.row.state in causes.STUCK and self.row.reason != "auto_post"

    @property
    def has_details(self) -> bool:
        return bool(self.row.fault or self.row.dispatch_id)


def of_ids(ids: Sequence[int]) -> list[Line]:
    """The lines of these rows, in this order."""
    found = {
        row.pk: row
        for row in annotated(QueueRow.objects.filter(pk__in=ids)).select_related(
            "dispatch", "blocked_by"
        )
    }
    return lines(found[pk] for pk in ids if pk in found)


def annotated(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Rows with what a Line needs: `is_linked`, and the money of their documents."""
    link = Link.objects.linked().filter(
        connection=OuterRef("connection"), kind=OuterRef("kind"), key=OuterRef("key")
    )
    return row_money.with_money(rows).annotate(is_linked=Exists(link))


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
    if row.flag in (QueueRow.Flag.DIFFERS, QueueRow.Flag.RENUMBERED):
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
