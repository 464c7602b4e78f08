"""Whose rows and orders are whose: what a person may see of a company's queue.

Marketplace staff see all of it, and so does a vendor in its own company. In the marketplace's
company a vendor sees what stands for the vendor's own records, and nothing else.
"""

from typing import Any

from django.db.models import Q, QuerySet

from connections import permissions
from connections.models import Connection, Right
from entities.models import Order, Payment, Refund
from sync_queue import kinds
from sync_queue.models import QueueRow
from sync_queue.models.row import QueueRowQuerySet


def connections(user: Any) -> QuerySet[Connection]:
    """The connections whose queue this person may see."""
    mine = Connection.objects.for_user(user)
    if user.is_superuser:
        return mine
    return mine.filter(grants__user=user, grants__right=Right.SEE_QUEUE)


def is_whole(*, user: Any, connection: Connection) -> bool:
    """Whether everything in this company is this person's to see."""
    return permissions.sees_all(user=user, connection=connection)


def rows(*, user: Any, connection: Connection) -> QueueRowQuerySet:
    """The rows of `connection` that this person may see."""
    found = QueueRow.objects.filter(connection=connection)
    if is_whole(user=user, connection=connection):
        return found
    own = Q(kind=kinds.APPLICATION.name, key__in=_own_keys(Refund, user))
    of_payments = [kind.name for kind in kinds.OF_PAYMENTS]
    own |= Q(kind__in=of_payments, key__in=_own_keys(Payment, user))
    own |= Q(kind=kinds.ESTIMATE.name, key__in=_own_keys(Order, user))
    for kind in kinds.ALL:
        if kind.model is not None:
            own |= Q(kind=kind.name, key__in=_own_keys(kind.model, user))
    return found.filter(own)


def orders(found: QuerySet[Order], *, user: Any, connection: Connection) -> QuerySet[Order]:
    """Those of the orders of `connection` that this person may see."""
    if is_whole(user=user, connection=connection):
        return found
    return found.filter(pk__in=Order.objects.for_user(user).order_by().values("pk"))


def _own_keys(model: Any, user: Any) -> Any:
    return model.objects.for_user(user).order_by().values("key")
