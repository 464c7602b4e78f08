"""What the Home page is given beside the admin's own: how every connection stands."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from connections.views.listing import may_add_connections
from sync_queue import overview


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of templates/admin/index.html: `standings`, and whether to offer adding one."""
    return {
        **context,
        "title": "Home",
        "standings": overview.home(user=request.user, now=timezone.now()),
        "may_add": may_add_connections(request.user),
    }
