"""What is in the queue of each connection, in words or as JSON."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count
from django.utils import timezone

from connections.models import Connection
from sync_queue import plan
from sync_queue.figures import unread
from sync_queue.models import QueueRow


class Command(BaseCommand):
    help = "Counts the rows of each queue by state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        status = [_status(connection) for connection in Connection.objects.all()]
        if options["json"]:
            self.stdout.write(json.dumps(status, indent=2))
            return
        for one in status:
            rows = ", ".join(f"{count} {state}" for state, count in one["rows"].items())
            self.stdout.write(f"{one['connection']}: {rows or 'nothing in the queue'}.")
            if one["stopped"]:
                self.stdout.write(f"  {one['stopped']}")


def _status(connection: Connection) -> dict[str, Any]:
    rows = QueueRow.objects.filter(connection=connection).values("state", "flag").order_by("state")
    counts: dict[str, int] = {}
    for group in rows.annotate(count=Count("pk")):
        state = QueueRow(state=group["state"], flag=group["flag"]).spoken_state
        counts[state] = counts.get(state, 0) + group["count"]
    return {
        "connection": connection.name,
        "rows": counts,
        "stopped": _stopped(connection, now=timezone.now()),
    }


def _stopped(connection: Connection, *, now: datetime) -> str:
    """Why nothing is sent: something keeps it back, or nobody reads; "" if all is well."""
    silence = unread.unread(connection, now=now)
    return silence.sentence if silence else plan.why_not(connection, now=now)
