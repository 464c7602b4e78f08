"""What Celery may ring: each task is one line of work that lives elsewhere."""

from celery import shared_task
from django.utils import timezone

from connections import lists, tokens
from connections.models import Connection


@shared_task(ignore_result=True)
def refresh_due_tokens() -> int:
    """Refreshes every sign-in that ends soon; returns how many were due."""
    return len(list(tokens.refresh_due(now=timezone.now())))


@shared_task(ignore_result=True)
def fetch_lists_of(connection_id: int) -> None:
    """Fetches one connection's lists in the background."""
    lists.fetch_lists(connection=Connection.objects.get(pk=connection_id), now=timezone.now())
