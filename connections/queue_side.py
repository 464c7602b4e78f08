"""What the pages of a connection ask of the queue, which lies above them and is not known here.

The queue registers its answers when the programs start; without it nothing waits.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet

from connections.models import Connection
from entities.models import Product


class QueueSide(Protocol):
    def waiting(self, connection: Connection) -> Mapping[str, int]:
        """{reason, as `reasons` names it: how many rows wait for that choice}."""

    def try_again(self, connection: Connection, chosen: Collection[str], *, now: datetime) -> int:
        """Tries the rows again that waited for these reasons; returns how many."""

    def look_at_closed_again(self, connection: Connection, *, now: datetime) -> int:
        """Looks again at what waits since its period is closed; returns how many rows."""

    def new_products(self, connection: Connection) -> QuerySet[Product]:
        """The products that this connection would still create in QuickBooks."""


class NoQueue:
    def waiting(self, connection: Connection) -> Mapping[str, int]:
        return {}

    def try_again(self, connection: Connection, chosen: Collection[str], *, now: datetime) -> int:
        return 0

    def look_at_closed_again(self, connection: Connection, *, now: datetime) -> int:
        return 0

    def new_products(self, connection: Connection) -> QuerySet[Product]:
        return Product.objects.none()


_registered: list[QueueSide] = []


def register(side: QueueSide) -> None:
    _registered[:] = [side]


def ask() -> QueueSide:
    return _registered[0] if _registered else NoQueue()
