"""When did the program that works in the background last give a sign of life?

Beat, through a worker, and cron leave one every minute, with what `watch_connections` does.
"""

from datetime import datetime

from connections.models import Installation


def note(*, now: datetime) -> None:
    """The background jobs run: they were seen at `now`."""
    Installation.objects.update_or_create(pk=Installation.ONLY, defaults={"jobs_seen_at": now})


def jobs() -> datetime | None:
    """When they were last seen; None for never."""
    return Installation.objects.values_list("jobs_seen_at", flat=True).first()
