"""What Celery may ring: each task is one line of work that lives elsewhere."""

from celery import shared_task
from django.utils import timezone

from connections import tokens


@shared_task(ignore_result=True)
def refresh_due_tokens() -> int:
    """Refreshes every sign-in that ends soon; returns how many were due."""
    return len(list(tokens.refresh_due(now=timezone.now())))
