"""The Queue tab: what waits, what is held, what was refused, and the buttons that move it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView
from connections.models import Connection, ListItem, Right
from sync_queue import kinds, plan, sight
from sync_queue.figures import tally
from sync_queue.figures.pace import pace
from sync_queue.intake import first_looks
from sync_queue.models import QueueRow, ReaderLease
from sync_queue.models.row import QueueRowQuerySet
from sync_queue.steering import steer
from sync_queue.troubles.remedies import COMMON_TITLES
from sync_queue.views import keyset, lines, spoken
from sync_queue.views.filters import AGES, FIRST, Filters

# How long the page waits for a reader that was called and has not begun.
PATIENCE = timedelta(seconds=20)
PER_PAGE = 25
# Up to so many rows the page itself says what going live would send.
SAID_AT_ONCE = 500
ACTION_RIGHTS = (Right.READ_QUEUE, Right.CLEAR_QUEUE, Right.APPROVE, Right.MAP_ACCOUNTS)


class QueueView(ConnectionView, TemplateView):
    tab = "queue"
    right = Right.SEE_QUEUE
    template_name = "sync_queue/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, connection = self.request.user, self.connection
        rows = sight.rows(user=user, connection=connection)
        more = {
            **listing(self.request, connection),
            "state_choices": STATE_CHOICES,
            "kind_choices": kinds.CHOICES,
            "age_choices": [(name, title) for name, (title, _) in AGES.items()],
            "reason_choices": reason_choices(
                connection, user=user, chosen=self.request.GET.get("reason", "")
            ),
            "stopped": plan.why_not(connection, now=timezone.now()),
            "held": held(rows),
            "first_looks": first_looks.wanted(connection),
            "fetched_at": fetched_at(connection),
        }
        return super().get_context_data(**{**more, **kwargs})


class QueueTableView(ConnectionView, TemplateView):
    """The list alone, asked for again and again while the queue is being read."""

    right = Right.SEE_QUEUE
    template_name = "sync_queue/queue_table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"connection": self.connection, **listing(self.request, self.connection)}


STATE_CHOICES = [
    ("", "Everything to do"),
    *((state.value, str(state.label)) for state in QueueRow.State),
    ("all", "Everything"),
]


def listing(request: HttpRequest, connection: Connection) -> dict[str, Any]:
    """What the list needs."""
    now = timezone.now()
    filters = Filters.of(request.GET)
    rows = sight.rows(user=request.user, connection=connection)
    stretches = filters.stretches(rows, now=now)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = keyset.page(stretches, after=after, before=before, size=PER_PAGE)
    counts = tally.by_state(rows)
    found = pace(connection, counts=counts, now=now)
    reading = is_reading(connection, request, now=now)
    return {
        "filters": filters,
        "page": page,
        "counts": spoken_counts(counts),
        "total": _spoken_total(_total(filters, counts, stretches)),
        "lines": lines.of_ids(page.ids),
        "lease": ReaderLease.objects.filter(connection=connection).first(),
        "is_reading": reading,
        "pace": spoken.pace(found) if found else "",
        "now": now,
        "query": request.GET.urlencode(),
        "list_url": _list_url(connection, request),
        "here": _address(connection, _kept(request, "after", "before")),
        "may": rights(user=request.user, connection=connection),
    }


def rights(*, user: Any, connection: Connection) -> dict[str, bool]:
    """Which of the queue's buttons this person may press, by the right's name."""
    return {
        right.value: permissions.may(user=user, connection=connection, right=right)
        for right in ACTION_RIGHTS
    }


def is_reading(connection: Connection, request: HttpRequest, *, now: datetime) -> bool:
    """Whether a reader is at work, or was called a moment ago and has not come yet."""
    lease = ReaderLease.objects.filter(connection=connection).first()
    if lease is not None and lease.until is not None and lease.until > now:
        return True
    started = _moment(request.GET.get("started", ""))
    if started is None or now - started > PATIENCE:
        return False
    return lease is None or lease.served_at is None or lease.served_at < started


def spoken_counts(counts: Mapping[str, int]) -> list[tuple[str, str, str, str]]:
    """[(state, its words, its colour, how many)], what needs a person first."""
    return [
        (state.value, str(state.label), lines.TONES[state], spoken.capped(counts[state]))
        for state in FIRST
        if counts.get(state)
    ]


def reason_choices(connection: Connection, *, user: Any, chosen: str) -> list[tuple[str, str]]:
    """The causes to choose from, and the chosen one. Only that one for whoever sees some of the
    rows: the causes of all would tell of others' records."""
    is_whole = sight.is_whole(user=user, connection=connection)
    found = {
        reason.name: COMMON_TITLES.get(reason.name) or reason.message[:70] or reason.name
        for reason in (tally.reasons(connection) if is_whole else [])
    }
    if chosen:
        found.setdefault(chosen[:100], COMMON_TITLES.get(chosen, "The cause you came for"))
    return list(found.items())


def held(rows: QueueRowQuerySet) -> str:
    """What waits for somebody to go live: "2 orders, 40.00 USD"; "" where nothing does."""
    waiting = rows.exclude(state=QueueRow.State.DONE).filter(
        state=QueueRow.State.HELD, reason="auto_post"
    )
    count = tally.capped(waiting, order=("id",))
    if count > SAID_AT_ONCE:
        return f"{spoken.capped(count)} rows"
    counted = steer.preview_release(waiting)
    return (spoken.orders(counted) or spoken.rows(counted)) if counted.count else ""


def fetched_at(connection: Connection) -> str:
    newest = ListItem.objects.filter(connection=connection).order_by("-fetched_at").first()
    return spoken.ago(newest.fetched_at) if newest else ""


def _spoken_total(total: int) -> str:
    return "1 row" if total == 1 else f"{spoken.capped(total)} rows"


def _total(filters: Filters, counts: Mapping[str, int], stretches: list[keyset.Stretch]) -> int:
    """How many rows the list has; the counts are at hand where it shows whole states."""
    if not filters.narrows and filters.state not in ("all", QueueRow.State.DONE):
        return sum(counts.get(state, 0) for state in filters.states)
    total = 0
    for stretch in stretches:
        total += tally.capped(stretch.rows, tally.MOST - total, order=stretch.order)
        if total > tally.MOST:
            break
    return total


def _list_url(connection: Connection, request: HttpRequest) -> str:
    """The address of the list without a place in it, to which a place is added."""
    address = _address(connection, _kept(request))
    return f"{address}&" if "?" in address else f"{address}?"


def _address(connection: Connection, query: dict[str, str]) -> str:
    address = reverse("console:queue", args=[connection.slug])
    return f"{address}?{urlencode(query)}" if query else address


def _kept(request: HttpRequest, *more: str) -> dict[str, str]:
    """What stays in the address when something on the page is pressed."""
    names = ("state", "kind", "q", "reason", "age", *more)
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _moment(seconds: str) -> datetime | None:
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), tz=UTC)
