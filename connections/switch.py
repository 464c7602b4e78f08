"""The one switch over all connections: off, nothing is collected and nothing is sent."""

from datetime import datetime
from typing import Any

from connections.models import Installation


def state() -> Installation:
    """How the switch stands, who threw it and when; on where nobody ever did."""
    return Installation.objects.select_related("switched_by").first() or Installation(pk=1)


def turn(*, on: bool, user: Any, now: datetime) -> None:
    """What is missed while it is off is found by the search that runs every ten minutes."""
    Installation.objects.update_or_create(
        pk=Installation.ONLY,
        defaults={"is_on": on, "switched_at": now, "switched_by": user},
    )
