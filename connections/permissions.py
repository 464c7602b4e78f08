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
