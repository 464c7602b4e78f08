"""What the Home page is given beside the admin's own: how every connection stands."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sync_queue.figures import overview
from sync_queue.views import picture

EARLIEST = date(1990, 1, 1)


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of templates/admin/index.html: `standings`, one per connection, each with the
    picture of its days. `month` in the address chooses the month: 2026-11."""
    now = timezone.now()
    standings = overview.home(user=request.user, now=now, month=chosen(request, now.date()))
    drawn = [(standing, picture.of(standing.month)) for standing in standings]
    return {**context, "title": "Home", "standings": drawn, "here": request.get_full_path()}


def chosen(request: HttpRequest, today: date) -> date | None:
    """The first day of the month in the address; None for none, nonsense or one to come."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None
    return first if EARLIEST <= first <= today else None
