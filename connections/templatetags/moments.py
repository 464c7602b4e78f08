"""How long ago, and how long to go: moments as a person says them."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil

register = template.Library()
A_MINUTE = timedelta(minutes=1)


@register.filter
def ago(moment: datetime | None) -> str:
    """ "just now", "5 minutes ago"; "never" for no moment at all."""
    if moment is None:
        return "never"
    now = timezone.now()
    return "just now" if now - moment < A_MINUTE else f"{timesince(moment, now, depth=1)} ago"


@register.filter
def countdown(moment: datetime | None) -> str:
    """ "in 59 minutes", "ended 2 days ago"; "not known" for no moment at all."""
    if moment is None:
        return "not known"
    now = timezone.now()
    if moment > now:
        return (
            f"in {timeuntil(moment, now)}" if moment - now > A_MINUTE else "in less than a minute"
        )
    return f"ended {ago(moment)}"
