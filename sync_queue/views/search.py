"""Which rows does a person mean who types a number, a name or a key?

Over the whole queue by index: keys, and what the record's name or number begins with. Besides,
any part of a name or message, among the first rows of the list on the screen: reading a million
messages at every search would stop the page.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection as database
from django.db.models import Q, QuerySet

from sync_queue import kinds
from sync_queue.models import QueueRow

MOST = 500
# How many rows of each state are looked through for any part of their name or message.
LOOKED_THROUGH = 1000
# "1042" is meant where the row is called "Invoice 1042".
HEADS = ("", *(f"{kind.title.lower()} " for kind in kinds.ALL))


def ids(rows: QuerySet[QueueRow], text: str, *, listed: Iterable[QuerySet[Any]]) -> list[int]:
    """Up to `MOST` ids of `rows`; `listed`: the parts of the list, each in its order."""
    # Each a short walk along an index; in one OR they would be none.
    rows = rows.order_by()
    walks = [rows.filter(kind__in=kinds.BY_NAME, key=text), *map(rows.filter, beginnings(text))]
    found = dict.fromkeys(_ids(walks[0].union(*walks[1:], all=True)))
    part = Q(label__icontains=text) | Q(message__icontains=text)
    for some in listed:
        # By their ids alone: told of the connection too, SQLite would walk through all its rows.
        first = QueueRow.objects.filter(pk__in=some.values("pk")[:LOOKED_THROUGH])
        found |= dict.fromkeys(_ids(first.filter(part).order_by()))
    return list(found)[:MOST]


def beginnings(text: str) -> Iterator[Q]:
    """Rows whose name begins so, without and with each word for a kind in front.

    Told to each database so that its index is used: SQLite knows ranges, PostgreSQL patterns,
    whose order of letters may be another one.
    """
    for head in HEADS:
        start = head + text.lower()
        if database.vendor == "postgresql":
            yield Q(sought__startswith=start)
        else:
            yield Q(sought__gte=start, sought__lt=f"{start}\U0010ffff")


def _ids(rows: QuerySet[QueueRow]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:MOST])
