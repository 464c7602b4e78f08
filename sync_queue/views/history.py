"""What happened to one row, from its first hour to its last, and who did it?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connections.models import Exchange
from sync_queue.models import Dispatch, QueueRow, RowEvent
from sync_queue.views import lines, spoken

State = QueueRow.State


@dataclass(frozen=True)
class Moment:
    """One thing that happened; `by` is a person, "" where it happened by itself."""

    at: datetime
    title: str
    tone: str = "plain"
    text: str = ""
    by: str = ""
    calls: Sequence[Exchange] = field(default_factory=list)


def of_row(row: QueueRow) -> list[Moment]:
    """Everything that happened to a row, the newest first; three queries."""
    events = list(row.events.select_related("dispatch"))
    sends = {
        dispatch.pk: dispatch
        for dispatch in (row.dispatch, *(event.dispatch for event in events))
        if dispatch is not None
    }
    calls = _calls(sends.values())
    told = [
        _arrival(row),
        *(_sending(dispatch, calls) for dispatch in sends.values()),
        *map(_event, events),
        *_present(row, events),
    ]
    # In the order of their time; at the same time in the order in which they are told.
    return sorted(told, key=lambda moment: moment.at)[::-1]


def _arrival(row: QueueRow) -> Moment:
    edits = row.revision - 1
    text = "It was changed in the store."
    if edits:
        text += f" It was changed {spoken.times(edits)} more, and all of it goes together."
    if row.operation == QueueRow.Operation.DELETE:
        text = "It was deleted in the store."
    return Moment(row.created_at, "Came into the queue", "info", text)


def _sending(dispatch: Dispatch, calls: Mapping[str, list[Exchange]]) -> Moment:
    if dispatch.first_sent_at is None:
        return Moment(dispatch.created_at, "Written down to be sent", "info")
    text = f"With {spoken.number(dispatch.items - 1, 'other row')}." if dispatch.items > 1 else ""
    if dispatch.sends > 1:
        text += (
            f" Sent {spoken.times(dispatch.sends)}, always the same, since no answer came at first."
        )
    made = calls.get(dispatch.request_id, [])
    return Moment(dispatch.first_sent_at, "Sent to QuickBooks", "info", text.strip(), calls=made)


def _event(event: RowEvent) -> Moment:
    return Moment(
        event.at,
        str(State(event.state).label),
        str(lines.TONES[State(event.state)]),
        event.message,
        event.by,
    )


def _present(row: QueueRow, events: Sequence[RowEvent]) -> Iterator[Moment]:
    """How the row stands now, where no event has said it."""
    if row.state == State.SENDING:
        return
    last = events[-1] if events else None
    if last is not None and (last.state, last.message) == (row.state, row.message):
        return
    if row.state == State.WAITING and not row.message:
        return
    at = row.done_at or row.updated_at
    yield Moment(at, row.spoken_state, lines.tone(row), row.message)


def _calls(dispatches: Iterable[Dispatch]) -> dict[str, list[Any]]:
    """{request id: its calls, the first one first}."""
    found: dict[str, list[Any]] = {}
    wanted = [dispatch.request_id for dispatch in dispatches]
    for call in Exchange.objects.filter(request_id__in=wanted).order_by("started_at"):
        found.setdefault(call.request_id, []).append(call)
    return found
