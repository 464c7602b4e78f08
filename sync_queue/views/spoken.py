"""How counts and sums are said on a page: "37 orders, 2,911.40 USD"."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince

from sync_queue import kinds
from sync_queue.figures.pace import Pace
from sync_queue.figures.sums import capped as capped
from sync_queue.figures.sums import money as money
from sync_queue.figures.sums import number as number
from sync_queue.steering.steer import Counted

SPANS = (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1))


def times(count: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def ago(moment: datetime) -> str:
    """ "just now", "5 minutes ago", "1 week, 2 days ago"."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment)} ago"


def span(time: timedelta) -> str:
    """ "3 hours", "2 days", "less than a minute"; the one unit that says most."""
    minutes = int(time.total_seconds() // 60)
    for unit, size in SPANS:
        if minutes >= size:
            return number(minutes // size, unit)
    return "less than a minute"


def pace(found: Pace) -> str:
    """ "about 12 minutes at 38 a minute", "more than 4 hours at 38 a minute"."""
    length = span(found.remaining)
    about = "" if length.startswith("less") else "more than " if found.has_more else "about "
    rate = found.per_minute
    said = f"{rate:,.0f}" if rate >= 1 else f"{rate:.1f}"
    return f"{about}{length} at {said} a minute"


def orders(counted: Counted) -> str:
    """ "37 orders, 2,911.40 USD"; "" where no order is concerned."""
    if not counted.orders:
        return ""
    return f"{number(counted.orders, 'order')}, {money(counted.amounts)}"


def rows(counted: Counted) -> str:
    """ "5 rows: 3 invoices, 2 customers"."""
    parts = [
        number(count, kinds.BY_NAME[kind].title.lower()) for kind, count in counted.by_kind.items()
    ]
    said = number(counted.count, "row")
    return f"{said}: {', '.join(parts)}" if parts else said
