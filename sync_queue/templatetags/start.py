"""The quiet line over every page, until somebody has gone live: nothing has been sent (rule 2)."""

from typing import Any

from django import template
from django.template.context import Context

from connections.models import Connection
from sync_queue.start import steps

register = template.Library()


@register.inclusion_tag("sync_queue/unsent.html", takes_context=True)
def unsent(context: Context) -> dict[str, Any]:
    """On a connection's page of that connection, elsewhere of the first that is not live yet."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    here = context.get("connection")
    if isinstance(here, Connection) and here.pk and steps.is_over(here):
        return {}
    waiting = list(steps.waiting(request.user)[:50])
    if isinstance(here, Connection):
        waiting = [one for one in waiting if one.pk == here.pk]
    if not waiting:
        return {}
    progress = steps.progress(waiting[0])
    return {
        "connection": waiting[0],
        "others": len(waiting) - 1,
        "is_here": isinstance(here, Connection),
        "has_sent": steps.has_sent(waiting[0]),
        "progress": progress,
        "is_in_start": request.path.startswith(f"/console/{waiting[0].slug}/start/"),
    }
