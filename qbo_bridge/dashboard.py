"""What the Home page is given beside the admin's own: how every connection stands."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sync_queue import overview


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of templates/admin/index.html: `standings`, one per connection."""
    standings = overview.home(user=request.user, now=timezone.now())
    return {**context, "title": "Home", "standings": standings}
