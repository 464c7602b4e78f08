"""A moment as a store folder states it, from a raw file's own time of day."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(local: str, zone: ZoneInfo) -> str:
    """2011-02-01 08:26:00 there, with the offset that the clocks had in `zone` on that day."""
    return datetime.fromisoformat(local).replace(tzinfo=zone).isoformat()
