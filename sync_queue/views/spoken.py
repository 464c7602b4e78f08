"""How counts and sums are said on a page: "37 orders, 2,911.40 USD"."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.timesince import timesince

from sync_queue import kinds
from sync_queue.steer import Counted


def number(count: int, what: str) -> str:
    """ "1 row", "1,204 rows", "3 categories"."""
    if count == 1:
        return f"1 {what}"
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count:,} {plural}"


def ago(moment: datetime) -> str:
    """ "just now", "5 minutes ago", "1 week, 2 days ago"."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment)} ago"


def money(amounts: Mapping[str, Decimal]) -> str:
    """ "2,911.40 USD and 80.00 EUR"; "" for nothing."""
    return " and ".join(f"{amount:,.2f} {currency}" for currency, amount in amounts.items())


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
