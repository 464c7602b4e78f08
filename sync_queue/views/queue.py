"""The Queue tab: what waits, what is held, what was refused, and the buttons that move it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView
from connections.models import Connection, Right
from sync_queue import kinds, overview, plan, sight, steer
from sync_queue.models import QueueRow, ReaderLease
from sync_queue.views import lines, spoken

# How long the page waits for a reader that was called and has not begun.
PATIENCE = timedelta(seconds=20)
ACTION_RIGHTS = (Right.READ_QUEUE, Right.CLEAR_QUEUE, Right.APPROVE, Right.MAP_ACCOUNTS)


class QueueView(ConnectionView, TemplateView):
    tab = "queue"
    right = Right.SEE_QUEUE
    template_name = "sync_queue/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, connection = self.request.user, self.connection
        rows = sight.rows(user=user, connection=connection)
        counts = overview.counts(rows)
        held = steer.preview_release(rows.filter(reason="auto_post"))
        more = {
            **listing(self.request, connection),
            "counts": counts,
            "state_choices": state_choices(counts),
            "kind_choices": kinds.CHOICES,
            "stopped": plan.why_not(connection, now=timezone.now()),
            "held": held,
            "held_said": spoken.orders(held) or spoken.rows(held),
            "dialogs": dialogs(connection, user=user),
        }
        return super().get_context_data(**{**more, **kwargs})


class QueueTableView(ConnectionView, TemplateView):
    """The table alone, asked for again and again while the queue is being read."""

    right = Right.SEE_QUEUE
    template_name = "sync_queue/queue_table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"connection": self.connection, **listing(self.request, self.connection)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not is_reading(self.connection, request):
            # The reading has ended: the counts in the buttons' questions have changed as well.
            response["HX-Refresh"] = "true"
        return response


def listing(request: HttpRequest, connection: Connection) -> dict[str, Any]:
    """What the table needs."""
    filters = lines.Filters.of(request.GET)
    rows = sight.rows(user=request.user, connection=connection)
    page = lines.page_of(rows, filters=filters, number=request.GET.get("page", "1"))
    return {
        "filters": filters,
        "page": page,
        "lines": lines.lines(page.object_list),
        "lease": ReaderLease.objects.filter(connection=connection).first(),
        "is_reading": is_reading(connection, request),
        "now": timezone.now(),
        "query": request.GET.urlencode(),
        "query_without_page": _without(request, "page", "started"),
        "here": f"{connection.get_absolute_url()}?{_without(request, 'started')}",
        "may": rights(user=request.user, connection=connection),
    }


def rights(*, user: Any, connection: Connection) -> dict[str, bool]:
    """Which of the queue's buttons this person may press, by the right's name."""
    return {
        right.value: permissions.may(user=user, connection=connection, right=right)
        for right in ACTION_RIGHTS
    }


def is_reading(connection: Connection, request: HttpRequest) -> bool:
    """Whether a reader is at work, or was called a moment ago and has not come yet."""
    now = timezone.now()
    lease = ReaderLease.objects.filter(connection=connection).first()
    if lease is not None and lease.until is not None and lease.until > now:
        return True
    started = _moment(request.GET.get("started", ""))
    if started is None or now - started > PATIENCE:
        return False
    return lease is None or lease.served_at is None or lease.served_at < started


def state_choices(counts: dict[str, int]) -> list[tuple[str, str]]:
    """The choices of the state filter, with how many rows each would show."""
    named = [
        (
            state.value,
            f"{state.label} ({counts[state.value]:,})"
            if counts.get(state.value)
            else str(state.label),
        )
        for state in QueueRow.State
    ]
    return [("", f"Everything to do ({sum(counts.values()):,})"), *named, ("all", "Everything")]


def dialogs(connection: Connection, *, user: Any) -> dict[str, dict[str, Any]]:
    """What the questions before deleting say."""
    previews = {
        "errors": steer.preview_delete_errors(connection, user=user),
        "clear": steer.preview_clear(connection, user=user),
    }
    return {
        name: {"count": counted.count, "rows": spoken.rows(counted), "lost": spoken.orders(counted)}
        for name, counted in previews.items()
    }


def _without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def _moment(seconds: str) -> datetime | None:
    if not seconds.isdecimal() or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), tz=UTC)
