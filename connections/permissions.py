"""May this person do that on this connection?"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from connections.models import Connection, Grant, Right


def may(*, user: Any, connection: Connection, right: Right) -> bool:
    """Whether `user` holds `right` here; active superusers hold all of them."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return Grant.objects.filter(connection=connection, user=user, right=right).exists()


def sees_all(*, user: Any, connection: Connection) -> bool:
    """Whether everything in this company is this person's to see.

    It is for the marketplace's staff, and for a vendor's people in the vendor's own company.
    """
    if user.is_superuser:
        return True
    vendors = set(user.vendors.values_list("pk", flat=True))
    return not vendors or connection.vendor_id in vendors


def need_all(*, user: Any, connection: Connection) -> None:
    """Raises PermissionDenied for whoever sees some of the company's records only."""
    if not sees_all(user=user, connection=connection):
        raise PermissionDenied(
            f"This concerns all who sell into “{connection}”, not only you. "
            "Ask whoever administers the marketplace to do it."
        )


def connection_for(*, user: Any, slug: str, right: Right) -> Connection:
    """The connection, for somebody who holds `right` on it.

    Raises Http404 for whoever holds no right there, so that strangers do not learn that it exists,
    and PermissionDenied for whoever holds others only.
    """
    connection = Connection.objects.for_user(user).filter(slug=slug).first()
    if connection is None:
        raise Http404("There is no such connection.")
    if not may(user=user, connection=connection, right=right):
        raise PermissionDenied(
            f"You may not do this on “{connection}”: {right.label}. "
            "Ask whoever administers the marketplace for this right."
        )
    return connection
