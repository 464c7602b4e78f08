"""What Celery may ring: each task is one line of work that lives elsewhere."""

from celery import shared_task
from django.utils import timezone

from connections import tokens
from connections.checking import nightly


@shared_task(ignore_result=True)
def refresh_due_tokens() -> int:
    """Refreshes every sign-in that ends soon; returns how many were due."""
    return len(list(tokens.refresh_due(now=timezone.now())))


@shared_task(ignore_result=True)
def compare_taxes() -> int:
    """Compares all tax rates with QuickBooks'; returns how many connections were looked at."""
    return len(list(nightly.compare_taxes(now=timezone.now())))
